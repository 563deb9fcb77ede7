//! Words for a person: on standard error, one line each, whatever they are about; and what is said where
//! answers, on standard output, cannot be written.
//!
//! Nobody has to listen: a full disc or a closed pipe behind standard error stops nothing. And names are
//! those of other people's files: characters that would steer a terminal are shown, not obeyed.

use crate::data::plainly;
use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{self, Write, stderr};

/// Writes a line to standard error.
pub fn say(words: impl Display) {
    let line = format!("{}\n", escaped(&words.to_string()));
    let _ = stderr().write_all(line.as_bytes());
}

/// Writes `words` over the last line of a terminal; none take it away.
pub(super) fn say_over(words: &str) {
    let _ = stderr().write_all(format!("\r\x1b[K{}", escaped(words)).as_bytes());
}

/// Where answers are written: an error says that it was standard output which could not be.
pub struct Answers<W>(pub W);

impl<W: Write> Write for Answers<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(named)
    }
}

fn named(error: io::Error) -> io::Error {
    match error.kind() {
        // Writers try again by themselves.
        io::ErrorKind::Interrupted => error,
        kind => {
            let error = plainly(error, "file");
            io::Error::new(kind, format!("standard output: cannot be written: {error}"))
        }
    }
}

/// The same text with every character that steers a terminal, or the order in which text is read, written
/// out: a new line as `\n`.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for char in text.chars() {
        match steers(char) {
            true => shown.extend(char.escape_default()),
            false => shown.push(char),
        }
    }
    Cow::Owned(shown)
}

fn steers(char: char) -> bool {
    let turns =
        matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    char.is_control() || turns
}

/// A command that a shell reads back as these words. Plain words are as they are; others are quoted, and what
/// is no text, or steers a terminal, is written as numbers (`$'\377'`, which POSIX has since 2024 and the
/// common shells longer).
pub(super) fn command_line<'a>(words: impl IntoIterator<Item = &'a OsStr>) -> String {
    let words: Vec<Cow<str>> = words.into_iter().map(quoted).collect();
    words.join(" ")
}

fn quoted(word: &OsStr) -> Cow<'_, str> {
    let plain = word.to_str().filter(|text| !text.chars().any(steers));
    if let Some(quoted) = plain.and_then(|text| shlex::try_quote(text).ok()) {
        return quoted;
    }
    let mut numbers = String::from("$'");
    // Three octal digits end by themselves; hexadecimal ones do not in every shell.
    let write = |bytes: &[u8], text: &mut String| {
        bytes.iter().for_each(|byte| text.push_str(&format!("\\{byte:03o}")));
    };
    for chunk in word.as_encoded_bytes().utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '\'' | '\\' => numbers.extend(['\\', char]),
                _ if steers(char) => write(char.encode_utf8(&mut [0; 4]).as_bytes(), &mut numbers),
                _ => numbers.push(char),
            }
        }
        write(chunk.invalid(), &mut numbers);
    }
    numbers.push('\'');
    Cow::Owned(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown() {
        assert!(matches!(escaped("a plain – name.png"), Cow::Borrowed(_)));
        let shown = escaped("a\nb\x1b[2Jc\u{9b}d\u{202e}e\x7f");
        assert_eq!(shown, "a\\nb\\u{1b}[2Jc\\u{9b}d\\u{202e}e\\u{7f}");
    }

    #[test]
    fn a_command_is_read_back_as_it_was_given() {
        let words = ["signalscape", "a b", "it's", "", "$HOME", "--set", "a=1", "*"];
        let line = command_line(words.iter().map(OsStr::new));
        assert!(line.starts_with("signalscape 'a b' ") && line.contains(" --set "), "{line}");
        assert_eq!(shlex::split(&line).unwrap(), words);
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_text_is_read_back_by_a_shell() {
        use std::os::unix::ffi::OsStrExt;
        let words = [&b"printf"[..], b"%s|", b"r\xe9sum\xc3\xa9", b"a\nb'\\c", b"\x1b[2J1"];
        let line = command_line(words.iter().map(|word| OsStr::from_bytes(word)));
        assert!(!line.chars().any(steers), "{line:?}");
        let shell = std::process::Command::new("bash").args(["-c", &line]).output();
        let Ok(output) = shell else { return };
        assert_eq!(output.stdout, b"r\xe9sum\xc3\xa9|a\nb'\\c|\x1b[2J1|");
    }
}
