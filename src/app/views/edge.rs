//! One edge over time: its weight, what arrives and what fires, and the traces that they leave.

use super::Model;
use super::neuron::name;
use crate::app::session::Session;
use crate::experiments::words::{number, signed};
use crate::sim::stdp::{Stdp, Trace};
use crate::sim::{EdgeId, Ticks};
use std::fmt;

/// Points of a curve, less one.
const CURVE_STEPS: u32 = 240;

/// A value at times: ms, and the value then.
#[derive(Clone, PartialEq)]
pub struct Curve(pub Vec<(f64, f32)>);

impl fmt::Debug for Curve {
    /// Some of its points are enough to see what it does.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} points", self.0.len())?;
        let every = (self.0.len() / 12).max(1);
        self.0
            .iter()
            .step_by(every)
            .try_for_each(|(ms, value)| write!(f, ", {value:.3} at {ms:.1} ms"))
    }
}

/// What is said of an edge.
#[derive(Clone, Debug, PartialEq)]
pub enum EdgeView {
    /// There is none to show: why.
    Nothing(&'static str),
    /// The chosen one, or the one that moves most.
    One(Box<OneEdge>),
}

/// An edge over time.
#[derive(Clone, Debug, PartialEq)]
pub struct OneEdge {
    /// Its ends, by number.
    pub which: String,
    /// The same by name.
    pub which_tip: String,
    /// The edges before and after it.
    pub neighbours: [EdgeId; 2],
    /// What is said of it where there is room, each with what it means.
    pub facts: Vec<(String, &'static str)>,
    /// What is drawn, in words.
    pub tip: String,
    /// The time shown, ms.
    pub now_ms: f64,
    /// When signals arrive on it while the image is shown, ms.
    pub arrivals_ms: Vec<f64>,
    /// When its target fires, ms.
    pub firings_ms: Vec<f64>,
    /// The traces of arrivals and of firings, each 0 to 1, where a rule uses them.
    pub traces: Option<[Curve; 2]>,
    /// What every change is multiplied by, 0 to 1, as far as the run is known and where something lowers it.
    pub gain: Option<Curve>,
    /// How its weight moves.
    pub weight: WeightLine,
}

/// How a weight moves.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightLine {
    /// At the start.
    pub initial: f32,
    /// Each of its changes: ms, and the weight from then on.
    pub steps: Curve,
    /// Until when it is known, ms.
    pub until_ms: f64,
    /// The least that it comes to.
    pub low: f32,
    /// The greatest.
    pub high: f32,
    /// The least in words.
    pub low_words: String,
    /// The greatest in words.
    pub high_words: String,
}

impl EdgeView {
    /// The chosen edge, or the one that moves most.
    pub fn gather(model: &Model) -> EdgeView {
        let session = &*model.session;
        match model.selection.edge.or(session.moved_most) {
            Some(edge) => EdgeView::One(Box::new(OneEdge::gather(model, edge))),
            None if session.record.is_complete() => {
                EdgeView::Nothing("No plastic edge moves while this image is shown.")
            }
            None => EdgeView::Nothing(
                "The edge that moves most is shown once all is simulated; or select one.",
            ),
        }
    }
}

impl OneEdge {
    fn gather(model: &Model, edge: EdgeId) -> OneEdge {
        let session = &*model.session;
        let network = &session.network;
        let tick = network.tick();
        let (source, target) = (network.source(edge), network.target(edge));
        let duration = duration(session);
        let delay = network.delay(edge);
        let arrivals: Vec<Ticks> =
            session.record.spikes_of(source).iter().map(|&t| t + delay).collect();
        let firings = session.record.spikes_of(target);
        let rule = network.stdp();
        let gain = rule.filter(|rule| rule.spec().metaplasticity.is_some());
        let shown = arrivals.iter().filter(|t| t.0 < duration);
        OneEdge {
            which: format!("{} → {}", source.0, target.0),
            which_tip: format!(
                "From {} to {}",
                name(session, source).to_lowercase(),
                name(session, target).to_lowercase()
            ),
            neighbours: neighbours(session, edge),
            facts: facts(model, edge),
            tip: tip(gain.is_some()),
            now_ms: model.playback.now_ms,
            arrivals_ms: shown.map(|&t| tick.to_ms(t)).collect(),
            firings_ms: firings.iter().map(|&t| tick.to_ms(t)).collect(),
            traces: rule.map(|rule| {
                let tau = |ms: f64| (ms / tick.ms()) as f32;
                let (minus, plus) = (rule.spec().tau_minus_ms, rule.spec().tau_plus_ms);
                [
                    sampled(session, decayed(&arrivals, tau(plus))),
                    sampled(session, decayed(firings, tau(minus))),
                ]
            }),
            gain: gain.map(|rule| sampled(session, self::gain(session, rule))),
            weight: WeightLine::gather(session, edge),
        }
    }
}

impl WeightLine {
    fn gather(session: &Session, edge: EdgeId) -> WeightLine {
        let tick = session.network.tick();
        let initial = session.network.weights()[edge.index()];
        let changes = session.record.changes_of(edge);
        let steps = changes.map(|change| (tick.to_ms(change.at), change.after));
        let steps = Curve(steps.collect());
        let values = steps.0.iter().map(|&(_, weight)| weight).chain([initial]);
        let (low, high) =
            values.fold((f32::MAX, f32::MIN), |(low, high), w| (low.min(w), high.max(w)));
        WeightLine {
            initial,
            steps,
            until_ms: tick.to_ms(session.record.front()),
            low,
            high,
            low_words: signed(low, 2),
            high_words: signed(high, 2),
        }
    }
}

/// How long the image is shown, at least one tick.
fn duration(session: &Session) -> u32 {
    session.network.tick().ticks(session.preset.spec().duration_ms).0.max(1)
}

/// The plastic edges before and after one, in a ring.
fn neighbours(session: &Session, edge: EdgeId) -> [EdgeId; 2] {
    let plastic = session.network.plastic_edges();
    let place = plastic.place_of(edge).unwrap_or(0);
    let other = |by: usize| plastic.iter().nth((place + by) % plastic.len().max(1));
    [plastic.len().saturating_sub(1), 1].map(|by| other(by).unwrap_or(edge))
}

/// What is said of an edge beside its name, each with what it means.
fn facts(model: &Model, edge: EdgeId) -> Vec<(String, &'static str)> {
    let session = &*model.session;
    let weight = session.weights.weights()[edge.index()];
    let first = session.network.weights()[edge.index()];
    let delay_ms = session.network.tick().to_ms(session.network.delay(edge));
    let mut facts = vec![
        (
            format!("weight {}, began at {}", signed(weight, 3), signed(first, 3)),
            "Weight at the time shown, and at the start; positive excites, negative inhibits",
        ),
        (
            format!("delay {} ms", number(delay_ms, 1)),
            "How long a signal travels on it: τ = path length / conduction speed",
        ),
    ];
    if model.selection.edge.is_none() {
        facts.push((
            "the one that moved most".to_owned(),
            "Of all edges its weight moves farthest while this image is shown; click another in a \
             neuron's table",
        ));
    }
    facts
}

/// What is drawn of an edge, in words.
fn tip(has_gain: bool) -> String {
    let gain = match has_gain {
        true => {
            " Violet: the gain that every change is multiplied by, 0 at the bottom, 1 at the top; it falls \
             as the network fires."
        }
        false => "",
    };
    format!(
        "White: the weight. Amber: signals arrive (presynaptic); teal: the target fires (postsynaptic). \
         Faint curves: the traces that both leave, which fall with τ₊ and τ₋.{gain} What is dim lies ahead. \
         Click or drag to go to a time."
    )
}

/// A value by tick over the whole run, or until there is none; asked about in order of time.
fn sampled(session: &Session, mut value: impl FnMut(u32) -> Option<f32>) -> Curve {
    let (duration, tick) = (duration(session), session.network.tick());
    let at = |i: u32| i * duration / CURVE_STEPS;
    let points = (0..=CURVE_STEPS).map_while(|i| Some((tick.to_ms(Ticks(at(i))), value(at(i))?)));
    Curve(points.collect())
}

/// What metaplasticity multiplies every change by, as far as the run is known; asked about in order of time.
fn gain<'a>(session: &'a Session, rule: &'a Stdp) -> impl FnMut(u32) -> Option<f32> + 'a {
    let inputs = session.network.input_count();
    let spikes = session.record.spikes().iter();
    let mut fired = spikes.filter(move |spike| spike.neuron.index() >= inputs).peekable();
    let mut activity = Trace::default();
    move |now| {
        while let Some(spike) = fired.next_if(|spike| spike.at.0 <= now) {
            rule.mark_activity(&mut activity, spike.at.0);
        }
        (now <= session.record.front().0).then(|| rule.gain(activity, now))
    }
}

/// The trace that nearest-neighbour events leave: 1 at each, falling with τ.
fn decayed(events: &[Ticks], tau_ticks: f32) -> impl Fn(u32) -> Option<f32> {
    move |now| {
        let last = events[..events.partition_point(|t| t.0 <= now)].last();
        Some(last.map_or(0.0, |t| (-((now - t.0) as f32) / tau_ticks).exp()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::session::tests::presented;

    #[test]
    fn traces_jump_at_an_event_and_fall_with_their_time_constant() {
        let events = [Ticks(10), Ticks(30)];
        let trace = decayed(&events, 10.0);
        let found = [0, 9, 10, 20, 30, 31].map(|now| trace(now).unwrap());
        let expected = [0.0, 0.0, 1.0, (-1.0_f32).exp(), 1.0, (-0.1_f32).exp()];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_weight_goes_from_where_it_began_to_where_it_is_at_the_end() {
        let session = presented("weights-196");
        let edge = session.moved_most.unwrap();
        let line = WeightLine::gather(&session, edge);
        assert_eq!(line.initial, session.network.weights()[edge.index()]);
        let last = session.record.weight_at(edge, session.record.front());
        assert_eq!(line.steps.0.last().unwrap().1, last);
        assert!(line.low < line.high && (line.low..=line.high).contains(&line.initial));
    }

    #[test]
    fn neighbouring_edges_are_a_ring() {
        let session = presented("weights-196");
        let plastic = session.network.plastic_edges();
        let [first, second, last] =
            [0, 1, plastic.len() - 1].map(|place| plastic.iter().nth(place).unwrap());
        assert_eq!(neighbours(&session, first), [last, second]);
        assert_eq!(neighbours(&session, last)[1], first);
        assert_eq!(neighbours(&session, second)[0], first);
    }
}
