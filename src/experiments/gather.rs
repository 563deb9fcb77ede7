//! Presents many images to one network and keeps what the plastic edges and the neurons hold at the
//! sample times: in parallel, with progress, and so that it can be stopped and gone on with.

use super::blocks::{NowAndThen, Progress, Stopped, in_blocks};
use super::shard::{Missing, Shard};
use crate::data::{Cache, CacheError, CacheKey, CachedEmbeddings, LabelledImages};
use crate::sim::{CountSamples, Engine, Network, Preset, Stimulus, Ticks, Traffic, WeightSamples};
use cpu_time::ThreadTime;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use thiserror::Error;

/// Weight of one unit of the fixed point: coarser than the application's, since edges of small networks
/// move farther; the range is ± 8.
pub const UNIT: f32 = 1.0 / 4096.0;

/// Why there is nothing to evaluate.
#[derive(Debug, Error)]
pub enum GatherError {
    /// A time that the run does not sample.
    #[error(
        "times: expected multiples of a tick, {tick_ms} ms, up to {most_ms} ms, where the run ends; \
         found {found_ms} ms"
    )]
    Time {
        /// Length of a tick, ms.
        tick_ms: f64,
        /// The preset's duration, ms.
        most_ms: f64,
        /// What was asked for, ms.
        found_ms: f64,
    },
    /// The network has nothing that learns.
    #[error("preset: expected plastic edges, found none in {preset}")]
    NothingPlastic {
        /// Its name.
        preset: String,
    },
    /// Stopped by the user.
    #[error("{0}")]
    Stopped(#[from] Stopped),
    /// A part of the images is not where it should be.
    #[error(transparent)]
    Part(#[from] Missing),
    /// What is done cannot be kept or read.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// What to present, and when to look.
#[derive(Clone, Debug)]
pub struct Presentation {
    /// What the network was built from.
    pub preset: Arc<Preset>,
    /// The network.
    pub network: Arc<Network>,
    /// Its seed.
    pub seed: u64,
    /// Sample times, ms, rising.
    pub times_ms: Vec<f64>,
    /// Name of the images, for what is kept.
    pub set: String,
}

/// What was there at the sample times.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Sample times, ms.
    pub times_ms: Vec<f64>,
    /// Plastic edges.
    pub edges: usize,
    /// Recurrent neurons.
    pub neurons: usize,
    /// By time: images x edges, change of weight in fixed point.
    pub weights: Vec<Vec<i16>>,
    /// By time: images x neurons, spikes so far.
    pub counts: Vec<Vec<i16>>,
    /// Events of all images.
    pub traffic: Traffic,
    /// Images simulated in this run (not read from what was kept).
    pub simulated: usize,
    /// Time of one core spent on those, seconds.
    pub busy_s: f64,
}

impl Presentation {
    /// Whether it can be gathered.
    ///
    /// # Errors
    /// Times that cannot be sampled; a network without plastic edges.
    pub fn check(&self) -> Result<(), GatherError> {
        if self.network.plastic_edges().is_empty() {
            let preset = self.preset.spec().name.clone();
            return Err(GatherError::NothingPlastic { preset });
        }
        Clock::new(self).map(drop)
    }

    /// The same of some of the images.
    fn of_part(&self, places: &Range<usize>) -> Presentation {
        Presentation { set: format!("{} part {places:?}", self.set), ..self.clone() }
    }
}

/// Runs every image, and tells `told` after every block what is there so far. With a `cache`, what is
/// done is kept every minute and when `stop` becomes true, and the next call with the same presentation
/// goes on from there.
///
/// # Errors
/// [`GatherError::Stopped`] when `stop` became true; times that cannot be sampled; a network without
/// plastic edges; a cache that cannot be written when it has to be.
pub fn gather(
    presentation: &Presentation,
    images: &LabelledImages,
    cache: Option<&Cache>,
    stop: &AtomicBool,
    mut told: impl FnMut(Progress, &Gathered),
) -> Result<Gathered, GatherError> {
    presentation.check()?;
    let clock = Clock::new(presentation)?;
    let mut gathered = Gathered::nothing(presentation);
    let kept = Kept::new(presentation, &clock, images.len());
    let first = cache.and_then(|cache| kept.read(cache, &mut gathered)).unwrap_or(0);
    let mut workers: Vec<Worker> =
        (0..rayon::current_num_threads()).map(|_| Worker::new(presentation, &clock)).collect();
    let total = images.len();
    let work = |worker: &mut Worker, places| worker.run(images, places);
    let mut keeping = NowAndThen::default();
    let done = in_blocks(&mut workers, first..total, stop, work, |progress, parts| {
        parts.into_iter().for_each(|part| gathered.take(part));
        gathered.simulated = progress.done - first;
        if let Some(cache) = cache.filter(|_| keeping.is_due()) {
            // What cannot be kept now is said when it has to be.
            let _ = kept.write(cache, &gathered, progress.done);
        }
        told(progress, &gathered);
    });
    if done < total {
        let kept = match cache {
            Some(cache) => {
                kept.write(cache, &gathered, done)?;
                "they are kept, and the same command goes on from there".to_owned()
            }
            None => "nothing is kept, since there is no cache".to_owned(),
        };
        return Err(Stopped { done, total, kept }.into());
    }
    if let Some(cache) = cache {
        kept.forget(cache);
    }
    Ok(gathered)
}

/// Runs the images of one shard, and keeps what they leave in `part`.
///
/// # Errors
/// As [`gather`].
pub fn gather_part(
    presentation: &Presentation,
    images: &LabelledImages,
    shard: Shard,
    part: &Cache,
    cache: Option<&Cache>,
    stop: &AtomicBool,
    told: impl FnMut(Progress, &Gathered),
) -> Result<(), GatherError> {
    let range = shard.range(images.len());
    let presentation = presentation.of_part(&range);
    let places: Vec<u32> = range.map(|place| place as u32).collect();
    let gathered = gather(&presentation, &images.pick(&places), cache, stop, told)?;
    let kept = Kept::new(&presentation, &Clock::new(&presentation)?, places.len());
    Ok(kept.write(part, &gathered, places.len())?)
}

/// What all parts left, as one run would have gathered it.
///
/// # Errors
/// A part that is not there, or not of this presentation.
pub fn from_parts(
    presentation: &Presentation,
    images: usize,
    parts: &[Cache],
) -> Result<Gathered, GatherError> {
    let mut whole = Gathered::nothing(presentation);
    for (index, part) in parts.iter().enumerate() {
        let range = Shard { index, of: parts.len() }.range(images);
        let of_part = presentation.of_part(&range);
        let kept = Kept::new(&of_part, &Clock::new(&of_part)?, range.len());
        let mut gathered = Gathered::nothing(presentation);
        if kept.read(part, &mut gathered) != Some(range.len()) {
            return Err(Missing {
                folder: part.folder().to_owned(),
                from: range.start,
                to: range.end,
                preset: presentation.preset.spec().name.clone(),
            }
            .into());
        }
        let Gathered { weights, counts, traffic, .. } = gathered;
        whole.take(Part { weights, counts, traffic, busy_s: 0.0 });
    }
    Ok(whole)
}

/// Sample times in ticks.
#[derive(Clone, Debug)]
struct Clock {
    /// Ticks between two samples of the observers.
    every: Ticks,
    /// Which of those samples are wanted, from 0.
    wanted: Vec<usize>,
    duration: Ticks,
}

impl Clock {
    fn new(presentation: &Presentation) -> Result<Clock, GatherError> {
        let tick = presentation.preset.tick();
        let most_ms = presentation.preset.spec().duration_ms;
        let mut ticks = Vec::new();
        for &found_ms in &presentation.times_ms {
            let at = tick.ticks(found_ms);
            let is_whole = (tick.to_ms(at) - found_ms).abs() < 1e-9;
            if !is_whole || at == Ticks(0) || found_ms > most_ms {
                return Err(GatherError::Time { tick_ms: tick.ms(), most_ms, found_ms });
            }
            ticks.push(at.0);
        }
        let every = ticks.iter().copied().fold(0, gcd).max(1);
        Ok(Clock {
            every: Ticks(every),
            wanted: ticks.iter().map(|at| (at / every - 1) as usize).collect(),
            duration: Ticks(ticks.iter().copied().max().unwrap_or(0)),
        })
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What one thread found.
struct Part {
    weights: Vec<Vec<i16>>,
    counts: Vec<Vec<i16>>,
    traffic: Traffic,
    busy_s: f64,
}

/// One thread's engine and samplers.
struct Worker {
    engine: Engine,
    preset: Arc<Preset>,
    clock: Clock,
    samples: (WeightSamples, CountSamples),
}

impl Worker {
    fn new(presentation: &Presentation, clock: &Clock) -> Worker {
        let network = &presentation.network;
        let samples =
            (WeightSamples::new(network, clock.every), CountSamples::new(network, clock.every));
        Worker {
            engine: Engine::new(network.clone()),
            preset: presentation.preset.clone(),
            clock: clock.clone(),
            samples,
        }
    }

    fn run(&mut self, images: &LabelledImages, places: Range<usize>) -> Part {
        let started = ThreadTime::now();
        let times = self.clock.wanted.len();
        let mut part = Part {
            weights: vec![Vec::new(); times],
            counts: vec![Vec::new(); times],
            traffic: Traffic::default(),
            busy_s: 0.0,
        };
        for place in places {
            let spec = self.preset.spec().stimulus;
            let (tick, duration) = (self.preset.tick(), self.clock.duration);
            let stimulus = Stimulus::encode(spec, images.image(place), tick, duration);
            let (weights, counts) = &mut self.samples;
            weights.clear();
            counts.clear();
            self.engine.present(&stimulus, &mut self.samples);
            let (weights, counts) = &self.samples;
            for (time, &sample) in self.clock.wanted.iter().enumerate() {
                let row = &weights.rows()[sample * weights.dim()..][..weights.dim()];
                part.weights[time].extend(row.iter().map(|&change| (change / UNIT).round() as i16));
                let row = &counts.rows()[sample * counts.dim()..][..counts.dim()];
                part.counts[time].extend(row.iter().map(|&n| n.min(i16::MAX as u16) as i16));
            }
            part.traffic += counts.traffic();
        }
        part.busy_s = started.elapsed().as_secs_f64();
        part
    }
}

impl Gathered {
    fn nothing(presentation: &Presentation) -> Gathered {
        let (network, times) = (&presentation.network, presentation.times_ms.len());
        Gathered {
            times_ms: presentation.times_ms.clone(),
            edges: network.plastic_edges().len(),
            neurons: network.neuron_count() - network.input_count(),
            weights: vec![Vec::new(); times],
            counts: vec![Vec::new(); times],
            traffic: Traffic::default(),
            simulated: 0,
            busy_s: 0.0,
        }
    }

    fn take(&mut self, part: Part) {
        for (all, some) in self.weights.iter_mut().zip(part.weights) {
            all.extend(some);
        }
        for (all, some) in self.counts.iter_mut().zip(part.counts) {
            all.extend(some);
        }
        self.traffic += part.traffic;
        self.busy_s += part.busy_s;
    }

    /// Images so far.
    pub fn images(&self) -> usize {
        self.counts.first().map_or(0, |counts| counts.len() / self.neurons.max(1))
    }
}

/// What a stopped run leaves in the cache: weights, counts and events, each an entry of its own.
struct Kept {
    keys: [CacheKey; 3],
    times_ms: Vec<f64>,
    images: usize,
}

impl Kept {
    fn new(presentation: &Presentation, clock: &Clock, images: usize) -> Kept {
        let spec = presentation.preset.spec();
        let keys = ["weights", "counts", "traffic"].map(|what| CacheKey {
            preset: spec.name.clone(),
            network_hash: presentation.network.hash(),
            set: format!(
                "stopped {what} {} {images} {:?} {:?}",
                presentation.set, spec.stimulus, clock
            ),
            seed: presentation.seed,
        });
        Kept { keys, times_ms: presentation.times_ms.clone(), images }
    }

    /// How many images were kept, now in `gathered`; what cannot be used counts as nothing.
    fn read(&self, cache: &Cache, gathered: &mut Gathered) -> Option<usize> {
        let [weights, counts, traffic] =
            self.keys.each_ref().map(|key| cache.load(key).ok().flatten());
        let (weights, counts, traffic) = (weights?, counts?, traffic?);
        let done = weights.image_index.len();
        let fits = weights.dim == gathered.edges
            && counts.dim == gathered.neurons
            && counts.image_index.len() == done
            && traffic.samples.first().is_some_and(|words| words.len() == TRAFFIC_WORDS)
            && done <= self.images;
        if !fits {
            return None;
        }
        gathered.weights = weights.samples;
        gathered.counts = counts.samples;
        gathered.traffic = from_words(&traffic.samples[0]);
        Some(done)
    }

    fn write(&self, cache: &Cache, gathered: &Gathered, done: usize) -> Result<(), CacheError> {
        let store = |key, dim, scale, samples: &[Vec<i16>], rows: usize| {
            let embeddings = CachedEmbeddings {
                dim,
                sample_ms: self.times_ms[..samples.len()].to_vec(),
                scale,
                image_index: (0..rows as u32).collect(),
                samples: samples.to_vec(),
            };
            cache.store(key, &embeddings)
        };
        store(&self.keys[0], gathered.edges, UNIT, &gathered.weights, done)?;
        store(&self.keys[1], gathered.neurons, 1.0, &gathered.counts, done)?;
        let words = to_words(gathered.traffic);
        store(&self.keys[2], TRAFFIC_WORDS, 1.0, &[words], 1)
    }

    fn forget(&self, cache: &Cache) {
        for key in &self.keys {
            // What cannot be removed is found to fit again, and does no harm.
            let _ = cache.remove(key);
        }
    }
}

/// 16-bit words of three 64-bit numbers.
const TRAFFIC_WORDS: usize = 12;

fn to_words(traffic: Traffic) -> Vec<i16> {
    let Traffic { spikes, arrivals, lost } = traffic;
    let words =
        [spikes, arrivals, lost].into_iter().flat_map(|n| (0..4).map(move |i| n >> (16 * i)));
    words.map(|word| word as u16 as i16).collect()
}

fn from_words(words: &[i16]) -> Traffic {
    let number = |place: usize| {
        words[4 * place..4 * place + 4].iter().rev().fold(0, |n, &w| n << 16 | u64::from(w as u16))
    };
    Traffic { spikes: number(0), arrivals: number(1), lost: number(2) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{ImageSet, Source};
    use std::sync::atomic::Ordering;

    fn presentation(times_ms: &[f64]) -> Presentation {
        let preset = Arc::new(Preset::builtin("weights-196").unwrap());
        let network = Arc::new(Network::build(&preset, 1));
        Presentation { preset, network, seed: 1, times_ms: times_ms.to_vec(), set: "test".into() }
    }

    fn images(count: u32) -> LabelledImages {
        let (all, _) = ImageSet::Test.load(&Source::Embedded).unwrap();
        all.pick(&(0..count).collect::<Vec<_>>())
    }

    #[test]
    fn stopping_and_going_on_gives_what_one_run_gives() {
        let (presentation, images) = (presentation(&[25.0, 50.0]), images(150));
        let never = AtomicBool::new(false);
        let whole = gather(&presentation, &images, None, &never, |_, _| ()).unwrap();
        assert_eq!((whole.images(), whole.simulated), (150, 150));

        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path().to_owned());
        let stop = AtomicBool::new(false);
        let after_one_block = |_: Progress, _: &Gathered| stop.store(true, Ordering::Relaxed);
        let stopped = gather(&presentation, &images, Some(&cache), &stop, after_one_block);
        let Err(GatherError::Stopped(Stopped { done, total: 150, .. })) = stopped else {
            panic!("expected to be stopped")
        };
        assert!(0 < done && done < 150 && cache.size_bytes().unwrap() > 0);

        let on = gather(&presentation, &images, Some(&cache), &never, |_, _| ()).unwrap();
        assert_eq!(on.simulated, 150 - done);
        assert_eq!(
            (&on.weights, &on.counts, on.traffic),
            (&whole.weights, &whole.counts, whole.traffic)
        );
        assert_eq!(cache.size_bytes().unwrap(), 0, "what was kept for going on is gone");
    }

    #[test]
    fn any_rising_times_are_sampled() {
        let images = images(3);
        let never = AtomicBool::new(false);
        let at = |times: &[f64]| gather(&presentation(times), &images, None, &never, |_, _| ());
        let (all, last) = (at(&[25.0, 50.0, 75.0]).unwrap(), at(&[75.0]).unwrap());
        assert_eq!(all.weights[2], last.weights[0]);
        assert_ne!(all.weights[0], all.weights[2]);
        for bad in [0.0, 0.06, -5.0, 1e6, f64::NAN] {
            assert!(matches!(at(&[bad]), Err(GatherError::Time { .. })), "{bad}");
        }
    }

    #[test]
    fn events_survive_being_kept() {
        let traffic = Traffic { spikes: 1, arrivals: u64::MAX - 7, lost: 0x1234_5678_9ABC };
        assert_eq!(from_words(&to_words(traffic)), traffic);
    }
}
