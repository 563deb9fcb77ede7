//! Whether results that were read can be.

use super::{HIDDEN_MAX, Results};
use crate::data::CLASSES_MAX;
use crate::experiments::agree::accuracy;
use crate::experiments::fields::{
    Checked, IMAGES_MAX, NEURONS_MAX, count, hash, images, model, number, within,
};
use crate::sim::check::refuse;
use crate::sim::params::limits;

/// Whether they can be; they stand at that field.
pub(super) fn check(at: &str, run: &Results) -> Checked {
    let config = &run.config;
    let at_config = format!("{at}.config");
    model(&at_config, &config.preset, Some(&config.images))?;
    images(&format!("{at_config}.from"), &config.from)?;
    config.check().map_err(|error| within(&at_config, error))?;
    let duration_ms = config.preset.duration_ms;
    number(&format!("{at_config}.time_ms"), config.time_ms, f64::MIN_POSITIVE..=duration_ms)?;
    count(&format!("{at}.references"), run.references.len(), 1..=CLASSES_MAX)?;
    for (digit, &references) in run.references.iter().enumerate() {
        count(&format!("{at}.references[{digit}]"), references, 0..=IMAGES_MAX)?;
    }
    count(&format!("{at}.asked"), run.asked, 1..=IMAGES_MAX)?;
    count(&format!("{at}.neurons"), run.neurons, 1..=NEURONS_MAX)?;
    count(&format!("{at}.edges"), run.edges, 1..=limits::EDGES_MAX as usize)?;
    for (i, reached) in run.reached.iter().enumerate() {
        let at = format!("{at}.reached[{i}]");
        if run.reached[..i].iter().any(|other| other.what == reached.what) {
            return Err(refuse(&format!("{at}.what"), "each once", reached.what.words()));
        }
        let most = config.preset.sheet.pixels().max(run.edges).max(HIDDEN_MAX);
        count(&format!("{at}.numbers"), reached.numbers, 1..=most)?;
        count(&format!("{at}.islands"), reached.islands.unwrap_or(1), 1..=IMAGES_MAX)?;
        for (j, row) in reached.rows.iter().enumerate() {
            let at = format!("{at}.rows[{j}]");
            let is_again =
                reached.rows[..j].iter().any(|o| (o.way, o.labels) == (row.way, row.labels));
            let (name, of) = match row.way.is_of_each_class() {
                true => ("labels", &config.labels),
                false => ("questions", &config.questions),
            };
            if is_again || !of.contains(&row.labels) {
                let expected = format!("each way once with each of config.{name}");
                let found = format!("{} of {}", row.way.words(), row.labels);
                return Err(refuse(&at, expected, found));
            }
            accuracy(&format!("{at}.accuracy"), &row.accuracy, Some(config.draws))?;
        }
    }
    hash(&format!("{at}.embeddings_sha256"), &run.embeddings_sha256)
}
