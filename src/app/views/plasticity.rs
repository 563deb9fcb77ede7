//! Weights: what became of all of them by the time shown. One edge's are in [`edge`](super::edge).

use super::Model;
use crate::analysis::EdgeChange;
use crate::app::edge_filter::EdgeFilter;
use crate::app::theme;
use crate::experiments::words::{count, number, short};

/// Bars of the histogram: odd, so that one is for "no change".
pub const BARS: usize = 41;
/// Bars to each side of that one.
const HALF: f32 = (BARS / 2) as f32;
/// Kinds of change: name, colour, what it is.
const KINDS: [(EdgeChange, &str, theme::Rgb, &str); 4] = [
    (EdgeChange::Up, "up", theme::UP, "Stronger than before"),
    (EdgeChange::Down, "down", theme::DOWN, "Weaker than before"),
    (EdgeChange::Flipped, "changed sign", theme::INHIBITORY, FLIPPED),
    (EdgeChange::Same, "same", theme::SAME, "As before, to 1/4096 of a weight"),
];
/// Of edges whose weight changed its sign.
const FLIPPED: &str = "Excited before and inhibits now, or the other way round";

/// Choices of edges by their kind of change, with their names.
pub fn filters() -> impl Iterator<Item = (&'static str, EdgeFilter)> {
    KINDS.into_iter().map(|(kind, name, ..)| (name, EdgeFilter::Kind(kind)))
}

/// What the weights have done by the time shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// Share of edges of each kind of change, in the order of [`filters`].
    pub kinds: [f32; 4],
    /// Edges by their change, from −scale to +scale.
    pub histogram: [u32; BARS],
}

impl Shares {
    /// Counts pairs of (initial, present) weights.
    pub fn gather(pairs: impl Iterator<Item = (f32, f32)>, scale: f32) -> Shares {
        let mut counts = [0_u32; 4];
        let mut histogram = [0; BARS];
        for (initial, now) in pairs {
            let kind = EdgeChange::of(initial, now);
            let place = KINDS.iter().position(|(known, ..)| *known == kind);
            counts[place.expect("every kind is there")] += 1;
            histogram[bar_of(now - initial, scale)] += 1;
        }
        let total = counts.iter().sum::<u32>().max(1) as f32;
        Shares { kinds: counts.map(|c| c as f32 / total), histogram }
    }
}

/// The edges of one kind of change.
#[derive(Clone, Debug, PartialEq)]
pub struct KindView {
    /// Its name.
    pub name: &'static str,
    /// Its colour.
    pub color: theme::Rgb,
    /// Its share of all edges that are counted, 0 to 1.
    pub share: f32,
    /// The same in words.
    pub percent: String,
    /// What it is, and what a click does.
    pub tip: String,
    /// These edges alone are lit.
    pub is_chosen: bool,
    /// What is lit after a click.
    pub after_click: Option<EdgeFilter>,
}

/// What became of the weights.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightsView {
    /// What is said in place of all else where no weight can change while an image is shown.
    pub fixed: Option<&'static str>,
    /// How many edges are counted, in words.
    pub edges: String,
    /// Which they are.
    pub edges_tip: &'static str,
    /// Edges by their change, from −scale to +scale.
    pub histogram: [u32; BARS],
    /// The change that the outermost bars begin at, in units of weight.
    pub scale: f32,
    /// What stands below the histogram: at its left, in its middle, at its right.
    pub marks: [String; 3],
    /// The first and the last bar whose edges alone are lit.
    pub chosen_bars: Option<(usize, usize)>,
    /// Stronger, weaker, changed sign, as before.
    pub kinds: [KindView; 4],
}

