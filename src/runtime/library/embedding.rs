//! The two embeddings of an image that a library can hold: how weights moved, or which path activation
//! took.

use crate::analysis::fixed;
use crate::analysis::paths::{self, AxesKind, DIMENSIONS, PathEmbedder};
use crate::analysis::trajectory::Embedder;
use crate::analysis::{Embedded, Families, GoesOn, SparseAxes, SparseError, Tokens};
use crate::data::CachedEmbeddings;
use crate::runtime::blocks::shared_out;
use crate::sim::{Network, Preset};
use std::sync::Arc;

/// What embeds, one for each thread.
pub(super) enum Embedding {
    /// The network has none.
    None,
    /// Weight changes at every sample time.
    Weights(Vec<Embedder>),
    /// Tokens of temporal paths on axes, once those have been fitted.
    Paths {
        readers: Vec<PathEmbedder>,
        families: Families,
        axes: Option<Arc<SparseAxes>>,
        /// What the axes will be fitted to.
        read: Vec<Tokens>,
    },
}

/// Where an image lies, at every sample time.
pub(super) type Row = Vec<i16>;

impl Embedding {
    pub fn of(preset: &Arc<Preset>, network: &Arc<Network>, threads: usize) -> Embedding {
        if paths::are_embedding(preset) {
            let reader = |_| PathEmbedder::new(preset.clone(), network.clone());
            return Embedding::Paths {
                readers: (0..threads).map(reader).collect(),
                families: "E".parse().expect("a family"),
                axes: None,
                read: Vec::new(),
            };
        }
        if !preset.sees_images() {
            return Embedding::None;
        }
        let embedder = |_| Embedder::new(preset.clone(), network.clone());
        match (0..threads).map(embedder).collect::<Option<Vec<_>>>() {
            Some(embedders) => Embedding::Weights(embedders),
            None => Embedding::None,
        }
    }

    /// Numbers of a row at one time; 0 where there is no embedding.
    pub fn dim(&self) -> usize {
        match self {
            Embedding::None => 0,
            Embedding::Weights(embedders) => embedders[0].dim(),
            Embedding::Paths { .. } => DIMENSIONS,
        }
    }

    /// What one unit of a row stands for.
    pub fn unit(&self) -> f32 {
        match self {
            Embedding::None | Embedding::Weights(_) => fixed::WEIGHT,
            Embedding::Paths { .. } => fixed::COORDINATE,
        }
    }

    /// Times at which rows are taken, ms.
    pub fn times_ms(&self, preset: &Preset) -> Vec<f64> {
        match self {
            Embedding::None | Embedding::Weights(_) => preset.sample_times_ms(),
            Embedding::Paths { .. } => vec![preset.spec().duration_ms],
        }
    }

    /// The axes, if this embedding has them.
    pub fn axes(&self) -> Option<&Arc<SparseAxes>> {
        match self {
            Embedding::Paths { axes, .. } => axes.as_ref(),
            Embedding::None | Embedding::Weights(_) => None,
        }
    }

    /// Images that have been read so far, of those that axes are fitted to; none where no axes are
    /// wanted, or they are there.
    pub fn is_fitting(&self) -> Option<usize> {
        match self {
            Embedding::Paths { axes: None, read, .. } => Some(read.len()),
            _ => None,
        }
    }

    /// Reads more of the images that the axes will be fitted to.
    pub fn read(&mut self, images: &[&[u8]]) {
        let Embedding::Paths { readers, read, .. } = self else { return };
        let tokens = in_parallel(readers, images, |reader, image| reader.read(image).0);
        read.extend(tokens);
    }

    /// Fits the axes to what was read, as long as it `goes_on`; there are none when it did not.
    pub fn fit(&mut self, goes_on: GoesOn) -> Result<(), SparseError> {
        let Embedding::Paths { readers, families, axes, read } = self else { return Ok(()) };
        let read = std::mem::take(read);
        let tokenizer = readers[0].tokenizer();
        let fitted = AxesKind::Whitened.fit(tokenizer, &read, families, DIMENSIONS, goes_on)?;
        *axes = fitted.map(Arc::new);
        Ok(())
    }

    /// Uses axes that were kept; any that are not for this network are left alone.
    pub fn take_axes(&mut self, kept: &CachedEmbeddings) {
        let Embedding::Paths { readers, axes, .. } = self else { return };
        let kept = SparseAxes::from_kept(readers[0].tokenizer().dim(), DIMENSIONS, kept);
        *axes = kept.map(Arc::new);
    }

    /// Embeds some images: for each its rows at every time, one after the other.
    pub fn embed(&mut self, images: &[&[u8]]) -> Vec<Row> {
        match self {
            Embedding::None | Embedding::Paths { axes: None, .. } => Vec::new(),
            Embedding::Weights(embedders) => in_parallel(embedders, images, Embedder::embed),
            Embedding::Paths { readers, families, axes: Some(axes), .. } => {
                let place = |reader: &mut PathEmbedder, image: &[u8]| {
                    let (tokens, _) = reader.read(image);
                    reader.place(&tokens, families, axes)
                };
                in_parallel(readers, images, place)
            }
        }
    }

    /// Where an image lies that has been embedded elsewhere: its rows at every time, and those of its way
    /// there, where its embedding is a path. Nothing, where that is another embedding than this, or there
    /// are no axes yet.
    pub fn place(&self, of: &Embedded) -> (Vec<Row>, Vec<Row>) {
        match (self, of) {
            (Embedding::Weights(embedders), Embedded::Weights(steps)) => {
                let dim = embedders[0].dim();
                let rows = steps.samples().map(<[i16]>::to_vec);
                (rows.filter(|row| row.len() == dim).collect(), Vec::new())
            }
            (
                Embedding::Paths { readers, families, axes: Some(axes), .. },
                Embedded::Path(steps),
            ) => {
                let place = |tokens: &Tokens| readers[0].place(tokens, families, axes);
                let way: Vec<Row> = steps.tokens.iter().map(place).collect();
                (way.last().cloned().into_iter().collect(), way)
            }
            _ => (Vec::new(), Vec::new()),
        }
    }
}

/// Gives each worker a stretch of the images; answers come in the images' order.
fn in_parallel<W: Send, A: Send>(
    workers: &mut [W],
    images: &[&[u8]],
    work: impl Fn(&mut W, &[u8]) -> A + Sync,
) -> Vec<A> {
    let each = images.len().div_ceil(workers.len()).max(1);
    let parts = shared_out(workers, 0..images.len(), each, |worker, places| {
        images[places].iter().map(|image| work(worker, image)).collect::<Vec<A>>()
    });
    parts.into_iter().flatten().collect()
}
