//! When presenting: what fills the screen, what floats over it, and the sentence below.

use super::Model;
use super::caption::CaptionView;
use super::circuit;
use super::input::InputView;
use super::network_words::hint;
use super::prediction::{FirstReading, LabelView, PredictionView, State};
use crate::app::scene::NetView;

/// See the module's head.
#[derive(Clone, Debug, PartialEq)]
pub struct StageView {
    /// What fills the screen.
    pub main: NetView,
    /// The other view, where it floats over that.
    pub inset: Option<NetView>,
    /// There is another view, to float or to swap with.
    pub has_other: bool,
    /// The label, where it floats.
    pub label: Option<LabelCard>,
    /// Where the image on the pad comes from, where it floats.
    pub image: Option<String>,
    /// What happens just now, or what to do first.
    pub sentence: Option<CaptionView>,
}

/// What floats of a prediction.
#[derive(Clone, Debug, PartialEq)]
pub enum LabelCard {
    /// What the neighbours vote for.
    Verdict(LabelView),
    /// How far it is to the first time that there is something to compare.
    FirstReading(FirstReading),
    /// What it waits for.
    Waiting(String),
}

/// Which view has the largest place.
pub fn main_view(model: &Model) -> NetView {
    match model.settings.is_swapped && model.session.has_cloud() {
        true => NetView::Cloud,
        false => NetView::Network,
    }
}

impl LabelCard {
    /// Reads it; none where a preset has no prediction.
    pub fn gather(model: &Model) -> Option<LabelCard> {
        let is_shown = model.settings.floats.label.is_shown && model.session.has_cloud();
        is_shown.then(|| match PredictionView::gather(model).state {
            State::Verdict(verdict) => LabelCard::Verdict(verdict.label),
            State::FirstReading(reading) => LabelCard::FirstReading(reading),
            State::Waiting(words) => LabelCard::Waiting(words),
        })
    }
}

impl StageView {
    /// Reads it.
    pub fn gather(model: &Model) -> StageView {
        let floats = &model.settings.floats;
        let (main, has_other) = (main_view(model), model.session.has_cloud());
        StageView {
            main,
            inset: (floats.inset.is_shown && has_other).then(|| main.other()),
            has_other,
            label: LabelCard::gather(model),
            // A circuit sees none.
            image: (floats.image.is_shown && !model.session.is_circuit())
                .then(|| InputView::gather(model).origin),
            sentence: match model.overlays.has_acted {
                _ if model.session.is_circuit() => circuit::sentence(model),
                true => CaptionView::gather(model),
                false => Some(first_hint(model)),
            },
        }
    }
}

/// What to do first.
fn first_hint(model: &Model) -> CaptionView {
    let noun = model.digits.noun();
    let words = hint(noun, "press R for one");
    let tip =
        format!("F11 or Esc ends presenting, Ctrl+K lists all commands; R picks a test {noun}");
    CaptionView { words, tip }
}
