//! Which files earlier results left in a folder that others were written to since: those that such results are
//! written as, by their names, and that the new ones did not write again. Whatever else is there is not ours.

use super::charts::charts;
use super::export::{self, Format};
use super::output::tables;
use super::paths::cloud;
use crate::experiments::files::RESULTS;
use crate::experiments::report::Report;
use std::collections::BTreeSet;
use std::path::Path;

/// Removes what `earlier` left in `folder`, now that `report`, with its embeddings in `format`, is there; returns
/// the names. What cannot be removed stays.
pub fn remove(
    folder: &Path,
    earlier: &Report,
    report: &Report,
    format: Option<Format>,
) -> Vec<String> {
    let mut old = names(earlier);
    [Format::Npy, Format::Parquet]
        .iter()
        .for_each(|&format| old.extend(embeddings(earlier, format)));
    let mut new = names(report);
    new.extend(format.into_iter().flat_map(|format| embeddings(report, format)));
    let is_removed = |name: &String| {
        let path = folder.join(name);
        let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
        is_file && std::fs::remove_file(path).is_ok()
    };
    old.into_iter().filter(|name| !new.contains(name) && is_removed(name)).collect()
}

/// Tables and figures.
fn names(report: &Report) -> BTreeSet<String> {
    let mut names: BTreeSet<String> =
        tables(report).into_iter().map(|(name, _)| name.to_owned()).collect();
    names.insert(RESULTS.to_owned());
    let mut stems: Vec<String> = charts(report).into_iter().map(|named| named.stem).collect();
    if report.paths.first().is_some_and(|run| run.config.dimensions >= cloud::AXES) {
        stems.extend(cloud::STEMS.map(str::to_owned));
    }
    names.extend(stems.iter().flat_map(|stem| [format!("{stem}.svg"), format!("{stem}.png")]));
    names
}

/// What the embeddings of all runs are called.
fn embeddings(report: &Report, format: Format) -> Vec<String> {
    let mut names = Vec::new();
    for run in &report.runs {
        let stem = export::stem(&run.config.preset.name, run.config.seed);
        let stems = run.config.times_ms.iter().map(|&ms| export::stem_at(&stem, ms));
        names.extend(export::names(stems, format, &stem));
    }
    for run in &report.paths {
        let stem = export::stem(&run.config.preset.name, run.config.seed);
        let stems = run.config.tokens.iter().map(|tokens| export::stem_of(&stem, tokens));
        names.extend(export::names(stems, format, &stem));
    }
    names
}
