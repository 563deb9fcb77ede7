//! The bytes of a kept graph, in the format of the cache ([`crate::data::cache`]): one safetensors file with a checksum.
//!
//! Metadata: `format`, `version`, `of` (what it was built of, in the words of whoever keeps it), `spec` (JSON) and
//! `crc32`. Tensors, of n points and m = twice as many numbers as edges:
//!
//! | tensor | type | shape | content |
//! |---|---|---|---|
//! | `starts` | u32 | n + 1 | where the row of each point starts, and where the last one ends |
//! | `points` | u32 | m | what it is joined with, rising within a row |
//! | `weights` | f32 | m | S there |
//! | `scales` | f32 | n | own scale of each point |
//! | `radii` | f32 | n | how far its last neighbour is |
//! | `sums` | f64 | n | D |

use super::{Graph, GraphError, GraphSpec, Matrix, Near};
use crate::data::cache::checksum;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::HashMap;

const FORMAT: &str = "signalscape-graph";
const VERSION: &str = "2";

fn damaged(reason: impl ToString) -> GraphError {
    GraphError::Damaged { reason: reason.to_string() }
}

impl Graph {
    /// Its bytes, for [`from_bytes`](Self::from_bytes) with the same `of`: all that decides the embeddings and the
    /// points' order, such as the name of what they are kept in.
    pub fn to_bytes(&self, of: &str) -> Vec<u8> {
        let matrix = &self.matrix;
        let starts = bytes(&matrix.proper_indptr(), u32::to_le_bytes);
        let points = bytes(matrix.indices(), u32::to_le_bytes);
        let weights = bytes(matrix.data(), f32::to_le_bytes);
        let Near { scales, radii, sums } = &self.near;
        let (scales, radii) = (bytes(scales, f32::to_le_bytes), bytes(radii, f32::to_le_bytes));
        let sums = bytes(sums, f64::to_le_bytes);
        let fields =
            [("format", FORMAT), ("version", VERSION), ("of", of), ("spec", &named(self.spec))];
        let mut metadata: HashMap<String, String> =
            fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let all = [&starts, &points, &weights, &scales, &radii, &sums];
        let sum = checksum(&metadata, all.into_iter().map(Vec::as_slice));
        metadata.insert("crc32".to_owned(), sum);
        let view = |dtype: Dtype, bytes| {
            let count = <[u8]>::len(bytes) * 8 / dtype.bitsize();
            TensorView::new(dtype, vec![count], bytes).expect("as many bytes as that takes")
        };
        let tensors = [
            ("starts", view(Dtype::U32, &starts)),
            ("points", view(Dtype::U32, &points)),
            ("weights", view(Dtype::F32, &weights)),
            ("scales", view(Dtype::F32, &scales)),
            ("radii", view(Dtype::F32, &radii)),
            ("sums", view(Dtype::F64, &sums)),
        ];
        safetensors::serialize(tensors, Some(metadata)).expect("tensors that fit their shapes")
    }

