//! The lesson that is open, and what was there before it.

use super::awaited::Awaited;
use super::command::AppCommand;
use super::history::History;
use super::lesson::figure::Seen;
use super::lesson::player::Player;
use super::lesson::read;
use super::lesson::spec::Lesson;
use super::look::Look;
use super::notice::Notice;
use super::origin::Origin;
use super::playback::Playback;
use super::references::References;
use super::session::Session;
use super::settings::Settings;
use super::teaching::Teaching;
use super::waking::Frames;
use crate::data::{ClassNames, Pixels};
use crate::runtime::Example;
use crate::sim::PresetSpec;
use bevy::prelude::*;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How often a lesson's file is looked at.
const LOOKS: Duration = Duration::from_millis(500);

/// See the module's head.
#[derive(Resource, Default)]
pub struct Lessons {
    player: Option<Player>,
    file: Option<Watched>,
    before: Option<Before>,
    /// It is looked at: nobody goes through it.
    is_demonstrated: bool,
    /// What is wrong with the file of the lesson, as it was said.
    complaint: Option<String>,
    /// What a bookmark still asks for.
    asked: VecDeque<AppCommand>,
}

/// The file of a lesson, and how it was when it was read.
#[derive(Clone, Debug)]
struct Watched {
    path: PathBuf,
    written: Option<SystemTime>,
    looked_at_s: f64,
}

/// What was there before a lesson.
pub struct Before {
    /// The network and its seed.
    pub model: (PresetSpec, u64),
    /// What was on the pad.
    pub image: (Pixels, Origin),
    /// What was told, what classes were called, and whether labels were put away.
    pub told: (Vec<Example>, ClassNames, bool),
    /// The time that was shown, ms, and whether it went on.
    pub time: (f64, bool),
    /// Where network and cloud were looked at from.
    pub looks: [Look; 2],
    /// What could be undone.
    pub history: History,
    /// What was remembered.
    pub settings: Settings,
}

/// What a lesson asks for: a command as any other, but none that somebody gave.
#[derive(Message, Clone, Debug)]
pub struct Directed(pub AppCommand);

impl Lessons {
    /// The lesson that is open.
    pub fn player(&self) -> Option<&Player> {
        self.player.as_ref()
    }

    /// The same, to go on in it.
    pub fn player_mut(&mut self) -> Option<&mut Player> {
        self.player.as_mut()
    }

    /// Whether a lesson still does what it asks for.
    pub fn is_busy(&self) -> bool {
        !self.asked.is_empty() || self.player.as_ref().is_some_and(|player| !player.is_idle())
    }

    /// Opens a lesson at a step.
    pub fn open(&mut self, lesson: Arc<Lesson>, at: usize) {
        self.player = Some(Player::new(lesson, at));
        (self.file, self.is_demonstrated) = (None, false);
    }

    /// Opens somebody's own lesson, which is read again as its file changes.
    pub fn open_file(&mut self, lesson: Arc<Lesson>, path: &Path) {
        let written = written(path);
        self.open(lesson, 0);
        self.file = Some(Watched { path: path.to_owned(), written, looked_at_s: 0.0 });
    }

    /// Does these as soon as each can be done.
    pub fn ask(&mut self, commands: Vec<AppCommand>) {
        self.asked = commands.into();
    }

    /// Nobody goes through it.
    pub fn demonstrate(&mut self) {
        self.is_demonstrated = true;
    }

    /// Whether nobody goes through it.
    pub fn is_demonstrated(&self) -> bool {
        self.is_demonstrated
    }

    /// Whether it is remembered what was there before the first lesson.
    pub fn has_before(&self) -> bool {
        self.before.is_some()
    }

    /// Remembers what was there before the first lesson.
    pub fn remember(&mut self, before: Before) {
        self.before = Some(before);
    }

