//! Options that a command does not use: refused, since whoever gives one believes that it does something.

use super::args::{Args, Command, CommonArgs, Experiment};
use super::error::Usage;
use anyhow::Result;

/// # Errors
/// [`Usage`] for an option whose command would ignore it.
pub(super) fn refuse(args: &Args) -> Result<()> {
    let Some(command) = &args.command else { return Ok(()) };
    let name = name(command);
    let is_run = matches!(command, Command::Experiment { .. });
    let is_shown = matches!(command, Command::Shot(_) | Command::Film(_));
    let is_compared = is_shown || matches!(command, Command::Label(_) | Command::Evaluate(_));
    let has_references = is_compared
        || matches!(command, Command::Experiment { experiment: Experiment::FewLabels(_) });
    let is_taught = matches!(command, Command::Teach(_));
    let has_network = is_compared || is_run || is_taught;
    let has_data = has_network || matches!(command, Command::Merge(_) | Command::Doctor);
    let has_cache = is_compared || is_run || matches!(command, Command::Cache(_) | Command::Doctor);
    let CommonArgs { data, seed, preset, gpu, references, cache, no_cache, .. } = &args.common;
    let options = [
        ("--gpu", gpu.is_some(), is_shown, "it draws nothing"),
        (
            "--references",
            references.is_some(),
            has_references,
            "it compares with no reference digits",
        ),
        ("--preset", preset.is_some(), has_network, "it runs no network"),
        ("--seed", seed.is_some(), has_network, "it runs no network"),
        ("--data", data.is_some(), has_data, "it reads no images"),
        ("--cache", cache.is_some(), has_cache, "it keeps no embeddings"),
        ("--no-cache", *no_cache, has_cache, "it keeps no embeddings"),
    ];
    match options.iter().find(|(_, is_given, is_used, _)| *is_given && !is_used) {
        Some((option, .., why)) => Err(Usage(format!("{option}: {name} takes none: {why}")).into()),
        None if seed.is_some() && has_seeds(command) => {
            Err(Usage(format!("--seed: {name} takes --seeds instead")).into())
        }
        None => Ok(()),
    }
}

/// Whether it has several networks, whose seeds are named, or are those of the paper.
fn has_seeds(command: &Command) -> bool {
    matches!(command, Command::Experiment { experiment } if experiment.has_seeds())
}

fn name(command: &Command) -> &'static str {
    match command {
        Command::Shot(_) => "shot",
        Command::Film(_) => "film",
        Command::Lesson { .. } => "lesson",
        Command::Label(_) => "label",
        Command::Teach(_) => "teach",
        Command::Evaluate(_) => "evaluate",
        Command::Experiment { experiment } => experiment.name(),
        Command::Merge(_) => "merge",
        Command::Parts(_) => "parts",
        Command::Report(_) => "report",
        Command::Cache(_) => "cache",
        Command::Doctor => "doctor",
        Command::Completions { .. } => "completions",
    }
}
