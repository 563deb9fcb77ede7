//! Requests to stop: what is done is kept, and the same command goes on from there.
//!
//! | signal | sent by | first | again |
//! |---|---|---|---|
//! | SIGINT | Ctrl-C | stops | ends at once |
//! | SIGTERM | `scancel`, an evicted pod, a shutdown | stops | nothing more |
//! | SIGUSR1 | Slurm before time is up, if told to | stops | nothing more |
//! | SIGHUP | a closed terminal | stops, but not under `nohup` | nothing more |
//!
//! A batch system sends several signals and means one; only a person who presses Ctrl-C twice cannot wait.

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

/// True once the program was asked to stop.
pub(super) static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// Exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// From now on signals are requests.
pub(super) fn catch_interrupts() -> Result<()> {
    let caught = || -> std::io::Result<()> {
        let is_second = Arc::new(AtomicBool::new(false));
        flag::register_conditional_shutdown(SIGINT, INTERRUPTED, is_second.clone())?;
        flag::register(SIGINT, is_second)?;
        for signal in [SIGINT, SIGTERM] {
            flag::register(signal, STOP.clone())?;
        }
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGHUP, SIGUSR1};
            flag::register(SIGUSR1, STOP.clone())?;
            if !is_ignored(SIGHUP) {
                flag::register(SIGHUP, STOP.clone())?;
            }
        }
        Ok(())
    };
    caught().context("Ctrl-C cannot be caught")
}

/// Whether whoever started the program had it ignore a signal, as `nohup` does; true where it is not known.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let set = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let set = set.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
    set.is_none_or(|set| set & (1 << (signal - 1)) != 0)
}
