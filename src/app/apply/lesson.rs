//! Acts on lessons: one is opened, gone through and closed, and what was there before comes back.

use super::CommandContext;
use crate::app::command::LessonCommand;
use crate::app::lesson::spec::Lesson;
use crate::app::lesson::{read, shipped};
use crate::app::lessons::Before;
use crate::app::overlays::Dialog;
use crate::app::settings::Progress;
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
    fn before(&self) -> Before {
        let (preset, seed) = self.shown_model();
        let (told, names) = self.teaching.said();
        Before {
            told: (told, names, self.teaching.is_on()),
            model: (preset.spec().clone(), seed),
            image: (self.session.image.clone(), self.session.origin.clone()),
            settings: self.settings.clone(),
        }
    }

    /// What is there now will be there again.
    fn begin(&mut self) {
        let before = self.before();
        self.lessons.remember(|| before);
        self.overlays.set(Dialog::Lessons, false);
        self.overlays.has_acted = true;
    }

    /// Where somebody is in it, so that they go on there.
    fn keep_progress(&mut self) {
        if self.lessons.is_demonstrated() {
            return;
        }
        let Some(player) = self.lessons.player() else { return };
        let (name, step, is_last) = (player.lesson().name.clone(), player.at(), player.is_last());
        let kept = self.settings.lessons.entry(name).or_default();
        *kept = Progress { step, is_done: kept.is_done || is_last };
    }

    fn close_lesson(&mut self) {
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
        let (shown, shown_seed) = self.shown_model();
        if (shown.spec(), shown_seed) != (&spec, seed) || had != self.settings.references {
            self.load_spec(spec, seed);
        }
        self.present(image, origin);
    }
}
