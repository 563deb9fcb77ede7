//! The selected neuron: what it is and does, who won whom on the way to it, and the plastic edges that reach it.

use super::Model;
use super::race::RaceView;
use crate::app::session::Session;
use crate::experiments::words::{count, number, signed};
use crate::runtime::{Fate, race};
use crate::sim::{EdgeId, LengthUnit, NeuronId, Role, Sheet, Ticks};

/// Steps of a path back to the image that are written at each of its ends.
const STEPS_SHOWN: usize = 3;
/// Edges that are listed at most.
const EDGES_SHOWN: usize = 6;

/// What is said of a neuron.
#[derive(Clone, Debug, PartialEq)]
pub struct NeuronView {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// How often it fires, and what it is doing at the time shown.
    pub doing: String,
    /// Who won whom, from its last firing back to the image, where activation has a path and it has fired.
    pub way_back: Option<WayBackView>,
    /// The race of signals for it; an input has none.
    pub race: Option<RaceView>,
    /// The first of the plastic edges that reach it; an input has none.
    pub incoming: Vec<IncomingView>,
}

/// Who won whom, from a neuron's last firing back to the image.
#[derive(Clone, Debug, PartialEq)]
pub struct WayBackView {
    /// What it is, and of which network.
    pub title: String,
    /// The neurons, and when they fired; the middle of a long way is left out.
    pub steps: String,
}

/// A plastic edge that reaches the neuron.
#[derive(Clone, Debug, PartialEq)]
pub struct IncomingView {
    /// Which.
    pub edge: EdgeId,
    /// Its traces are shown.
    pub is_selected: bool,
    /// What it is called for those who do not see it.
    pub name: String,
    /// Where it comes from, its weight, its refraction ratio, and what became of the last signal on it.
    pub cells: [String; 4],
}

impl NeuronView {
    /// Reads it.
    pub fn gather(model: &Model, neuron: NeuronId) -> NeuronView {
        let (session, now_ms) = (&*model.session, model.playback.now_ms);
        let spikes = count(session.record.spikes_of(neuron).len(), "spike");
        let is_input = session.network.role(neuron) == Role::Input;
        NeuronView {
            name: name(session, neuron),
            place: place(session, neuron),
            doing: format!("{spikes} in all; {}", state(session, now_ms, neuron)),
            way_back: match session.is_path_model() {
                true => way_back(session, now_ms, neuron),
                false => None,
            },
            race: (!is_input).then(|| RaceView::gather(session, now_ms, neuron)),
            incoming: match is_input {
                true => Vec::new(),
                false => incoming(session, now_ms, neuron, model.selection.edge),
            },
        }
    }
}

/// A neuron's name: pixel by row and column, others by number and kind.
pub fn name(session: &Session, neuron: NeuronId) -> String {
    let n = neuron.0;
    if let Some(name) = session.network.name(neuron) {
        let kind = match session.network.role(neuron) {
            Role::Inhibitory => "inhibits",
            Role::Input | Role::Excitatory => "excites",
        };
        return format!("{name}, {kind}");
    }
    match session.network.role(neuron) {
        Role::Input => match session.network.sheet() {
            Some(Sheet { width, .. }) => {
                let pixel = neuron.index();
                format!("Pixel row {}, column {}", pixel / width, pixel % width)
            }
            None => format!("Input {n}"),
        },
        Role::Excitatory => format!("Neuron {n}, excitatory"),
        Role::Inhibitory => format!("Neuron {n}, inhibitory"),
    }
}

/// What a neuron is doing at a time.
pub fn state(session: &Session, now_ms: f64, neuron: NeuronId) -> String {
    let tick = session.network.tick();
    let now = session.tick_at(now_ms);
    let Some(last) = session.record.last_spike(neuron, now) else {
        let record = &session.record;
        let never = record.is_complete() && record.spikes_of(neuron).is_empty();
        return if never { "does not fire" } else { "has not fired yet" }.into();
    };
    let since_ms = number(tick.to_ms(now - last), 1);
    let left = session.network.refractory(neuron).since(now.since(last));
    if left > Ticks(0) {
        let left_ms = number(tick.to_ms(left), 1);
        format!("fired {since_ms} ms ago, refractory for {left_ms} ms more")
    } else {
        format!("ready; fired {since_ms} ms ago")
    }
}

/// Where a neuron is, in words: over the sheet by column and row, elsewhere by its coordinates.
pub fn place(session: &Session, neuron: NeuronId) -> String {
    let network = &session.network;
    let [x, y, z] = network.position(neuron).map(f64::from);
    let unit = network.length_unit().symbol();
    if network.role(neuron) == Role::Input && network.length_unit() == LengthUnit::Pixel {
        return "a pixel of the sheet".into();
    }
    let Some(footprint) = network.footprint(neuron) else {
        let [x, y, z] = [x, y, z].map(|value| number(value, 1));
        if session.is_circuit() {
            return format!("{x} {unit} to the right, {y} {unit} up, {z} {unit} to the front");
        }
        return format!("{x} {unit} to the right, {y} {unit} to the front, {z} {unit} up");
    };
    let [cx, cy] = footprint.centre.map(f64::from);
    let aside = |by: f64, less: &str, more: &str| {
        let way = if by < 0.0 { less } else { more };
        format!("{} {unit} {way}", number(by.abs(), 1))
    };
    format!(
        "looks at column {}, row {} of the sheet\nfrom {}, {} and {} {unit} above it",
        number(cx, 1),
        number(cy, 1),
        aside(x - cx, "to the left", "to the right"),
        aside(y - cy, "up", "down"),
        number(z, 1)
    )
}

