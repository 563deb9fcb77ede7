//! Teach: somebody says what a few images are, of the references or of their own. Where the references' own labels are put
//! away, the names flow through the cloud.

pub mod autosave;

use crate::analysis::Label;
use crate::data::{ClassNames, DataSet, Pixels};
use crate::runtime::{Curve, Example, Expected, Lesson, OwnPoint, Reach, Subject};
use bevy::prelude::Resource;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The cloud's points that nobody has named, in [`Teaching::codes`].
pub const UNTOLD: u32 = 0xff;

/// What was told, and how far it has come.
#[derive(Resource, Default)]
pub struct Teaching {
    is_on: bool,
    told: Vec<Example>,
    names: ClassNames,
    /// What the data set calls its classes.
    known: ClassNames,
    /// Nobody said what its images show: there are no labels but what is told.
    are_unlabelled: bool,
    /// What the set is called.
    title: String,
    /// Rises with every change of what a file of it would hold.
    changes: u64,
    /// Rises with every change of what is told.
    lesson: u64,
    /// The last lesson that the library was given.
    sent: u64,
    /// Pictures of somebody's own so far: the next one's id.
    brought: u32,
    reach: Option<Reach>,
    /// What points were taken for before that.
    before: Vec<Option<Label>>,
    /// By number of images told: share of the others that was right then.
    curve: Curve,
    expected: Option<Expected>,
    /// It was to ask before it knew how far the last answer reaches.
    is_to_ask: bool,
    /// Pictures of somebody's own that are embedded, of so many, while they are.
    bringing: Option<(usize, usize)>,
    /// Where the front of the wave is, edges from the points that were told.
    front: f32,
    flows: bool,
    /// The most edges that a label has come.
    last_step: usize,
    /// Rises with everything that is seen of it.
    seen: u64,
}

impl Teaching {
    /// Of the images of a data set, of which nothing is told yet.
    pub fn of(data: &DataSet) -> Teaching {
        Teaching {
            is_on: !data.has_labels(),
            names: data.classes().clone(),
            known: data.classes().clone(),
            are_unlabelled: !data.has_labels(),
            ..Teaching::default()
        }
    }

    /// What the data set calls its classes.
    pub fn known(&self) -> &ClassNames {
        &self.known
    }

    /// Whether there are labels beside what is told.
    pub fn has_labels(&self) -> bool {
        !self.are_unlabelled
    }

    /// Whether nothing but what the data set says is known.
    pub fn is_bare(&self) -> bool {
        self.told.is_empty() && self.names == self.known
    }

    /// Whether labels are put away.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// What was told, in that order, no image twice.
    pub fn told(&self) -> &[Example] {
        &self.told
    }

    /// How many of them have a name: others are pictures that came without one, and questions that were passed over.
    pub fn named(&self) -> usize {
        self.told.iter().filter(|told| told.class.is_some()).count()
    }

    /// How many questions nobody could answer.
    pub fn passed(&self) -> usize {
        let is_passed =
            |told: &&Example| told.class.is_none() && matches!(told.what, Subject::Reference(_));
        self.told.iter().filter(is_passed).count()
    }

    /// The classes that something was told of.
    pub fn classes(&self) -> BTreeSet<u8> {
        self.told.iter().filter_map(|told| told.class).collect()
    }

    /// What classes are called.
    pub fn names(&self) -> &ClassNames {
        &self.names
    }

    /// What the set is called; may be empty.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Calls the set so.
    pub fn rename(&mut self, title: String) {
        self.title = title;
        self.changes += 1;
    }

    /// Puts the labels away, or gives them back where there are some; what was told stays.
    pub fn put_away(&mut self, is_on: bool) {
        if is_on != self.is_on && (is_on || self.has_labels()) {
            self.is_on = is_on;
            self.changes += 1;
            self.begin();
        }
    }

    /// Images are of this class, or came without a name, whatever they were called before.
    pub fn tell(&mut self, mut all: Vec<Subject>, class: Option<u8>) {
        let is_known = |what: &Subject| {
            self.told.iter().any(|told| told.class == class && is_same(&told.what, what))
        };
        all.retain(|what| !is_known(what));
        if all.is_empty() {
            return;
        }
        let mut told = self.told.clone();
        told.retain(|told| !all.iter().any(|what| is_same(what, &told.what)));
        told.extend(all.into_iter().map(|what| Example { what, class }));
        self.change(told);
    }

