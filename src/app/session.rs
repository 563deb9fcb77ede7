//! What is shown: a network, an input and the record of what it did.

use crate::analysis::fixed::{WEIGHT, from_fixed, to_fixed};
use crate::analysis::{Embedded, WeightSteps, paths, trajectory};
use crate::app::origin::Origin;
use crate::app::stdp_lesson::StdpLesson;
use crate::data::{Part, Pixels};
use crate::runtime::{Batch, Record, WeightCursor};
use crate::sim::params::NeuronSpec;
use crate::sim::{EdgeId, Network, Preset, Ticks};
use bevy::prelude::*;
use std::sync::Arc;

/// The network, the image and everything that happened when it was presented.
#[derive(Resource)]
pub struct Session {
    /// What the network was built from.
    pub preset: Arc<Preset>,
    /// The same as it was opened, before numbers of it were turned.
    pub told: Arc<Preset>,
    /// The network.
    pub network: Arc<Network>,
    /// Seed of the network.
    pub seed: u64,
    /// The image on the pad.
    pub image: Pixels,
    /// Where it came from.
    pub origin: Origin,
    /// What happened.
    pub record: Record,
    /// The weights at the time shown.
    pub weights: WeightCursor,
    /// What the image has become, as soon as the simulation has read it; never for presets without an
    /// embedding.
    pub embedded: Option<Embedded>,
    /// The network after it has learnt, where it can and has.
    pub learnt: Option<Learnt>,
    /// Weight change that gets the full colour, symmetric about zero.
    pub change_scale: f32,
    /// The edge whose weight moves farthest, once the presentation is complete.
    pub moved_most: Option<EdgeId>,
}

/// The network after it has learnt, and what the image does to it.
pub struct Learnt {
    /// G_STDP: the same edges with other weights.
    pub network: Arc<Network>,
    /// What happened.
    pub record: Record,
    /// Its weights, which stay.
    pub weights: WeightCursor,
    /// The digits that it learnt from, by turns.
    pub classes: Vec<u8>,
    /// How many.
    pub images: usize,
}

impl Session {
    /// A session that has shown nothing yet.
    pub fn new(preset: Arc<Preset>, network: Arc<Network>, seed: u64) -> Session {
        let record = Record::new(network.clone(), 0);
        Session {
            learnt: None,
            weights: WeightCursor::new(&record),
            record,
            image: Pixels::blank(preset.spec().sheet),
            told: preset.clone(),
            preset,
            network,
            seed,
            origin: Origin::Drawing,
            embedded: None,
            change_scale: 0.1,
            moved_most: None,
        }
    }

    /// Begins a presentation of what is on the pad.
    pub fn begin(&mut self, image: Pixels, origin: Origin, presentation: u64) {
        self.record = Record::new(self.network.clone(), presentation);
        self.image = image;
        self.origin = origin;
        self.embedded = None;
        self.moved_most = None;
        if let Some(learnt) = &mut self.learnt {
            learnt.record = Record::new(learnt.network.clone(), presentation);
            learnt.weights = WeightCursor::new(&learnt.record);
        }
    }

    /// Takes in what the simulation has sent; false when it is of another presentation.
    pub fn take(&mut self, batch: &mut Batch) -> bool {
        if !self.record.append(batch, 0) {
            return false;
        }
        if let Some(learnt) = &mut self.learnt {
            learnt.record.append(batch, 1);
        }
        self.embedded = batch.embedded.take().or(self.embedded.take());
        if batch.is_last {
            self.finish();
        }
        true
    }

