//! A signal ends the window in order, as if it was closed: what ran is kept, and settings are remembered.
//!
//! Bevy's own handler installs none at all where the window was started with one of the signals ignored, as `nohup`
//! and a script's `&` do; the one of the command line does. Elsewhere than on Unix nobody starts it so.

use bevy::prelude::AppExit;
#[cfg(unix)]
pub use ours::catch;

/// The window was ended by Ctrl-C on the terminal or a signal.
#[derive(Debug, thiserror::Error)]
#[error("ended by a signal")]
pub struct Signalled;

/// What such a window ends with, as Bevy's own handler has it.
const SIGNALLED: u8 = 130;

/// How the window ended.
pub fn ended(exit: AppExit) -> anyhow::Result<()> {
    match exit {
        AppExit::Success => Ok(()),
        AppExit::Error(code) if code.get() == SIGNALLED => Err(Signalled.into()),
        AppExit::Error(_) => anyhow::bail!("the window closed with an error"),
    }
}

#[cfg(unix)]
mod ours {
    use super::SIGNALLED;
    use crate::app::waking::Frames;
    use crate::runtime::signals;
    use bevy::prelude::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// True once the window was asked to end.
    #[derive(Resource, Clone, Default)]
    pub struct EndRequested(pub Arc<AtomicBool>);

    /// From now on signals end the window.
    pub fn catch(app: &mut App) {
        let requested = EndRequested::default();
        let wake = app.world().resource::<Frames>().wake();
        if let Err(error) = signals::catch(&requested.0).and_then(|()| signals::wake(wake)) {
            tracing::warn!("signals cannot be caught, and end the window at once: {error}");
        }
        app.insert_resource(requested).add_systems(Update, end);
    }

    pub fn end(requested: Res<EndRequested>, mut exit: MessageWriter<AppExit>) {
        if requested.0.load(Ordering::Relaxed) {
            exit.write(AppExit::from_code(SIGNALLED));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_no_error_of_the_window() {
        assert!(ended(AppExit::Success).is_ok());
        assert!(ended(AppExit::from_code(130)).unwrap_err().is::<Signalled>());
        assert!(!ended(AppExit::error()).unwrap_err().is::<Signalled>());
    }

    #[test]
    #[cfg(unix)]
    fn a_window_that_is_asked_to_end_ends() {
        use bevy::prelude::{App, Update};
        let mut app = App::new();
        let requested = ours::EndRequested::default();
        app.insert_resource(requested.clone()).add_systems(Update, ours::end);
        app.update();
        assert_eq!(app.should_exit(), None);
        requested.0.store(true, std::sync::atomic::Ordering::Relaxed);
        app.update();
        assert!(ended(app.should_exit().unwrap()).unwrap_err().is::<Signalled>());
    }
}
