//! Temporal paths: which signal made which neuron fire, from the image to the end of the run
//! (G21 Section 3.1).
//!
//! Without noise and plasticity a network that nothing drives any more ends in a cycle. A [`Tracer`]
//! finds it, and copies the rest of the run instead of simulating it:
//!
//! ```text
//! state  spikes of the last W ticks, in order, W = longest delay or refractory period,
//!        and potentials where there are any: all that decides the future
//! hash   rolling, of those spikes; compared with that of a snapshot (Brent 1980: taken more and more
//!        rarely), and confirmed by comparing the state itself
//! copy   spike k = spike k − n, one period later; its parent is n spikes further on too
//! ```

use crate::engine::{Engine, StartWeights};
use crate::event::{Cause, Observer};
use crate::ids::{EdgeId, NeuronId, SpikeId};
use crate::network::Network;
use crate::neuron::EventDriven;
use crate::stimulus::Stimulus;
use crate::units::Ticks;
use std::sync::Arc;

/// One firing of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathSpike {
    /// When.
    pub at: Ticks,
    /// Which neuron.
    pub neuron: NeuronId,
    /// The edge that won, and the spike that sent its signal; none for those that the stimulus caused.
    pub won: Option<(EdgeId, SpikeId)>,
}

/// What a run ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The first tick from which on every spike comes again, and again after that. Where what repeats is silence, the end of
    /// the last spike's tick.
    pub begins_at: Ticks,
    /// When it was noticed: by looking back now and then, so later.
    pub found_at: Ticks,
    /// After how long it repeats.
    pub period: Ticks,
}

impl Cycle {
    /// Whether what repeats is silence: nothing has fired for a whole period when the cycle is found.
    pub fn is_silent(self, last_spike: Option<Ticks>) -> bool {
        last_spike.is_none_or(|last| last + self.period < self.found_at)
    }
}

/// All spikes of a run, in order; spike i is that of [`SpikeId`] i.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemporalPath {
    /// The spikes.
    pub spikes: Vec<PathSpike>,
    /// The cycle, if one closed before the end.
    pub cycle: Option<Cycle>,
}

impl Observer for TemporalPath {
    #[inline]
    fn spike(&mut self, at: Ticks, neuron: NeuronId, cause: Cause) {
        let won = match cause {
            Cause::Signal { edge, parent } => Some((edge, parent)),
            Cause::Stimulus | Cause::Threshold => None,
        };
        self.spikes.push(PathSpike { at, neuron, won });
    }
}

impl TemporalPath {
    /// The earliest spike from which on all are those of a period before; the last `count` are known to
    /// be.
    fn repeats_from(&self, count: usize, period: Ticks) -> Ticks {
        let Some(last) = self.spikes.last().filter(|_| count > 0) else {
            return self.spikes.last().map_or(Ticks::ZERO, |last| last.at + Ticks(1));
        };
        let again = |k: &usize| {
            let (past, spike) = (&self.spikes[k - count], &self.spikes[*k]);
            past.neuron == spike.neuron && past.at + period == spike.at
        };
        let repeated = (count..self.spikes.len()).rev().take_while(again).last();
        let Some(first) = repeated.map(|k| k - count) else { return last.at };
        let at = self.spikes[first].at;
        // A tick of which a part alone comes again is not yet of the cycle.
        let is_alone = |before: Option<&PathSpike>, at| before.is_none_or(|spike| spike.at < at);
        let before = |k: usize| k.checked_sub(1).map(|k| &self.spikes[k]);
        let is_whole = is_alone(before(first), at) && is_alone(before(first + count), at + period);
        if is_whole { at } else { at + Ticks(1) }
    }

    /// Appends copies of the last `count` spikes, each a period later, up to `end`.
    fn repeat(&mut self, count: usize, period: Ticks, end: Ticks) {
        if count == 0 {
            return;
        }
        for k in self.spikes.len().. {
            let past = self.spikes[k - count];
            if past.at + period >= end {
                break;
            }
            let won =
                past.won.map(|(edge, SpikeId(parent))| (edge, SpikeId(parent + count as u32)));
            self.spikes.push(PathSpike { at: past.at + period, won, ..past });
        }
    }
}