    /// A picture of somebody's own, to be told; the one that there is, where it was told before.
    pub fn own(&mut self, pixels: &Pixels) -> Subject {
        let is_known = |told: &&Example| matches!(&told.what, Subject::Own { pixels: known, .. } if **known == *pixels);
        if let Some(known) = self.told.iter().find(is_known) {
            return known.what.clone();
        }
        self.brought += 1;
        Subject::Own { id: self.brought, pixels: Arc::new(pixels.clone()) }
    }

    /// The class that is called so, which is added if need be.
    ///
    /// # Errors
    /// In words, where that cannot be.
    pub fn class_called(&mut self, name: &str) -> Result<u8, String> {
        let class = self.names.found_or_added(name.trim())?;
        self.changes += 1;
        Ok(class)
    }

    /// One thing is told no more.
    pub fn untell(&mut self, place: usize) {
        if place < self.told.len() {
            let mut told = self.told.clone();
            told.remove(place);
            self.change(told);
        }
    }

    /// Nothing is told any more, and there are no names but those of the data set.
    pub fn forget(&mut self) {
        self.restore(Vec::new(), self.known.clone());
    }

    /// What was told and what classes are called, to be brought back some time.
    pub fn said(&self) -> (Vec<Example>, ClassNames) {
        (self.told.clone(), self.names.clone())
    }

    /// That is told, and classes are called so, in place of what was.
    pub fn restore(&mut self, told: Vec<Example>, names: ClassNames) {
        self.names = names;
        self.change(told);
    }

    fn change(&mut self, told: Vec<Example>) {
        self.told = told;
        self.lesson += 1;
        self.changes += 1;
    }

    /// Another library has to be told everything.
    pub fn anew(&mut self) {
        self.expected = None;
        self.begin();
    }

    fn begin(&mut self) {
        self.lesson += 1;
        self.reach = None;
        self.is_to_ask = false;
        self.before.clear();
        self.curve.clear();
        (self.front, self.flows, self.last_step) = (0.0, false, 0);
        self.seen += 1;
    }

    /// What the library has not been given yet: a lesson.
    pub fn to_send(&self) -> Option<(u64, Arc<Lesson>)> {
        let lesson = || Lesson { labels_are_away: self.is_on, told: self.told.clone() };
        (self.lesson != self.sent).then(|| (self.lesson, Arc::new(lesson())))
    }

    /// The library has it.
    pub fn sent(&mut self, lesson: u64) {
        self.sent = lesson;
    }

    /// Takes in how far the labels reach; false when that is of an older lesson. What changes comes as a wave, from the
    /// points that were told.
    pub fn take(&mut self, reach: Reach) -> bool {
        if reach.lesson != self.lesson {
            return false;
        }
        self.bringing = None;
        self.before = (0..reach.labels.len()).map(|point| self.label(point)).collect();
        let named = self.named();
        if self.is_on {
            self.curve.retain(|&(told, _)| told < named);
            let (right, judged) = reach.right;
            if judged > 0 {
                self.curve.push((named, right as f32 / judged as f32));
            }
        }
        // Where nothing is called otherwise than before, such as where a question was passed over, nothing flows.
        let class = |label: Option<Label>| label.map(|label| label.class);
        let are_same = self.before.iter().zip(&reach.labels).all(|(a, b)| class(*a) == class(*b));
        let is_same_own = self.reach.as_ref().is_some_and(|before| before.own == reach.own);
        let own = reach.own.iter().filter_map(|own| own.label);
        let labels = reach.labels.iter().flatten().copied().chain(own);
        self.last_step = labels.map(|label| label.arrived).max().unwrap_or(0);
        self.reach = Some(reach);
        self.flows = self.is_on && !(are_same && is_same_own);
        self.front = if self.flows { 0.0 } else { self.last_step as f32 + 1.0 };
        self.seen += 1;
        true
    }

    /// How far the first images of a lesson had reached; what was seen is known better.
    pub fn take_earlier(&mut self, lesson: u64, curve: Curve) {
        if lesson != self.lesson || !self.is_on {
            return;
        }
        for (told, right) in curve {
            if let Err(place) = self.curve.binary_search_by_key(&told, |&(told, _)| told) {
                self.curve.insert(place, (told, right));
            }
        }
    }

