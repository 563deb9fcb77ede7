//! The temporal path: how far it has grown, which windows its wins fall in, and the tree that leads to
//! what goes on: who won whom.

use super::Model;
use super::axis::TimeAxis;
use super::neuron::name;
use crate::analysis::paths::WINDOWS;
use crate::app::session::Session;
use crate::app::theme;
use crate::experiments::words::{count, number, short, thousands};
use crate::runtime::{Firing, Record, tree};
use crate::sim::{Network, NeuronId, Ticks};

/// What happened is bright for about so long, ms.
const FRESH_MS: f32 = 3.0;

/// How far the path has grown.
#[derive(Clone, Debug, PartialEq)]
pub struct PathView {
    /// The network has learnt: there are two paths, and weights that changed.
    pub has_learnt: bool,
    /// Wins by window, in order of time.
    pub windows: Vec<WindowView>,
    /// What each network's path ends in.
    pub ends: Vec<EndView>,
}

/// Wins of signals between hidden neurons in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowView {
    /// From when to when it lasts.
    pub name: String,
    /// Wins of the network as built.
    pub before: Wins,
    /// Wins of the network after learning, where it has learnt.
    pub after: Option<Wins>,
    /// Wins by the end, of whichever network has more; at least 1.
    pub most: usize,
    /// Wins so far, in words.
    pub words: String,
    /// What is counted, and how many they are by the end.
    pub tip: String,
}

/// Wins of one network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wins {
    /// By the time shown.
    pub so_far: usize,
    /// By the end, as far as it is known.
    pub by_the_end: usize,
}

/// What a network's path ends in.
#[derive(Clone, Debug, PartialEq)]
pub struct EndView {
    /// In words.
    pub words: String,
    /// Bright where the path repeats itself at the time shown.
    pub color: theme::Rgb,
}

impl PathView {
    /// Counts wins, and says what paths end in.
    pub fn gather(model: &Model) -> PathView {
        let session = &*model.session;
        let now = session.tick_at(model.playback.now_ms);
        let learnt = session.learnt.as_ref();
        let before = wins(&session.record, now);
        let after = learnt.map(|learnt| wins(&learnt.record, now));
        let both = [
            Some((if learnt.is_some() { "as built: " } else { "" }, &session.record)),
            learnt.map(|learnt| ("learnt: ", &learnt.record)),
        ];
        let end = |(whose, record): (&str, &Record)| {
            let (words, color) = end(session, record, now);
            EndView { words: format!("{whose}{words}"), color }
        };
        PathView {
            has_learnt: learnt.is_some(),
            windows: (0..WINDOWS.len())
                .map(|i| WindowView::of(session, i, before[i], after.map(|after| after[i])))
                .collect(),
            ends: both.into_iter().flatten().map(end).collect(),
        }
    }
}

impl WindowView {
    fn of(session: &Session, i: usize, before: Wins, after: Option<Wins>) -> WindowView {
        let tick_ms = session.network.tick().ms();
        let (end, weight) = WINDOWS[i];
        let from_ms = if i == 0 { 0.0 } else { tick_ms * f64::from(WINDOWS[i - 1].0) };
        let both = match after {
            Some(after) => format!(
                "{} before learning, {} after",
                thousands(before.by_the_end),
                thousands(after.by_the_end)
            ),
            None => thousands(before.by_the_end),
        };
        WindowView {
            name: match end {
                u32::MAX => format!("from {} ms", number(from_ms, 0)),
                end => {
                    let to_ms = tick_ms * f64::from(end);
                    format!("{} to {} ms", number(from_ms, 0), number(to_ms, 0))
                }
            },
            before,
            after,
            most: before.by_the_end.max(after.map_or(0, |after| after.by_the_end)).max(1),
            words: match after {
                Some(after) => {
                    format!("{} → {}", thousands(before.so_far), thousands(after.so_far))
                }
                None => count(before.so_far, "win"),
            },
            tip: format!(
                "Firings of hidden neurons in this window that a signal from another hidden neuron won; {both} \
                 by the end. They are counted by edge; the window's weight in the embedding is {}.",
                short(weight)
            ),
        }
    }
}

/// Wins between hidden neurons in each window.
fn wins(record: &Record, now: Ticks) -> [Wins; WINDOWS.len()] {
    let hidden = record.network().recurrent_edges();
    let mut counts = [Wins::default(); WINDOWS.len()];
    for spike in record.spikes() {
        if !spike.winner.is_some_and(|edge| hidden.contains(edge)) {
            continue;
        }
        let window = WINDOWS.iter().position(|&(end, _)| spike.at.0 < end);
        let wins = &mut counts[window.unwrap_or(WINDOWS.len() - 1)];
        wins.so_far += usize::from(spike.at <= now);
        wins.by_the_end += 1;
    }
    counts
}

