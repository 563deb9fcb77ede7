//! What is logged, and how. A person who asked for no log reads our own warnings as the sentences that they
//! are; with `--log` or `RUST_LOG` there are times, levels and the names of whoever speaks.

use super::args::{Args, CommonArgs};
use super::error::refuse;
use super::say::escaped;
use anyhow::Result;
use std::fmt;
use std::io::{IsTerminal, stderr};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Unless asked for more: what others warn of is about a user's machine (no graphics card, no X settings), in
/// words for programmers. That there is no file dialog is said in the window.
const DEFAULT: &str = "error,rfd=off,signalscape=warn";

impl Args {
    /// From now on what is logged goes to standard error.
    ///
    /// # Errors
    /// [`Usage`](super::Usage) if `--log` is neither a level nor a filter.
    pub fn start_log(&self) -> Result<()> {
        let asked = asked(&self.common)?;
        let is_plain = asked.is_none();
        let filter = asked.unwrap_or_else(|| EnvFilter::new(DEFAULT));
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(stderr().is_terminal())
            .with_writer(stderr)
            .log_internal_errors(false);
        match is_plain {
            true => subscriber.event_format(Plain { is_terminal: stderr().is_terminal() }).init(),
            false => subscriber.init(),
        }
        Ok(())
    }
}

/// What `--log` asks for, or else `RUST_LOG`, if either does.
///
/// # Errors
/// [`Usage`](super::Usage) if `--log` is neither a level nor a filter.
pub(super) fn asked(args: &CommonArgs) -> Result<Option<EnvFilter>> {
    let Some(text) = &args.log else {
        // Meant for other programs too, so what it gets wrong is no reason not to start.
        let is_set = std::env::var_os("RUST_LOG").is_some();
        let filter = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into());
        return Ok(is_set.then(|| filter.from_env_lossy()));
    };
    // A single word would be read as the name of a target, and every misspelt level with it.
    let is_meant = |part: &str| part.contains('=') || part.parse::<LevelFilter>().is_ok();
    let expected = "off, error, warn, info, debug, trace, or TARGET=LEVEL,…";
    match EnvFilter::try_new(text) {
        Ok(filter) if text.split(',').all(is_meant) => Ok(Some(filter)),
        _ => Err(refuse("--log", expected, format!("{text:?}"))),
    }
}

/// `warning: what happened`, one line.
struct Plain {
    /// There may be a line of progress, which it takes the place of.
    is_terminal: bool,
}

impl<S, N> FormatEvent<S, N> for Plain
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut words = String::new();
        context.format_fields(Writer::new(&mut words), event)?;
        let erased = if self.is_terminal { "\r\x1b[K" } else { "" };
        let kind = if *event.metadata().level() == Level::ERROR { "error" } else { "warning" };
        writeln!(writer, "{erased}{kind}: {}", escaped(&words))
    }
}
