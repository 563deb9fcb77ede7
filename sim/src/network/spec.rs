//! A network as a file, a generator or a person says it: columns, not objects, and nothing is promised.
//!
//! [`Network::new`](super::Network::new) checks one and builds the network. All that generators make and all that is
//! read from files goes through here, and what lies behind does not know where it came from.
//!
//! | column | meaning | unit | range |
//! |---|---|---|---|
//! | `place` | where a soma lies | [`LengthUnit`] | finite, up to 10⁶ |
//! | `weight` | initial weight of an edge | potential | finite, up to 10⁶ |
//! | [`Delay::Ms`] | axonal delay τ | ms | ≥ 0; at least a tick is taken |
//! | [`Delay::Path`] | τ = `path_factor` · `length` / `speed` | length, length/ms | length ≥ 0, others > 0 |

use crate::params::neuron::{NeuronSpec, Overrides};
use crate::sheet::Sheet;
use crate::stdp::StdpSpec;
use serde::{Deserialize, Serialize};

/// See the module's head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSpec {
    /// Length of a tick, ms.
    pub tick_ms: f64,
    /// Unit of places and lengths.
    pub length_unit: LengthUnit,
    /// What arrivals do to a neuron, where its group and it itself say nothing else.
    pub neuron: NeuronSpec,
    /// What spikes do to weights; absent means that weights are fixed.
    #[serde(default)]
    pub plasticity: Option<StdpSpec>,
    /// What a unit of weight delivers, between neurons that are no inputs.
    #[serde(default)]
    pub efficacy: Efficacy,
    /// The first neurons that are inputs.
    #[serde(default)]
    pub inputs: Inputs,
    /// Groups that neurons may belong to.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// The neurons, inputs first.
    pub neurons: NeuronColumns,
    /// The edges, in any order.
    pub edges: EdgeColumns,
}

/// Unit of places and lengths of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LengthUnit {
    /// The distance between two pixels of the sheet.
    #[serde(rename = "px")]
    Pixel,
    /// 10⁻⁶ m.
    #[serde(rename = "um")]
    Micrometre,
    /// 10⁻³ m.
    #[serde(rename = "mm")]
    Millimetre,
}

impl LengthUnit {
    /// As it is written behind a number.
    pub fn symbol(self) -> &'static str {
        match self {
            LengthUnit::Pixel => "px",
            LengthUnit::Micrometre => "µm",
            LengthUnit::Millimetre => "mm",
        }
    }
}

/// Input neurons fire when the stimulus says so and at no other time; no edge reaches them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// How many there are: neurons 0 .. `count`.
    pub count: usize,
    /// Their rows and columns, if they are the pixels of a sheet.
    #[serde(default)]
    pub sheet: Option<Sheet>,
}

impl Inputs {
    /// One for each pixel of a sheet.
    pub fn of_sheet(sheet: Sheet) -> Inputs {
        Inputs { count: sheet.pixels(), sheet: Some(sheet) }
    }
}

/// What a unit of recurrent weight delivers; input edges deliver their weight as it is. Clocked neurons alone know it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Efficacy {
    /// Per unit of positive weight.
    pub excitatory: f32,
    /// Per unit of negative weight.
    pub inhibitory: f32,
}

impl Default for Efficacy {
    /// Every edge delivers its weight.
    fn default() -> Efficacy {
        Efficacy { excitatory: 1.0, inhibitory: 1.0 }
    }
}

/// Neurons that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// What of its neurons is not as the network's model says.
    #[serde(default, skip_serializing_if = "Overrides::is_empty")]
    pub overrides: Overrides,
}

/// What a neuron looks at, where geometry gives it a receptive field.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footprint {
    /// Centre on the sheet, in the network's length unit.
    pub centre: [f32; 2],
    /// Direction of the soma's displacement from it, radians from the x axis.
    pub angle_rad: f32,
}

/// Neurons by column; a column but that of the places is empty, or has an entry for each neuron.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NeuronColumns {
    /// Where the soma lies.
    pub place: Vec<[f64; 3]>,
    /// What it is called; no two alike but "", which is no name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<String>,
    /// Its place in [`NetworkSpec::groups`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<u32>,
    /// Its receptive field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub footprint: Vec<Option<Footprint>>,
    /// What of it is not as its group or the network's model says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Overrides>,
}

/// Edges by column; all have an entry for each edge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EdgeColumns {
    /// Index of the neuron that the edge leaves.
    pub source: Vec<u32>,
    /// Index of the neuron that it reaches: no input.
    pub target: Vec<u32>,
    /// Initial weight; negative ones inhibit.
    pub weight: Vec<f32>,
    /// How long a signal takes.
    pub delay: Vec<Delay>,
}

/// How long a signal takes from end to end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
#[non_exhaustive]
pub enum Delay {
    /// So many milliseconds.
    Ms(f64),
    /// As long as its path at its conduction speed (S19: τ = d / s).
    Path {
        /// Conduction speed, in the network's length unit each ms.
        speed: f64,
        /// Length, in the network's unit; the distance of the two ends where nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        length: Option<f64>,
        /// Path length over `length`: an axon is not straight (k in design 1.2).
        #[serde(default = "straight")]
        path_factor: f64,
    },
}

fn straight() -> f64 {
    1.0
}

impl Delay {
    /// A straight axon of that conduction speed.
    pub fn at_speed(speed: f64) -> Delay {
        Delay::Path { speed, length: None, path_factor: 1.0 }
    }

    /// The delay, ms, between two places.
    pub fn ms(self, source: &[f64; 3], target: &[f64; 3]) -> f64 {
        match self {
            Delay::Ms(ms) => ms,
            Delay::Path { speed, length, path_factor } => {
                path_factor * length.unwrap_or_else(|| distance(source, target)) / speed
            }
        }
    }
}

impl EdgeColumns {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.source.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.source.is_empty()
    }

    /// Appends an edge.
    pub fn push(&mut self, source: u32, target: u32, weight: f32, delay: Delay) {
        self.source.push(source);
        self.target.push(target);
        self.weight.push(weight);
        self.delay.push(delay);
    }
}

impl NetworkSpec {
    /// A network of such neurons, without any yet.
    pub fn new(tick_ms: f64, length_unit: LengthUnit, neuron: NeuronSpec) -> NetworkSpec {
        NetworkSpec {
            tick_ms,
            length_unit,
            neuron,
            plasticity: None,
            efficacy: Efficacy::default(),
            inputs: Inputs::default(),
            groups: Vec::new(),
            neurons: NeuronColumns::default(),
            edges: EdgeColumns::default(),
        }
    }

    /// What arrivals do to a neuron, its own numbers and those of its group taken in.
    pub(super) fn neuron_of(&self, neuron: usize) -> NeuronSpec {
        let own = self.neurons.overrides.get(neuron).copied().unwrap_or_default();
        let group = self.neurons.group.get(neuron);
        let of_group =
            group.map(|&group| self.groups[group as usize].overrides).unwrap_or_default();
        self.neuron.with(&own.or(of_group))
    }
}

pub(crate) fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt()
}
