//! Teach: the references' labels are put away, somebody names a few, and the names flow through the cloud.

use crate::analysis::Label;
use crate::runtime::{Reach, Told};
use bevy::prelude::Resource;
use std::sync::Arc;

/// Edges that the front of the wave passes in a second.
const STEPS_A_SECOND: f32 = 6.0;
/// The cloud's points that nobody has named, in [`Teaching::codes`].
pub const UNTOLD: u32 = 0xff;

/// What was told, and how far it has come.
#[derive(Resource, Default)]
pub struct Teaching {
    is_on: bool,
    told: Vec<Told>,
    /// What was told before each change, to be brought back.
    past: Vec<Vec<Told>>,
    /// Rises with every change of what is told.
    lesson: u64,
    /// The last lesson that the library was given.
    sent: u64,
    reach: Option<Reach>,
    /// What points were taken for before that.
    before: Vec<Option<Label>>,
    /// Where the front of the wave is, edges from the points that were told.
    front: f32,
    flows: bool,
    /// Rises with everything that is seen of it.
    seen: u64,
}

impl Teaching {
    /// Whether labels are put away.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// What was told, in that order, no image twice.
    pub fn told(&self) -> &[Told] {
        &self.told
    }

    /// Whether there is something to take back.
    pub fn has_past(&self) -> bool {
        !self.past.is_empty()
    }

    /// Puts the labels away, or gives them back; what was told stays for the next time.
    pub fn put_away(&mut self, is_on: bool) {
        if is_on != self.is_on {
            self.is_on = is_on;
            self.anew();
        }
    }

    /// An image is of this class, whatever it was called before.
    pub fn tell(&mut self, image: u32, class: u8) {
        let told = Told { image, class };
        if self.told.contains(&told) {
            return;
        }
        self.past.push(self.told.clone());
        self.told.retain(|known| known.image != image);
        self.told.push(told);
        self.lesson += 1;
    }

    /// Undoes what was told last.
    pub fn take_back(&mut self) {
        if let Some(told) = self.past.pop() {
            self.told = told;
            self.lesson += 1;
        }
    }

    /// Nothing is told any more; that, too, can be taken back.
    pub fn forget(&mut self) {
        if !self.told.is_empty() {
            self.past.push(std::mem::take(&mut self.told));
            self.lesson += 1;
        }
    }

    /// Another library has to be told everything.
    pub fn anew(&mut self) {
        self.lesson += 1;
        self.reach = None;
        self.before.clear();
        (self.front, self.flows) = (0.0, false);
        self.seen += 1;
    }

    /// What the library has not been given yet: a lesson, and what is told in it where labels are put away.
    pub fn to_send(&self) -> Option<(u64, Option<Arc<[Told]>>)> {
        let told = || self.is_on.then(|| Arc::from(self.told.as_slice()));
        (self.lesson != self.sent).then(|| (self.lesson, told()))
    }

    /// The library has it.
    pub fn sent(&mut self, lesson: u64) {
        self.sent = lesson;
    }

    /// Takes in how far the labels reach; false when that is of an older lesson. What changes comes as a wave, from the
    /// points that were told.
    pub fn take(&mut self, reach: Reach) -> bool {
        if !self.is_on || reach.lesson != self.lesson {
            return false;
        }
        self.before = (0..reach.labels.len()).map(|point| self.label(point)).collect();
        self.reach = Some(reach);
        (self.front, self.flows) = (0.0, true);
        self.seen += 1;
        true
    }

    /// How far the labels reach, once that is known.
    pub fn reach(&self) -> Option<&Reach> {
        self.reach.as_ref()
    }

    /// The front goes on; at once to the end where motion is reduced.
    pub fn advance(&mut self, dt_s: f32, reduced_motion: bool) {
        if !self.flows {
            return;
        }
        let last = self.last_step() as f32 + 1.0;
        let step = if reduced_motion { last } else { dt_s * STEPS_A_SECOND };
        self.front = (self.front + step).min(last);
        self.flows = self.front < last;
        self.seen += 1;
    }

    /// Whether the wave is on its way.
    pub fn flows(&self) -> bool {
        self.flows
    }

    /// Where its front is, edges.
    pub fn front(&self) -> f32 {
        self.front
    }

    /// Puts the front somewhere, to be looked at.
    pub fn stop_at(&mut self, front: f32) {
        (self.front, self.flows) = (front, false);
        self.seen += 1;
    }

    /// The most edges that a label has come.
    pub fn last_step(&self) -> usize {
        let labels = self.reach.iter().flat_map(|reach| reach.labels.iter().flatten());
        labels.map(|label| label.arrived).max().unwrap_or(0)
    }

    /// A number that is another whenever what is seen is.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// What a point is taken for where the wave is now.
    pub fn label(&self, point: usize) -> Option<Label> {
        let before = self.before.get(point).copied().flatten();
        let Some(after) = self.reach.as_ref().and_then(|reach| reach.labels.get(point)) else {
            return before;
        };
        match after {
            Some(after) if after.arrived as f32 <= self.front => Some(*after),
            None if self.front >= 1.0 => None,
            _ => before,
        }
    }

