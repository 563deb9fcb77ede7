//! The legend: what stands for what in the view of the network.

use super::Model;
use crate::app::scene::places;
use crate::experiments::words::short;

/// What is seen in the view of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A neuron that excites.
    Neuron,
    /// A neuron that inhibits.
    Inhibits,
    /// A neuron that fires, and one that recovers.
    Fires,
    /// Signals under way.
    Signal {
        /// There are some that inhibit, too.
        inhibits: bool,
    },
    /// A signal that came too early.
    Lost,
    /// An edge whose signal made a neuron fire.
    EdgeThatWon,
    /// An edge of the tree of the temporal path.
    TreeOfPath,
    /// The colours of a weight's change.
    WeightChange,
    /// Heights, larger than they are.
    Heights,
}

/// A sign and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The sign.
    pub sign: Sign,
    /// What it is.
    pub text: String,
    /// What that means.
    pub tip: &'static str,
}

/// What the legend says.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendView {
    /// Signs, the most important first.
    pub items: Vec<Item>,
}

impl LegendView {
    /// Reads it.
    pub fn gather(model: &Model) -> LegendView {
        let session = &*model.session;
        let (has_paths, has_learnt) = (session.is_path_model(), session.learnt.is_some());
        let is_circuit = session.is_circuit();
        let inhibits = (!has_paths || has_learnt) && !is_circuit;
        let mut items = Vec::new();
        let mut add = |sign: Sign, text: &str, tip: &'static str| {
            items.push(Item { sign, text: text.to_owned(), tip });
        };
        if is_circuit {
            add(
                Sign::Neuron,
                "excites",
                "Amber excites. A neuron: most of its outgoing edges excite",
            );
            let tip = "Blue inhibits. A neuron: most of its outgoing edges inhibit";
            add(Sign::Inhibits, "inhibits", tip);
        } else if has_paths {
            let tip = "A neuron; all of them excite before they learn";
            add(Sign::Neuron, "neuron", tip);
        } else {
            let tip = "Amber excites. A neuron: most of its outgoing edges excite; the needle points to the part \
                       of the sheet that it looks at";
            add(Sign::Neuron, "excites", tip);
            let tip = "Blue inhibits. A neuron: most of its outgoing edges inhibit";
            add(Sign::Inhibits, "inhibits", tip);
        }
        add(
            Sign::Fires,
            "fires, then recovers",
            "A white flash, then a dark core with a ring that closes as the refractory period passes",
        );
        let tip = match (has_paths, has_learnt) {
            _ if is_circuit => {
                "Travels from neuron to neuron in its own delay: path length over conduction speed. Amber ones excite, \
                 blue ones inhibit"
            }
            (true, false) => {
                "Travels from neuron to neuron in its own delay: path length over conduction speed"
            }
            (true, true) => {
                "Travels from neuron to neuron in its own delay: path length over conduction speed; blue on edges \
                 whose sign STDP changed to inhibitory"
            }
            (false, _) => {
                "Travels from neuron to neuron in its own delay: path length over conduction speed. Amber ones \
                 excite, blue ones inhibit; inhibition from the sheet is faster than excitation"
            }
        };
        add(Sign::Signal { inhibits: inhibits || is_circuit }, "signal", tip);
        add(
            Sign::Lost,
            "lost: too early",
            "A signal that arrived while the neuron was still refractory",
        );
        if has_paths {
            let tip = "Its signal made the neuron at its end fire, some ms ago";
            add(Sign::EdgeThatWon, "edge that just won", tip);
            let tip = "Edges that lead from the image to what every neuron did last";
            add(Sign::TreeOfPath, "tree of the path", tip);
        }
        if inhibits {
            let scale = short(session.change_scale);
            add(
                Sign::WeightChange,
                &format!("weight −{scale} to +{scale}"),
                "Colour of an edge: the change of its weight since the start, in units of weight; the ends \
                 hold all that lies beyond. Edges show while they carry a signal, change, or belong to the \
                 selection.",
            );
        }
        if is_circuit {
            return LegendView { items };
        }
        add(
            Sign::Heights,
            &format!("heights enlarged {} times", short(places::HEIGHT_STRETCH)),
            "Heights over the sheet are drawn larger than they are, so that the layers part.",
        );
        LegendView { items }
    }
}
