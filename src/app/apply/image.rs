//! Acts on what the network is to see.

use super::CommandContext;
use crate::app::bookmark::is_bookmark;
use crate::app::command::{AppCommand, ImageCommand};
use crate::app::history::UndoStep;
use crate::app::origin::{Found, Origin, Picture, Request};
use crate::app::pictures::{PICTURES_MAX, is_told};
use crate::app::playback::Playback;
use crate::app::tray::Next;
use crate::data::{Part, Pixels};
use crate::runtime::Command;
use std::path::{Path, PathBuf};

/// What a pasted picture is called that has several digits.
const CLIPBOARD: &str = "the clipboard";

fn is_pasted(origin: &Origin) -> bool {
    match origin {
        Origin::Clipboard => true,
        Origin::File(name) => name.starts_with(CLIPBOARD),
        _ => false,
    }
}

/// Whether a file is called like a preset.
pub(super) fn is_preset(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

impl CommandContext<'_> {
    /// What was asked for before it no longer replaces what is on the pad.
    pub(super) fn give_way_to(&mut self, command: &AppCommand) {
        self.reading.input();
        // Its own pictures follow each other, and the one before stays where one cannot be read.
        if !matches!(command, AppCommand::Image(ImageCommand::GoTo(_))) {
            self.tray.give_way();
        }
    }

    /// See [`CommandContext::absolute`].
    pub(super) fn absolute_image(&mut self, command: ImageCommand) -> Option<ImageCommand> {
        Some(match command {
            // From where the last command has led: several keys may go down in one slow frame.
            ImageCommand::Step(by) => ImageCommand::GoTo(self.tray.step(by)?),
            ImageCommand::PickRandom(part, class) => {
                ImageCommand::Pick(part, self.random(part, class)?)
            }
            other => other,
        })
    }

    pub(super) fn image(&mut self, command: ImageCommand) {
        match command {
            ImageCommand::Present(image, origin) => {
                self.remember_pad();
                self.present(image, origin);
            }
            ImageCommand::Open(paths) => self.open(paths),
            ImageCommand::GoTo(place) => {
                let next = self.tray.go_to(place);
                self.show(next);
            }
            ImageCommand::Ask => self.reading.ask(),
            ImageCommand::Paste => self.reading.paste(),
            ImageCommand::Pick(part, index) => self.pick(part, index),
            ImageCommand::BeginStroke => self.remember_pad(),
            ImageCommand::Draw(image) => self.present(image, Origin::Drawing),
            ImageCommand::Clear => {
                self.remember_pad();
                self.present(Pixels::blank(self.digits.test.sheet()), Origin::Drawing);
            }
            ImageCommand::Step(_) | ImageCommand::PickRandom(..) => {} // they are made absolute
        }
    }

    pub(super) fn open(&mut self, paths: Vec<PathBuf>) {
        let is_lesson = |path: &Path| match self.teaching.is_on() {
            true => is_told(path),
            false => is_told(path) && path.is_file(),
        };
        match &paths[..] {
            [path] if is_preset(path) => self.open_preset(path),
            [path] if is_bookmark(path) => self.open_bookmark(path),
            [path] if is_lesson(path) => self.tell_by(path.clone()),
            _ => self.reading.find(paths),
        }
    }

    pub(super) fn remember_pad(&mut self) {
        if self.session.record.presentation() == 0 {
            return; // nobody made the empty pad of the start
        }
        let before = UndoStep::Image(self.session.image.clone(), self.session.origin.clone());
        self.remember(before);
    }

    /// Restarts the simulation with an image.
    pub(super) fn present(&mut self, image: Pixels, origin: Origin) {
        if self.loading.0.is_some() {
            // The network that is being built will see it.
            (self.session.image, self.session.origin) = (image, origin);
            return;
        }
        let presentation = self.session.record.presentation() + 1;
        let command = Command::Present { presentation, image: image.clone() };
        if let Err(error) = self.workers.simulation.send(command) {
            self.notice.say(format!("The image was not shown to the network: {error}."));
            self.notice.can_restart = true;
            return;
        }
        let session = &mut *self.session;
        session.begin(image, origin, presentation);
        self.scene.restart();
        self.trajectory.places.clear();
        self.selection.point = None;
        self.selection.also.clear();
        let spec_ms = self.session.preset.spec().duration_ms;
        *self.playback = Playback::new(spec_ms, self.playback.speed, self.playback.is_looping);
        self.notice.forget_refusals();
        // The digit at the start is ours; what comes after is the user's.
        self.overlays.has_acted |= presentation > 1;
    }

    pub(super) fn take_files(&mut self, Found { files, are_more, input }: Found) {
        if are_more {
            self.notice.say(format!("The first {PICTURES_MAX} pictures are read; there are more."));
        }
        let (asked, next) = self.tray.begin(files);
        for (path, request) in asked {
            self.reading.open(path, request);
        }
        match input == self.reading.latest() {
            true => self.show(next),
            // Something else was asked for while folders were looked through.
            false => self.tray.give_way(),
        }
    }

    pub(super) fn take_picture(&mut self, picture: Picture) {
        let Picture { origin, seen, request } = picture;
        let next = match (request, seen) {
            (Request::Tray { came, place }, seen) => self.tray.take(came, place, seen),
            (Request::Paste(_), Err(reason)) => Some(Next::Refuse(CLIPBOARD.to_owned(), reason)),
            // It never replaces what came later.
            (Request::Paste(input), Ok(_)) if input != self.reading.latest() => None,
            (Request::Paste(_), Ok(seen)) => match seen.digits.as_slice() {
                [only] => Some(Next::Show(only.pixels.clone(), origin)),
                _ => self.tray.begin_with(CLIPBOARD.to_owned(), seen),
            },
        };
        if let (Some(Next::Show(..)), Some(words)) = (&next, self.tray.told()) {
            self.notice.say(words);
        }
        self.show(next);
    }

    pub(super) fn show(&mut self, next: Option<Next>) {
        match next {
            None => {}
            Some(Next::Show(image, origin)) => {
                if is_pasted(&origin) {
                    // Something else will be there when this is replayed.
                    self.record(&ImageCommand::Present(image.clone(), origin.clone()).into());
                }
                self.remember_pad();
                self.present(image, origin);
            }
            Some(Next::Refuse(name, reason)) => self.notice.refuse(name, reason),
        }
    }

    pub(super) fn pick(&mut self, part: Part, index: usize) {
        let Some(set) = self.digits.part(part).cloned() else {
            self.notice.say("The training images are still being read; try again in a second.");
            return;
        };
        let index = index.min(set.len() - set.drawn() - 1);
        let origin = Origin::DataSet { part, index, label: set.known_label(index) };
        self.remember_pad();
        self.present(set.pixels(index), origin);
    }

    /// The place of a random image of the data set, of a class if given; none where there is none.
    pub(super) fn random(&mut self, part: Part, class: Option<u8>) -> Option<usize> {
        let set = self.digits.part(part).cloned()?;
        let own = set.len() - set.drawn();
        let Some(class) = class else { return Some(self.picks.below(own)) };
        let of_class: Vec<usize> = set.of_class(class).filter(|&at| at < own).collect();
        (!of_class.is_empty()).then(|| of_class[self.picks.below(of_class.len())])
    }
}