/// Follows presentations to their end, and past the point where they repeat.
pub struct Tracer {
    engine: Engine,
    path: TemporalPath,
    raster: RollingHash,
    snapshot: Option<Snapshot>,
    next_snapshot: u32,
    /// The path is known to its end.
    is_whole: bool,
}

/// Ticks between the first snapshots; later ones are half as far apart as they are late.
const SNAPSHOT_TICKS: u32 = 256;

/// What a later moment is compared with.
struct Snapshot {
    now: u32,
    hash: u64,
    /// Spikes of the window then.
    window: std::ops::Range<usize>,
    potentials: Option<EventDriven>,
}

impl Tracer {
    /// A tracer of `network`.
    pub fn new(network: Arc<Network>) -> Tracer {
        let window = network.delay_max().0.max(network.refractory_max().0);
        Tracer {
            engine: Engine::new(network),
            path: TemporalPath::default(),
            raster: RollingHash::new(window),
            snapshot: None,
            next_snapshot: 0,
            is_whole: false,
        }
    }

    /// The network.
    pub fn network(&self) -> &Arc<Network> {
        self.engine.network()
    }

    /// Every spike of a presentation. Where nothing is plastic and neurons have no clock, the run is
    /// simulated until it repeats, and copied from there: the same path as that of
    /// [`trace_all`](Self::trace_all), but for the cycle that was found.
    pub fn trace(&mut self, stimulus: &Stimulus) -> &TemporalPath {
        let repeats = self.may_repeat();
        self.follow(stimulus, repeats)
    }

    /// The same, simulated to the end.
    pub fn trace_all(&mut self, stimulus: &Stimulus) -> &TemporalPath {
        self.follow(stimulus, false)
    }

    fn follow(&mut self, stimulus: &Stimulus, repeats: bool) -> &TemporalPath {
        self.begin(stimulus);
        while !self.is_whole {
            self.step(stimulus, repeats, &mut ());
        }
        &self.path
    }

    /// Back to the start of a run, to be gone through with [`run_until`](Self::run_until).
    pub fn begin(&mut self, stimulus: &Stimulus) {
        let driven_until = stimulus.spikes().last().map_or(0, |spike| spike.at.0 + 1);
        self.engine.reset(StartWeights::Initial);
        self.path.spikes.clear();
        self.path.cycle = None;
        self.raster.clear();
        self.snapshot = None;
        self.next_snapshot = driven_until.max(self.raster.window);
        self.is_whole = stimulus.duration() == Ticks::ZERO;
    }

    /// Goes on until `until` ticks have been simulated, and tells `observer` all that happens: nothing of it
    /// is copied.
    pub fn run_until(
        &mut self,
        stimulus: &Stimulus,
        until: Ticks,
        observer: &mut (impl Observer + ?Sized),
    ) {
        let repeats = self.may_repeat();
        while !self.is_whole && self.engine.now() < until {
            self.step(stimulus, repeats, observer);
        }
        self.engine.run_until(stimulus, until, observer);
    }

    /// The path of the presentation as a whole: known as soon as it is seen to repeat, or at its end.
    pub fn known(&self) -> Option<&TemporalPath> {
        self.is_whole.then_some(&self.path)
    }

    fn may_repeat(&self) -> bool {
        self.network().stdp().is_none() && !self.engine.is_clocked()
    }

    /// Simulates a tick of the path, and looks whether it has come to what it was before.
    fn step(
        &mut self,
        stimulus: &Stimulus,
        repeats: bool,
        observer: &mut (impl Observer + ?Sized),
    ) {
        let end = stimulus.duration();
        let first = self.path.spikes.len();
        let until = self.engine.now() + Ticks(1);
        self.engine.run_until(stimulus, until, &mut (&mut self.path, observer));
        self.is_whole = until >= end;
        if !repeats {
            return;
        }
        self.raster.tick(until.0, &self.path.spikes, first);
        if let Some(past) = self.snapshot.as_ref().filter(|past| past.hash == self.raster.hash)
            && self.is_again(past)
        {
            let period = until - Ticks(past.now);
            let count = self.path.spikes.len() - past.window.end;
            let begins_at = self.path.repeats_from(count, period);
            self.path.cycle = Some(Cycle { begins_at, found_at: until, period });
            self.path.repeat(count, period, end);
            self.is_whole = true;
        } else if until.0 >= self.next_snapshot {
            self.next_snapshot = until.0 + SNAPSHOT_TICKS.max(until.0 / 2);
            self.snapshot = Some(Snapshot {
                now: until.0,
                hash: self.raster.hash,
                window: self.raster.oldest..self.path.spikes.len(),
                potentials: self.engine.event_driven().cloned(),
            });
        }
    }

