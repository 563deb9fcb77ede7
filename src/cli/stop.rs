//! The request to stop that every command of the command line looks at.

use crate::runtime::signals;
use anyhow::{Context, Result};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

/// True once the program was asked to stop.
pub(super) static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on signals are requests.
pub(super) fn catch_interrupts() -> Result<()> {
    signals::catch(&STOP).context("Ctrl-C cannot be caught")
}
