//! Acts on lessons: one is opened, gone through and closed, and what was there before comes back.

use super::CommandContext;
use crate::app::command::LessonCommand;
use crate::app::lessons::Before;
use crate::app::overlays::Dialog;
use crate::app::settings::Progress;
use std::path::Path;

impl CommandContext<'_> {
    pub(super) fn lesson(&mut self, command: LessonCommand) {
        match command {
            LessonCommand::Open(name) => {
                let progress = self.settings.lessons.get(&name).copied().unwrap_or_default();
                // One that was gone through begins anew.
                let at = if progress.is_done { 0 } else { progress.step };
                let before = self.before();
                match self.lessons.open(&name, at) {
                    Ok(()) => self.begin(before),
                    Err(error) => self.notice.say(error),
                }
            }
            LessonCommand::Demonstrate(name) => {
                let before = self.before();
                match self.lessons.open(&name, 0) {
                    Ok(()) => {
                        self.lessons.demonstrate();
                        self.begin(before);
                    }
                    Err(error) => self.notice.say(error),
                }
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

    pub(super) fn open_lesson_file(&mut self, path: &Path) {
        let before = self.before();
        match self.lessons.open_file(path) {
            Ok(()) => self.begin(before),
            Err(error) => self.notice.say(error),
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

    fn begin(&mut self, before: Before) {
        self.lessons.remember(|| before);
        self.overlays.set(Dialog::Lessons, false);
        self.overlays.has_acted = true;
        self.keep_progress();
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