    /// Whether what decides the future is as it was.
    fn is_again(&self, past: &Snapshot) -> bool {
        let now = self.engine.now().0;
        let window = &self.path.spikes[self.raster.oldest..];
        let before = &self.path.spikes[past.window.clone()];
        let alike = |(a, b): (&PathSpike, &PathSpike)| {
            a.neuron == b.neuron && now - a.at.0 == past.now - b.at.0
        };
        window.len() == before.len()
            && window.iter().zip(before).all(alike)
            && match (self.engine.event_driven(), &past.potentials) {
                (Some(a), Some(b)) => a.is_as(now, b, past.now),
                _ => true,
            }
    }
}

/// Σ hash(neuron, place within its tick) · X^(age) over the spikes of the last `window` ticks.
struct RollingHash {
    window: u32,
    /// X^window.
    leaving: u64,
    hash: u64,
    /// First spike of the window.
    oldest: usize,
    of_spikes: Vec<u64>,
}

impl RollingHash {
    const X: u64 = 0xD134_2543_DE82_EF95;

    fn new(window: u32) -> RollingHash {
        let leaving = Self::X.wrapping_pow(window);
        RollingHash { window, leaving, hash: 0, oldest: 0, of_spikes: Vec::new() }
    }

    fn clear(&mut self) {
        (self.hash, self.oldest) = (0, 0);
        self.of_spikes.clear();
    }

    /// Takes in the spikes from `first` on, all of the tick before `now`.
    fn tick(&mut self, now: u32, spikes: &[PathSpike], first: usize) {
        self.hash = self.hash.wrapping_mul(Self::X);
        for (place, spike) in (0..).zip(&spikes[first..]) {
            let hash = mixed(u64::from(spike.neuron.0) + 1 + (place << 32));
            self.of_spikes.push(hash);
            self.hash = self.hash.wrapping_add(hash);
        }
        while self.oldest < spikes.len() && spikes[self.oldest].at.0 + self.window < now {
            let left = self.of_spikes[self.oldest].wrapping_mul(self.leaving);
            self.hash = self.hash.wrapping_sub(left);
            self.oldest += 1;
        }
    }
}