    /// By point, what is drawn of its label: the class, and above it the confidence of 255; [`UNTOLD`] without one.
    pub fn codes(&self, points: usize) -> Vec<u32> {
        let code = |label: Label| {
            u32::from(label.class) | ((255.0 * label.confidence).round() as u32) << 8
        };
        (0..points).map(|point| self.label(point).map_or(UNTOLD, code)).collect()
    }

    /// Where the wave is just now: from which point to which a new label is on its way, which class, and how far, 0 to 1.
    pub fn on_the_way(&self) -> impl Iterator<Item = (usize, usize, u8, f32)> + '_ {
        let reach = self.reach.iter().filter(|_| self.flows);
        reach.flat_map(move |reach| {
            let arrivals = reach.labels.iter().zip(&reach.came_from).enumerate();
            arrivals.filter_map(move |(point, (label, &from))| {
                let label = (*label)?;
                let way = self.front - (label.arrived as f32 - 1.0);
                let was = self.before.get(point).copied().flatten();
                let is_new = was.is_none_or(|was| was.class != label.class);
                let is_moving = label.arrived > 0 && (0.0..1.6).contains(&way);
                (is_new && is_moving).then(|| (from as usize, point, label.class, way.min(1.0)))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(class: u8, arrived: usize) -> Option<Label> {
        Some(Label { class, confidence: 0.5, origin: 0, arrived })
    }

    fn reach(lesson: u64, labels: Vec<Option<Label>>) -> Reach {
        let came_from = (0..labels.len() as u32).map(|point| point.saturating_sub(1)).collect();
        Reach { lesson, labels, came_from, dark_islands: 0, right: (0, 0), question: None }
    }

    fn classes(teaching: &Teaching) -> Vec<Option<u8>> {
        (0..3).map(|point| teaching.label(point).map(|label| label.class)).collect()
    }

    #[test]
    fn names_are_told_once_taken_back_and_changed() {
        let mut teaching = Teaching::default();
        assert!(teaching.to_send().is_none() && !teaching.has_past());
        teaching.put_away(true);
        let (lesson, told) = teaching.to_send().unwrap();
        assert!(told.unwrap().is_empty());
        teaching.sent(lesson);
        assert!(teaching.to_send().is_none());
        teaching.tell(7, 3);
        teaching.tell(9, 4);
        teaching.tell(9, 4);
        teaching.tell(7, 5);
        let told = |image, class| Told { image, class };
        assert_eq!(teaching.told(), [told(9, 4), told(7, 5)]);
        teaching.take_back();
        assert_eq!(teaching.told(), [told(7, 3), told(9, 4)], "the other name is back");
        teaching.forget();
        assert!(teaching.told().is_empty());
        teaching.take_back();
        assert_eq!(teaching.told().len(), 2);
        teaching.put_away(false);
        let (_, told) = teaching.to_send().unwrap();
        assert!(told.is_none(), "all labels are back");
        teaching.put_away(true);
        assert_eq!(teaching.told().len(), 2, "what was told is remembered");
    }

    #[test]
    fn a_wave_goes_edge_by_edge_and_leaves_what_was_until_it_comes() {
        let mut teaching = Teaching::default();
        teaching.put_away(true);
        teaching.tell(1, 4);
        let first = reach(teaching.lesson, vec![label(4, 0), label(4, 1), None]);
        assert!(!teaching.take(reach(0, vec![label(9, 0)])), "of an older lesson");
        assert!(teaching.take(first) && teaching.flows());
        assert_eq!(classes(&teaching), [Some(4), None, None]);
        teaching.advance(0.5 / STEPS_A_SECOND, false);
        let way: Vec<_> = teaching.on_the_way().collect();
        assert_eq!(way.len(), 1);
        assert!(way[0].0 == 0 && way[0].1 == 1 && (way[0].3 - 0.5).abs() < 1e-5, "{way:?}");
        teaching.advance(0.6 / STEPS_A_SECOND, false);
        assert_eq!(classes(&teaching), [Some(4), Some(4), None]);
        teaching.advance(9.0, false);
        assert!(!teaching.flows() && teaching.on_the_way().next().is_none());

        teaching.tell(2, 6);
        assert!(teaching.take(reach(teaching.lesson, vec![label(4, 0), label(6, 1), label(6, 0)])));
        assert_eq!(classes(&teaching), [Some(4), Some(4), Some(6)], "not there yet");
        teaching.advance(0.0, true);
        assert_eq!(classes(&teaching), [Some(4), Some(6), Some(6)], "at once");
        assert_eq!(teaching.codes(4), [4 | 128 << 8, 6 | 128 << 8, 6 | 128 << 8, UNTOLD]);
        // Scrubbed back, what was before is seen.
        teaching.stop_at(0.0);
        assert_eq!(classes(&teaching), [Some(4), Some(4), Some(6)]);
    }
}
