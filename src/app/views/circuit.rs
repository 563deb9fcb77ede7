//! A circuit over time: of each neuron its spikes, when it is refractory, what arrives and what becomes of it, and its
//! potential beside its threshold; and what happens just now, in one sentence.

use super::Model;
use super::caption::CaptionView;
use crate::app::session::Session;
use crate::app::texts::{self, Texts, Value};
use crate::runtime::{Fate, RacingSignal, Spike, race};
use crate::sim::params::NeuronSpec;
use crate::sim::{EdgeId, NeuronId, Ticks};

/// A potential is drawn by so many points at most.
const POINTS: usize = 1_200;
/// And by so many more where something arrives.
const MARKS_MAX: usize = 20_000;
/// Spikes of a presentation whose marks are drawn.
const SPIKES_MAX: usize = 4_000;
/// Edges that learn whose weights are shown.
const WEIGHTS_MAX: usize = 4;
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
    /// Of each edge that learns, in the order of the circuit.
    pub weights: Vec<WeightRow>,
    /// Marks end here, ms: later ones are too many.
    pub cut_ms: Option<f64>,
    /// See [`CircuitView::key`].
    pub of: (u64, Ticks),
    /// Where the end is, ms.
    pub duration_ms: f64,
}

/// The weight of an edge that learns, over time.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightRow {
    /// Which one.
    pub edge: EdgeId,
    /// What it is called.
    pub name: String,
    /// Times in ms, and weights from then on; the first at the start.
    pub steps: Vec<[f64; 2]>,
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
        let said = Said::of(model);
        let row = |n: usize| TraceRow::of(&said, NeuronId(n as u32), until);
        CircuitView {
            of: CircuitView::key(model),
            rows: (0..neurons.min(ROWS_MAX)).map(row).collect(),
            more: neurons.saturating_sub(ROWS_MAX),
            weights: learning_edges(session)
                .map(|edge| WeightRow::of(&said, edge, until))
                .collect(),
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

/// Edges that learn whose weights are shown over time.
fn learning_edges(session: &Session) -> impl Iterator<Item = EdgeId> {
    let has_room = session.network.neuron_count() <= ROWS_MAX - WEIGHTS_MAX;
    let most = if has_room && session.preset.spec().plasticity.is_some() { WEIGHTS_MAX } else { 0 };
    session.network.plastic_edges().iter().take(most)
}

/// Rows of a circuit: of its neurons, and of the edges that learn.
pub fn row_count(session: &Session) -> usize {
    session.network.neuron_count().min(ROWS_MAX) + learning_edges(session).count()
}

impl WeightRow {
    fn of(said: &Said, edge: EdgeId, until: Ticks) -> WeightRow {
        let session = said.session;
        let (record, network) = (&session.record, &session.network);
        let initial = f64::from(network.weights()[edge.index()]);
        let changes = record.changes_of(edge).take_while(|change| change.at <= until);
        let moved = changes.map(|change| {
            [network.tick().to_ms(change.at), f64::from(record.weight_at(edge, change.at))]
        });
        let [from, to] =
            [network.source(edge), network.target(edge)].map(|neuron| name(session, neuron));
        WeightRow {
            edge,
            name: said.texts.of("edge", &[("from", from.into()), ("to", to.into())]),
            steps: std::iter::once([0.0, initial]).chain(moved).collect(),
        }
    }
}

impl TraceRow {
    /// Of what happened until then.
    fn of(said: &Said, neuron: NeuronId, until: Ticks) -> TraceRow {
        let session = said.session;
        let (record, tick) = (&session.record, session.network.tick());
        let arrivals = raced(session, neuron, Ticks::ZERO, until);
        let fired = record.spikes_of(neuron).iter().take_while(|at| **at <= until);
        TraceRow {
            neuron,
            name: name(session, neuron),
            fired_ms: fired.map(|&at| tick.to_ms(at)).collect(),
            refractory_ms: tick.to_ms(session.network.refractory(neuron)),
            potential: potential(session, neuron, &arrivals),
            arrivals: arrivals.iter().map(|one| ArrivalView::of(session, one, said)).collect(),
        }
    }
}

impl ArrivalView {
    fn of(session: &Session, signal: &RacingSignal, said: &Said) -> ArrivalView {
        let (network, record) = (&session.network, &session.record);
        let tick = network.tick();
        let ms = |at: Ticks| Value::Number(tick.to_ms(at), 2);
        let [from, to] = [network.source(signal.edge), network.target(signal.edge)]
            .map(|neuron| name(session, neuron));
        let weight = record.weight_at(signal.edge, signal.arrives);
        let excites = weight > 0.0;
        let sums = !matches!(network.model(), NeuronSpec::Competition { .. });
        let id = match signal.fate {
            Fate::Won => "became-won",
            Fate::Added if !sums => "became-added",
            Fate::Added if excites => "became-excites",
            Fate::Added => "became-inhibits",
            Fate::TooEarly(_) => "became-early",
        };
        let early = match signal.fate {
            Fate::TooEarly(left) => left,
            Fate::Won | Fate::Added => Ticks::ZERO,
        };
        let weight = ("weight", Value::Number(weight.into(), 2));
        let became = said.texts.of(id, &[("to", to.into()), ("early", ms(early)), weight]);
        ArrivalView {
            at_ms: tick.to_ms(signal.arrives),
            fate: signal.fate,
            excites,
            tip: said.texts.of(
                "arrival-tip",
                &[
                    ("from", from.as_str().into()),
                    ("left", ms(signal.departed)),
                    ("took", ms(network.delay(signal.edge))),
                    ("arrived", ms(signal.arrives)),
                    ("became", became.into()),
                    ("ratio", Value::Number(signal.refraction_ratio, 2)),
                ],
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
    let arrivals: Vec<RacingSignal> = arrivals.collect();
    let said = Said::of(model);
    // Of several that arrive at once, what a neuron did is told.
    let last = arrivals.iter().max_by_key(|one| (one.arrives, one.fate == Fate::Won));
    let spikes = &record.spikes()[..record.spikes().partition_point(|spike| spike.at <= now)];
    let stimulated: Vec<&Spike> = match spikes.last() {
        Some(last) if last.is_stimulated && last.at >= from => {
            let at_once = spikes.iter().rev().take_while(|spike| spike.at == last.at);
            at_once.filter(|spike| spike.is_stimulated).collect()
        }
        _ => Vec::new(),
    };
    let is_later =
        |signal: &&RacingSignal| stimulated.first().is_none_or(|s| signal.arrives >= s.at);
    let words = match (last.filter(is_later), stimulated.is_empty()) {
        (Some(signal), _) => said.signal(signal, &arrivals),
        (None, false) => {
            let names = stimulated.iter().rev().map(|spike| name(session, spike.neuron)).collect();
            let count = ("count", stimulated.len().into());
            said.texts.of("made-to-fire", &[("names", said.names(names).into()), count])
        }
        (None, true) => said.texts.of("on-their-way", &[("count", on_their_way(session, now))]),
    };
    Some(CaptionView { words, tip: said.texts.of("sentence-tip", &[]) })
}

/// What is said of a circuit, in a language.
struct Said<'a> {
    session: &'a Session,
    texts: &'static Texts,
}

impl Said<'_> {
    fn of<'a>(model: &'a Model) -> Said<'a> {
        Said { session: &model.session, texts: texts::own(model.settings.language) }
    }

    /// One name, or several: "A, B and C".
    fn names(&self, mut names: Vec<String>) -> String {
        let Some(last) = names.pop() else { return String::new() };
        let join = |rest: String, next: String| {
            self.texts.of("names-rest", &[("rest", rest.into()), ("next", next.into())])
        };
        match names.into_iter().reduce(join) {
            None => last,
            Some(rest) => self.texts.of("names", &[("rest", rest.into()), ("last", last.into())]),
        }
    }

    /// Whose signals they are, and how many.
    fn signals<'s>(&self, signals: impl Iterator<Item = &'s RacingSignal>) -> (String, usize) {
        let from =
            |signal: &RacingSignal| name(self.session, self.session.network.source(signal.edge));
        let names: Vec<String> = signals.map(from).collect();
        let count = names.len();
        let values = [("count", count.into()), ("names", self.names(names).into())];
        (self.texts.of("signals", &values), count)
    }

    /// What became of a signal, with those that did the same at once.
    fn signal(&self, signal: &RacingSignal, arrivals: &[RacingSignal]) -> String {
        let session = self.session;
        let (network, tick) = (&session.network, session.network.tick());
        let target = network.target(signal.edge);
        let weight = |one: &RacingSignal| session.record.weight_at(one.edge, one.arrives);
        let sums = !matches!(network.model(), NeuronSpec::Competition { .. });
        let is_at_once = |one: &&RacingSignal| {
            one.arrives == signal.arrives && network.target(one.edge) == target
        };
        let (is_lost, excites) = (matches!(signal.fate, Fate::TooEarly(_)), weight(signal) > 0.0);
        let is_alike = |one: &&RacingSignal| {
            is_at_once(one)
                && matches!(one.fate, Fate::TooEarly(_)) == is_lost
                && (is_lost || (weight(one) > 0.0) == excites)
        };
        let (signals, count) = self.signals(arrivals.iter().filter(is_alike));
        let mut values = vec![
            ("signals", signals.into()),
            ("count", count.into()),
            ("to", name(session, target).into()),
        ];
        let id = match signal.fate {
            Fate::TooEarly(left) => {
                values.push(("ms", Value::Number(tick.to_ms(left), 1)));
                "too-early"
            }
            Fate::Won if sums => "over-threshold",
            Fate::Won => {
                let lost = arrivals.iter().filter(is_at_once).filter(|one| one.fate != Fate::Won);
                let (others, count) = self.signals(lost);
                if count > 0 {
                    let (signal, _) = self.signals(std::iter::once(signal));
                    values = vec![
                        ("signal", signal.into()),
                        ("others", others.into()),
                        ("count", count.into()),
                    ];
                    values.push(("to", name(session, target).into()));
                    "tie"
                } else if self.is_raced(target, signal.arrives) {
                    "first"
                } else {
                    "reached"
                }
            }
            Fate::Added if !excites && (weight(signal) == 0.0 || !sums) => "no-effect",
            Fate::Added if !excites => "inhibits",
            // What it adds rises later.
            Fate::Added if matches!(network.model(), NeuronSpec::Clocked(_)) => "excites",
            Fate::Added => match held_back(session, target, signal.arrives) {
                inhibitors if inhibitors.is_empty() => "too-little",
                inhibitors => {
                    let of = |neuron: &NeuronId| {
                        let name = [("name", name(session, *neuron).into())];
                        self.texts.of("possessive", &name)
                    };
                    values.push(("by", self.names(inhibitors.iter().map(of).collect()).into()));
                    "held-back"
                }
            },
        };
        let words = self.texts.of(id, &values);
        match self.learnt(signal.arrives) {
            Some(learnt) => format!("{words} {learnt}"),
            None => words,
        }
    }

    /// Whether other signals are on their way to a neuron.
    fn is_raced(&self, target: NeuronId, at: Ticks) -> bool {
        let (record, network) = (&self.session.record, &self.session.network);
        network.incoming(target).any(|edge| {
            let delay = network.delay(edge);
            let times = record.spikes_of(network.source(edge));
            let left = times.partition_point(|departed| *departed <= at);
            times[..left].last().is_some_and(|departed| *departed + delay > at)
        })
    }

    /// The weight that changed most at a time, if one did.
    fn learnt(&self, at: Ticks) -> Option<String> {
        let (record, network) = (&self.session.record, &self.session.network);
        let changes = record.weight_changes();
        let then = &changes[changes.partition_point(|change| change.at < at)..];
        let then = then.iter().take_while(|change| change.at == at).map(|change| change.edge);
        let moved =
            |edge: EdgeId| record.weight_at(edge, at) - record.weight_at(edge, at.since(Ticks(1)));
        let most = then.max_by(|a, b| moved(*a).abs().total_cmp(&moved(*b).abs()))?;
        let id = if moved(most) > 0.0 { "grew" } else { "shrank" };
        let [from, to] =
            [network.source(most), network.target(most)].map(|neuron| name(self.session, neuron));
        let edge = self.texts.of("edge", &[("from", from.into()), ("to", to.into())]);
        let weight = Value::Number(record.weight_at(most, at).into(), 2);
        Some(self.texts.of(id, &[("edge", edge.into()), ("weight", weight)]))
    }
}

