//! References: how many images the cloud holds, how far it has grown, what is kept on disk.

use super::Model;
use crate::experiments::words::{count, number, of, thousands};

/// Reference digits that can be chosen.
pub const REFERENCE_COUNTS: [usize; 4] = [2_000, 10_000, 30_000, 60_000];

/// What is said of the references.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferencesView {
    /// What they are called.
    pub title: String,
    /// How large the cloud is; none where the network has no embedding that a cloud could hold.
    pub cloud: Option<CloudSizeView>,
}

/// How large the cloud is, and is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct CloudSizeView {
    /// How far its axes have been found, while they are looked for.
    pub axes: Option<GrowthView>,
    /// References that are wanted, or that there are where growing was stopped.
    pub references: usize,
    /// The same in words.
    pub words: String,
    /// What one of them is called.
    pub noun: String,
    /// How far it has grown, while it grows.
    pub growth: Option<GrowthView>,
    /// What is kept on disk, once all have been embedded.
    pub kept: Option<DiskView>,
}

/// How far something is.
#[derive(Clone, Debug, PartialEq)]
pub struct GrowthView {
    /// What is done, of all: 0 to 1.
    pub share: f32,
    /// The same in words.
    pub words: String,
    /// How long it takes yet, or why it is done.
    pub tip: String,
}

/// Embeddings that are kept on disk.
#[derive(Clone, Debug, PartialEq)]
pub struct DiskView {
    /// How many there are, and how much of the disk they take.
    pub words: String,
    /// There are some to be deleted.
    pub can_be_deleted: bool,
}

impl ReferencesView {
    /// Reads it.
    pub fn gather(model: &Model) -> ReferencesView {
        ReferencesView {
            title: format!("Reference {}s", model.digits.noun()),
            cloud: model.session.has_cloud().then(|| CloudSizeView::gather(model)),
        }
    }
}

impl CloudSizeView {
    fn gather(model: &Model) -> CloudSizeView {
        let references = &*model.references;
        let noun = format!("reference {}", model.digits.noun());
        let (done, target) = (references.done, references.target);
        // Growing may have been stopped: at rest, those that there are count, and any other number can be chosen.
        let is_at_rest = done > 0 && !references.grows();
        let shown = if is_at_rest { done } else { model.settings.references };
        let kept_bytes = references.cache_bytes.filter(|_| !references.grows());
        CloudSizeView {
            axes: references.fitting.map(|(done, target)| GrowthView {
                share: share(done, target),
                words: format!("axes: {}", of(done, target)),
                tip: "The axes of the cloud are found once, from images without their labels, and kept."
                    .to_owned(),
            }),
            references: shown,
            words: count(shown, &noun),
            noun,
            growth: references.grows().then(|| GrowthView {
                share: share(done, target),
                words: of(done, target),
                tip: time_left(model),
            }),
            kept: kept_bytes.map(|bytes| {
                let megabytes = number(bytes as f64 / 1e6, 1);
                DiskView {
                    words: format!("{} embedded, {megabytes} MB kept", thousands(done)),
                    can_be_deleted: bytes > 0,
                }
            }),
        }
    }
}

impl CloudSizeView {
    /// Numbers of references that can be chosen, in words too.
    pub fn choices(&self) -> [(usize, String); REFERENCE_COUNTS.len()] {
        REFERENCE_COUNTS.map(|number| (number, count(number, &self.noun)))
    }

    /// What they are.
    pub fn tip(&self, model: &Model) -> String {
        let drawings = drawings(model);
        format!("How many images the cloud holds{drawings}; they are embedded without labels.")
    }
}

fn share(done: usize, target: usize) -> f32 {
    done as f32 / target.max(1) as f32
}

/// How many of them are drawings, if any are.
fn drawings(model: &Model) -> String {
    let (Some(cloud), Some(train)) = (&model.references.cloud, &model.digits.train) else {
        return String::new();
    };
    let drawn = cloud.images.iter().filter(|&&i| train.drawing(i as usize).is_some()).count();
    match drawn {
        0 => String::new(),
        drawn => {
            format!(", training images and, counted with them, {} of ours", count(drawn, "drawing"))
        }
    }
}

fn time_left(model: &Model) -> String {
    let references = &*model.references;
    let left = references.target - references.done;
    match references.growing_since {
        Some((since_s, from)) if references.done > from => {
            let rate = (references.done - from) as f64
                / (model.time.elapsed_secs_f64() - since_s).max(0.1);
            let (rate_text, left_s) = (number(rate, 0), number(left as f64 / rate, 0));
            format!("{rate_text} a second, about {left_s} s left")
        }
        _ => "Just begun".into(),
    }
}
