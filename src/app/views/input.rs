//! The left panel: where the image on the pad comes from, what can be undone, and what stands below the pad.

use super::Model;
use crate::app::origin::Origin;
use crate::data::{ClassNames, Part};
use crate::experiments::words::thousands;
use crate::sim::NeuronId;

/// What stands around the pad.
#[derive(Clone, Debug, PartialEq)]
pub struct InputView {
    /// Where the image on the pad comes from, and what its label says.
    pub origin: String,
    /// Undo and redo.
    pub steps: [StepView; 2],
    /// Radius of brush and eraser, pixels of the sheet.
    pub brush_px: f32,
    /// The selected neuron: its words take the place of the network's.
    pub neuron: Option<NeuronId>,
    /// The network learns from a set of images: they are chosen where others have the references of their cloud.
    pub learns: bool,
}

/// A step back or forward through what was done.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// There is something to bring back.
    pub is_possible: bool,
    /// What it brings back, and its keys.
    pub tip: String,
}

impl InputView {
    /// Reads it.
    pub fn gather(model: &Model) -> InputView {
        // Where labels are put away, this digit's is, too.
        let mut origin = origin(
            &model.session.origin,
            &model.digits.name,
            model.teaching.names(),
            !model.teaching.is_on(),
        );
        if model.tray.is_behind() && !model.tray.entries().is_empty() {
            origin = format!("still on the pad: {origin}");
        }
        let step = |back: bool, verb: &str, keys: &str| {
            let past = model.history.next(back);
            let tip = match past {
                Some(past) => format!("{verb} {} ({keys})", past.words()),
                None => format!("{verb} ({keys}): nothing to bring back"),
            };
            StepView { is_possible: past.is_some(), tip }
        };
        InputView {
            origin,
            steps: [step(true, "Undo", "Ctrl+Z"), step(false, "Redo", "Ctrl+Shift+Z")],
            brush_px: model.settings.brush_px,
            neuron: model.selection.neuron,
            learns: model.session.learns(),
        }
    }
}

/// Where an image comes from, in words, and its label where it has one that is to be said.
fn origin(origin: &Origin, set: &str, names: &ClassNames, is_labelled: bool) -> String {
    let labelled = |name: String, label: Option<u8>| match label.filter(|_| is_labelled) {
        Some(label) => format!("{name}, {}", names.with_article(label)),
        None => name,
    };
    match origin {
        Origin::DataSet { part: Part::Test, index, label } => {
            labelled(format!("{set} test {}", thousands(*index)), *label)
        }
        Origin::DataSet { part: Part::Train, index, label } => {
            labelled(format!("{set} train {}", thousands(*index)), *label)
        }
        Origin::Reference { drawing, label, .. } => {
            labelled(format!("drawing {} of ours", thousands(*drawing)), Some(*label))
        }
        Origin::File(name) => name.clone(),
        Origin::Clipboard => "from the clipboard".into(),
        Origin::Drawing => "drawn here".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_says_where_it_comes_from_and_its_label_unless_that_is_put_away() {
        let names = ClassNames::digits();
        let said = |from: &Origin, is_labelled| origin(from, "MNIST", &names, is_labelled);
        let test = Origin::DataSet { part: Part::Test, index: 9_999, label: Some(8) };
        assert_eq!(said(&test, true), "MNIST test 9,999, an 8");
        assert_eq!(said(&test, false), "MNIST test 9,999");
        let train = Origin::DataSet { part: Part::Train, index: 7, label: None };
        assert_eq!(said(&train, true), "MNIST train 7", "nobody knows its label");
        let drawn = Origin::Reference { index: 60_003, drawing: 3, label: 1 };
        assert_eq!(said(&drawn, true), "drawing 3 of ours, a 1");
        assert_eq!(said(&Origin::File("7.png".into()), true), "7.png");
    }
}
