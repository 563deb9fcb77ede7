//! Numbers of what is shown, computed from the network and the record of what happened: they stand in the texts of
//! lessons, and decide whether a step goes on.

use crate::app::origin::Origin;
use crate::app::references::References;
use crate::app::session::Session;
use crate::app::teaching::Teaching;
use crate::app::texts::Value;
use crate::sim::params::NeuronSpec;
use crate::sim::{EdgeId, NeuronId, Ticks};
use serde::Deserialize;

/// A number, and what it is of; neurons and edges of a circuit are named as it names them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// A number of the preset, by its path.
    Setting(String),
    /// The time that is shown, ms.
    TimeMs,
    /// How long a signal takes from one neuron to another, ms.
    DelayMs(String, String),
    /// Refractory period over delay, Δ = R / τ.
    RefractionRatio(String, String),
    /// How often a neuron has fired, up to the time that is shown.
    Spikes(String),
    /// How often it fires in all.
    SpikesInAll(String),
    /// When it fires first, ms.
    SpikeMs(String),
    /// How often a signal along an edge makes its neuron fire, where one alone does.
    WinsInAll(String, String),
    /// Signals that have reached it too early, up to the time that is shown.
    Lost(String),
    /// The same in all.
    LostInAll(String),
    /// Signals that reach it in all, lost ones too.
    ArrivalsInAll(String),
    /// The highest that its potential comes without firing, as a share of its threshold.
    Peak(String),
    /// The weight of an edge at the time that is shown.
    Weight(String, String),
    /// The same at the start.
    WeightAtStart(String, String),
    /// The same at the end.
    WeightAtEnd(String, String),
    /// Neurons of the network.
    Neurons,
    /// Edges of the network.
    Edges,
    /// Pixels of the image that have ink.
    InkedPixels,
    /// Neurons behind the sheet that have fired, up to the time that is shown.
    NeuronsThatFired,
    /// Signals that found their neuron refractory, up to the time that is shown.
    LostOfAll,
    /// Weights that have changed, up to the time that is shown.
    WeightsThatMoved,
    /// Edges that can learn.
    PlasticEdges,
    /// Spikes of neurons behind the sheet in all.
    SpikesOfAll,
    /// What the image on the pad is said to be, where it is one of the data set, 0 to 9.
    TrueClass,
    /// Points of the cloud.
    References,
    /// What the neighbours vote for, 0 to 9.
    Label,
    /// Their share of the votes, per cent.
    VotePercent,
    /// How many neighbours vote.
    Neighbours,
    /// Of the points of the cloud, how many are called by their own name by their neighbours, per cent.
    CloudPercent,
    /// Images that were told.
    Told,
    /// Classes that something was told of.
    ClassesTold,
    /// Of the points that nobody named, how many the names that came to them call right, per cent.
    SpreadPercent,
    /// What a figure of an earlier step was there when that was left: the step's id, and the figure's name.
    Earlier(String, String),
}

/// What figures are read from.
pub struct Seen<'a> {
    /// The network, and what happened.
    pub session: &'a Session,
    /// The time that is shown, ms.
    pub now_ms: f64,
    /// How many neighbours vote.
    pub neighbours: usize,
    /// The cloud.
    pub references: &'a References,
    /// What was told.
    pub teaching: &'a Teaching,
}

/// What must be so.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// A number.
    pub figure: Figure,
    /// The least that it must be.
    pub at_least: Option<f64>,
    /// The most that it may be.
    pub at_most: Option<f64>,
}

impl Goal {
    /// Whether it is so; what is not known is not so.
    pub fn is_met(&self, seen: &Seen) -> bool {
        let number = self.figure.number(seen);
        number.is_some_and(|number| {
            self.at_least.is_none_or(|least| number >= least)
                && self.at_most.is_none_or(|most| number <= most)
        })
    }
}

