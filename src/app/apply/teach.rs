//! Acts on what is said while somebody teaches.

use super::CommandContext;
use crate::app::command::{SelectCommand, TeachCommand, TeachTarget};
use crate::app::history::{HistoryStep, UndoStep};
use crate::app::pictures::Save;
use crate::app::references::Classes;
use crate::app::selection::Selection;
use crate::data::taught::TaughtSet;
use crate::experiments::words::count;
use crate::runtime::Subject;
use std::path::PathBuf;

impl CommandContext<'_> {
    /// Does it; where that changes what was told or what classes are called, it can be undone.
    pub(super) fn teach(&mut self, what: TeachCommand) {
        if matches!(what, TeachCommand::TakeBack) {
            return self.do_teach(what); // it has its own place in what can be undone
        }
        self.can_be_undone(|context| context.do_teach(what));
    }

    /// Does it; what was told and what classes were called before can be brought back.
    fn can_be_undone(&mut self, tell: impl FnOnce(&mut Self)) {
        let before = self.teaching.said();
        tell(self);
        if before != self.teaching.said() {
            self.remember(UndoStep::Told(before.0, before.1));
        }
    }

    fn do_teach(&mut self, what: TeachCommand) {
        match what {
            TeachCommand::PutLabelsAway(is_on) => {
                if !is_on && !self.teaching.has_labels() {
                    self.notice
                        .say("These images came without labels: there are none to give back.");
                    return;
                }
                self.teaching.put_away(is_on);
                self.selection.classes = Classes::default();
                if is_on {
                    self.settings.shows_cloud = true;
                }
            }
            TeachCommand::Tell(target, class) => self.tell(target, class),
            TeachCommand::TellName(target, name) => match self.teaching.class_called(&name) {
                Ok(class) => self.tell(target, Some(class)),
                Err(error) => self.notice.say(format!("That cannot be a name: {error}.")),
            },
            TeachCommand::Untell(place) => self.teaching.untell(place),
            TeachCommand::Forget => self.teaching.forget(),
            TeachCommand::TakeBack if self.history.has_told() => self.travel(HistoryStep::TakeBack),
            // It was told before this window was opened.
            TeachCommand::TakeBack => {
                if let Some(last) = self.teaching.told().len().checked_sub(1) {
                    let (told, names) = self.teaching.said();
                    self.teaching.untell(last);
                    self.history.took_back(UndoStep::Told(told, names));
                }
            }
            TeachCommand::Rename(title) => self.teaching.rename(title),
            TeachCommand::Save => self.save_told(),
            TeachCommand::Open { is_folder } => self.reading.ask_told(is_folder),
            TeachCommand::AskMe => {
                // Whoever asks again does not know what it is.
                let question = self.teaching.question();
                if let Some(question) = question.filter(|_| question == self.selection.point)
                    && let Some(cloud) = self.references.cloud.as_ref()
                    && let Some(&image) = cloud.images.get(question)
                {
                    self.record(&SelectCommand::Point(Some(question)).into());
                    self.record(&TeachCommand::Tell(TeachTarget::Point, None).into());
                    self.teaching.tell(vec![Subject::Reference(image)], None);
                    self.selection.point = None;
                }
                if let Some(question) = self.teaching.ask() {
                    self.record(&SelectCommand::Point(Some(question)).into());
                    self.selection.point = Some(question);
                    self.selection.also.clear();
                }
            }
            TeachCommand::SeekWave(front) => self.teaching.stop_at(front),
            TeachCommand::RunWave => self.teaching.flow(),
        }
    }

    /// The selected point, or the image on the pad, is of this class.
    fn tell(&mut self, target: TeachTarget, class: Option<u8>) {
        match target {
            TeachTarget::Point => {
                let Some(cloud) = self.references.cloud.as_ref() else { return };
                let points = self.selection.point.iter().chain(&self.selection.also);
                let images = points.filter_map(|&point| cloud.images.get(point).copied());
                let told: Vec<Subject> = images.map(Subject::Reference).collect();
                if !told.is_empty() && self.teaching.is_on() {
                    self.teaching.tell(told, class);
                    self.selection.point = None;
                    self.selection.also.clear();
                }
            }
            TeachTarget::Pad if self.session.is_blank() => {}
            TeachTarget::Pad => {
                let what = match self.session.training_index() {
                    Some(image) => Subject::Reference(image),
                    None => self.teaching.own(&self.session.image),
                };
                self.teaching.tell(vec![what], class);
            }
        }
    }

    /// One more point is selected, or one less; the first alone where labels are there.
    pub(super) fn select_also(&mut self, point: usize) {
        let Selection { point: first, also, .. } = &mut *self.selection;
        match first {
            Some(first) if *first != point && self.teaching.is_on() => {
                match also.iter().position(|&known| known == point) {
                    Some(at) => {
                        also.remove(at);
                    }
                    None => also.push(point),
                }
            }
            _ => *first = Some(point),
        }
    }

    /// Opens a taught set, or adds a folder's pictures to what was told.
    pub(super) fn tell_by(&mut self, path: PathBuf) {
        let Some(train) = self.digits.train.clone() else {
            return self.reading.wait_for_references(path);
        };
        let images = self.kept_taught.images(&train);
        let set = self.teaching.to_set(&self.session, &train, images);
        self.reading.tell(path, set);
    }

    /// Takes what somebody told.
    pub(super) fn take_told(&mut self, set: TaughtSet, refused: &[String]) {
        self.can_be_undone(|context| context.do_take_told(set, refused));
    }

    fn do_take_told(&mut self, set: TaughtSet, refused: &[String]) {
        let Some(train) = self.digits.train.clone() else { return };
        let images = self.kept_taught.images(&train);
        let mut words = self.teaching.take_set(set, &train, images);
        if let Some(first) = refused.first() {
            words += &format!(". {} left out: {first}", count(refused.len(), "picture"));
        }
        self.notice.say(format!("{words}."));
    }

    fn save_told(&mut self) {
        let Some(train) = self.digits.train.clone() else { return };
        let images = self.kept_taught.images(&train);
        let set = self.teaching.to_set(&self.session, &train, images);
        let title = if set.name.is_empty() { "taught" } else { &set.name };
        let name = format!("{}.json", title.replace(['/', '\\', ':'], " "));
        let save = Save {
            title: "Save what was told",
            what: "What was told",
            kind: ("Taught sets", "json"),
            instead: "What was told is remembered for the next start all the same.",
        };
        self.reading
            .save(save, &name, move |path| set.write(path).map_err(|error| error.to_string()));
    }
}