    /// What is remembered between starts: while a lesson is open, its changes of panels and playback are its own.
    pub fn to_remember(&self, settings: &Settings) -> Settings {
        match &self.before {
            None => settings.clone(),
            // What was changed of these meanwhile, somebody wanted.
            Some(before) => Settings {
                lessons: settings.lessons.clone(),
                language: settings.language,
                text_size: settings.text_size,
                stage_text_size: settings.stage_text_size,
                reduced_motion: settings.reduced_motion,
                shows_keys: settings.shows_keys,
                high_contrast: settings.high_contrast,
                window: settings.window,
                ..before.settings.clone()
            },
        }
    }

    /// No lesson is open any more; what was there before.
    pub fn close(&mut self) -> Option<Before> {
        (self.player, self.file) = (None, None);
        self.before.take()
    }

    /// Reads the file again if it was written to; in words what is wrong with it then.
    fn look_at_file(&mut self, now_s: f64) -> Option<String> {
        let file = self.file.as_mut()?;
        if now_s - file.looked_at_s < LOOKS.as_secs_f64() {
            return None;
        }
        file.looked_at_s = now_s;
        let now = written(&file.path);
        if now.is_none() || now == file.written {
            return None;
        }
        file.written = now;
        match read::file(&file.path) {
            Ok(lesson) => {
                self.complaint = None;
                let at = self.player.as_ref().map_or(0, Player::at);
                self.player = Some(Player::new(Arc::new(lesson), at));
                None
            }
            Err(error) => {
                self.complaint = Some(error.clone());
                Some(error)
            }
        }
    }
}

/// What comes next waits for what such a command asks for.
fn is_answered_later(command: &AppCommand) -> bool {
    matches!(command, AppCommand::Model(_) | AppCommand::Image(_))
}

fn written(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|file| file.modified()).ok()
}

/// Does what the lesson asks for as soon as it can be done, and looks whether it goes on.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn follow(
    mut lessons: ResMut<Lessons>,
    awaited: Awaited,
    session: Res<Session>,
    playback: Res<Playback>,
    settings: Res<Settings>,
    references: Res<References>,
    teaching: Res<Teaching>,
    time: Res<Time<Real>>,
    frames: Res<Frames>,
    mut notice: ResMut<Notice>,
    mut directed: MessageWriter<Directed>,
) {
    if lessons.player.is_none() && lessons.asked.is_empty() {
        return;
    }
    let lessons = &mut *lessons;
    while let Some(command) = lessons.asked.pop_front_if(|next| !awaited.is_to_come(next)) {
        let asks = is_answered_later(&command);
        directed.write(Directed(command));
        if asks {
            break;
        }
    }
    if !lessons.asked.is_empty() {
        frames.after(Duration::ZERO);
        return;
    }
    let complaint = lessons.complaint.clone();
    if let Some(error) = lessons.look_at_file(time.elapsed_secs_f64()) {
        notice.say(error);
    }
    // What was wrong and is no longer.
    if complaint != lessons.complaint
        && complaint.is_some_and(|was| notice.shown().is_some_and(|(words, _)| words == was))
    {
        notice.dismiss();
    }
    if lessons.file.is_some() {
        frames.after(LOOKS);
    }
    let Some(player) = &mut lessons.player else { return };
    // What is asked for now is there in the next frame at the earliest.
    let was_idle = player.is_idle();
    while player.next().is_some_and(|next| !awaited.is_to_come(next)) {
        let Some(command) = player.take_next() else { break };
        let asks = is_answered_later(&command);
        directed.write(Directed(command));
        if asks {
            break;
        }
    }
    let seen = Seen {
        session: &session,
        now_ms: playback.now_ms,
        neighbours: settings.knn.k,
        references: &references,
        teaching: &teaching,
    };
    let is_known = session.record.is_complete() && awaited.is_quiet();
    if !was_idle || (is_known && player.look(&seen)) {
        frames.after(Duration::ZERO);
    }
}
