//! What is presented.

use super::Config;
use crate::data::split::tuned_on;
use crate::data::{ContentHash, DataSet, ImageSet, Part, Source};
use crate::experiments::error::ExperimentError;
use crate::sim::check::refuse;
use std::collections::HashSet;

/// What is presented: references first, then those that are asked about.
pub(super) struct Images {
    of: (String, Option<String>, Option<usize>),
    pub all: DataSet,
    pub labels: Vec<u8>,
    pub references: usize,
    /// References that were not looked at when constants were chosen; empty where none was.
    pub unseen: Vec<u32>,
    pub content: ContentHash,
}

impl Images {
    pub fn read(config: &Config, source: &Source) -> Result<Images, ExperimentError> {
        let load = |set: &str| -> Result<_, ExperimentError> {
            let set: ImageSet = set.parse()?;
            let (images, mut places) = set.load(source)?;
            places.truncate(config.limit.unwrap_or(images.len()));
            let count = places.len() as u32;
            Ok((images.pick(&(0..count).collect::<Vec<_>>()), places, set.part()))
        };
        let (references, places, part) = load(&config.images)?;
        let asked = config.asked.as_deref().map(load).transpose()?;
        let count = references.len();
        let has_mnist = source == &Source::Embedded
            || source.load(Part::Train).is_ok_and(|train| source.is_mnist(&train));
        let all = match asked {
            Some((asked, asked_places, asked_part)) => {
                let known: HashSet<u32> = places.iter().copied().collect();
                let both = asked_places.into_iter().find(|place| known.contains(place));
                if let Some(image) = both.filter(|_| asked_part == part) {
                    let expected = "no image that is a reference";
                    let found = format!("image {image} in both; `none` asks no others");
                    return Err(refuse("asked", expected, found).into());
                }
                references.followed_by(&asked)
            }
            None => references,
        };
        Ok(Images {
            of: (config.images.clone(), config.asked.clone(), config.limit),
            labels: (0..all.len()).map(|i| all.label(i)).collect(),
            references: count,
            unseen: match config.images.parse()? {
                // Nothing was ever chosen on images that are not MNIST's.
                _ if !has_mnist => Vec::new(),
                ImageSet::Test => Vec::new(),
                _ => {
                    let tuned: HashSet<u32> = tuned_on().into_iter().collect();
                    let is_seen =
                        |place: u32| (place as usize) < config.chosen_on || tuned.contains(&place);
                    let unseen = (0..).zip(&places).filter(|(_, place)| !is_seen(**place));
                    let unseen: Vec<u32> = unseen.map(|(i, _)| i).collect();
                    if unseen.len() < count { unseen } else { Vec::new() }
                }
            },
            content: ContentHash::of(&[&all]),
            all,
        })
    }

    /// Whether they are those that `config` names.
    pub fn are_of(&self, config: &Config) -> bool {
        self.of == (config.images.clone(), config.asked.clone(), config.limit)
    }
}
