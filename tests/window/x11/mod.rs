//! Drives a window through X11 alone, as a person with a mouse and a keyboard would.
//!
//! | file | what it holds |
//! |---|---|
//! | `screen.rs` | a private Xvfb, and pictures of it |
//! | `app.rs` | the program under test: its folders, its log, its exit |
//! | `window.rs` | one window: its title, its place, mouse and keys sent to it |
//! | `drag.rs` | files dropped on it, by the XDnD protocol |
//!
//! Nothing here sleeps to let something happen: [`poll`] looks for it until a deadline. The other
//! pauses are those of a hand, which moves a mouse in steps rather than in an instant.
mod app;
mod drag;
mod screen;
#[allow(dead_code, reason = "a whole hand, of which a test uses some fingers")]
pub mod window;

pub use app::App;
pub use drag::drop_files;
pub use screen::{Missing, Screen};
pub use window::{Window, key};

use anyhow::{Context as _, Result, bail};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Between two looks at something awaited.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Asks `probe` until it has an answer; an error ends the wait at once.
pub fn poll<T>(
    what: &str,
    within: Duration,
    mut probe: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let end = Instant::now() + within;
    loop {
        if let Some(found) = probe().with_context(|| format!("while waiting for {what}"))? {
            return Ok(found);
        }
        if Instant::now() >= end {
            bail!("waited {within:?} in vain for {what}");
        }
        sleep(LOOK_AGAIN);
    }
}