    /// The records, of the network and of what it has learnt to be.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        std::iter::once(&self.record).chain(self.learnt.as_ref().map(|learnt| &learnt.record))
    }

    /// Whether this model learns from a set of images.
    pub fn learns(&self) -> bool {
        self.is_path_model() && self.preset.spec().plasticity.is_some()
    }

    /// Takes what was learnt; the next presentation shows it.
    pub fn learn(&mut self, lesson: StdpLesson) {
        let before = self.network.weights();
        let changes = before.iter().zip(&lesson.weights).map(|(w0, w)| (w - w0).abs());
        self.change_scale = scale_of(changes).unwrap_or(self.change_scale);
        let network = Arc::new(self.network.with_weights(lesson.weights));
        let record = Record::new(network.clone(), 0);
        self.learnt = Some(Learnt {
            weights: WeightCursor::new(&record),
            record,
            network,
            classes: lesson.classes,
            images: lesson.images,
        });
    }

    /// Pairs of weights to compare: before and after learning, or at the start and at the time shown.
    pub fn weight_pairs(&self) -> impl Iterator<Item = (f32, f32)> + '_ {
        let (edges, now) = match &self.learnt {
            Some(learnt) => (self.network.edges().indices(), learnt.network.weights()),
            None => (self.network.plastic_edges().indices(), self.weights.weights()),
        };
        let initial = &self.network.weights()[edges.clone()];
        initial.iter().copied().zip(now[edges].iter().copied())
    }

    /// There is no ink on the pad: nothing to compare.
    pub fn is_blank(&self) -> bool {
        self.image.is_blank()
    }

    /// Times at which there is something to compare, ms.
    pub fn sample_ms(&self) -> Vec<f64> {
        match self.has_paths() {
            true => vec![self.preset.spec().duration_ms],
            false => self.preset.sample_times_ms(),
        }
    }

    /// Whether one signal alone makes a neuron fire, so that activation has a path.
    pub fn is_path_model(&self) -> bool {
        !matches!(self.preset.spec().neuron, NeuronSpec::Clocked(_)) && !self.is_circuit()
    }

    /// Whether neurons and edges were told one by one, and fire as was told: no image is looked at.
    pub fn is_circuit(&self) -> bool {
        !self.preset.sees_images()
    }

    /// Whether the temporal path is the embedding.
    pub fn has_paths(&self) -> bool {
        paths::are_embedding(&self.preset)
    }

    /// Whether this preset has an embedding that the cloud can hold.
    pub fn has_cloud(&self) -> bool {
        let plastic = self.network.plastic_edges().len();
        self.has_paths() || (trajectory::are_embedding(plastic) && !self.is_circuit())
    }

    /// How weights moved, once it is known, where that is the embedding.
    pub fn weight_steps(&self) -> Option<&Arc<WeightSteps>> {
        match &self.embedded {
            Some(Embedded::Weights(steps)) => Some(steps),
            Some(Embedded::Path(_)) | None => None,
        }
    }

    /// The tick that is shown at a time.
    pub fn tick_at(&self, now_ms: f64) -> Ticks {
        Ticks((now_ms / self.network.tick().ms()) as u32)
    }

    /// The image is known to be this training image.
    pub fn training_index(&self) -> Option<u32> {
        match self.origin {
            Origin::DataSet { part: Part::Train, index, .. } | Origin::Reference { index, .. } => {
                Some(index as u32)
            }
            _ => None,
        }
    }

    /// Called once the record is complete: the edge that moved most, and the colour scale of the changes.
    pub(super) fn finish(&mut self) {
        let (record, front) = (&self.record, self.record.front());
        let edges = self.network.plastic_edges().iter();
        let initial = self.network.weights();
        let change = |edge: EdgeId| (record.weight_at(edge, front) - initial[edge.index()]).abs();
        let changes: Vec<(EdgeId, f32)> = edges.map(|edge| (edge, change(edge))).collect();
        let most = changes.iter().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|most| most.1 > 0.0);
        self.moved_most = most.map(|&(edge, _)| edge);
        if let Some(scale) = scale_of(changes.iter().map(|&(_, change)| change)) {
            self.change_scale = scale;
        }
    }

    /// The plastic weights' change at the time that the cursor shows.
    pub fn changes(&self) -> impl Iterator<Item = f32> + '_ {
        let plastic = self.network.plastic_edges().indices();
        let initial = &self.network.weights()[plastic.clone()];
        // Rounded as the references are, so that a digit lies exactly where its reference does.
        let now = &self.weights.weights()[plastic];
        now.iter().zip(initial).map(|(w, w0)| from_fixed(to_fixed(w - w0, WEIGHT), WEIGHT))
    }
}

