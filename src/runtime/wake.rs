//! How a background thread says that something has come for whoever watches: a window sleeps while nothing
//! moves, and looks into its channels only when it is woken.

use std::fmt;
use std::sync::Arc;

/// See the module's head. The default wakes nobody.
#[derive(Clone, Default)]
pub struct Wake(Option<Arc<dyn Fn() + Send + Sync>>);

impl Wake {
    /// Calls this whenever something has come; from any thread, and often.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Wake {
        Wake(Some(Arc::new(wake)))
    }

    /// Something has come: say so after it is in its channel.
    pub fn call(&self) {
        if let Some(wake) = &self.0 {
            wake();
        }
    }
}

impl fmt::Debug for Wake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Wake(somebody)" } else { "Wake(nobody)" })
    }
}
