//! Which images are references, and which are asked about.

use super::{Config, Features, Reached};
use crate::data::{ContentHash, DataSet, ImageSet, Source};
use crate::experiments::error::ExperimentError;
use crate::sim::check::refuse;
use crate::sim::random::{Purpose, Stream};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// By how much of the first class's share the last one's is smaller, where classes are of unequal size.
const FALL: f64 = 0.8;

/// What is presented: references first, then those that are asked about.
pub(super) struct Images {
    of: Key,
    pub all: DataSet,
    pub labels: Vec<u8>,
    pub references: usize,
    pub content: ContentHash,
    /// What came of their pixels alone, the same for every network: of runs that share them.
    beside: Mutex<Vec<(Config, Reached)>>,
}

/// What decides which images they are.
type Key = (String, usize, bool, String, Option<usize>, u64);

fn key(config: &Config) -> Key {
    let Config { from, references, is_unbalanced, images, limit, draw_seed, .. } = config.clone();
    (from, references, is_unbalanced, images, limit, draw_seed)
}

impl Images {
    pub fn read(config: &Config, source: &Source) -> Result<Images, ExperimentError> {
        let load = |field, set: &str| -> Result<_, ExperimentError> {
            let failed = |source| ExperimentError::Set { field, source };
            let set: ImageSet = set.parse().map_err(failed)?;
            let (images, places) = set.load(source).map_err(failed)?;
            Ok((images, places, set.part()))
        };
        let (asked, mut asked_places, asked_part) = load("images", &config.images)?;
        asked_places.truncate(config.limit.unwrap_or(asked.len()));
        let asked = asked.pick(&(0..asked_places.len() as u32).collect::<Vec<_>>());
        if asked.is_empty() {
            return Err(refuse("images", "at least 1 to ask about", "none").into());
        }
        let (all, places, part) = load("from", &config.from)?;
        // An image that is asked about must not be its own reference.
        let asked_places: HashSet<u32> = match asked_part == part {
            true => asked_places.into_iter().collect(),
            false => HashSet::new(),
        };
        let order = Stream::new(config.draw_seed, Purpose::Images).permutation(all.len());
        let is_free = |&i: &u32| !asked_places.contains(&places[i as usize]);
        let free: Vec<u32> = order.into_iter().filter(is_free).collect();
        let chosen = match config.is_unbalanced {
            true => unequal(&free, &all, config.references)?,
            false if free.len() < config.references => {
                let words = format!("the images of {} that are not asked about", config.from);
                let (most, found) = (free.len(), config.references);
                return Err(too_many(most, &words, found));
            }
            false => free[..config.references].to_vec(),
        };
        let references = all.pick(&chosen);
        let all = references.followed_by(&asked);
        Ok(Images {
            of: key(config),
            labels: (0..all.len()).map(|i| all.label(i)).collect(),
            references: chosen.len(),
            content: ContentHash::of(&[&all]),
            all,
            beside: Mutex::default(),
        })
    }

    /// Whether they are those that `config` names.
    pub fn are_of(&self, config: &Config) -> bool {
        self.of == key(config)
    }

    /// What another run found in pixels alone, if one did with the same numbers.
    pub fn known(&self, what: Features, config: &Config) -> Option<Reached> {
        let beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |other: &Config| {
            let Config { preset, seed, time_ms, .. } = other.clone();
            Config { preset, seed, time_ms, ..config.clone() } == *other
        };
        let found = beside.iter().find(|(other, found)| found.what == what && is_same(other));
        found.map(|(_, found)| found.clone())
    }

    /// Remembers what was found, if it is of pixels alone.
    pub fn remember(&self, config: &Config, found: &Reached) {
        if matches!(found.what, Features::Pixels | Features::Ann) {
            let mut beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
            beside.push((config.clone(), found.clone()));
        }
    }

    /// References of each class.
    pub fn references_of_each(&self) -> Vec<usize> {
        let mut counts = vec![0; self.all.classes().count()];
        self.labels[..self.references].iter().for_each(|&label| counts[usize::from(label)] += 1);
        counts
    }
}

/// More references than there can be.
fn too_many(most: usize, words: &str, found: usize) -> ExperimentError {
    refuse("references", format!("at most {most}, {words}"), found).into()
}

/// The first of `free` so that there are `count` in all and class c of n has 1 − 0.8 c / (n − 1) as many as class 0, rounded.
fn unequal(free: &[u32], all: &DataSet, count: usize) -> Result<Vec<u32>, ExperimentError> {
    let classes = all.classes().count();
    let share = |class: usize| 1.0 - FALL * class as f64 / (classes - 1).max(1) as f64;
    let whole: f64 = (0..classes).map(share).sum();
    // Rounding the sums instead of the parts makes these exactly as many as were asked for.
    let until = |classes: usize| {
        let sum: f64 = (0..classes).map(share).sum();
        (count as f64 * sum / whole).round() as usize
    };
    let mut wanted: Vec<usize> = (0..classes).map(|c| until(c + 1) - until(c)).collect();
    let mut there = vec![0_usize; classes];
    free.iter().for_each(|&i| there[usize::from(all.label(i as usize))] += 1);
    if let Some(class) = (0..classes).find(|&class| wanted[class] > there[class]) {
        let of = |class: usize| there[class] as f64 * whole / share(class);
        let most = (0..classes).map(of).fold(f64::MAX, f64::min) as usize;
        let words = format!("so that those of unequal classes have enough images of digit {class}");
        return Err(too_many(most, &words, count));
    }
    let is_taken = |&i: &u32| {
        let left = &mut wanted[usize::from(all.label(i as usize))];
        let is_taken = *left > 0;
        *left -= usize::from(is_taken);
        is_taken
    };
    let mut is_taken = is_taken;
    Ok(free.iter().copied().filter(|i| is_taken(i)).collect())
}
