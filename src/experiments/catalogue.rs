//! Which experiments there are: what each is called in reports and parts, and where its results stand. Whoever adds one
//! adds it here.

use super::ann::comparison::Comparison;
use super::life::Run;
use super::report::{Experiment, Report};
use super::shard::Job;
use super::{few_labels, paths, stdp, weights};

/// An experiment whose results stand in a report, and which is run in parts.
pub trait Catalogued: Run {
    /// Its name.
    const EXPERIMENT: Experiment;

    /// What the parts of these runs are parts of.
    fn job(runs: &[Self]) -> Job;

    /// Puts the results of all runs into a report.
    fn report(results: Vec<Self::Results>, report: &mut Report);
}

impl Catalogued for weights::Prepared {
    const EXPERIMENT: Experiment = Experiment::Weights;

    fn job(runs: &[Self]) -> Job {
        Job::Weights(runs.iter().map(|run| run.config().clone()).collect())
    }

    fn report(results: Vec<Self::Results>, report: &mut Report) {
        report.runs = results;
    }
}

impl Catalogued for paths::Prepared {
    const EXPERIMENT: Experiment = Experiment::Paths;

    fn job(runs: &[Self]) -> Job {
        Job::Paths(runs.iter().map(|run| run.config().clone()).collect())
    }

    fn report(results: Vec<Self::Results>, report: &mut Report) {
        report.paths = results;
    }
}

impl Catalogued for stdp::Prepared {
    const EXPERIMENT: Experiment = Experiment::PathsStdp;

    /// Of one run: networks are its seeds.
    fn job(runs: &[Self]) -> Job {
        Job::PathsStdp(Box::new(runs[0].config().clone()))
    }

    fn report(results: Vec<Self::Results>, report: &mut Report) {
        report.stdp = results;
    }
}

impl Catalogued for Comparison {
    const EXPERIMENT: Experiment = Experiment::Ann;

    /// Of one run.
    fn job(runs: &[Self]) -> Job {
        let config = runs[0].config();
        Job::Ann(config.sizes.clone(), Box::new(config.trained.clone()))
    }

    fn report(results: Vec<Self::Results>, report: &mut Report) {
        for compared in results {
            report.runs.extend(compared.runs);
            report.ann.extend(compared.rows);
        }
    }
}

impl Catalogued for few_labels::Prepared {
    const EXPERIMENT: Experiment = Experiment::FewLabels;

    fn job(runs: &[Self]) -> Job {
        Job::FewLabels(runs.iter().map(|run| run.config().clone()).collect())
    }

    fn report(results: Vec<Self::Results>, report: &mut Report) {
        report.few_labels = results;
    }
}
