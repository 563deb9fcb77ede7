//! `experiment paths-stdp`: Section 3.2.

use super::batch::{STOP, catch_interrupts, use_threads};
use super::given::{changed, distinct_seeds};
use super::out::{Out, Part};
use crate::cli::Common;
use crate::cli::args::PathsStdpArgs;
use crate::cli::error::Usage;
use crate::cli::line::Line;
use crate::data::Cache;
use crate::experiments::blocks::Kept;
use crate::experiments::report::{Experiment, Report};
use crate::experiments::shard::{Job, Whole};
use crate::experiments::stdp::{Config, Graph, Prepared, Stage};
use crate::experiments::words::of;
use crate::sim::Preset;
use anyhow::Result;
use std::io::Write;

/// The preset that runs where none is named.
const PRESET: &str = "paths-stdp";

/// A run that is checked.
pub struct PathsStdpPlan {
    /// Of all networks.
    config: Config,
    /// Of those of the part, if one was asked for.
    run: Prepared,
    /// The part has no network.
    is_idle: bool,
    cache: Option<Cache>,
    threads: Option<usize>,
    out: Out,
}

impl PathsStdpPlan {
    pub(in crate::cli) fn check(args: PathsStdpArgs, common: &Common) -> Result<PathsStdpPlan> {
        let preset = match &common.preset {
            Some(_) => common.preset()?,
            None => common.fitted(Preset::builtin(PRESET).map_err(|e| Usage(e.to_string()))?)?,
        };
        let preset = changed(&preset, &args.set)?;
        let config = Config {
            preset: preset.spec().clone(),
            seeds: distinct_seeds(args.seeds)?,
            images: args.images,
            classes: args.classes,
            per_set: args.per_set,
            tokens: args.tokens,
            dimensions: args.dimensions,
            k: args.k,
            svm_c: args.svm_c,
        };
        let out = Out::check(args.out, None)?;
        let seeds = out.shard.map_or(0..config.seeds.len(), |s| s.range(config.seeds.len()));
        let mine = Config { seeds: config.seeds[seeds].to_vec(), ..config.clone() };
        // A part may have no network; which images it is of is known all the same.
        let is_idle = mine.seeds.is_empty() && !config.seeds.is_empty();
        let run = Prepared::new(if is_idle { config.clone() } else { mine }, &common.source);
        Ok(PathsStdpPlan {
            run: run.map_err(|e| Usage(e.to_string()))?,
            is_idle,
            config,
            cache: common.cache.clone(),
            threads: args.threads,
            out,
        })
    }
}

pub(in crate::cli) fn run(plan: &PathsStdpPlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    use_threads(plan.threads)?;
    plan.out.probe()?;
    let job = Job::PathsStdp(Box::new(plan.config.clone()));
    let whole = Whole { job, images: plan.run.content() };
    let part = match plan.out.part(&whole)? {
        Part::Whole => None,
        Part::Done => return Ok(()),
        Part::Run(part) => Some(part),
    };
    let cache = part.as_ref().map(|part| &part.kept).or(plan.cache.as_ref());
    let mut stdp = Vec::new();
    if !plan.is_idle {
        let mut line = Line::new("paths-stdp".into());
        let networks = plan.run.config().seeds.len();
        let outcome = plan.run.run(cache, &STOP, |told| {
            part.iter().for_each(|part| part.at(share(&told, networks)));
            line.look(|| words(told, networks));
        });
        line.clear();
        stdp.push(outcome?);
    }
    if let Some(part) = part {
        return plan.out.finish(&part, &whole);
    }
    // A network that could not be kept has failed.
    let kept = if cache.is_some() { Kept::Images } else { Kept::Nowhere };
    plan.out.write(&Report { stdp, ..plan.out.report(Experiment::PathsStdp) }, kept, out)?;
    cache.into_iter().for_each(|cache| plan.run.forget(cache));
    Ok(())
}

/// How much is done. While networks learn, how many of them do is not known.
fn share(told: &Stage, networks: usize) -> f64 {
    match told {
        Stage::Training(_) => 0.0,
        Stage::Reading { network, graph, progress } => {
            let graphs = Graph::ALL.len() as f64;
            let of_network = (f64::from(*graph as u8) + progress.share()) / graphs;
            (*network as f64 + of_network) / networks as f64
        }
    }
}

fn words(told: Stage, networks: usize) -> String {
    let (what, progress) = match told {
        Stage::Training(progress) => ("learning: images".to_owned(), progress),
        Stage::Reading { network, graph, progress } => {
            (format!("network {} of {networks}, {graph}: images", network + 1), progress)
        }
    };
    let left = progress.left.map_or(String::new(), |left| {
        format!(", about {:.0} s left of this step", left.as_secs_f64())
    });
    format!("{what} {}{left}", of(progress.done, progress.total))
}
