//! What is selected and pointed at.

use crate::app::edge_filter::EdgeFilter;
use crate::app::references::Classes;
use crate::sim::{EdgeId, NeuronId};
use bevy::prelude::*;

/// What is under the cursor and what was clicked.
#[derive(Resource, Default, Clone, Debug, PartialEq)]
pub struct Selection {
    /// Clicked neuron.
    pub neuron: Option<NeuronId>,
    /// Chosen edge.
    pub edge: Option<EdgeId>,
    /// Clicked point of the cloud.
    pub point: Option<usize>,
    /// Others that were clicked with Shift, while labels are put away.
    pub also: Vec<usize>,
    /// Lit classes of the cloud; all where none is.
    pub classes: Classes,
    /// Neuron under the cursor.
    pub hovered_neuron: Option<NeuronId>,
    /// The same, of whichever network is drawn there.
    pub hovered_node: Option<u32>,
    /// Only edges that changed like this are lit.
    pub filter: Option<EdgeFilter>,
    /// Point under the cursor.
    pub hovered_point: Option<usize>,
}

impl Selection {
    /// Whether anything is selected or lit.
    pub fn is_any(&self) -> bool {
        let Selection { neuron, edge, point, filter, .. } = self;
        neuron.is_some()
            || edge.is_some()
            || point.is_some()
            || filter.is_some()
            || self.classes != Classes::default()
    }
}
