//! A circuit over time: of each neuron its spikes, when it is refractory, what arrives and what becomes of it, and its
//! potential beside its threshold; and what happens just now, in one sentence.

use super::Model;
use super::caption::CaptionView;
use crate::app::session::Session;
use crate::experiments::words::{count, number};
use crate::runtime::{Fate, RacingSignal, Spike, race};
use crate::sim::params::NeuronSpec;
use crate::sim::{NeuronId, Ticks};

/// A potential is drawn by so many points at most.
const POINTS: usize = 1_200;
/// And by so many more where something arrives.
const MARKS_MAX: usize = 20_000;
/// Spikes of a presentation whose marks are drawn.
const SPIKES_MAX: usize = 4_000;
/// Neurons whose traces are shown: more are no lines that could be read.
pub const ROWS_MAX: usize = 12;
/// Neurons whose single signals are told: of more, so much happens at once that it is counted.
const TOLD_MAX: usize = 32;
/// What happened so long ago is told no more, ms.
const TOLD_MS: f64 = 4.0;

/// The neurons of a circuit over time.
#[derive(Clone, Debug, PartialEq)]
pub struct CircuitView {
    /// Of each neuron, in the order of the circuit.
    pub rows: Vec<TraceRow>,
    /// Neurons that have no row.
    pub more: usize,
    /// Marks end here, ms: later ones are too many.
    pub cut_ms: Option<f64>,
    /// See [`CircuitView::key`].
    pub of: (u64, Ticks),
    /// Where the end is, ms.
    pub duration_ms: f64,
}

/// A neuron over time.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceRow {
    /// Which one.
    pub neuron: NeuronId,
    /// What it is called.
    pub name: String,
    /// When it fired, ms.
    pub fired_ms: Vec<f64>,
    /// Its refractory period, ms.
    pub refractory_ms: f64,
    /// Signals that reached it, in order.
    pub arrivals: Vec<ArrivalView>,
    /// Its potential, as shares of its threshold: times in ms, and shares.
    pub potential: Vec<[f64; 2]>,
}

/// A signal that reached a neuron.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalView {
    /// When, ms.
    pub at_ms: f64,
    /// What became of it.
    pub fate: Fate,
    /// It excites.
    pub excites: bool,
    /// Whose it was.
    pub from: String,
    /// What became of it in words, with its refraction ratio.
    pub tip: String,
}

impl CircuitView {
    /// Reads it.
    pub fn gather(model: &Model) -> CircuitView {
        let session = &*model.session;
        let neurons = session.network.neuron_count();
        let record = &session.record;
        // The end is no part of it.
        let known = record.front().since(Ticks(1));
        let cut = record.spikes().get(SPIKES_MAX).map(|spike| spike.at.since(Ticks(1)));
        let until = cut.unwrap_or(known).min(known);
        let row = |n: usize| TraceRow::of(session, NeuronId(n as u32), until);
        CircuitView {
            of: CircuitView::key(model),
            rows: (0..neurons.min(ROWS_MAX)).map(row).collect(),
            more: neurons.saturating_sub(ROWS_MAX),
            cut_ms: cut.map(|at| session.network.tick().to_ms(at)),
            duration_ms: session.preset.spec().duration_ms,
        }
    }

    /// What decides it: the presentation, and how far that is known.
    pub fn key(model: &Model) -> (u64, Ticks) {
        let record = &model.session.record;
        (record.presentation(), record.front())
    }
}

impl TraceRow {
    /// Of what happened until then.
    fn of(session: &Session, neuron: NeuronId, until: Ticks) -> TraceRow {
        let (record, tick) = (&session.record, session.network.tick());
        let arrivals = raced(session, neuron, Ticks::ZERO, until);
        let fired = record.spikes_of(neuron).iter().take_while(|at| **at <= until);
        TraceRow {
            neuron,
            name: name(session, neuron),
            fired_ms: fired.map(|&at| tick.to_ms(at)).collect(),
            refractory_ms: tick.to_ms(session.network.refractory(neuron)),
            potential: potential(session, neuron, &arrivals),
            arrivals: arrivals.iter().map(|one| ArrivalView::of(session, one)).collect(),
        }
    }
}

