//! Beside them: a network that is trained on the very same labelled images, and on nothing else.
//!
//! Pixels → N → classes as in [`ann`](crate::experiments::ann), without augmentation, weight decay or any image without a
//! label; an image is what its largest output says. Its first weights are drawn by the seed of the draw.

use super::draws::Draws;
use super::{Config, Features, Labelling, Reached, Row};
use crate::data::DataSet;
use crate::experiments::ann::Trained;
use crate::experiments::error::ExperimentError;
use crate::experiments::protocol::Accuracy;
use std::sync::atomic::AtomicBool;

/// Trains a network for every draw and asks it about all images but the `references`, which are first; none when
/// stopped.
pub(super) fn trained(
    config: &Config,
    draws: &Draws,
    all: &DataSet,
    references: usize,
    stop: &AtomicBool,
    mut told: impl FnMut(usize, usize),
) -> Result<Option<Reached>, ExperimentError> {
    let asked: Vec<u32> = (references as u32..all.len() as u32).collect();
    let asked = all.pick(&asked);
    let layers = [all.sheet().pixels(), config.hidden, all.classes().count()];
    let total = config.labels.len() * draws.len();
    told(0, total);
    let mut rows = Vec::new();
    for &labels in &config.labels {
        let mut shares = Vec::new();
        for draw in 0..draws.len() {
            let taught = draws.taught(draw, labels);
            let places: Vec<u32> = taught.iter().map(|one| one.point as u32).collect();
            let mut network = Trained::new(layers, draws.seed(draw))?;
            if network.learn(&all.pick(&places), stop)?.is_none() {
                return Ok(None);
            }
            let Some(found) = network.labels(&asked, stop)? else { return Ok(None) };
            let right = (0..asked.len()).filter(|&i| found[i] == asked.label(i)).count();
            shares.push(100.0 * right as f64 / asked.len() as f64);
            told(rows.len() * draws.len() + draw + 1, total);
        }
        rows.push(Row { way: Labelling::Trained, labels, accuracy: Accuracy::of(shares) });
    }
    Ok(Some(Reached { what: Features::Ann, numbers: config.hidden, islands: None, rows }))
}