/// What a path ends in, in words, and their colour.
fn end(session: &Session, record: &Record, now: Ticks) -> (String, theme::Rgb) {
    let tick = session.network.tick();
    let last = record.spikes().last().map(|spike| spike.at);
    match record.cycle() {
        _ if session.is_blank() => ("no ink, and no path".to_owned(), theme::TEXT_DIM),
        _ if !record.is_complete() => ("on its way …".to_owned(), theme::TEXT_DIM),
        Some(cycle) if cycle.is_silent(last) => {
            let last_ms = last.map_or(0.0, |at| tick.to_ms(at));
            (format!("falls silent at {} ms", number(last_ms, 1)), theme::TEXT_DIM)
        }
        Some(cycle) if now >= cycle.begins_at => {
            (format!("repeats every {} ms", number(tick.to_ms(cycle.period), 1)), theme::ACCENT)
        }
        Some(cycle) => {
            let begins_ms = number(tick.to_ms(cycle.begins_at), 1);
            (format!("enters its cycle at {begins_ms} ms"), theme::TEXT_DIM)
        }
        None => ("comes to no cycle".to_owned(), theme::TEXT_DIM),
    }
}

/// The tree of a presentation at a time: worth keeping until either is another.
#[derive(Clone, Debug, PartialEq)]
pub struct Grown {
    /// Which presentation.
    pub presentation: u64,
    /// When a neuron fired last before the time shown.
    pub at: Ticks,
    /// It is that of the network before it learnt.
    pub is_before: bool,
    /// The tree.
    pub tree: Vec<Firing>,
}

impl Grown {
    /// The tree to be shown, of the network before it learnt where that is asked for or there is no other; the
    /// one that was kept where it is the same.
    pub fn gather(model: &Model, kept: Option<Grown>) -> Grown {
        let session = &*model.session;
        let is_before = session.learnt.is_none() || model.choices.tree_before;
        let (record, _) = shown(session, is_before);
        let now = session.tick_at(model.playback.now_ms);
        // What has fallen silent stays as it was.
        let fired = record.spikes().partition_point(|spike| spike.at <= now);
        let at = record.spikes()[..fired].last().map_or(Ticks(0), |spike| spike.at);
        let presentation = record.presentation();
        let is_it = |grown: &Grown| {
            (grown.presentation, grown.at, grown.is_before) == (presentation, at, is_before)
        };
        kept.filter(is_it).unwrap_or_else(|| Grown {
            presentation,
            at,
            is_before,
            tree: tree(record, at),
        })
    }

    /// What is said of one of its firings.
    pub fn words(&self, model: &Model, place: usize) -> String {
        let session = &*model.session;
        let (_, network) = shown(session, self.is_before);
        let (tick, firing) = (network.tick(), &self.tree[place]);
        format!(
            "{}\nfired at {} ms, {} from the image, by a signal that left\n{}\nat {} ms. Click to select it.",
            name(session, firing.neuron),
            number(tick.to_ms(firing.at), 1),
            count(firing.depth, "step"),
            name(session, network.source(firing.won)),
            number(tick.to_ms(firing.at - network.delay(firing.won)), 1),
        )
    }
}

/// What a network did and that network: before it learnt, or after.
fn shown(session: &Session, is_before: bool) -> (&Record, &Network) {
    match &session.learnt {
        Some(learnt) if !is_before => (&learnt.record, learnt.network.as_ref()),
        _ => (&session.record, session.network.as_ref()),
    }
}

/// The tree as it is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeView {
    /// There is a tree of the network before it learnt, and one of it after.
    pub has_learnt: bool,
    /// The one before is shown.
    pub is_before: bool,
    /// Its firings, in the order of [`Grown::tree`].
    pub branches: Vec<Branch>,
    /// Firings that are their neurons' last.
    pub last: usize,
    /// How large it is, in words, where there is one.
    pub size: Option<SizeView>,
    /// What is said where there is none.
    pub nothing: &'static str,
    /// The time that it leads to.
    pub until: String,
}

/// How large a tree is, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct SizeView {
    /// From the longest words to the shortest.
    pub choices: [String; 3],
    /// The longest, and what a tree is.
    pub tip: String,
}

