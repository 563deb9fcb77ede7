//! `experiment paths-stdp`: Section 3.2.

use super::{Line, Out, STOP, catch_interrupts, changed, use_threads};
use crate::cli::Common;
use crate::cli::args::PathsStdpArgs;
use crate::cli::error::Usage;
use crate::experiments::output::Report;
use crate::experiments::stdp::{Config, Prepared, Told};
use crate::sim::Preset;
use anyhow::Result;
use std::io::Write;

/// The preset that runs where none is named.
const PRESET: &str = "paths-stdp";

/// A run that is checked.
pub struct PathsStdpPlan {
    run: Prepared,
    networks: usize,
    threads: Option<usize>,
    out: Out,
}

impl PathsStdpPlan {
    pub(in crate::cli) fn check(args: PathsStdpArgs, common: &Common) -> Result<PathsStdpPlan> {
        let preset = match &common.preset {
            Some(_) => common.preset()?,
            None => Preset::builtin(PRESET).map_err(|e| Usage(e.to_string()))?,
        };
        let preset = changed(&preset, &args.set)?;
        let networks = args.seeds.len();
        let config = Config {
            preset: preset.spec().clone(),
            seeds: args.seeds,
            images: args.images,
            classes: args.classes,
            per_set: args.per_set,
            tokens: args.tokens,
            dimensions: args.dimensions,
            k: args.k,
            svm_c: args.svm_c,
        };
        Ok(PathsStdpPlan {
            run: Prepared::new(config, &common.source).map_err(|e| Usage(e.to_string()))?,
            networks,
            threads: args.threads,
            out: Out::check(args.out)?,
        })
    }
}

pub(in crate::cli) fn run(plan: &PathsStdpPlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    use_threads(plan.threads)?;
    let mut line = Line::new("paths-stdp".into());
    let outcome = plan.run.run(&STOP, |told| line.look(|| words(told, plan.networks)));
    line.clear();
    plan.out.write(&Report { stdp: vec![outcome?], ..plan.out.report("paths-stdp") }, out)
}

fn words(told: Told, networks: usize) -> String {
    let (what, progress) = match told {
        Told::Training(progress) => ("learning: images".to_owned(), progress),
        Told::Reading { network, graph, progress } => {
            (format!("network {} of {networks}, {graph}: images", network + 1), progress)
        }
    };
    let left = progress.left.map_or(String::new(), |left| {
        format!(", about {:.0} s left of this step", left.as_secs_f64())
    });
    format!("{what} {} of {}{left}", progress.done, progress.total)
}
