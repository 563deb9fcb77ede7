//! The network: which preset it is of, how large it is, and how it is shown.

use super::Model;
use super::words::network_title;
use crate::experiments::words::{count, short, thousands};
use crate::sim::Preset;

/// What is said of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkSummaryView {
    /// The preset's name, as the command line takes it.
    pub name: String,
    /// What it does, in a few words.
    pub title: String,
    /// Which network it is, by title and name.
    pub title_tip: String,
    /// What the preset's file says of itself.
    pub summary: String,
    /// Names of the presets that can be chosen.
    pub presets: Vec<&'static str>,
    /// How many pixels, neurons and edges there are.
    pub size: String,
    /// How many of the signals from the sheet are drawn, 0 to 100 %.
    pub signals_percent: f32,
    /// No drifting camera, no gliding points.
    pub reduced_motion: bool,
}

impl NetworkSummaryView {
    /// Reads it.
    pub fn gather(model: &Model) -> NetworkSummaryView {
        let session = &*model.session;
        let (spec, network) = (session.preset.spec(), &session.network);
        let title = network_title(&spec.name).into_owned();
        let neurons = count(network.neuron_count() - network.input_count(), "neuron");
        let edges = count(network.edge_count(), "edge");
        NetworkSummaryView {
            title_tip: format!("Which network: {title} (preset {})", spec.name),
            name: spec.name.clone(),
            title,
            summary: spec.summary.clone(),
            presets: Preset::all_names().collect(),
            size: match network.input_count() {
                0 => format!("{neurons}, {edges}"),
                inputs => format!("{}, {neurons}, {edges}", count(inputs, "pixel")),
            },
            signals_percent: model.settings.density * 100.0,
            reduced_motion: model.settings.reduced_motion,
        }
    }

    /// How many of the edges can learn, with seed and tick.
    pub fn size_tip(&self, model: &Model) -> String {
        let (network, seed) = (&model.session.network, model.session.seed);
        format!(
            "{} from neuron to neuron; {} can learn. Seed {seed}. Tick {} ms.",
            count(network.recurrent_edges().len(), "edge"),
            thousands(network.plastic_edges().len()),
            short(network.tick().ms())
        )
    }
}
