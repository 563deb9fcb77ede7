//! Progress of long work, in one line.

use super::say::{say, say_over};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Between two looks at progress on a terminal.
const LOOK: Duration = Duration::from_millis(200);
/// Between two lines of progress elsewhere.
const LOG: Duration = Duration::from_secs(30);

/// One line of progress on a terminal; elsewhere a line now and then, for the log of a batch.
pub struct Line {
    what: String,
    is_terminal: bool,
    shown: Instant,
}

impl Line {
    /// Progress of that.
    pub fn new(what: String) -> Line {
        Line { what, is_terminal: std::io::stderr().is_terminal(), shown: Instant::now() }
    }

    /// Says something, unless it just did.
    pub fn look(&mut self, words: impl FnOnce() -> String) {
        let every = if self.is_terminal { LOOK } else { LOG };
        if self.shown.elapsed() >= every {
            self.shown = Instant::now();
            self.say(&words());
        }
    }

    /// Says something.
    pub fn say(&self, words: &str) {
        if self.is_terminal {
            say_over(&format!("{}: {words}", self.what));
        } else {
            say(format!("{}: {words}", self.what));
        }
    }

    /// Takes the line of a terminal away.
    pub fn clear(&self) {
        if self.is_terminal {
            say_over("");
        }
    }
}
