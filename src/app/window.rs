//! The window's title says what the digit looks like; settings are saved as they change.

use super::choices::Choices;
use super::lessons::Lessons;
use super::playback::Playback;
use super::settings::Settings;
use super::teaching::Teaching;
use super::{Launch, Started, shown_sample};
use crate::app::notice::Notice;
use crate::app::references::References;
use crate::app::session::Session;
use crate::app::waking::Frames;
use crate::data::ClassNames;
use bevy::prelude::*;
use bevy::window::WindowMode;
use std::path::PathBuf;
use std::time::Duration;

/// The application's name.
pub const NAME: &str = "Signalscape";
/// Seconds of quiet before changed settings are written.
const SAVE_AFTER_S: f32 = 1.0;

/// The title for a state.
fn title(
    session: &Session,
    playback: &Playback,
    references: &References,
    notice: &Notice,
    names: &ClassNames,
) -> String {
    if let Some(name) = notice.refused_input() {
        return format!("{NAME}: cannot read {name}");
    }
    let sample = shown_sample(session, playback);
    let presentation = session.record.presentation();
    let verdict = sample.and_then(|sample| references.verdict(presentation, sample));
    let mut title = match verdict {
        Some((_, Some(familiarity))) if familiarity.is_novel => {
            format!("{NAME}: unlike any {} it knows", names.noun())
        }
        Some((verdict, _)) => {
            let share = verdict.shares[usize::from(verdict.label)] * 100.0;
            format!("{NAME}: {} ({share:.0} %)", names.of(verdict.label))
        }
        None => NAME.to_owned(),
    };
    if !playback.is_playing {
        title += " [paused]";
    }
    title
}

/// Sets the window's title when it changes.
pub fn show(
    session: Res<Session>,
    playback: Res<Playback>,
    references: Res<References>,
    notice: Res<Notice>,
    teaching: Res<Teaching>,
    window: Option<Single<&mut Window>>,
) {
    if let Some(mut window) = window {
        let title = title(&session, &playback, &references, &notice, teaching.names());
        if window.title != title {
            window.title = title;
        }
    }
}

fn is_in_a_frame(window: &Window) -> bool {
    matches!(window.mode, WindowMode::Windowed)
}

/// The window fills the screen that it is on while something is presented.
pub fn fill_screen(
    choices: Res<Choices>,
    mut was_presenting: Local<bool>,
    window: Option<Single<&mut Window>>,
) {
    let Some(mut window) = window else { return };
    if std::mem::replace(&mut *was_presenting, choices.presents) != choices.presents {
        window.mode = match choices.presents {
            true => WindowMode::BorderlessFullscreen(MonitorSelection::Current),
            false => WindowMode::Windowed,
        };
    }
}

/// Settings as they were last written.
#[derive(Resource)]
pub struct StoredSettings {
    path: Option<PathBuf>,
    written: Settings,
    /// A number given on the command line is for this run alone.
    own_references: Option<usize>,
    changed_for_s: f32,
}

impl StoredSettings {
    /// Settings just read.
    pub fn new(settings: &Settings, launch: &Launch) -> StoredSettings {
        let own_references = launch.references.map(|_| {
            launch
                .settings
                .as_deref()
                .map_or(settings.references, |p| Settings::load(p).0.references)
        });
        StoredSettings {
            path: launch.settings.clone(),
            written: settings.clone(),
            own_references,
            changed_for_s: 0.0,
        }
    }
}

/// Writes changed settings after a moment of quiet, and at the end.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn remember(
    mut settings: ResMut<Settings>,
    lessons: Res<Lessons>,
    mut remembered: ResMut<StoredSettings>,
    mut notice: ResMut<Notice>,
    time: Res<Time<Real>>,
    frames: Res<Frames>,
    window: Option<Single<&Window>>,
    mut exits: MessageReader<AppExit>,
) {
    // The size of a window that does not fill the screen.
    if let Some(window) = window.filter(|window| is_in_a_frame(window)) {
        let size = [window.width(), window.height()];
        if settings.window != size {
            settings.window = size;
        }
    }
    let settings = lessons.to_remember(&settings);
    if settings == remembered.written {
        remembered.changed_for_s = 0.0;
        return;
    }
    remembered.changed_for_s += time.delta_secs();
    let is_over = exits.read().count() > 0;
    if remembered.changed_for_s < SAVE_AFTER_S && !is_over {
        let left_s = SAVE_AFTER_S - remembered.changed_for_s;
        frames.after(Duration::from_secs_f32(left_s));
        return;
    }
    remembered.written = settings.clone();
    remembered.changed_for_s = 0.0;
    let Some(path) = remembered.path.clone() else { return };
    let mut written = settings;
    if let Some(references) = remembered.own_references {
        written.references = references;
    }
    if let Err(error) = written.save(&path) {
        // Once is enough; the program goes on without a memory.
        remembered.path = None;
        notice.say(format!("Settings cannot be remembered: {}: {error}.", path.display()));
    }
}

/// Logs how long the start took: to the first frame, and to each larger cloud.
pub fn log_milestones(
    started: Res<Started>,
    references: Res<References>,
    mut is_drawn: Local<bool>,
    mut shown: Local<usize>,
) {
    let after_s = started.0.elapsed().as_secs_f64();
    if !std::mem::replace(&mut *is_drawn, true) {
        tracing::info!("first frame after {after_s:.2} s");
    }
    let count = references.cloud.as_ref().map_or(0, |cloud| cloud.labels.len());
    if count >= 2 * (*shown).max(1) {
        *shown = count;
        tracing::info!("a cloud of {count} digits after {after_s:.2} s");
    }
}
