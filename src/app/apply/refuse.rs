//! What cannot be asked for: a recording may be of another network, other images, or written by hand.

use super::CommandContext;
use super::image::is_preset;
use crate::analysis::Knn;
use crate::app::bookmark::is_bookmark;
use crate::app::command::{
    AppCommand, CloudCommand, ImageCommand, SelectCommand, TeachCommand, ViewCommand,
};
use crate::app::origin::Origin;
use crate::data::{Part, Pixels};

impl CommandContext<'_> {
    /// Why a command is not followed, in words.
    pub(super) fn refusal(&self, command: &AppCommand) -> Option<String> {
        use {AppCommand as A, ImageCommand as I, SelectCommand as S};
        if self.wants_images(command) && !self.shown_model().0.sees_images() {
            let why = "A circuit sees no images: its neurons fire as it says. Choose another network first (Ctrl+K).";
            return Some(why.to_owned());
        }
        match command {
            A::Image(I::Present(image, origin)) => {
                self.other_sheet(image).or_else(|| self.no_origin(origin))
            }
            A::Image(I::Draw(image)) => self.other_sheet(image),
            A::Select(S::Neuron(Some(neuron))) | A::View(ViewCommand::FocusNeuron(neuron)) => {
                none("neuron", neuron.0 as usize, self.session.network.neuron_count())
            }
            A::Select(S::Edge(Some(edge))) => {
                none("edge", edge.0 as usize, self.session.network.edge_count())
            }
            A::Select(S::Point(Some(point)) | S::AlsoPoint(point))
            | A::View(ViewCommand::FocusPoint(point)) => {
                let cloud = self.references.cloud.as_ref();
                none("point of the cloud", *point, cloud.map_or(0, |cloud| cloud.labels.len()))
            }
            A::Select(S::ToggleClass(class)) | A::Teach(TeachCommand::Tell(_, Some(class))) => {
                none("class", usize::from(*class), self.teaching.names().all().len())
            }
            A::Cloud(CloudCommand::SetKnn(knn)) => {
                let refused = Knn::try_from(*knn).err();
                refused.map(|error| format!("So it cannot be voted: {error}."))
            }
            _ => None,
        }
    }

    /// Whether it is about what a network sees; a preset is a file that can be opened in any case.
    fn wants_images(&self, command: &AppCommand) -> bool {
        use ImageCommand as I;
        let AppCommand::Image(command) = command else { return false };
        match command {
            I::Open(paths) => !matches!(&paths[..], [path] if is_preset(path) || is_bookmark(path)),
            // But for the empty pad that it begins with.
            I::Clear => self.session.record.presentation() > 0,
            I::Step(_) => false, // it is made absolute
            _ => true,
        }
    }

    /// It is said to be an image of the data set that there is not, or of a class that there is not.
    fn no_origin(&self, origin: &Origin) -> Option<String> {
        let (part, index, label) = match origin {
            Origin::DataSet { part, index, label } => (*part, *index, *label),
            Origin::Reference { index, label, .. } => (Part::Train, *index, Some(*label)),
            Origin::File(_) | Origin::Clipboard | Origin::Drawing => return None,
        };
        let images = self.digits.part(part).map_or(0, |set| set.len());
        let classes = self.digits.test.classes().count();
        let class = label.and_then(|label| none("class", usize::from(label), classes));
        none("image", index, images).or(class)
    }

    fn other_sheet(&self, image: &Pixels) -> Option<String> {
        let (found, sheet) = (image.sheet(), self.digits.test.sheet());
        (found != sheet).then(|| {
            format!(
                "The image was not shown: expected {} x {} pixels, found {} x {}.",
                sheet.width, sheet.height, found.width, found.height
            )
        })
    }
}

/// That there is no thing of that number.
fn none(thing: &str, number: usize, count: usize) -> Option<String> {
    (number >= count).then(|| format!("There is no {thing} {number}: there are {count}."))
}