/// Whose inhibition keeps a neuron from firing at a time: without it, the neuron would reach its threshold.
fn held_back(session: &Session, neuron: NeuronId, at: Ticks) -> Vec<NeuronId> {
    let (network, record) = (&session.network, &session.record);
    let NeuronSpec::EventDriven { threshold, tau_membrane_ms, .. } = *network.neuron(neuron) else {
        return Vec::new();
    };
    let from = record.last_spike(neuron, at).map_or(Ticks::ZERO, |fired| fired + Ticks(1));
    let mut without = 0.0;
    let mut inhibitors = Vec::new();
    for one in raced(session, neuron, from, at) {
        let weight = f64::from(record.weight_at(one.edge, one.arrives));
        if matches!(one.fate, Fate::TooEarly(_)) {
            continue;
        } else if weight < 0.0 {
            inhibitors.push(network.source(one.edge));
        } else {
            let lag_ms = network.tick().to_ms(at.since(one.arrives));
            without += weight * (-lag_ms / tau_membrane_ms).exp();
        }
    }
    if without < threshold {
        inhibitors.clear();
    }
    inhibitors.sort_unstable_by_key(|neuron| neuron.0);
    inhibitors.dedup();
    inhibitors
}

/// Signals on their way.
fn on_their_way(session: &Session, now: Ticks) -> Value {
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
    spikes.iter().map(on_way).sum::<usize>().into()
}
