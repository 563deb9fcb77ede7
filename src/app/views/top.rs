//! The top bar: images to pick, what the program is doing, which panels are on.

use super::Model;
use crate::app::origin::Origin;
use crate::app::overlays::Dialog;
use crate::app::settings::Bottom;
use crate::data::{ClassNames, DataSet, Part};
use crate::experiments::words::{count, number, thousands};
use crate::sim::Sheet;

/// Classes that have a button, where there are no more of them, and a key. Of more, the others are in a menu.
const CLASSES_SHOWN: usize = 10;

/// What the bar says.
#[derive(Clone, Debug, PartialEq)]
pub struct TopView {
    /// What the data set is called.
    pub data_set: String,
    /// How many images it has, and of which size.
    pub data_set_tip: String,
    /// The network sees images: a circuit does not.
    pub sees_images: bool,
    /// Classes to pick an image of.
    pub classes: Vec<ClassView>,
    /// The others, for which the bar has no room.
    pub more_classes: Vec<ClassView>,
    /// What the button for a random image does.
    pub random_tip: String,
    /// Set and place of the image on the pad, where it is one of the data set.
    pub shown: Option<(Part, usize)>,
    /// What can be picked by its place.
    pub sets_tip: String,
    /// The test images.
    pub test: SetView,
    /// The training images.
    pub train: SetView,
    /// A background thread has failed, and can be started again.
    pub can_restart: bool,
    /// The window of experiments is open.
    pub has_experiments_open: bool,
    /// The list of lessons is open.
    pub has_lessons_open: bool,
    /// The list of commands is open.
    pub has_palette_open: bool,
    /// The window of keys is open.
    pub has_help_open: bool,
    /// The network has an embedding that a cloud can hold.
    pub has_cloud: bool,
    /// The cloud is to be shown.
    pub shows_cloud: bool,
    /// The window is so low that the weights stand in the raster's place.
    pub is_low: bool,
    /// The weights, or the path, are shown.
    pub shows_weights: bool,
    /// What that is.
    pub bottom: Bottom,
    /// What that panel is called.
    pub weights_name: &'static str,
    /// What is seen there, where that is, and its key.
    pub weights_tip: String,
    /// The left panel is shown.
    pub shows_input: bool,
    /// What the program is doing.
    pub status: StatusView,
}

/// A class to pick an image of.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassView {
    /// Its number.
    pub class: u8,
    /// What it is called, in three characters at most.
    pub short: String,
}

/// A set of images to pick from.
#[derive(Clone, Debug, PartialEq)]
pub struct SetView {
    /// What it is called.
    pub name: &'static str,
    /// The place of its last image, from 0.
    pub last: usize,
    /// Which places there are.
    pub tip: String,
}

/// What the program is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A background thread has failed.
    Stopped,
    /// A picture is being read.
    Reading,
    /// Time passes.
    Playing,
    /// Time stands still.
    Paused,
}

/// What the program is doing, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusView {
    /// Which of them.
    pub status: Status,
    /// In a word.
    pub word: &'static str,
    /// What it means.
    pub tip: String,
    /// Both, where there is no room for the word.
    pub word_and_tip: String,
}