    /// So many of so many pictures of somebody's own are embedded.
    pub fn bring(&mut self, done: usize, target: usize) {
        self.bringing = Some((done, target));
    }

    /// How many of them are embedded, of how many, while they are.
    pub fn bringing(&self) -> Option<(usize, usize)> {
        self.bringing
    }

    /// What random draws reach.
    pub fn take_expected(&mut self, expected: Expected) {
        self.expected = Some(expected);
    }

    /// What random draws reach, once some were made.
    pub fn expected(&self) -> Option<&Expected> {
        self.expected.as_ref()
    }

    /// By number of images told: share of the others that was right then.
    pub fn curve(&self) -> &[(usize, f32)] {
        &self.curve
    }

    /// How far the labels reach, where they are put away and that is known.
    pub fn reach(&self) -> Option<&Reach> {
        self.reach.as_ref().filter(|_| self.is_on)
    }

    /// What to ask about next, once it is known how far all that was told reaches.
    pub fn question(&self) -> Option<usize> {
        self.reach().filter(|reach| reach.lesson == self.lesson)?.question
    }

    /// Whether it is on its way how far all that was told reaches.
    pub fn is_behind(&self) -> bool {
        self.is_on && self.reach().is_none_or(|reach| reach.lesson != self.lesson)
    }

    /// To ask: at once, which says what, or as soon as it is known.
    pub fn ask(&mut self) -> Option<usize> {
        self.is_to_ask = self.is_behind();
        self.question()
    }

    /// Whether it is to ask as soon as it knows what.
    pub fn is_to_ask(&self) -> bool {
        self.is_to_ask
    }

    /// Pictures of somebody's own in the cloud.
    pub fn own_points(&self) -> &[OwnPoint] {
        self.reach.as_ref().map_or(&[], |reach| &reach.own)
    }

    /// What was told of a picture of somebody's own.
    pub fn told_own(&self, wanted: u32) -> Option<(&Arc<Pixels>, Option<u8>)> {
        self.told.iter().find_map(|told| match &told.what {
            Subject::Own { id, pixels } if *id == wanted => Some((pixels, told.class)),
            _ => None,
        })
    }

