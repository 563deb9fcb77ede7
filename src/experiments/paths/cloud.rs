//! The paper's Fig. 1: all references along the first axes of their embedding.

use super::embed::Embedded;
use super::results::Results;
use crate::analysis::paths::UNIT;
use crate::experiments::figure::{Figure, Labelled, Scatter};
use crate::experiments::output::OutputError;
use std::path::Path;

/// The digits that the paper's figure looks at closely.
const CLOSELY: [u8; 2] = [1, 9];

/// Writes `fig1` and `fig1-closely` into `folder`: the first kind of token, all references.
///
/// # Errors
/// What the system said.
pub fn write(
    results: &Results,
    embedded: &Embedded,
    labels: &[u8],
    folder: &Path,
) -> Result<(), OutputError> {
    let (Some(rows), Some(axes)) = (embedded.rows.first(), embedded.axes.first()) else {
        return Ok(());
    };
    let axis = |i: usize| match axes.explained_variance_ratio().get(i) {
        Some(share) => format!("axis {}, {:.1} % of the variance", i + 1, share * 100.0),
        None => format!("axis {}", i + 1),
    };
    // Along the axes themselves, whatever their scale in the embedding.
    let scales = axes.scales(results.config.axes.power());
    let scale = |i: usize| scales.get(i).copied().unwrap_or(1.0);
    let dim = axes.len();
    if dim < 3 {
        return Ok(());
    }
    let points = |of: &[usize; 2]| -> Vec<Labelled> {
        let references = rows.chunks_exact(dim).zip(labels).take(results.references);
        references
            .map(|(row, &label)| (of.map(|i| f32::from(row[i]) * UNIT / scale(i)), label))
            .collect()
    };
    let tokens = &results.config.tokens[0];
    let name = &results.config.preset.name;
    let cloud = |title: String, of: [usize; 2], points| Scatter {
        title,
        x: axis(of[0]),
        y: axis(of[1]),
        points,
    };
    let all = points(&[0, 1]);
    let title = format!("{name}, tokens {tokens}: {} images (paper: Fig. 1)", results.references);
    cloud(title, [0, 1], all).write(folder, "fig1")?;
    let close = points(&[0, 1]).into_iter().filter(|(_, label)| CLOSELY.contains(label));
    let title = format!("The same, {} and {} alone", CLOSELY[0], CLOSELY[1]);
    cloud(title, [0, 1], close.collect()).write(folder, "fig1-closely")
}