    /// The graph in such bytes.
    ///
    /// # Errors
    /// [`GraphError::Other`] if it is of something else, was joined otherwise or is in another version's format;
    /// [`GraphError::Damaged`] if the bytes are no graph.
    pub fn from_bytes(bytes: &[u8], of: &str, spec: GraphSpec) -> Result<Graph, GraphError> {
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let mut metadata = header.metadata().clone().unwrap_or_default();
        let field = |metadata: &HashMap<String, String>, name: &str| {
            let found = metadata.get(name).cloned();
            found.ok_or_else(|| damaged(format!("metadata: expected {name}, found none")))
        };
        let format = field(&metadata, "format")?;
        if format != FORMAT {
            return Err(damaged(format!("metadata: format: expected {FORMAT}, found {format}")));
        }
        let same = |field: &'static str, expected: &str, found: String| match found == expected {
            true => Ok(()),
            false => Err(GraphError::Other { field, expected: expected.to_owned(), found }),
        };
        // What the rest means is up to the version.
        same("version", VERSION, field(&metadata, "version")?)?;
        let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
        let tensor = |name: &str, dtype: Dtype| {
            let view = tensors.tensor(name).map_err(damaged)?;
            match view.dtype() == dtype && view.shape().len() == 1 {
                true => Ok(view.data()),
                false => Err(damaged(format!("{name}: expected {dtype} in one dimension"))),
            }
        };
        let starts = tensor("starts", Dtype::U32)?;
        let (points, weights) = (tensor("points", Dtype::U32)?, tensor("weights", Dtype::F32)?);
        let (scales, radii) = (tensor("scales", Dtype::F32)?, tensor("radii", Dtype::F32)?);
        let sums = tensor("sums", Dtype::F64)?;
        let expected = metadata.remove("crc32").unwrap_or_default();
        let all = [starts, points, weights, scales, radii, sums];
        let found = checksum(&metadata, all.into_iter());
        if expected != found {
            return Err(damaged(format!("crc32: expected {expected}, found {found}")));
        }
        same("of", of, field(&metadata, "of")?)?;
        same("spec", &named(spec), field(&metadata, "spec")?)?;
        let starts = numbers(starts, u32::from_le_bytes);
        let points = numbers(points, u32::from_le_bytes);
        let weights = numbers(weights, f32::from_le_bytes);
        let n = starts.len().saturating_sub(1);
        let ends = (starts.first(), starts.last().map(|&end| end as usize), weights.len());
        if ends != (Some(&0), Some(points.len()), points.len()) || n <= spec.neighbours {
            return Err(damaged("starts: expected those of as many points and weights"));
        }
        let near = Near {
            scales: numbers(scales, f32::from_le_bytes),
            radii: numbers(radii, f32::from_le_bytes),
            sums: numbers(sums, f64::from_le_bytes),
        };
        let matrix = Matrix::try_new((n, n), starts, points, weights);
        let matrix = matrix.map_err(|(.., error)| damaged(error))?;
        check(&matrix)?;
        check_near(&near, &matrix)?;
        Ok(Graph::of(spec, matrix, near))
    }
}

/// Whether rows and columns are what [`Graph`] promises: a checksum does not excuse what is no graph.
fn check(matrix: &Matrix) -> Result<(), GraphError> {
    for (point, row) in matrix.outer_iterator().enumerate() {
        for (other, &weight) in row.iter() {
            if !(weight > 0.0 && weight <= 1.0 + f32::EPSILON) || other == point {
                let at = format!("weights[{point}][{other}]");
                return Err(damaged(format!("{at}: expected above 0 to 1, found {weight}")));
            }
            if matrix.get(other, point) != Some(&weight) {
                let back = format!("weights[{other}][{point}]");
                return Err(damaged(format!("{back}: expected {weight}, as the other way round")));
            }
        }
    }
    Ok(())
}

/// One of each for each point, finite; a point may have no scale, and no sum where it has no edge.
fn check_near(Near { scales, radii, sums }: &Near, matrix: &Matrix) -> Result<(), GraphError> {
    let distances = || scales.iter().chain(radii);
    let edges = matrix.outer_iterator().map(|row| row.nnz());
    let is_sum = |(edges, &sum): (usize, &f64)| match edges {
        0 => sum == 0.0,
        _ => sum > 0.0 && sum.is_finite(),
    };
    let is_whole = [scales.len(), radii.len(), sums.len()] == [matrix.rows(); 3]
        && distances().all(|&distance| distance >= 0.0 && distance.is_finite())
        && edges.zip(sums).all(is_sum);
    match is_whole {
        true => Ok(()),
        false => Err(damaged("scales, radii, sums: expected one of each for every point, finite")),
    }
}

/// A spec as text, the same for equal ones.
fn named(spec: GraphSpec) -> String {
    serde_json::to_string(&spec).unwrap_or_default()
}