    /// The front goes on, so many edges a second; at once to the end where motion is reduced.
    pub fn advance(&mut self, dt_s: f32, steps_a_second: f32, reduced_motion: bool) {
        if !self.flows {
            return;
        }
        let last = self.last_step as f32 + 1.0;
        let step = if reduced_motion { last } else { dt_s * steps_a_second };
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

    /// Lets the wave run again, from where it began or where it was stopped.
    pub fn flow(&mut self) {
        if self.front > self.last_step as f32 {
            self.front = 0.0;
        }
        self.flows = true;
        self.seen += 1;
    }

    /// The most edges that a label has come.
    pub fn last_step(&self) -> usize {
        self.last_step
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
    /// Points beyond those of [`Reach::labels`] are one's own pictures, in their order.
    pub fn on_the_way(&self) -> impl Iterator<Item = (usize, usize, u8, f32)> + '_ {
        let reach = self.reach.iter().filter(|_| self.flows);
        reach.flat_map(move |reach| {
            let own = reach.own.iter().map(|own| own.label);
            let labels = reach.labels.iter().copied().chain(own);
            labels.zip(&reach.came_from).enumerate().filter_map(move |(point, (label, &from))| {
                let label = label?;
                let way = self.front - (label.arrived as f32 - 1.0);
                let was = self.before.get(point).copied().flatten();
                let is_new = was.is_none_or(|was| was.class != label.class);
                let is_moving = label.arrived > 0 && (0.0..1.6).contains(&way);
                (is_new && is_moving).then(|| (from as usize, point, label.class, way.min(1.0)))
            })
        })
    }
}

/// Whether both are of the same image.
fn is_same(one: &Subject, other: &Subject) -> bool {
    match (one, other) {
        (Subject::Reference(one), Subject::Reference(other)) => one == other,
        (Subject::Own { pixels: one, .. }, Subject::Own { pixels: other, .. }) => one == other,
        _ => false,
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
        Reach {
            lesson,
            labels,
            came_from,
            dark_islands: 0,
            right: (0, 2),
            question: None,
            own: Vec::new(),
        }
    }

    fn classes(teaching: &Teaching) -> Vec<Option<u8>> {
        (0..3).map(|point| teaching.label(point).map(|label| label.class)).collect()
    }

    #[test]
    fn names_are_told_once_taken_back_and_changed() {
        let mut teaching = Teaching::default();
        assert!(teaching.to_send().is_none());
        teaching.put_away(true);
        let (lesson, told) = teaching.to_send().unwrap();
        assert!(told.labels_are_away && told.told.is_empty());
        teaching.sent(lesson);
        assert!(teaching.to_send().is_none());
        let mut tell = |image, class| teaching.tell(vec![Subject::Reference(image)], Some(class));
        tell(7, 3);
        tell(9, 4);
        tell(9, 4);
        let (before, names) = teaching.said();
        teaching.tell(vec![Subject::Reference(7)], Some(5));
        let told = |image, class| Example { what: Subject::Reference(image), class: Some(class) };
        assert_eq!(teaching.told(), [told(9, 4), told(7, 5)]);
        teaching.restore(before, names);
        assert_eq!(teaching.told(), [told(7, 3), told(9, 4)], "the other name is back");
        // A drawing of one's own is the same however often it is brought.
        let drawing = Pixels::from_fn(crate::sim::Sheet::MNIST, |_| 9);
        let heart = teaching.class_called("heart").unwrap();
        let owns = [Some(heart), None].map(|class| {
            let own = teaching.own(&drawing);
            teaching.tell(vec![own.clone()], class);
            own
        });
        assert_eq!(owns[0], owns[1]);
        assert_eq!((teaching.told().len(), teaching.told()[2].class), (3, None));
        teaching.untell(2);
        assert_eq!(teaching.told().len(), 2);
        let (told, names) = teaching.said();
        teaching.forget();
        assert!(teaching.told().is_empty() && teaching.names().all().len() == 10, "nor a heart");
        teaching.restore(told, names);
        assert_eq!((teaching.told().len(), teaching.names().of(10)), (2, "heart"));
        teaching.put_away(false);
        let (_, told) = teaching.to_send().unwrap();
        assert!(!told.labels_are_away && told.told.len() == 2, "all labels are back");
        teaching.put_away(true);
        assert_eq!(teaching.told().len(), 2, "what was told is remembered");
    }

    #[test]
    fn a_wave_goes_edge_by_edge_and_leaves_what_was_until_it_comes() {
        let mut teaching = Teaching::default();
        teaching.put_away(true);
        teaching.tell(vec![Subject::Reference(1)], Some(4));
        let first = reach(teaching.lesson, vec![label(4, 0), label(4, 1), None]);
        assert!(!teaching.take(reach(0, vec![label(9, 0)])), "of an older lesson");
        assert!(teaching.take(first) && teaching.flows());
        assert_eq!(classes(&teaching), [Some(4), None, None]);
        teaching.advance(0.5, 1.0, false);
        let way: Vec<_> = teaching.on_the_way().collect();
        assert_eq!(way.len(), 1);
        assert!(way[0].0 == 0 && way[0].1 == 1 && (way[0].3 - 0.5).abs() < 1e-5, "{way:?}");
        teaching.advance(0.1, 6.0, false);
        assert_eq!(classes(&teaching), [Some(4), Some(4), None]);
        teaching.advance(9.0, 6.0, false);
        assert!(!teaching.flows() && teaching.on_the_way().next().is_none());

        // What it would ask by the last reach may be what was just told.
        teaching.reach.as_mut().unwrap().question = Some(1);
        assert_eq!(teaching.question(), Some(1));
        teaching.tell(vec![Subject::Reference(2)], Some(6));
        assert_eq!((teaching.ask(), teaching.is_to_ask()), (None, true));
        assert!(teaching.take(reach(teaching.lesson, vec![label(4, 0), label(6, 1), label(6, 0)])));
        assert_eq!(classes(&teaching), [Some(4), Some(4), Some(6)], "not there yet");
        teaching.advance(0.0, 6.0, true);
        assert_eq!(classes(&teaching), [Some(4), Some(6), Some(6)], "at once");
        assert_eq!(teaching.codes(4), [4 | 128 << 8, 6 | 128 << 8, 6 | 128 << 8, UNTOLD]);
        // Scrubbed back, what was before is seen.
        teaching.stop_at(0.0);
        assert_eq!(classes(&teaching), [Some(4), Some(4), Some(6)]);
        teaching.flow();
        assert!(teaching.flows());
        assert_eq!(teaching.curve(), [(1, 0.0), (2, 0.0)]);
    }
}
