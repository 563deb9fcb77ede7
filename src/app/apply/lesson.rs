//! Acts on lessons: one is opened, gone through and closed, and what was there before comes back.

use super::CommandContext;
use crate::app::command::{
    AppCommand, ImageCommand, LessonCommand, ModelCommand, TimeCommand, ViewCommand,
};
use crate::app::history::History;
use crate::app::lesson::spec::Lesson;
use crate::app::lesson::{read, shipped};
use crate::app::lessons::Before;
use crate::app::overlays::Dialog;
use crate::app::scene::NetView;
use crate::app::settings::Progress;
use crate::sim::params::WiringSpec;
use std::path::Path;
use std::sync::Arc;

impl CommandContext<'_> {
    pub(super) fn lesson(&mut self, command: LessonCommand) {
        match command {
            LessonCommand::Open(name) => {
                let progress = self.settings.lessons.get(&name).copied().unwrap_or_default();
                // One that was gone through begins anew.
                let at = if progress.is_done { 0 } else { progress.step };
                self.open_lesson(&name, at);
            }
            LessonCommand::Demonstrate(name) => {
                self.open_lesson(&name, 0);
                self.lessons.demonstrate();
            }
            LessonCommand::OpenFile(path) => self.open_lesson_file(&path),
            LessonCommand::GoTo(at) => {
                if let Some(player) = self.lessons.player_mut() {
                    player.go_to(at);
                    // What was undone would be of another step.
                    *self.history = History::default();
                    self.keep_progress();
                }
            }
            LessonCommand::Answer(answer) => {
                if let Some(player) = self.lessons.player_mut() {
                    player.answer(answer);
                }
            }
            LessonCommand::Solve => {
                if let Some(player) = self.lessons.player_mut() {
                    player.solve();
                }
            }
            LessonCommand::Close => self.close_lesson(),
        }
    }

    /// One of ours, at a step.
    fn open_lesson(&mut self, name: &str, at: usize) {
        let lesson = shipped::lesson(name).ok_or_else(|| {
            let names: Vec<&str> = shipped::names().collect();
            format!("There is no lesson {name:?}: there are {}.", names.join(", "))
        });
        match lesson.and_then(|lesson| self.fitting(lesson)) {
            Ok(lesson) => {
                self.begin();
                self.lessons.open(lesson, at);
            }
            Err(error) => self.notice.say(error),
        }
    }

    /// Somebody's own.
    pub(super) fn open_lesson_file(&mut self, path: &Path) {
        match read::file(path).and_then(|lesson| self.fitting(Arc::new(lesson))) {
            Ok(lesson) => {
                self.begin();
                self.lessons.open_file(lesson, path);
            }
            Err(error) => self.notice.say(error),
        }
    }

    /// A lesson, where there are the images that it is about.
    fn fitting(&self, lesson: Arc<Lesson>) -> Result<Arc<Lesson>, String> {
        match lesson.needs_mnist && !self.digits.is_mnist {
            false => Ok(lesson),
            true => Err(format!(
                "The lesson {:?} is about the digits of MNIST: start without --data for it.",
                lesson.title(self.settings.language)
            )),
        }
    }

    /// What is there now.
    fn before(&mut self) -> Before {
        let (preset, seed) = self.shown_model();
        let (told, names) = self.teaching.said();
        Before {
            told: (told, names, self.teaching.is_on()),
            model: (preset.spec().clone(), seed),
            image: (self.session.image.clone(), self.session.origin.clone()),
            time: (self.playback.now_ms, self.playback.is_playing),
            looks: self.looks.0,
            history: std::mem::take(&mut *self.history),
            settings: self.settings.clone(),
        }
    }

    /// What is there now will be there again.
    fn begin(&mut self) {
        // Another one may be open.
        self.keep_progress();
        if !self.lessons.has_before() {
            let before = self.before();
            self.lessons.remember(before);
        }
        *self.history = History::default();
        self.overlays.set(Dialog::Lessons, false);
        self.overlays.has_acted = true;
    }

    /// Where somebody is in it, so that they go on there.
    fn keep_progress(&mut self) {
        if self.lessons.is_demonstrated() {
            return;
        }
        let Some(player) = self.lessons.player() else { return };
        let (name, step) = (player.lesson().name.clone(), player.at());
        let is_at_its_end = player.is_last() && player.may_go_on();
        let kept = self.settings.lessons.entry(name).or_default();
        *kept = Progress { step, is_done: kept.is_done || is_at_its_end };
    }

    fn close_lesson(&mut self) {
        self.keep_progress();
        let settings = self.lessons.to_remember(&self.settings);
        let Some(before) = self.lessons.close() else { return };
        let Before { model: (spec, seed), image: (image, origin), told, .. } = before;
        let (told, names, is_on) = told;
        if self.teaching.said() != (told.clone(), names.clone()) {
            self.teaching.restore(told, names);
        }
        self.teaching.put_away(is_on);
        let had = self.settings.references;
        *self.settings = settings;
        self.playback.set_speed(self.settings.speed);
        self.playback.is_looping = self.settings.is_looping;
        *self.history = before.history;
        // Each as soon as what it needs is there.
        let mut back: Vec<AppCommand> = Vec::new();
        let (shown, shown_seed) = self.shown_model();
        if (shown.spec(), shown_seed) != (&spec, seed) || had != self.settings.references {
            back.push(ModelCommand::Load(Box::new(spec.clone()), seed).into());
        }
        if !matches!(spec.wiring, WiringSpec::Circuit(_)) {
            back.push(ImageCommand::Present(image, origin).into());
        }
        let (now_ms, is_playing) = before.time;
        back.push(TimeCommand::Seek(now_ms).into());
        back.push(TimeCommand::SetPlaying(is_playing).into());
        for (view, look) in [NetView::Network, NetView::Cloud].into_iter().zip(before.looks) {
            back.push(ViewCommand::Look(view, look).into());
        }
        self.lessons.ask(back);
    }
}