impl WeightsView {
    /// Counts them.
    pub fn gather(model: &Model) -> WeightsView {
        let session = &*model.session;
        let scale = session.change_scale;
        let chosen = model.selection.filter;
        let shares = Shares::gather(session.weight_pairs(), scale);
        let kind = |place: usize| {
            let (kind, name, color, tip) = KINDS[place];
            let filter = EdgeFilter::Kind(kind);
            let is_chosen = chosen == Some(filter);
            KindView {
                name,
                color,
                share: shares.kinds[place],
                percent: format!("{} %", number(shares.kinds[place] * 100.0, 1)),
                tip: format!(
                    "{tip}. Share of all edges that can change. Click to light these edges alone, and again \
                     for all."
                ),
                is_chosen,
                after_click: (!is_chosen).then_some(filter),
            }
        };
        WeightsView {
            fixed: session.network.plastic_edges().is_empty().then_some(
                "The weights of this preset do not change: only the order of arrivals counts.",
            ),
            edges: count(session.weight_pairs().count(), "edge"),
            edges_tip: match session.learnt.is_some() {
                true => "Edges of the network: all of them learnt",
                false => "Edges that can change while an image is shown (plastic edges)",
            },
            scale,
            marks: [format!("−{}", short(scale)), "0".into(), format!("+{}", short(scale))],
            chosen_bars: match chosen {
                Some(EdgeFilter::Range(from, to)) => {
                    let inset = scale / HALF / 4.0; // borders of bars belong to two
                    Some((bar_of(from + inset, scale), bar_of(to - inset, scale)))
                }
                _ => None,
            },
            kinds: std::array::from_fn(kind),
            histogram: shares.histogram,
        }
    }

    /// The changes of bars `from` to `to`.
    pub fn range(&self, from: usize, to: usize) -> EdgeFilter {
        range(from, to, self.scale)
    }
}

/// The colour of a bar: of what became weaker, of what stayed, of what became stronger.
pub fn bar_color(bar: usize) -> theme::Rgb {
    match bar.cmp(&(BARS / 2)) {
        std::cmp::Ordering::Less => theme::DOWN,
        std::cmp::Ordering::Equal => theme::SAME,
        std::cmp::Ordering::Greater => theme::UP,
    }
}

/// The bar that a change falls in.
fn bar_of(change: f32, scale: f32) -> usize {
    let bar = (change / scale.max(f32::MIN_POSITIVE) * HALF).round();
    (bar.clamp(-HALF, HALF) + HALF) as usize
}

/// The changes of bars `from` to `to`; the outermost bars have no end.
fn range(from: usize, to: usize, scale: f32) -> EdgeFilter {
    let edge = |bar: f32| (bar - HALF) / HALF * scale;
    EdgeFilter::Range(
        if from == 0 { f32::NEG_INFINITY } else { edge(from as f32 - 0.5) },
        if to == BARS - 1 { f32::INFINITY } else { edge(to as f32 + 0.5) },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edge_is_counted_once() {
        let pairs = [(0.1, 0.2), (0.1, 0.05), (0.1, -0.05), (0.3, -0.1), (0.4, 0.4)];
        let shares = Shares::gather(pairs.into_iter(), 0.1);
        assert_eq!(shares.kinds, [0.2, 0.2, 0.4, 0.2], "up, down, changed sign, same");
        assert_eq!(shares.histogram.iter().sum::<u32>(), 5);
        assert_eq!(shares.histogram[BARS / 2], 1);
        assert_eq!((shares.histogram[0], shares.histogram[BARS - 1]), (2, 1), "ends hold the rest");
    }

    #[test]
    fn bars_and_ranges_agree() {
        let scale = 0.2;
        for bar in 0..BARS {
            let filter = range(bar, bar, scale);
            let change = (bar as f32 - HALF) / HALF * scale;
            assert!(filter.keeps(1.0, 1.0 + change), "bar {bar}");
            assert_eq!(bar_of(change, scale), bar);
            let EdgeFilter::Range(from, to) = filter else { panic!("a range") };
            assert_eq!((bar_of(from + 1e-5, scale), bar_of(to - 1e-5, scale)), (bar, bar));
        }
        assert!(range(0, 2, scale).keeps(5.0, -5.0), "the ends hold all that lies beyond");
    }
}