/// A firing of the tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branch {
    /// How long ago it was, from 0, the time that the tree leads to, to 1, the start of the presentation; the
    /// last moments are widest.
    pub ago: f32,
    /// Where it is among the branches, 0 to 1.
    pub row: f32,
    /// The firing that caused it, as a place among branches; none for a pixel's.
    pub cause: Option<usize>,
    /// 1 as it happens, then falling within a few ms.
    pub freshness: f32,
    /// The signal that won excites.
    pub excites: bool,
    /// It is its neuron's last.
    pub is_last: bool,
    /// It led to the last firing of the selected neuron, or is that.
    pub is_lit: bool,
}

impl TreeView {
    /// What is seen of a tree.
    pub fn gather(model: &Model, grown: &Grown) -> TreeView {
        let session = &*model.session;
        let (_, network) = shown(session, grown.is_before);
        let (tick, at) = (network.tick(), grown.at);
        // Branches part in the last moments: those are the widest.
        let axis = TimeAxis::back_from(tick.to_ms(at));
        let branch = |firing: &Firing| Branch {
            ago: axis.share(tick.to_ms(at.since(firing.at))) as f32,
            row: firing.row,
            cause: firing.cause,
            freshness: (-tick.to_ms(at - firing.at) as f32 / FRESH_MS).exp(),
            excites: network.weights()[firing.won.index()] > 0.0,
            is_last: firing.is_last,
            is_lit: false,
        };
        let mut branches: Vec<Branch> = grown.tree.iter().map(branch).collect();
        for place in lit(&grown.tree, model.selection.neuron) {
            branches[place].is_lit = true;
        }
        TreeView {
            has_learnt: session.learnt.is_some(),
            is_before: grown.is_before,
            branches,
            last: grown.tree.iter().filter(|firing| firing.is_last).count(),
            size: SizeView::of(&grown.tree),
            nothing: match session.is_blank() {
                true => "No ink, no path.",
                false => "Grows as neurons fire.",
            },
            until: format!("{} ms", number(tick.to_ms(at), 1)),
        }
    }
}

impl SizeView {
    /// Of a tree, if there is one.
    fn of(firings: &[Firing]) -> Option<SizeView> {
        let deepest = firings.iter().map(|firing| firing.depth).max()?;
        let last = firings.iter().filter(|firing| firing.is_last).count();
        let roots = firings.iter().filter(|firing| firing.cause.is_none()).count();
        let last = count(last, "last firing");
        let (roots, deepest) = (count(roots, "signal"), count(deepest, "step"));
        let whole = format!("{last} from {roots} of the image, in at most {deepest}");
        let tip = format!(
            "{whole}. Every firing has one cause: the neuron whose signal won. Followed back from each neuron's \
             last firing, causes meet, and end at pixels. What led to nothing that goes on is left out. The \
             last moments are drawn widest."
        );
        Some(SizeView { choices: [whole, format!("{last}, {roots}, {deepest}"), last], tip })
    }
}

/// The firings that led to a neuron's last one, itself included.
fn lit(firings: &[Firing], neuron: Option<NeuronId>) -> impl Iterator<Item = usize> {
    let last = |neuron| firings.iter().position(|f| f.is_last && f.neuron == neuron);
    std::iter::successors(neuron.and_then(last), move |&place| firings[place].cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::session::tests::presented;
    use crate::sim::EdgeId;

    #[test]
    fn every_win_is_in_one_window_and_comes_in_its_time() {
        let session = presented("paths-sbm");
        let hidden = session.network.recurrent_edges();
        let is_win = |edge: EdgeId| hidden.contains(edge);
        let all = session.record.spikes().iter().filter(|s| s.winner.is_some_and(is_win)).count();
        let sum = |wins: [Wins; WINDOWS.len()]| {
            wins.iter().fold((0, 0), |(so_far, end), w| (so_far + w.so_far, end + w.by_the_end))
        };
        assert_eq!(sum(wins(&session.record, Ticks(0))), (0, all));
        assert_eq!(sum(wins(&session.record, session.record.front())), (all, all));
    }

    #[test]
    fn what_led_to_a_firing_is_lit_back_to_the_image() {
        let session = presented("paths-sbm");
        let tree = tree(&session.record, session.record.front());
        let last = tree.iter().rposition(|firing| firing.is_last).unwrap();
        let way: Vec<usize> = lit(&tree, Some(tree[last].neuron)).collect();
        assert_eq!((way[0], way.len()), (last, tree[last].depth));
        assert_eq!(tree[*way.last().unwrap()].cause, None);
        assert_eq!(lit(&tree, None).count(), 0);
    }
}