impl TopView {
    /// Reads it, for a window in which raster and weights take turns, or not.
    pub fn gather(model: &Model, is_low: bool) -> TopView {
        let (digits, settings, overlays) = (&*model.digits, &*model.settings, &*model.overlays);
        let test = &digits.test;
        let known = digits.known_classes();
        // The menu takes the place of one.
        let shown = if known > CLASSES_SHOWN { CLASSES_SHOWN - 1 } else { known };
        let class = |class: u8| ClassView { class, short: test.classes().short(class).to_owned() };
        let classes = |from, until| (from as u8..until as u8).map(class).collect();
        let (weights_name, meaning) = match model.session.is_path_model() {
            _ if model.session.is_circuit() => {
                ("Circuit", "Circuit: its neurons over time, what arrives and what is lost")
            }
            true => ("Path", "Path: when signals won, and the tree that they grew"),
            false => ("Weights", "Weights: how they change, and one edge over time"),
        };
        let bottom = Bottom::of(model.session.is_circuit(), is_low);
        let place = if bottom == Bottom::WeightsIfLow {
            "; in this low window in the raster's place"
        } else {
            ""
        };
        TopView {
            data_set: digits.name.clone(),
            data_set_tip: data_set_tip(model),
            sees_images: !model.session.is_circuit(),
            classes: classes(0, shown),
            more_classes: classes(shown, known),
            random_tip: format!("A random test {} (R)", digits.noun()),
            shown: match model.session.origin {
                Origin::DataSet { part, index, .. } => Some((part, index)),
                _ => None,
            },
            sets_tip: format!("Test set or training set of {}", digits.name),
            test: SetView::of("test", Some(&**test)),
            train: SetView::of("train", digits.train.as_deref()),
            can_restart: model.notice.can_restart,
            has_experiments_open: overlays.is_open(Dialog::Experiments),
            has_lessons_open: overlays.is_open(Dialog::Lessons),
            has_palette_open: overlays.is_open(Dialog::Palette),
            has_help_open: overlays.is_open(Dialog::Help),
            has_cloud: model.session.has_cloud(),
            shows_cloud: settings.shows_cloud,
            is_low,
            bottom,
            shows_weights: settings.shows(bottom),
            weights_name,
            weights_tip: format!("{meaning}{place} (Ctrl+2)"),
            shows_input: settings.shows_input,
            status: StatusView::gather(model),
        }
    }

    /// A set of images.
    pub fn set(&self, part: Part) -> &SetView {
        match part {
            Part::Test => &self.test,
            Part::Train => &self.train,
        }
    }
}

impl ClassView {
    /// What its button is called.
    pub fn name(&self, names: &ClassNames) -> String {
        format!("{} {}", names.noun(), names.of(self.class))
    }

    /// What its button does.
    pub fn tip(&self, names: &ClassNames) -> String {
        let key = match usize::from(self.class) < CLASSES_SHOWN {
            true => format!(" (key {})", self.class),
            false => String::new(),
        };
        format!("A random test {}: {}{key}", names.noun(), names.with_article(self.class))
    }
}

impl SetView {
    fn of(name: &'static str, set: Option<&DataSet>) -> SetView {
        let last = set.map_or(0, |set| set.len().saturating_sub(1));
        let tip = format!("Place in the set, 0 to {}: drag, or click and type", thousands(last));
        SetView { name, last, tip }
    }
}

impl StatusView {
    fn gather(model: &Model) -> StatusView {
        let (status, word, tip) = if model.notice.can_restart {
            let tip = "A background thread has failed; the message says why.";
            (Status::Stopped, "stopped", tip.to_owned())
        } else if model.reading.is_busy() {
            (Status::Reading, "reading", "A picture is being read.".to_owned())
        } else {
            let session = &*model.session;
            let front_ms = session.network.tick().to_ms(session.record.front());
            let (front, all) = (number(front_ms, 0), number(model.playback.duration_ms, 0));
            let simulated = format!("{front} ms of {all} ms simulated.");
            match model.playback.is_playing {
                true => (Status::Playing, "playing", simulated),
                false => (Status::Paused, "paused", simulated),
            }
        };
        StatusView { status, word, word_and_tip: format!("{word}: {tip}"), tip }
    }
}

/// How many images there are and of which size, and who made them where that is known.
fn data_set_tip(model: &Model) -> String {
    let digits = &*model.digits;
    let Sheet { width, height } = digits.test.sheet();
    let trained = digits.train.as_ref().map_or(0, |train| train.len() - train.drawn());
    let images = digits.test.len() + trained;
    let mut tip = format!("{}, {width} × {height} pixels", count(images, digits.noun()));
    if digits.is_mnist {
        tip += ", handwritten (LeCun, Cortes, Burges)";
    }
    tip
}
