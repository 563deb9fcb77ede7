//! Where results go: a folder, the terminal, or a part of many.

use crate::cli::args::OutArgs;
use crate::cli::error::refuse;
use crate::experiments::output::{self, Report};
use crate::experiments::shard::{self, Job, Shard};
use anyhow::{Context, Result};
use std::io::Write;
use std::path::PathBuf;

/// Where results go.
pub(super) struct Out {
    pub folder: Option<PathBuf>,
    is_json: bool,
    command: String,
    pub shard: Option<Shard>,
    is_forced: bool,
}

/// What was asked for.
pub(super) enum Part {
    /// Everything.
    Whole,
    /// A part that is there.
    Done,
    /// A part that is not.
    Run(PartOut),
}

/// One part of many, and its folder.
pub(super) struct PartOut {
    pub shard: Shard,
    pub folder: PathBuf,
}

impl Out {
    pub fn check(args: OutArgs) -> Result<Out> {
        if let Some(out) = args.out.as_ref().filter(|out| out.exists() && !out.is_dir()) {
            return Err(refuse("--out", "a folder", out.display()));
        }
        let taken = args.out.as_ref().map(|out| out.join(output::RESULTS));
        let taken = taken.filter(|_| args.shard.is_none());
        if let Some(results) = taken.filter(|results| results.exists() && !args.force) {
            let expected = "a folder without results, or --force to write them anew";
            return Err(refuse("--out", expected, results.display()));
        }
        let words = std::env::args().skip(1);
        let command = words.fold("signalscape".to_owned(), |all, word| all + " " + &word);
        let (is_json, shard, is_forced) = (args.json, args.shard, args.force);
        Ok(Out { folder: args.out, is_json, command, shard, is_forced })
    }

    /// What to do with the part that was asked for, if one was.
    pub fn part(&self, job: &Job) -> Result<Part> {
        let (Some(shard), Some(out)) = (self.shard, &self.folder) else { return Ok(Part::Whole) };
        let folder = shard.folder(out);
        let done = folder.join(shard::PART);
        if !self.is_forced && done.exists() {
            if shard::is_of(&folder, job)? {
                eprintln!("part {shard} is done already: {}", folder.display());
                return Ok(Part::Done);
            }
            let expected = "a part of the same experiment, or --force to write it anew";
            return Err(refuse("--out", expected, done.display()));
        }
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        match std::fs::remove_file(&done) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| folder.display().to_string())
            }
            _ => Ok(Part::Run(PartOut { shard, folder })),
        }
    }

    /// Says that a part is done.
    pub fn finish(&self, part: &PartOut, job: &Job) -> Result<()> {
        shard::finish(&part.folder, part.shard, &self.command, job)?;
        eprintln!("part {} written to {}", part.shard, part.folder.display());
        Ok(())
    }

    /// A report of nothing yet.
    pub fn report(&self, experiment: &str) -> Report {
        Report {
            experiment: experiment.to_owned(),
            command: self.command.clone(),
            ..Report::default()
        }
    }

    pub fn write(&self, report: &Report, out: &mut dyn Write) -> Result<()> {
        if let Some(folder) = &self.folder {
            report.write(folder)?;
            eprintln!("written to {}", folder.display());
        }
        if self.is_json {
            serde_json::to_writer(&mut *out, report)?;
            writeln!(out)?;
        } else {
            write!(out, "{}", report.markdown())?;
        }
        Ok(())
    }
}
