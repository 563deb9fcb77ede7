//! What is said of presets and seeds in the same way for every experiment.

use crate::cli::common::Common;
use crate::cli::error::{Usage, refuse};
use crate::experiments::fields::{RUNS_MAX, SIZES_MAX};
use crate::experiments::sweep;
use crate::sim::Preset;
use anyhow::Result;

/// Seeds that differ: one network twice would look like two that agree.
pub(super) fn distinct_seeds(seeds: Vec<u64>) -> Result<Vec<u64>> {
    if seeds.len() > RUNS_MAX {
        return Err(refuse("--seeds", format!("at most {RUNS_MAX}"), seeds.len()));
    }
    let again = seeds.iter().enumerate().find(|(i, seed)| seeds[..*i].contains(seed));
    match again {
        Some((_, seed)) => Err(refuse("--seeds", "each seed once", format!("{seed} twice"))),
        None => Ok(seeds),
    }
}

/// Numbers of neurons.
pub(super) fn sizes(names: &[String]) -> Result<Vec<usize>> {
    let mut sizes = Vec::new();
    if names.len() > SIZES_MAX {
        return Err(refuse("--neurons", format!("at most {SIZES_MAX} numbers"), names.len()));
    }
    for name in names {
        match (name.as_str(), name.parse()) {
            ("all", _) => sizes.extend(sweep::NEURONS),
            (_, Ok(number)) => sizes.push(number),
            _ => return Err(refuse("--neurons", "whole numbers or all", name)),
        }
    }
    Ok(distinct(sizes))
}

/// The preset with parameters of the user's.
pub(super) fn changed(preset: &Preset, set: &[String]) -> Result<Preset> {
    let mut spec = preset.spec().clone();
    for change in set {
        let Some((path, value)) = change.split_once('=') else {
            return Err(refuse("--set", "PATH=VALUE", change));
        };
        spec = spec.with(path, value).map_err(|e| Usage(format!("--set: {e}")))?;
    }
    Preset::try_from(spec).map_err(|e| Usage(format!("--set: {e}")).into())
}

/// Presets of the sweep, /// for the images that there are.
pub(super) fn swept(sizes: &[usize], common: &Common) -> Result<Vec<Preset>> {
    let preset =
        |&n: &usize| common.fitted(sweep::preset(n).map_err(|e| Usage(format!("--neurons: {e}")))?);
    sizes.iter().map(preset).collect()
}

/// Each once, where it stands first: a run twice would look like two networks that agree.
pub(super) fn distinct<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}