/// The change that gets the full colour: few are larger. None where nothing changed.
pub(super) fn scale_of(changes: impl Iterator<Item = f32>) -> Option<f32> {
    let mut changes: Vec<f32> = changes.filter(|c| *c > 0.0).collect();
    if changes.is_empty() {
        return None;
    }
    let high = changes.len() * 95 / 100;
    let (_, scale, _) = changes.select_nth_unstable_by(high, f32::total_cmp);
    Some(nice(*scale))
}

/// The next larger of 1, 2, 5 times a power of ten: a scale that a legend can name.
pub(super) fn nice(value: f32) -> f32 {
    let power = 10.0_f32.powf(value.log10().floor());
    [1.0, 2.0, 5.0].map(|m| m * power).into_iter().find(|&n| n >= value).unwrap_or(10.0 * power)
}

/// The model that the simulation builds; until its network is there, the one before is shown.
#[derive(Resource, Default)]
pub struct Loading(pub Option<Wanted>);

/// A model that has been asked for.
pub struct Wanted {
    /// Number of the simulation's command.
    pub number: u64,
    /// What its network is built from.
    pub preset: Arc<Preset>,
    /// Its seed.
    pub seed: u64,
    /// It is the one that is shown but for a number: time, camera and selection stay.
    pub is_change: bool,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::app::references::References;
    use crate::data::Source;
    use crate::runtime::{Command, Simulation, Wake, network_to_show};
    use std::time::{Duration, Instant};

    /// A session that has shown the first test digit.
    pub fn presented(preset: &str) -> Session {
        presented_of(Arc::new(Preset::builtin(preset).unwrap()))
    }

    /// The same of any preset.
    pub fn presented_of(preset: Arc<Preset>) -> Session {
        let network = Arc::new(network_to_show(&preset, 1));
        let image = Source::Embedded.load(Part::Test).unwrap().pixels(0);
        let mut session = Session::new(preset.clone(), network.clone(), 1);
        let mut simulation = Simulation::start(preset, network, Wake::default());
        session.begin(image.clone(), Origin::Drawing, 1);
        simulation.send(Command::Present { presentation: 1, image }).unwrap();
        while !session.record.is_complete() {
            let deadline = Instant::now() + Duration::from_secs(60);
            assert!(session.take(&mut simulation.wait_batch(deadline).expect("batches come")));
        }
        session
    }

    #[test]
    fn a_stop_is_remembered_with_all_that_were_on_their_way() {
        let mut references = References::default();
        assert_eq!(references.progress(3_056, 10_000), None);
        references.is_stopping = true;
        assert_eq!(references.progress(3_060, 10_000), None, "a block was on its way");
        assert_eq!(references.progress(3_064, 3_064), Some(3_064), "what is shown from now on");
        assert!(!references.grows());
        assert_eq!(references.progress(3_064, 3_064), None, "once");
        assert_eq!(references.progress(10_000, 10_000), None, "growing that ended by itself");
    }

    #[test]
    fn the_edge_that_moved_most_is_known_at_the_end() {
        let mut session = presented("weights-196");
        let last = session.weight_steps().unwrap().all().last().unwrap();
        let (place, most) = (0..).zip(last).max_by_key(|(_, change)| change.abs()).unwrap();
        let moved = session.network.plastic_edges().place_of(session.moved_most.unwrap()).unwrap();
        assert_eq!(last[moved].abs(), most.abs(), "edge {moved}, or {place}");
        // A round number, of which the most is 2.5 times what it stands for.
        let most = from_fixed(most.abs(), WEIGHT);
        assert!(session.change_scale > 0.0 && session.change_scale < 2.6 * most);
        session.begin(session.image.clone(), Origin::Drawing, 2);
        assert!(session.embedded.is_none() && session.moved_most.is_none(), "of another image");
    }

    #[test]
    fn scales_are_round_numbers() {
        assert_eq!([0.013, 0.02, 0.3, 7.0].map(nice), [0.02, 0.02, 0.5, 10.0]);
    }
}
