//! Cards over the views: of what is under the pointer, and of the point of the cloud that was clicked.

use super::Model;
use super::neuron::{name, place, state};
use super::point::PointView;
use crate::experiments::words::count;
use crate::sim::{NeuronId, Role};
use bevy::math::Vec3;

/// What is under the pointer.
#[derive(Clone, Debug, PartialEq)]
pub enum HoverView {
    /// A neuron.
    Neuron(NeuronCard),
    /// A point of the cloud.
    Point(PointView),
}

/// What is said of a neuron under the pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct NeuronCard {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// What it is doing at the time shown.
    pub state: String,
    /// How much ink is on it, where it is a pixel.
    pub ink: Option<String>,
}

/// The point of the cloud that was clicked.
#[derive(Clone, Debug, PartialEq)]
pub struct ClickedPointView {
    /// Its place in the cloud.
    pub point: usize,
    /// Where it is on its way, in the world.
    pub at: Vec3,
    /// What is said of it, where that is known.
    pub said: Option<PointView>,
    /// Labels are put away: it can be told what it is.
    pub is_teaching: bool,
    /// Others that were clicked with it, where it can be told what they are.
    pub others: Option<OthersView>,
}

/// Points that were clicked with Shift.
#[derive(Clone, Debug, PartialEq)]
pub struct OthersView {
    /// How many.
    pub words: String,
    /// The places of their pictures among the training images.
    pub images: Vec<u32>,
}

impl HoverView {
    /// Reads it; none where there is nothing that has no card yet.
    pub fn gather(model: &Model) -> Option<HoverView> {
        let selection = &*model.selection;
        if let Some(neuron) = selection.hovered_neuron {
            return Some(HoverView::Neuron(NeuronCard::gather(model, neuron)));
        }
        // One that was clicked has its card already.
        let point = selection.hovered_point.filter(|&point| selection.point != Some(point));
        // Nor does one lie over names on their way, right after it was told.
        let point = point.filter(|_| !model.teaching.flows())?;
        PointView::gather(model, point).map(HoverView::Point)
    }
}

impl NeuronCard {
    /// Reads it.
    pub fn gather(model: &Model, neuron: NeuronId) -> NeuronCard {
        let session = &*model.session;
        let ink = || {
            let ink = session.image.get(neuron.index()).copied().unwrap_or(0);
            format!("ink {ink} of 255")
        };
        NeuronCard {
            name: name(session, neuron),
            place: place(session, neuron),
            state: state(session, model.playback.now_ms, neuron),
            ink: (session.network.role(neuron) == Role::Input).then(ink),
        }
    }
}

impl ClickedPointView {
    /// Reads it; none where no point is selected.
    pub fn gather(model: &Model) -> Option<ClickedPointView> {
        let scene = &*model.cloud_scene;
        // While a smaller cloud takes the place of another, what was selected may be no more.
        let point = model.selection.point.filter(|&point| point < scene.places.len())?;
        let is_teaching = model.teaching.is_on();
        Some(ClickedPointView {
            point,
            at: scene.place(point),
            said: PointView::gather(model, point),
            is_teaching,
            others: if is_teaching { OthersView::gather(model) } else { None },
        })
    }
}

impl OthersView {
    /// Reads it; none where there are no others.
    pub fn gather(model: &Model) -> Option<OthersView> {
        let also = &model.selection.also;
        if also.is_empty() {
            return None;
        }
        let cloud = model.references.cloud.as_ref();
        let image = |&point: &usize| cloud?.images.get(point).copied();
        Some(OthersView {
            words: format!("and {}", count(also.len(), "other")),
            images: also.iter().filter_map(image).collect(),
        })
    }
}
