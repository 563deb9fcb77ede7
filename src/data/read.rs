//! The one way in which files are read. What is no file is not opened (a pipe would wait for its writer,
//! and a device may never end), and a file's size is asked before memory is taken for it.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The bytes of the file at `path`, if they are at most `most`.
///
/// # Errors
/// What the system said; [`ErrorKind::InvalidInput`] for what is no file, [`ErrorKind::FileTooLarge`] for
/// one that is too large.
pub fn read_whole(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    whole(path, most).map_err(|error| plainly(error, "file"))
}

fn whole(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    check(&fs::metadata(path)?, most)?;
    let file = File::open(path)?;
    // It may have become another since it was looked at, and it may grow while it is read.
    let metadata = file.metadata()?;
    check(&metadata, most)?;
    read_up_to(file, metadata.len() as usize, most)
}

/// The first bytes of the file at `path`, at most so many.
///
/// # Errors
/// What the system said; [`ErrorKind::InvalidInput`] for what is no file.
pub fn read_start(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let start = || {
        check(&fs::metadata(path)?, u64::MAX)?;
        let file = File::open(path)?;
        check(&file.metadata()?, u64::MAX)?;
        let mut bytes = Vec::new();
        file.take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    start().map_err(|error| plainly(error, "file"))
}

/// All bytes of a stream, if they are at most `most`.
///
/// # Errors
/// What the system said; [`ErrorKind::FileTooLarge`] where there are more.
pub fn read_stream(stream: impl Read, most: u64) -> io::Result<Vec<u8>> {
    read_up_to(stream, 0, most).map_err(|error| plainly(error, "file"))
}

/// `expected` bytes are likely.
fn read_up_to(from: impl Read, expected: usize, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(expected);
    from.take(most + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        found if found > most => Err(too_large(most, None)),
        _ => Ok(bytes),
    }
}

/// The text of the file at `path`, if it is at most `most` bytes long.
///
/// # Errors
/// As [`read_whole`]; [`ErrorKind::InvalidData`] for what is no text.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read_whole(path, most)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let words = format!("expected text in UTF-8, found other bytes from byte {at} on");
        io::Error::new(ErrorKind::InvalidData, words)
    })
}

/// The same error in words for people. The system's own have a number, and leave open whether a file or a folder is
/// not there; `what` was looked for. After the number stands at most a temporary name, which nobody knows.
pub fn plainly(error: io::Error, what: &str) -> io::Error {
    let words = error.to_string();
    match words.split_once(" (os error ") {
        Some(_) if error.kind() == ErrorKind::NotFound => {
            io::Error::new(ErrorKind::NotFound, format!("there is no such {what}"))
        }
        Some(_) if error.kind() == ErrorKind::NotADirectory => {
            io::Error::new(ErrorKind::NotADirectory, "a file is where a folder should be")
        }
        Some(_) if error.kind() == ErrorKind::AlreadyExists => {
            io::Error::new(ErrorKind::AlreadyExists, "there is something else of that name")
        }
        Some((words, _)) => io::Error::new(error.kind(), words),
        // Words of ours.
        None => error,
    }
}

fn check(metadata: &Metadata, most: u64) -> io::Result<()> {
    if let Some(found) = no_file(metadata) {
        let words = format!("expected a file, found {found}");
        return Err(io::Error::new(ErrorKind::InvalidInput, words));
    }
    if metadata.len() > most { Err(too_large(most, Some(metadata.len()))) } else { Ok(()) }
}

/// What it is, if it is no file.
pub(super) fn no_file(metadata: &Metadata) -> Option<&'static str> {
    let kind = if metadata.is_dir() { "a folder" } else { "a pipe or device" };
    (!metadata.is_file()).then_some(kind)
}

fn too_large(most: u64, found: Option<u64>) -> io::Error {
    // Rounded apart, or they might look the same.
    let found = found.map_or_else(|| "more".to_owned(), |found| size(found, f64::ceil));
    let words = format!("expected a file of at most {}, found {found}", size(most, f64::floor));
    io::Error::new(ErrorKind::FileTooLarge, words)
}

/// So many bytes in the unit that people use: "5 bytes", "257.0 MB".
fn size(bytes: u64, round: fn(f64) -> f64) -> String {
    let bytes_f64 = bytes as f64;
    let unit =
        [(1e12, "TB"), (1e9, "GB"), (1e6, "MB")].into_iter().find(|&(of, _)| bytes_f64 >= of);
    match unit {
        Some((of, name)) => format!("{:.1} {name}", round(bytes_f64 / of * 10.0) / 10.0),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, b"seven").unwrap();
        assert_eq!(read_whole(&path, 5).unwrap(), b"seven");
        assert_eq!(read_text(&path, 5).unwrap(), "seven");
        assert_eq!(
            (read_start(&path, 3).unwrap(), read_start(&path, 9).unwrap().len()),
            (b"sev".to_vec(), 5)
        );
        let error = read_whole(&path, 4).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
        assert_eq!(error.to_string(), "expected a file of at most 4 bytes, found 5 bytes");
        // Its size alone is asked: nothing is read of a terabyte of zeros.
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        let error = read_whole(&path, (1 << 30) - 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
        assert_eq!(error.to_string(), "expected a file of at most 1.0 GB, found 1.1 TB");
        File::create(&path).unwrap().set_len(1 << 30).unwrap();
        let error = read_whole(&path, (1 << 30) - 1).unwrap_err();
        assert_eq!(error.to_string(), "expected a file of at most 1.0 GB, found 1.1 GB");
        fs::write(&path, b"a\xffb").unwrap();
        let error = read_text(&path, 5).unwrap_err();
        assert_eq!(error.to_string(), "expected text in UTF-8, found other bytes from byte 1 on");
        let error = read_whole(&folder.path().join("no"), 5).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert_eq!(error.to_string(), "there is no such file", "and no number of the system's");
    }

    #[test]
    fn a_stream_is_read_up_to_its_limit() {
        assert_eq!(read_stream(&b"seven"[..], 5).unwrap(), b"seven");
        let error = read_stream(io::repeat(7), 5).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge, "one that never ends");
        assert_eq!(error.to_string(), "expected a file of at most 5 bytes, found more");
    }

    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        for error in [read_whole(folder.path(), 5), read_start(folder.path(), 5)] {
            assert_eq!(error.unwrap_err().to_string(), "expected a file, found a folder");
        }
        #[cfg(unix)]
        {
            let link = folder.path().join("zero");
            std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
            let pipe = folder.path().join("pipe");
            let made = std::process::Command::new("mkfifo").arg(&pipe).status();
            for path in [Some(link), made.is_ok_and(|status| status.success()).then_some(pipe)] {
                let Some(path) = path else { continue };
                let error = read_whole(&path, 5).unwrap_err();
                assert_eq!(error.to_string(), "expected a file, found a pipe or device");
            }
        }
    }
}
