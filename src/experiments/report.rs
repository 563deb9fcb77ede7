//! Results of any experiment, as they are kept and read.

use crate::experiments::ann::AnnRow;
use crate::experiments::section::Section;
use crate::experiments::weights::Results;
use crate::experiments::{few_labels, paths, stdp, summed};
use crate::sim::PresetSpec;
use serde::{Deserialize, Serialize};

/// Version of `results.json`.
pub const VERSION: u32 = 3;

/// The last version without a checksum. Its files may stand for hours of work, and are read with a warning.
pub(super) const UNSUMMED: u32 = 2;

/// What was run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Experiment {
    /// Section 4: edge weights.
    Weights,
    /// Section 4.1: a trained network beside them.
    Ann,
    /// Section 3.1: temporal paths.
    Paths,
    /// Section 3.2: temporal paths before and after STDP.
    PathsStdp,
    /// How far a few labelled examples reach.
    FewLabels,
}

/// What of `results.json` is known before all else.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) version: u32,
    pub(super) crc32: Option<String>,
}

/// A folder of results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// Which experiment.
    pub experiment: Experiment,
    /// The command, as it can be given again.
    pub command: String,
    /// Every run.
    pub runs: Vec<Results>,
    /// Trained networks beside them (Section 4.1).
    #[serde(default)]
    pub ann: Vec<AnnRow>,
    /// Temporal paths (Section 3.1).
    #[serde(default)]
    pub paths: Vec<paths::Results>,
    /// Temporal paths before and after STDP (Section 3.2).
    #[serde(default)]
    pub stdp: Vec<stdp::Results>,
    /// How far a few labelled examples reach; none in results of version 0.1's first drafts.
    #[serde(default)]
    pub few_labels: Vec<few_labels::Results>,
}

impl Report {
    /// One of no run yet.
    pub fn new(experiment: Experiment, command: String) -> Report {
        Report {
            version: VERSION,
            experiment,
            command,
            runs: Vec::new(),
            ann: Vec::new(),
            paths: Vec::new(),
            stdp: Vec::new(),
            few_labels: Vec::new(),
        }
    }

    /// `results.json`; on many lines if `is_for_people`.
    ///
    /// # Errors
    /// What cannot be written as JSON.
    pub fn to_json(&self, is_for_people: bool) -> serde_json::Result<Vec<u8>> {
        summed::to_json(self, is_for_people)
    }

    /// The model and the seed of the first run, of whatever experiment.
    pub fn first_model(&self) -> Option<(&PresetSpec, u64)> {
        // Trained networks stand beside runs of ours.
        let weights = self.runs.first().map(|run| (&run.config.preset, run.config.seed));
        let of_sections = || self.sections().into_iter().find_map(|(_, of)| of.first_model());
        weights.or_else(of_sections)
    }

    /// The results of each experiment that has a list of its own. Weights, and trained networks beside them, share one.
    pub(super) fn sections(&self) -> [(Experiment, &dyn Section); 3] {
        // All of it, so that nothing that comes is left out.
        let Report {
            version: _,
            experiment: _,
            command: _,
            runs: _,
            ann: _,
            paths,
            stdp,
            few_labels,
        } = self;
        [
            (Experiment::Paths, paths),
            (Experiment::PathsStdp, stdp),
            (Experiment::FewLabels, few_labels),
        ]
    }

    /// Runs of one model, which differ in the seed alone, in order of their first.
    pub fn groups(&self) -> Vec<Vec<&Results>> {
        let mut groups: Vec<Vec<&Results>> = Vec::new();
        for run in &self.runs {
            let is_same = |group: &&mut Vec<&Results>| {
                group[0].config.preset == run.config.preset
                    && group[0].config.images == run.config.images
            };
            match groups.iter_mut().find(is_same) {
                Some(group) => group.push(run),
                None => groups.push(vec![run]),
            }
        }
        groups
    }
}
