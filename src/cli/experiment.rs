//! `experiment`: the paper's tables, from one command each.

use super::Common;
use super::args::WeightsArgs;
use super::error::{Usage, refuse};
use crate::analysis::KnnSpec;
use crate::data::Cache;
use crate::experiments::lesion::{LESIONS, Lesion};
use crate::experiments::output::{self, Report};
use crate::experiments::sweep;
use crate::experiments::weights::{Config, Prepared, Told};
use crate::sim::Preset;
use anyhow::{Context, Result};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Set by the first Ctrl-C; the second ends the program at once.
static STOP: AtomicBool = AtomicBool::new(false);
/// Exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;
/// Between two lines of progress.
const LOOK: Duration = Duration::from_millis(200);

/// Runs that are all checked.
pub struct WeightsPlan {
    runs: Vec<Prepared>,
    cache: Option<Cache>,
    threads: Option<usize>,
    out: Option<PathBuf>,
    is_json: bool,
    command: String,
}

impl std::fmt::Debug for WeightsPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("WeightsPlan").field("command", &self.command).finish_non_exhaustive()
    }
}

impl WeightsPlan {
    pub(super) fn check(args: WeightsArgs, common: &Common) -> Result<WeightsPlan> {
        let presets = match args.neurons.is_empty() {
            true => vec![common.preset()?],
            false if common.preset.is_some() => {
                return Err(Usage("--neurons and --preset exclude each other".into()).into());
            }
            false => swept(&args.neurons)?,
        };
        let times_ms = args.times;
        let lesions = lesions(&args.lesions)?;
        let base = |preset: &Preset| Config {
            seed: common.seed,
            images: args.images.clone(),
            limit: args.limit,
            times_ms: times_ms.clone(),
            splits: args.splits,
            split_seed: args.split_seed,
            knn: KnnSpec { k: args.k, metric: args.metric.into(), voting: args.voting.into() },
            ..Config::of(preset)
        };
        let mut models = Vec::new();
        for preset in &presets {
            let whole = base(preset);
            models.push(whole.clone());
            for &lesion in &lesions {
                models.push(whole.lesioned(lesion).map_err(|e| Usage(format!("--lesion: {e}")))?);
            }
        }
        let seeds = if args.seeds.is_empty() { vec![common.seed] } else { args.seeds };
        let mut runs = Vec::new();
        for model in models {
            for &seed in &seeds {
                let config = Config { seed, ..model.clone() };
                let run =
                    Prepared::new(config, &common.source).map_err(|e| Usage(e.to_string()))?;
                runs.push(run);
            }
        }
        if let Some(out) = args.out.as_ref().filter(|out| out.exists() && !out.is_dir()) {
            return Err(refuse("--out", "a folder", out.display()));
        }
        let taken = args.out.as_ref().map(|out| out.join(output::RESULTS));
        if let Some(results) = taken.filter(|results| results.exists() && !args.force) {
            let expected = "a folder without results, or --force to write them anew";
            return Err(refuse("--out", expected, results.display()));
        }
        Ok(WeightsPlan {
            runs,
            cache: common.cache.clone(),
            threads: args.threads,
            out: args.out,
            is_json: args.json,
            command: std::env::args()
                .skip(1)
                .fold("signalscape".into(), |all, arg| all + " " + &arg),
        })
    }
}

/// Presets of the sweep.
fn swept(names: &[String]) -> Result<Vec<Preset>> {
    let mut neurons = Vec::new();
    for name in names {
        match (name.as_str(), name.parse()) {
            ("all", _) => neurons.extend(sweep::NEURONS),
            (_, Ok(number)) => neurons.push(number),
            _ => return Err(refuse("--neurons", "whole numbers or all", name)),
        }
    }
    let preset = |n| sweep::preset(n).map_err(|e| Usage(format!("--neurons: {e}")).into());
    neurons.into_iter().map(preset).collect()
}

fn lesions(names: &[String]) -> Result<Vec<Lesion>> {
    let mut lesions = Vec::new();
    for name in names {
        match name.as_str() {
            "all" => lesions.extend(LESIONS),
            name => lesions.push(name.parse().map_err(|e| Usage(format!("--lesion: {e}")))?),
        }
    }
    Ok(lesions)
}

pub(super) fn run(plan: &WeightsPlan, out: &mut dyn Write) -> Result<()> {
    ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
    })
    .context("Ctrl-C cannot be caught")?;
    if let Some(threads) = plan.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build_global().context("the threads cannot be started")?;
    }
    let mut runs = Vec::new();
    for (number, run) in plan.runs.iter().enumerate() {
        let mut line = Line::new(format!("run {} of {}", number + 1, plan.runs.len()));
        let outcome = run.run(plan.cache.as_ref(), &STOP, |told| line.show(told));
        line.clear();
        runs.push(outcome?.0);
    }
    let report = Report {
        version: output::VERSION,
        experiment: "weights".into(),
        command: plan.command.clone(),
        runs,
    };
    if let Some(folder) = &plan.out {
        report.write(folder)?;
        eprintln!("written to {}", folder.display());
    }
    if plan.is_json {
        serde_json::to_writer(&mut *out, &report)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", report.markdown())?;
    }
    Ok(())
}

/// One line of progress on a terminal; nothing elsewhere.
struct Line {
    what: String,
    is_terminal: bool,
    shown: Option<Instant>,
}

impl Line {
    fn new(what: String) -> Line {
        Line { what, is_terminal: std::io::stderr().is_terminal(), shown: None }
    }

    fn show(&mut self, told: Told) {
        if !self.is_terminal || self.shown.is_some_and(|at| at.elapsed() < LOOK) {
            return;
        }
        self.shown = Some(Instant::now());
        let words = match told {
            Told::Presenting { progress, live } => {
                let live = live.map_or(String::new(), |live| format!(", {live:.1} % right so far"));
                let left = progress.left.map_or(String::new(), |left| {
                    format!(", about {:.0} s left to present", left.as_secs_f64())
                });
                format!("{} of {} images{live}{left}", progress.done, progress.total)
            }
            Told::Classifying { done, total } => format!("classifying: {done} of {total} rows"),
        };
        eprint!("\r\x1b[K{}: {words}", self.what);
        let _ = std::io::stderr().flush();
    }

    fn clear(&self) {
        if self.is_terminal {
            eprint!("\r\x1b[K");
            let _ = std::io::stderr().flush();
        }
    }
}