fn way_back(session: &Session, now_ms: f64, neuron: NeuronId) -> Option<WayBackView> {
    let (network, record) = match &session.learnt {
        Some(learnt) => (&learnt.network, &learnt.record),
        None => (&session.network, &session.record),
    };
    let path = record.ancestry(neuron, session.tick_at(now_ms));
    let (first, _) = path.last()?;
    let tick = network.tick();
    let step = |(edge, at): &(EdgeId, Ticks)| {
        format!("{} at {} ms", network.target(*edge).0, number(tick.to_ms(*at), 1))
    };
    let mut steps: Vec<String> = path.iter().map(step).collect();
    if steps.len() > 2 * STEPS_SHOWN {
        let left_out = format!("… {} …", count(steps.len() - 2 * STEPS_SHOWN, "step"));
        steps.splice(STEPS_SHOWN..steps.len() - STEPS_SHOWN, [left_out]);
    }
    let whose = if session.learnt.is_some() { ", after learning" } else { "" };
    let pixel = name(session, network.source(*first));
    Some(WayBackView {
        title: format!("Who won whom{whose}"),
        steps: format!("{} ← {pixel}", steps.join(" ← ")),
    })
}

fn incoming(
    session: &Session,
    now_ms: f64,
    neuron: NeuronId,
    selected: Option<EdgeId>,
) -> Vec<IncomingView> {
    let network = &session.network;
    let tick = network.tick();
    let now = session.tick_at(now_ms);
    let plastic = network.plastic_edges();
    let reach = network.incoming(neuron).filter(|e| plastic.contains(*e));
    let edges: Vec<EdgeId> = reach.take(EDGES_SHOWN).collect();
    if edges.is_empty() {
        return Vec::new();
    }
    let past = race(&session.record, neuron, Ticks(0), now);
    let view = |edge: EdgeId| {
        let source = network.source(edge).0;
        let weight = session.weights.weights()[edge.index()];
        let delay = f64::from(network.delay(edge).0);
        let ratio = f64::from(network.refractory(neuron).0) / delay;
        let last = past.iter().rev().find(|r| r.edge == edge);
        let last = last.map_or("none yet".to_owned(), |r| {
            let ago_ms = number(tick.to_ms(now - r.arrives), 1);
            match r.fate {
                Fate::Won => format!("{ago_ms} ms ago, won"),
                Fate::Added => format!("{ago_ms} ms ago"),
                Fate::TooEarly(_) => format!("{ago_ms} ms ago, lost"),
            }
        });
        IncomingView {
            edge,
            is_selected: selected == Some(edge),
            name: format!("edge from neuron {source}"),
            cells: [source.to_string(), signed(weight, 3), number(ratio, 2), last],
        }
    };
    edges.into_iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::session::tests::presented;

    #[test]
    fn a_neuron_has_a_name_a_place_and_something_that_it_does() {
        let session = presented("weights-196");
        assert_eq!(name(&session, NeuronId(30)), "Pixel row 1, column 2");
        assert_eq!(place(&session, NeuronId(30)), "a pixel of the sheet");
        let (network, record) = (&session.network, &session.record);
        let all = network.neuron_count() as u32;
        let mut hidden = (network.input_count() as u32..all).map(NeuronId);
        let fires = hidden.find(|&n| !record.spikes_of(n).is_empty()).unwrap();
        assert!(place(&session, fires).starts_with("looks at column "));
        let first = record.spikes_of(fires)[0];
        assert!(first > Ticks(0));
        assert_eq!(state(&session, 0.0, fires), "has not fired yet");
        let then = state(&session, network.tick().to_ms(first), fires);
        assert!(then.starts_with("fired 0.0 ms ago, refractory for "), "{then}");
        let silent = (0..all).map(NeuronId).find(|&n| record.spikes_of(n).is_empty()).unwrap();
        assert_eq!(state(&session, 600.0, silent), "does not fire");
    }

    #[test]
    fn the_way_back_ends_at_a_pixel_and_leaves_out_its_middle() {
        let session = presented("paths-sbm");
        let last = session.record.spikes().last().unwrap();
        let way = way_back(&session, 1000.0, last.neuron).unwrap();
        assert_eq!(way.title, "Who won whom");
        let steps: Vec<&str> = way.steps.split(" ← ").collect();
        assert_eq!(steps.len(), 2 * STEPS_SHOWN + 2, "{steps:?}");
        assert!(steps[0].starts_with(&format!("{} at ", last.neuron.0)), "{steps:?}");
        assert!(steps[STEPS_SHOWN].starts_with("… "), "{steps:?}");
        assert!(steps[steps.len() - 1].starts_with("Pixel row "), "{steps:?}");
        assert_eq!(way_back(&session, 0.0, last.neuron), None, "it has not fired yet");
    }

    #[test]
    fn plastic_edges_are_listed_with_their_last_signals() {
        let session = presented("weights-196");
        let network = &session.network;
        let hidden = (network.input_count() as u32..network.neuron_count() as u32).map(NeuronId);
        let all: Vec<Vec<IncomingView>> =
            hidden.map(|neuron| incoming(&session, 312.0, neuron, None)).collect();
        assert!(all.iter().all(|edges| edges.len() <= EDGES_SHOWN));
        let views = || all.iter().flatten();
        assert!(views().any(|view| view.cells[3].contains(" ms ago")));
        assert!(views().all(|view| !view.is_selected));
        let some = views().next().unwrap();
        let (edge, target) = (some.edge, network.target(some.edge));
        let chosen = incoming(&session, 312.0, target, Some(edge));
        assert_eq!(chosen.iter().filter(|view| view.is_selected).count(), 1);
        assert_eq!(some.name, format!("edge from neuron {}", some.cells[0]));
        let nothing = incoming(&session, 0.0, target, None);
        assert!(nothing.iter().all(|view| view.cells[3] == "none yet"), "{nothing:?}");
    }
}
