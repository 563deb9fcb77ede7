//! The paper's Fig. 1: all references along the first axes of their embedding.

use super::embed::Embedded;
use super::results::Results;
use crate::analysis::fixed::{COORDINATE, from_fixed};
use crate::experiments::figure::{Figure, Labelled, Scatter};
use crate::experiments::files::OutputError;
use crate::experiments::words::count;
use std::path::Path;

/// The digits that the paper's figure looks at closely.
const CLOSELY: [u8; 2] = [1, 9];
/// Share of their points, at each end of each axis, that the close look leaves out.
const LEFT_OUT: f64 = 0.02;
/// Fewer axes are no cloud.
pub const AXES: usize = 3;
/// Stems of the files' names.
pub const STEMS: [&str; 2] = ["fig1", "fig1-closely"];

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
    if dim < AXES {
        return Ok(());
    }
    let points = |of: &[usize; 2]| -> Vec<Labelled> {
        let references = rows.chunks_exact(dim).zip(labels).take(results.references);
        references
            .map(|(row, &label)| (of.map(|i| from_fixed(row[i], COORDINATE) / scale(i)), label))
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
    let images = count(results.references, "image");
    let title = format!("{name}, tokens {tokens}: {images} (paper: Fig. 1)");
    cloud(title, [0, 1], all).write(folder, STEMS[0])?;
    let of_two = points(&[0, 1]).into_iter().filter(|(_, label)| CLOSELY.contains(label));
    let title = format!(
        "{name}, tokens {tokens}: {} and {} alone, where most of them are (paper: Fig. 1)",
        CLOSELY[0], CLOSELY[1]
    );
    cloud(title, [0, 1], closely(of_two.collect())).write(folder, STEMS[1])
}

/// The points between the outermost ones along either axis.
fn closely(points: Vec<Labelled>) -> Vec<Labelled> {
    let bounds: [[f32; 2]; 2] = std::array::from_fn(|axis| {
        let mut along: Vec<f32> = points.iter().map(|(at, _)| at[axis]).collect();
        along.sort_unstable_by(f32::total_cmp);
        let at = |share: f64| along.get((share * along.len() as f64) as usize).copied();
        [at(LEFT_OUT).unwrap_or(f32::MIN), at(1.0 - LEFT_OUT).unwrap_or(f32::MAX)]
    });
    let is_inside =
        |(at, _): &Labelled| at.iter().zip(bounds).all(|(x, [low, high])| (low..=high).contains(x));
    points.into_iter().filter(is_inside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_close_look_leaves_out_the_outermost() {
        let points: Vec<Labelled> = (0..200).map(|i| ([i as f32, -(i as f32)], 1)).collect();
        let close = closely(points);
        let bounds = close
            .iter()
            .fold((f32::MAX, f32::MIN), |(low, high), (at, _)| (low.min(at[0]), high.max(at[0])));
        assert_eq!(bounds, (4.0, 195.0));
        assert!(closely(Vec::new()).is_empty());
    }
}