impl ArrivalView {
    fn of(session: &Session, signal: &RacingSignal) -> ArrivalView {
        let (network, record) = (&session.network, &session.record);
        let tick = network.tick();
        let ms = |at: Ticks| number(tick.to_ms(at), 2);
        let [from, to] = [network.source(signal.edge), network.target(signal.edge)]
            .map(|neuron| name(session, neuron));
        let became = match signal.fate {
            Fate::Won => format!("it made {to} fire"),
            Fate::Added => format!("it reached {to}, which was ready"),
            Fate::TooEarly(left) => {
                let early = ms(left);
                format!("it came {early} ms too early: {to} was still refractory, and it was lost")
            }
        };
        ArrivalView {
            at_ms: tick.to_ms(signal.arrives),
            fate: signal.fate,
            excites: record.weight_at(signal.edge, signal.arrives) > 0.0,
            tip: format!(
                "A signal of {from} left at {} ms and took {} ms; at {} ms {became}. Refraction ratio Δ = R / τ = {}.",
                ms(signal.departed),
                ms(network.delay(signal.edge)),
                ms(signal.arrives),
                number(signal.refraction_ratio, 2)
            ),
            from,
        }
    }
}

/// The signals that reach a neuron. Of several that arrive on the tick of a firing, those that the engine lost are lost.
fn raced(session: &Session, neuron: NeuronId, from: Ticks, until: Ticks) -> Vec<RacingSignal> {
    let record = &session.record;
    let mut arrivals = race(record, neuron, from, until);
    for signal in arrivals.iter_mut().filter(|signal| signal.fate == Fate::Added) {
        let lost = record.lost();
        let then = lost.partition_point(|lost| lost.at < signal.arrives);
        let then = lost[then..].iter().take_while(|lost| lost.at == signal.arrives);
        if then.into_iter().any(|lost| lost.edge == signal.edge) {
            signal.fate = Fate::TooEarly(session.network.refractory(neuron));
        }
    }
    arrivals
}

/// What a neuron of a circuit is called.
pub fn name(session: &Session, neuron: NeuronId) -> String {
    let named = session.network.name(neuron).map(str::to_owned);
    named.unwrap_or_else(|| neuron.0.to_string())
}

/// A neuron's potential in shares of its threshold; nothing where it has none.
fn potential(session: &Session, neuron: NeuronId, arrivals: &[RacingSignal]) -> Vec<[f64; 2]> {
    let network = &session.network;
    let (tick, spec) = (network.tick(), *network.neuron(neuron));
    let (threshold, tau_ms) = match spec {
        NeuronSpec::EventDriven { threshold, tau_membrane_ms, .. } => {
            (threshold, Some(tau_membrane_ms))
        }
        NeuronSpec::Clocked(clocked) => (clocked.threshold, None),
        _ => return Vec::new(),
    };
    let kept = session.record.potentials(neuron);
    let every = kept.len().div_ceil(POINTS).max(1);
    // Event-driven neurons write down what they had when something arrived last; it falls from then on.
    let (mut value, mut since) = (0.0_f32, 0_u32);
    let mut reached = arrivals
        .iter()
        .filter(|signal| !matches!(signal.fate, Fate::TooEarly(_)))
        .map(|signal| signal.arrives.0)
        .peekable();
    let mut points = Vec::new();
    for (at, stored) in (0_u32..).zip(kept) {
        let has_reached =
            std::iter::from_fn(|| reached.next_if(|arrives| *arrives <= at)).count() > 0;
        let has_moved = has_reached || stored != value;
        if has_moved {
            (value, since) = (stored, at);
        }
        // One whose potential moves by itself is looked at now and then.
        let is_mark = has_reached || (tau_ms.is_some() && has_moved && points.len() < MARKS_MAX);
        if is_mark || (at as usize).is_multiple_of(every) {
            let ms = tick.to_ms(Ticks(at));
            let lag_ms = tick.to_ms(Ticks(at - since));
            let left = tau_ms.map_or(1.0, |tau_ms| (-lag_ms / tau_ms).exp());
            points.push([ms, f64::from(value) * left / threshold]);
        }
    }
    points
}

