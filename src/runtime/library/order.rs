//! In which order references come, and which drawings of ours come among them.

use super::LibrarySpec;
use crate::analysis::paths::are_embedding;
use crate::data::{DataSet, Source};
use crate::sim::random::{Purpose, Stream};

/// The order of the references is drawn from this seed: the same digits first, everywhere.
const ORDER_SEED: u64 = 20_211;
/// One reference in so many is a drawing. Against 10,000 references, 10,000 training digits that are not among them
/// are labelled right 97.88 % of the time, and 97.91 % without drawings.
const DRAWN_EVERY: usize = 60;

/// Whether drawings of ours stand beside the references: beside MNIST, and not where it is not known what the
/// images show. Temporal paths, for which nobody has measured whether that helps, have MNIST alone.
pub(super) fn has_drawings(spec: &LibrarySpec) -> bool {
    spec.source == Source::Embedded && !are_embedding(&spec.preset)
}

/// In which order references are embedded, and the digits that they are of. To MNIST, drawings in hands that it does
/// not hold are added, a few among as many as there are.
pub(super) fn in_order(digits: DataSet, spec: &LibrarySpec) -> (Vec<u32>, DataSet) {
    let order = Stream::new(ORDER_SEED, Purpose::Images).permutation(digits.len());
    if !has_drawings(spec) {
        return (order, digits);
    }
    let first = digits.len() as u32;
    let digits = digits.with_drawn();
    let mut drawings = first..digits.len() as u32;
    let mut mixed = Vec::with_capacity(digits.len());
    for stretch in order.chunks(DRAWN_EVERY - 1) {
        mixed.extend_from_slice(stretch);
        mixed.extend(drawings.next());
    }
    mixed.extend(drawings);
    (mixed, digits)
}
