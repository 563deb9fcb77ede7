//! A demonstration on its own: after a while in which nobody touches anything, lessons go through themselves, one after the
//! other, until somebody does.

use super::Launch;
use super::choices::Choices;
use super::command::LessonCommand;
use super::lesson::demonstration::Demonstration;
use super::lesson::shipped;
use super::lessons::Lessons;
use super::notice::Notice;
use super::references::Digits;
use super::replay::{Replay, is_by_hand};
use super::settings::Settings;
use super::stdp_training::Learning;
use super::waking::Frames;
use crate::app::command::AppCommand;
use crate::app::experiments::Experiments;
use bevy::prelude::*;
use bevy::window::WindowEvent;
use std::time::Duration;

/// Nobody is there after so many seconds without a touch.
const IDLE_S: f64 = 120.0;
/// The lesson in which somebody has to tell is not gone through.
const NOT_SHOWN: &str = "ten-names";

/// See the module's head.
#[derive(Resource, Default)]
pub struct Kiosk {
    idle_s: f64,
    /// The place of the lesson that is shown, of those that are.
    shows: Option<(usize, Demonstration)>,
}

/// Lessons that are gone through, by their names: those that are about the images that there are.
fn lessons(is_mnist: bool) -> Vec<&'static str> {
    let shown = shipped::all().iter().filter(|lesson| lesson.name != NOT_SHOWN);
    shown
        .filter(|lesson| is_mnist || !lesson.needs_mnist)
        .map(|lesson| lesson.name.as_str())
        .collect()
}

/// Begins after a rest, goes on, and stops at a touch.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn follow(
    mut kiosk: ResMut<Kiosk>,
    launch: Res<Launch>,
    choices: Res<Choices>,
    settings: Res<Settings>,
    lessons: Res<Lessons>,
    digits: Res<Digits>,
    busy: (Res<Replay>, Res<Learning>, Res<Experiments>),
    time: Res<Time<Real>>,
    frames: Res<Frames>,
    mut notice: ResMut<Notice>,
    mut events: MessageReader<WindowEvent>,
    mut commands: MessageWriter<AppCommand>,
) {
    let is_touched = events.read().any(is_touch);
    let mut ask = |command: LessonCommand| {
        commands.write(command.into());
    };
    if is_touched {
        kiosk.idle_s = 0.0;
        if kiosk.shows.take().is_some() {
            ask(LessonCommand::Close);
        }
        return;
    }
    if let Some((at, demonstration)) = &mut kiosk.shows {
        let Some(player) = lessons.player() else { return };
        match demonstration.advance(time.delta_secs_f64(), player, settings.language) {
            Some(LessonCommand::Close) => {
                let all = self::lessons(digits.is_mnist);
                *at = (*at + 1) % all.len();
                *demonstration = Demonstration::default();
                ask(LessonCommand::Demonstrate(all[*at].to_owned()));
            }
            command => command.into_iter().for_each(ask),
        }
        frames.after(Duration::from_millis(100));
        return;
    }
    let (replay, learning, experiments) = busy;
    let is_free = (choices.presents || launch.kiosk)
        && lessons.player().is_none()
        && !replay.is_running()
        && !learning.is_running()
        && experiments.running().is_none();
    if !is_free {
        kiosk.idle_s = 0.0;
        return;
    }
    kiosk.idle_s += time.delta_secs_f64();
    if kiosk.idle_s < IDLE_S {
        frames.after(Duration::from_secs_f64(IDLE_S - kiosk.idle_s));
        return;
    }
    kiosk.shows = Some((0, Demonstration::default()));
    notice.say("This goes on by itself: touch the mouse or a key to take over.");
    ask(LessonCommand::Demonstrate(self::lessons(digits.is_mnist)[0].to_owned()));
}

/// Somebody is there: a mouse that moves is enough.
fn is_touch(event: &WindowEvent) -> bool {
    is_by_hand(event)
        || matches!(event, WindowEvent::CursorMoved(_) | WindowEvent::MouseButtonInput(_))
}