/// What happened last in a circuit, or what goes on: one sentence.
pub fn sentence(model: &Model) -> Option<CaptionView> {
    let session = &*model.session;
    let (record, tick) = (&session.record, session.network.tick());
    if session.network.neuron_count() > TOLD_MAX {
        return CaptionView::gather(model);
    }
    let now = session.tick_at(model.playback.now_ms);
    if !record.is_complete() && record.front() <= now {
        return None;
    }
    let until = now.min(record.front().since(Ticks(1)));
    let from = now.since(tick.ticks(TOLD_MS));
    let neurons = (0..session.network.neuron_count() as u32).map(NeuronId);
    let arrivals = neurons.flat_map(|neuron| raced(session, neuron, from, until));
    // Of several that arrive at once, what a neuron did is told.
    let last = arrivals.max_by_key(|one| (one.arrives, one.fate == Fate::Won));
    let fired = record.spikes()[..record.spikes().partition_point(|spike| spike.at <= now)].last();
    let stimulated = fired.filter(|spike| spike.is_stimulated && spike.at >= from);
    let is_later = |signal: &RacingSignal| stimulated.is_none_or(|s| signal.arrives >= s.at);
    let words = match (last.filter(is_later), stimulated) {
        (Some(signal), _) => told(session, &signal),
        (None, Some(spike)) => format!("{} was made to fire.", name(session, spike.neuron)),
        (None, None) => waiting(session, now),
    };
    let tip = "The last that happened in this circuit, up to the time that is shown".to_owned();
    Some(CaptionView { words, tip })
}

fn told(session: &Session, signal: &RacingSignal) -> String {
    let (network, tick) = (&session.network, session.network.tick());
    let [from, to] = [network.source(signal.edge), network.target(signal.edge)]
        .map(|neuron| name(session, neuron));
    let weight = session.record.weight_at(signal.edge, signal.arrives);
    let excites = weight > 0.0;
    let sums = !matches!(network.model(), NeuronSpec::Competition { .. });
    match signal.fate {
        Fate::TooEarly(left) => format!(
            "{from}'s signal came {} ms too early: {to} was still refractory, and it is lost.",
            number(tick.to_ms(left), 1)
        ),
        Fate::Won if sums => format!("{from}'s signal took {to} over its threshold: it fired."),
        Fate::Won => {
            format!("{from}'s signal was the first to reach {to} when it was ready: it fired.")
        }
        Fate::Added if !excites && (weight == 0.0 || !sums) => {
            format!("{from}'s signal reached {to}, and has no effect on it.")
        }
        Fate::Added if !excites => format!("{from}'s signal inhibits {to}."),
        // What it adds rises later.
        Fate::Added if matches!(network.model(), NeuronSpec::Clocked(_)) => {
            format!("{from}'s signal reached {to}, and excites it.")
        }
        Fate::Added => format!("{from}'s signal reached {to}, but it was too little to fire it."),
    }
}

/// Signals on their way, or nothing.
fn waiting(session: &Session, now: Ticks) -> String {
    let network = &session.network;
    let spikes = session.record.spikes();
    // What left earlier has arrived.
    let from = now.since(network.delay_max());
    let first = spikes.partition_point(|spike| spike.at < from);
    let spikes = &spikes[first..spikes.partition_point(|spike| spike.at <= now)];
    let on_way = |spike: &Spike| {
        let edges = network.outgoing(spike.neuron).iter();
        edges.filter(|edge| spike.at + network.delay(*edge) > now).count()
    };
    match spikes.iter().map(on_way).sum::<usize>() {
        0 => "Nothing is on its way.".to_owned(),
        1 => "A signal is on its way.".to_owned(),
        many => format!("{} are on their way.", count(many, "signal")),
    }
}
