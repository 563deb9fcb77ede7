//! Requests to stop: what is done is kept, and the same command goes on from there.
//!
//! | signal | sent by | first | again |
//! |---|---|---|---|
//! | SIGINT | Ctrl-C | stops | ends at once |
//! | SIGTERM | `scancel`, an evicted pod, a shutdown | stops | nothing more |
//! | SIGUSR1 | Slurm before time is up, if told to | stops | nothing more |
//! | SIGHUP | a closed terminal | stops | nothing more |
//!
//! A batch system sends several signals and means one; only a person who presses Ctrl-C twice cannot wait. What
//! whoever started the program had it ignore stays ignored: SIGHUP under `nohup`, SIGINT behind a script's `&`.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// From now on signals are requests, which set `stop`.
///
/// # Errors
/// What the system said.
pub fn catch(stop: &Arc<AtomicBool>) -> io::Result<()> {
    let all = requests();
    if all.contains(&SIGINT) {
        let is_second = Arc::new(AtomicBool::new(false));
        flag::register_conditional_shutdown(SIGINT, INTERRUPTED, is_second.clone())?;
        flag::register(SIGINT, is_second)?;
    }
    for signal in all {
        flag::register(signal, stop.clone())?;
    }
    Ok(())
}

/// From now on the same signals also wake whoever looks at what they set.
///
/// # Errors
/// What the system said.
#[cfg(unix)]
pub fn wake(wake: super::Wake) -> io::Result<()> {
    use std::io::Read;
    let (mut read, write) = std::os::unix::net::UnixStream::pair()?;
    for signal in requests() {
        signal_hook::low_level::pipe::register(signal, write.try_clone()?)?;
    }
    // It waits for as long as the program runs, and holds nothing.
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        while read.read_exact(&mut [0]).is_ok() {
            wake.call();
        }
    })?;
    Ok(())
}

/// The signals of the table that are not ignored.
#[cfg(unix)]
fn requests() -> Vec<i32> {
    use signal_hook::consts::{SIGHUP, SIGUSR1};
    let ignored = ignored();
    let is_ignored = |signal: i32| match ignored {
        Some(set) => set & (1 << (signal - 1)) != 0,
        // `nohup` is likely; a Ctrl-C that does nothing is worse than one that stops.
        None => signal == SIGHUP,
    };
    let all = [SIGINT, SIGHUP].into_iter().filter(|&signal| !is_ignored(signal));
    all.chain([SIGTERM, SIGUSR1]).collect()
}

#[cfg(not(unix))]
fn requests() -> Vec<i32> {
    vec![SIGINT, SIGTERM]
}

/// What whoever started the program had it ignore, a bit each; none where it is not known.
#[cfg(unix)]
fn ignored() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let set = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(set.trim(), 16).ok()
}