impl Figure {
    /// Decimals that it is written with.
    fn decimals(&self, number: f64) -> usize {
        use Figure as F;
        match self {
            F::Setting(_) => {
                [0_usize, 1].into_iter().find(|&places| is_whole(number, places)).unwrap_or(2)
            }
            F::TimeMs | F::DelayMs(..) | F::SpikeMs(_) => 1,
            F::RefractionRatio(..) | F::Peak(_) => 2,
            F::CloudPercent | F::SpreadPercent => 1,
            F::Weight(..) | F::WeightAtStart(..) | F::WeightAtEnd(..) => 2,
            _ => 0,
        }
    }

    /// As it stands in a text; none where it is not known.
    pub fn value(&self, seen: &Seen) -> Option<Value> {
        let number = self.number(seen)?;
        Some(Value::Number(number, self.decimals(number)))
    }

    /// The number; none where there is none, or it is not known yet.
    pub fn number(&self, seen: &Seen) -> Option<f64> {
        let Seen { session, now_ms, references, teaching, .. } = seen;
        let (network, record) = (&session.network, &session.record);
        let (tick, now) = (network.tick(), session.tick_at(*now_ms));
        let end = record.front().since(Ticks(1));
        let whole = record.is_complete();
        let neuron = |name: &str| network.named(name);
        let edge = |from: &str, to: &str| edge(session, from, to);
        let spikes = |name: &str, until: Ticks| {
            let times = record.spikes_of(neuron(name)?);
            Some(times.partition_point(|at| *at <= until) as f64)
        };
        let lost = |of: Option<NeuronId>, until: Ticks| {
            let lost = record.lost().iter().take_while(|lost| lost.at <= until);
            lost.filter(|lost| of.is_none_or(|of| network.target(lost.edge) == of)).count() as f64
        };
        let weight = |from: &str, to: &str, at: Ticks| {
            edge(from, to).map(|edge| f64::from(record.weight_at(edge, at)))
        };
        let verdict = || {
            let sample = session.sample_ms().iter().rposition(|ms| ms <= now_ms)?;
            let verdict = references.verdict(record.presentation(), sample);
            verdict.map(|(verdict, _)| verdict)
        };
        match self {
            Figure::Setting(path) => session.preset.spec().number(path),
            Figure::TimeMs => Some(*now_ms),
            Figure::DelayMs(from, to) => edge(from, to).map(|edge| tick.to_ms(network.delay(edge))),
            Figure::RefractionRatio(from, to) => {
                let refractory = network.refractory(neuron(to)?);
                Some(f64::from(refractory.0) / f64::from(network.delay(edge(from, to)?).0))
            }
            Figure::Spikes(name) => spikes(name, now),
            Figure::SpikesInAll(name) => spikes(name, end).filter(|_| whole),
            Figure::SpikeMs(name) => {
                record.spikes_of(neuron(name)?).first().map(|at| tick.to_ms(*at))
            }
            Figure::WinsInAll(from, to) => {
                let wins = record.wins_of(edge(from, to).filter(|_| whole)?);
                Some(wins.len() as f64)
            }
            Figure::Lost(name) => neuron(name).map(|neuron| lost(Some(neuron), now)),
            Figure::LostInAll(name) => {
                neuron(name).filter(|_| whole).map(|neuron| lost(Some(neuron), end))
            }
            Figure::ArrivalsInAll(name) => {
                let incoming = network.incoming(neuron(name).filter(|_| whole)?);
                let of_edge = |edge: EdgeId| {
                    let times = record.spikes_of(network.source(edge));
                    times.partition_point(|at| *at + network.delay(edge) <= end)
                };
                Some(incoming.map(of_edge).sum::<usize>() as f64)
            }
            Figure::Peak(name) => {
                let neuron = neuron(name).filter(|_| whole)?;
                let threshold = match *network.neuron(neuron) {
                    NeuronSpec::EventDriven { threshold, .. } => threshold,
                    NeuronSpec::Clocked(clocked) => clocked.threshold,
                    _ => return None,
                };
                let most = record.potentials(neuron).fold(0.0_f32, f32::max);
                Some(f64::from(most) / threshold)
            }
            Figure::Weight(from, to) => weight(from, to, now),
            Figure::WeightAtStart(from, to) => {
                edge(from, to).map(|edge| f64::from(network.weights()[edge.index()]))
            }
            Figure::WeightAtEnd(from, to) => weight(from, to, end).filter(|_| whole),
            Figure::Neurons => Some(network.neuron_count() as f64),
            Figure::Edges => Some(network.edge_count() as f64),
            Figure::InkedPixels => {
                Some(session.image.iter().filter(|ink| **ink > 0).count() as f64)
            }
            Figure::NeuronsThatFired => {
                let behind = network.input_count()..network.neuron_count();
                let has_fired = |n: &usize| {
                    record.spikes_of(NeuronId(*n as u32)).first().is_some_and(|at| *at <= now)
                };
                Some(behind.filter(has_fired).count() as f64)
            }
            Figure::LostOfAll => Some(lost(None, now)),
            Figure::WeightsThatMoved => {
                let plastic = network.plastic_edges().iter();
                let has_moved = |edge: &EdgeId| record.last_change(*edge, now).is_some();
                Some(plastic.filter(has_moved).count() as f64)
            }
            Figure::PlasticEdges => Some(network.plastic_edges().len() as f64),
            Figure::SpikesOfAll => {
                let inputs = network.input_count() as u32;
                let spikes = record.spikes().iter().filter(|spike| spike.neuron.0 >= inputs);
                whole.then(|| spikes.count() as f64)
            }
            Figure::TrueClass => match session.origin {
                Origin::DataSet { label, .. } => label.map(f64::from),
                _ => None,
            },
            // Whoever remembers it says it.
            Figure::Earlier(..) => None,
            Figure::References => references.cloud.as_ref().map(|cloud| cloud.labels.len() as f64),
            Figure::Label => verdict().map(|verdict| f64::from(verdict.label)),
            Figure::VotePercent => verdict()
                .map(|verdict| 100.0 * f64::from(verdict.shares[usize::from(verdict.label)])),
            Figure::Neighbours => Some(seen.neighbours as f64),
            Figure::CloudPercent => {
                let cloud = references.cloud.as_ref()?;
                cloud.right.map(|right| 100.0 * f64::from(right))
            }
            Figure::Told => Some(teaching.named() as f64),
            Figure::ClassesTold => Some(teaching.classes().len() as f64),
            Figure::SpreadPercent => {
                let (right, judged) = teaching.reach().filter(|_| !teaching.is_behind())?.right;
                (judged > 0).then(|| 100.0 * right as f64 / judged as f64)
            }
        }
    }

    /// The neurons that it names, and the edge between two.
    pub(super) fn names(&self) -> (Vec<&str>, Option<[&str; 2]>) {
        use Figure as F;
        match self {
            F::DelayMs(from, to)
            | F::RefractionRatio(from, to)
            | F::Weight(from, to)
            | F::WeightAtStart(from, to)
            | F::WeightAtEnd(from, to)
            | F::WinsInAll(from, to) => (vec![from, to], Some([from, to])),
            F::Spikes(name)
            | F::SpikesInAll(name)
            | F::SpikeMs(name)
            | F::Lost(name)
            | F::LostInAll(name)
            | F::ArrivalsInAll(name)
            | F::Peak(name) => (vec![name], None),
            _ => (Vec::new(), None),
        }
    }
}

/// It has no more decimals than that.
fn is_whole(number: f64, places: usize) -> bool {
    let scaled = number * 10.0_f64.powi(places as i32);
    (scaled - scaled.round()).abs() < 1e-6
}

fn edge(session: &Session, from: &str, to: &str) -> Option<EdgeId> {
    let network = &session.network;
    let (from, to) = (network.named(from)?, network.named(to)?);
    network.outgoing(from).iter().find(|edge| network.target(*edge) == to)
}