fn bytes<T: Copy, const N: usize>(numbers: &[T], convert: fn(T) -> [u8; N]) -> Vec<u8> {
    numbers.iter().flat_map(|&number| convert(number)).collect()
}

fn numbers<T, const N: usize>(bytes: &[u8], convert: fn([u8; N]) -> T) -> Vec<T> {
    let chunks = bytes.chunks_exact(N);
    chunks.map(|chunk| convert(chunk.try_into().expect("as many bytes"))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, random, scattered, spec};
    use super::*;
    use crate::analysis::References;

    const OF: &str = "references of weights-196, \"seed 1\"";

    fn load(bytes: &[u8]) -> Result<Graph, GraphError> {
        Graph::from_bytes(bytes, OF, spec())
    }

    #[test]
    fn a_graph_comes_back() {
        let graph = random(60, 3);
        assert_eq!(load(&graph.to_bytes(OF)).unwrap(), graph);
        // Some points are alone, and no sum is theirs.
        let lonely = GraphSpec { neighbours: 2, own: 0, scale: 1, ..spec() };
        let graph = built(&scattered(60, 3), 3, lonely);
        assert!((0..60).any(|point| graph.joined(point).count() == 0));
        assert_eq!(Graph::from_bytes(&graph.to_bytes(OF), OF, lonely).unwrap(), graph);
    }

    #[test]
    fn points_join_what_came_back_as_what_was_kept_and_come_back_too() {
        let (rows, labels) = (scattered(60, 3), [0; 60]);
        let refs = References::new(&rows, 3, &labels).unwrap();
        let graph = built(&rows, 3, spec());
        let joined = |graph: Graph| graph.joined_by(refs, &[0.5, 0.4, 0.5, 0.1, 0.9, 0.2]).unwrap();
        let later = joined(load(&graph.to_bytes(OF)).unwrap());
        assert_eq!(later.len(), 62);
        assert_eq!(load(&later.to_bytes(OF)).unwrap(), later);
        assert_eq!(joined(graph), later);
    }

    #[test]
    fn no_flipped_bit_and_no_cut_changes_it() {
        let graph = random(12, 2);
        let file = graph.to_bytes(OF);
        for bit in 0..8 * file.len() {
            let mut flipped = file.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(found) = load(&flipped) {
                assert_eq!(found, graph, "bit {bit}");
            }
        }
        for end in 0..file.len() {
            let error = load(&file[..end]).unwrap_err();
            assert!(matches!(error, GraphError::Damaged { .. }), "cut at {end}: {error}");
        }
    }

    /// Both ends of an edge changed alike, which only the checksum can tell.
    #[test]
    fn a_changed_weight_is_damage() {
        let graph = random(12, 2);
        let mut file = graph.to_bytes(OF);
        let (_, old) = graph.joined(0).next().unwrap();
        let (old, new) = (old.to_le_bytes(), (old * 0.5).to_le_bytes());
        let places: Vec<usize> =
            (0..file.len() - 3).filter(|&at| file[at..at + 4] == old).collect();
        assert!(places.len() >= 2, "both ends");
        places.into_iter().for_each(|at| file[at..at + 4].copy_from_slice(&new));
        let error = load(&file).unwrap_err().to_string();
        assert!(error.starts_with("graph: damaged: crc32: expected "), "{error}");
    }

    /// The bytes and their checksum are right.
    #[test]
    fn numbers_of_another_kind_or_shape_are_damage() {
        let file = random(12, 2).to_bytes(OF);
        let metadata = SafeTensors::read_metadata(&file).unwrap().1.metadata().clone();
        let tensors = SafeTensors::deserialize(&file).unwrap();
        let with = |dtype: Dtype, shape: fn(usize) -> Vec<usize>| {
            let views = tensors.iter().map(|(name, view)| match name {
                "weights" => {
                    let count = view.data().len() / 4;
                    (name, TensorView::new(dtype, shape(count), view.data()).unwrap())
                }
                _ => (name, view),
            });
            load(&safetensors::serialize(views, metadata.clone()).unwrap())
        };
        assert!(with(Dtype::F32, |count| vec![count]).is_ok());
        for (dtype, shape) in [
            (Dtype::U32, (|count| vec![count]) as fn(usize) -> Vec<usize>),
            (Dtype::F32, |count| vec![1, count]),
        ] {
            let error = with(dtype, shape).unwrap_err().to_string();
            assert_eq!(error, "graph: damaged: weights: expected F32 in one dimension");
        }
    }

    #[test]
    fn a_graph_of_something_else_says_so() {
        let file = random(12, 2).to_bytes("other references");
        let error = load(&file).unwrap_err().to_string();
        assert_eq!(error, format!("graph: of: expected {OF}, found other references"));
        let file = random(12, 2).to_bytes(OF);
        let error = Graph::from_bytes(&file, OF, GraphSpec { own: 1, ..spec() }).unwrap_err();
        assert!(matches!(error, GraphError::Other { field: "spec", .. }), "{error}");
        let metadata = [("format", FORMAT), ("version", "1")];
        let metadata = metadata.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let none: [(&str, TensorView); 0] = [];
        let file = safetensors::serialize(none, Some(metadata.into())).unwrap();
        let error = load(&file).unwrap_err().to_string();
        assert_eq!(error, "graph: version: expected 2, found 1");
    }

    /// The checksum of each of these is right.
    #[test]
    fn what_is_no_graph_is_refused_whatever_its_checksum() {
        let good = random(12, 2);
        let refused = |change: fn(&mut Vec<u32>, &mut Vec<u32>, &mut Vec<f32>)| {
            let mut graph = good.clone();
            let (starts, points, weights) = graph.matrix.into_raw_storage();
            let (mut starts, mut points, mut weights) = (starts, points, weights);
            change(&mut starts, &mut points, &mut weights);
            let n = starts.len() - 1;
            // Only what this allows can be written; the rest is refused when it is made again.
            let Ok(matrix) = Matrix::try_new((n, n.max(12)), starts, points, weights) else {
                return;
            };
            graph.matrix = matrix;
            let error = load(&graph.to_bytes(OF)).unwrap_err();
            assert!(matches!(error, GraphError::Damaged { .. }), "{error}");
        };
        refused(|_, _, weights| weights[3] = 0.0);
        refused(|_, _, weights| weights.fill(0.0));
        refused(|_, _, weights| weights[3] = f32::NAN);
        refused(|_, _, weights| weights[3] = -1.0);
        refused(|_, _, weights| weights.iter_mut().for_each(|weight| *weight = 1.5));
        refused(|_, _, weights| weights[3] *= 0.5);
        refused(|_, points, _| points[0] = 0); // with itself, or twice the same
        for change in [
            |near: &mut Near| near.scales[0] = f32::NAN,
            |near: &mut Near| near.radii[2] = -1.0,
            |near: &mut Near| near.sums[1] = 0.0,
            |near: &mut Near| near.sums.truncate(11),
        ] {
            let mut graph = good.clone();
            change(&mut graph.near);
            let error = load(&graph.to_bytes(OF)).unwrap_err();
            assert!(matches!(error, GraphError::Damaged { .. }), "{error}");
        }
        // No point has so many others.
        let many = GraphSpec { neighbours: 12, ..spec() };
        let graph = Graph { spec: many, ..good.clone() };
        let error = Graph::from_bytes(&graph.to_bytes(OF), OF, many).unwrap_err();
        assert!(matches!(error, GraphError::Damaged { .. }), "{error}");
        refused(|starts, points, weights| {
            // The last point leaves, and others still name it.
            starts.pop();
            points.truncate(starts[starts.len() - 1] as usize);
            weights.truncate(points.len());
        });
    }
}