/// Spreads a number over 64 bits (SplitMix64, Steele et al. 2014).
pub fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fingerprint;
    use crate::network::{Delay, LengthUnit, NetworkSpec};
    use crate::params::{NeuronSpec, Preset};
    use crate::random::{Purpose, Stream};
    use crate::stimulus::InputSpike;

    /// Some strokes, no two alike.
    fn stimulus(preset: &Preset, image: u64) -> Stimulus {
        let mut random = Stream::new(image, Purpose::Images);
        let mut pixels = [0; 784];
        for _ in 0..6 {
            let start = random.permutation(784)[0] as usize;
            let step = [1, 27, 28, 29][random.permutation(4)[0] as usize];
            (start..784).step_by(step).take(14).for_each(|pixel| pixels[pixel] = 255);
        }
        preset.encode(&pixels).unwrap()
    }

    fn fixed(name: &str) -> Preset {
        let spec = Preset::builtin(name).unwrap().spec().clone();
        Preset::try_from(crate::PresetSpec { plasticity: None, ..spec }).unwrap()
    }

    #[test]
    fn what_repeats_is_copied_exactly() {
        for (name, images, least) in [("paths-sbm", 40, 35), ("paths-stdp", 8, 0)] {
            let preset = fixed(name);
            let network = Arc::new(Network::build(&preset, 1));
            let (mut fast, mut full) = (Tracer::new(network.clone()), Tracer::new(network));
            let mut cycles = 0;
            for image in 0..images {
                let stimulus = stimulus(&preset, image);
                let copied = fast.trace(&stimulus);
                let simulated = full.trace_all(&stimulus);
                assert!(copied.spikes == simulated.spikes, "{name}, image {image}");
                assert!(simulated.cycle.is_none());
                cycles += usize::from(copied.cycle.is_some());
                let Some(cycle) = copied.cycle.filter(|_| copied.spikes.len() > 1_000) else {
                    continue;
                };
                // Everything from there on comes again, and what is before it does not.
                let after = |at: Ticks| copied.spikes.partition_point(|spike| spike.at < at);
                let comes_again_from = |at: Ticks| {
                    let (from, next) = (after(at), after(at + cycle.period));
                    let by = next - from;
                    (from..copied.spikes.len() - by).all(|k| {
                        let (a, b) = (copied.spikes[k], copied.spikes[k + by]);
                        a.neuron == b.neuron && a.at + cycle.period == b.at
                    })
                };
                assert!(comes_again_from(cycle.begins_at), "{name}, image {image}");
                let before = after(cycle.begins_at).checked_sub(1).map(|k| copied.spikes[k].at);
                assert!(!before.is_some_and(comes_again_from), "{name}, image {image}: earlier");
                assert!(cycle.begins_at < cycle.found_at);
            }
            assert!(cycles >= least, "{name}: {cycles} of {images} were seen to repeat");
        }
    }

    #[test]
    fn a_presentation_that_is_watched_leaves_the_same_path() {
        let preset = fixed("paths-sbm");
        let network = Arc::new(Network::build(&preset, 1));
        let (mut alone, mut watched) = (Tracer::new(network.clone()), Tracer::new(network.clone()));
        for image in 0..4 {
            let stimulus = stimulus(&preset, image);
            let expected = alone.trace(&stimulus);
            let mut all = Fingerprint::default();
            Engine::new(network.clone()).present(&stimulus, &mut all);
            let (mut seen, mut known_at) = (Fingerprint::default(), None);
            watched.begin(&stimulus);
            for until in (1..=stimulus.duration().0 / 50).map(|i| Ticks(i * 50)) {
                watched.run_until(&stimulus, until, &mut seen);
                known_at = known_at.or(watched.known().map(|_| until));
            }
            assert_eq!(watched.known(), Some(expected), "image {image}");
            assert_eq!(seen.hex(), all.hex(), "every event is told, past the cycle too");
            let found = expected.cycle.map(|cycle| cycle.found_at.0.div_ceil(50) * 50);
            assert_eq!(known_at.map(|at| at.0), found.or(Some(stimulus.duration().0)));
        }
    }

    #[test]
    fn parents_come_before_their_children_by_the_delay() {
        let preset = fixed("paths-sbm");
        let network = Arc::new(Network::build(&preset, 1));
        let mut tracer = Tracer::new(network.clone());
        let path = tracer.trace(&stimulus(&preset, 3)).clone();
        assert!(path.spikes.len() > 1_000);
        for spike in &path.spikes {
            let Some((edge, parent)) = spike.won else { continue };
            let parent = path.spikes[parent.0 as usize];
            assert_eq!(network.source(edge), parent.neuron);
            assert_eq!(network.target(edge), spike.neuron);
            assert_eq!(parent.at + network.delay(edge), spike.at);
        }
    }

    /// Its potentials are no part of what is compared, so spikes that come again are no cycle.
    #[test]
    fn nothing_of_a_clocked_network_is_copied() {
        let preset = fixed("weights-196");
        let network = Arc::new(Network::build(&preset, 1));
        let (mut fast, mut full) = (Tracer::new(network.clone()), Tracer::new(network));
        let silence = Stimulus::of_spikes(full.network(), Vec::new(), Ticks(10_000)).unwrap();
        for stimulus in (0..3).map(|image| stimulus(&preset, image)).chain([silence]) {
            let path = fast.trace(&stimulus);
            assert!(path.cycle.is_none());
            assert_eq!(path.spikes, full.trace_all(&stimulus).spikes);
        }
    }

    #[test]
    fn a_silent_network_stays_silent() {
        let preset = fixed("paths-sbm");
        let network = Arc::new(Network::build(&preset, 1));
        let mut tracer = Tracer::new(network.clone());
        let nothing = Stimulus::of_spikes(&network, Vec::new(), Ticks(10_000)).unwrap();
        assert!(tracer.trace(&nothing).spikes.is_empty());
    }

    /// Potentials decide too: the same spikes come again only where what is left of earlier signals is the same.
    #[test]
    fn sums_that_repeat_are_copied_exactly() {
        let mut cycles = 0;
        for (threshold, tau_membrane_ms) in [(0.6, 3.0), (1.0, 8.0), (1.6, 20.0), (2.5, 40.0)] {
            let spec = fixed("paths-sbm").spec().clone();
            let refractory_ms = spec.neuron.refractory_ms();
            let neuron = NeuronSpec::EventDriven { refractory_ms, tau_membrane_ms, threshold };
            let preset = Preset::try_from(crate::PresetSpec { neuron, ..spec }).unwrap();
            let network = Arc::new(Network::build(&preset, 1));
            let (mut fast, mut full) = (Tracer::new(network.clone()), Tracer::new(network));
            for image in 0..12 {
                let stimulus = stimulus(&preset, image);
                let (copied, simulated) = (fast.trace(&stimulus), full.trace_all(&stimulus));
                assert!(copied.spikes == simulated.spikes, "threshold {threshold}, image {image}");
                let goes_on = copied.spikes.len() > 1_000;
                cycles += usize::from(goes_on && copied.cycle.is_some());
            }
        }
        assert!(cycles > 5, "{cycles} cycles of sums were found");
    }

    #[test]
    fn what_is_tested_each_tick_is_simulated_to_the_end() {
        let preset = fixed("weights-196");
        let network = Arc::new(Network::build(&preset, 1));
        let (mut fast, mut full) = (Tracer::new(network.clone()), Tracer::new(network));
        let stimulus = stimulus(&preset, 1);
        let traced = fast.trace(&stimulus);
        assert_eq!(traced, full.trace_all(&stimulus));
        assert!(traced.cycle.is_none() && traced.spikes.len() > 100);
    }

    #[test]
    fn what_has_not_fired_for_a_whole_period_is_silent() {
        let [begins_at, period, found_at] = [100, 50, 200].map(Ticks);
        let cycle = Cycle { begins_at, found_at, period };
        let silent =
            [None, Some(149), Some(150), Some(199)].map(|at| cycle.is_silent(at.map(Ticks)));
        assert_eq!(silent, [true, true, false, false]);
    }

    #[test]
    fn numbers_are_spread_as_splitmix64_does() {
        // The first numbers of its streams 0 and 1, as published implementations give them.
        assert_eq!([0, 1].map(mixed), [0xE220_A839_7B1D_CDAF, 0x910A_2DEC_8902_5CC1]);
    }

    /// A ring of two repeats at once, while a third neuron sums what one of them sends until it fires.
    #[test]
    fn what_is_summed_up_while_spikes_repeat_is_no_cycle() {
        let neuron = NeuronSpec::EventDriven {
            refractory_ms: 2.0,
            tau_membrane_ms: 1_000.0,
            threshold: 1.0,
        };
        let mut spec = NetworkSpec::new(0.1, LengthUnit::Micrometre, neuron);
        spec.inputs.count = 1;
        spec.neurons.place = vec![[0.0; 3]; 4];
        spec.edges.push(0, 1, 2.0, Delay::Ms(1.0));
        spec.edges.push(1, 2, 2.0, Delay::Ms(10.0));
        spec.edges.push(2, 1, 2.0, Delay::Ms(10.0));
        spec.edges.push(1, 3, 0.12, Delay::Ms(3.0));
        let network = Arc::new(Network::new(&spec).unwrap());
        let first = InputSpike { at: Ticks(0), neuron: NeuronId(0) };
        let stimulus = Stimulus::of_one_spike(&network, first, Ticks(5_000)).unwrap();
        let (mut fast, mut full) = (Tracer::new(network.clone()), Tracer::new(network));
        let (copied, simulated) = (fast.trace(&stimulus), full.trace_all(&stimulus));
        assert!(copied.spikes == simulated.spikes);
        let summed: Vec<u32> =
            copied.spikes.iter().filter(|s| s.neuron == NeuronId(3)).map(|s| s.at.0).collect();
        // Nine times 0.12 a ring of 20 ms, what was there before fallen by a fiftieth each time: 1 is reached by the tenth.
        assert_eq!(summed.first(), Some(&1_840), "{summed:?}");
        assert!(copied.spikes.len() > 50 && summed.len() == 2, "{summed:?}");
    }
}
