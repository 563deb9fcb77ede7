//! Where results go: a folder, the terminal, or a part of many.

use crate::cli::args::OutArgs;
use crate::cli::error::{Unsaved, refuse, words};
use crate::cli::say::{command_line, say};
use crate::cli::stop::STOP;
use crate::data::write::{probe, sweep};
use crate::data::{Cache, plainly};
use crate::experiments::blocks::SavedOnStop;
use crate::experiments::export::Format;
use crate::experiments::part::Shard;
use crate::experiments::report::{Experiment, Report};
use crate::experiments::shard::status::Status;
use crate::experiments::shard::{PartState, Whole};
use crate::experiments::{leftover, output, shard};
use anyhow::{Context, Result};
use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Results of a whole experiment with its figures are smaller, those of most by far.
const PROBED_BYTES: usize = 4 << 20;

/// Where results go.
pub struct Out {
    pub folder: Option<PathBuf>,
    is_json: bool,
    command: String,
    pub shard: Option<Shard>,
    /// How embeddings are written too, if they are.
    pub embedding: Option<Format>,
    is_forced: bool,
}

/// What was asked for.
pub enum Part {
    /// Everything.
    Whole,
    /// A part that is there.
    Done,
    /// A part that is not.
    Run(PartOut),
}

/// One part of many, and its folder.
pub struct PartOut {
    pub shard: Shard,
    /// Where it keeps what is done, and what it is in the end.
    pub kept: Cache,
    status: RefCell<Status>,
}

impl PartOut {
    /// So much of the part is done, from 0 to 1.
    pub fn at(&self, share: f64) {
        self.status.borrow_mut().at(share);
    }
}

impl Drop for PartOut {
    fn drop(&mut self) {
        self.status.get_mut().end(match STOP.load(Ordering::Relaxed) {
            true => "stopped; it goes on from what it has kept",
            false => "failed; its log says why",
        });
    }
}

impl Out {
    pub fn check(args: OutArgs, embedding: Option<Format>) -> Result<Out> {
        if let Some(out) = args.out.as_ref().filter(|out| out.exists() && !out.is_dir()) {
            return Err(refuse("--out", "a folder", out.display()));
        }
        let taken = args.out.as_deref().filter(|_| args.shard.is_none() && !args.force);
        if let Some(results) = taken.and_then(written) {
            let expected = "a folder without results, or --force to write them anew";
            return Err(refuse("--out", expected, results.display()));
        }
        let words: Vec<OsString> = std::env::args_os().skip(1).collect();
        let program = OsStr::new("signalscape");
        let command =
            command_line(iter::once(program).chain(words.iter().map(OsString::as_os_str)));
        let (is_json, shard, is_forced) = (args.json, args.shard, args.force);
        Ok(Out { folder: args.out, is_json, command, shard, embedding, is_forced })
    }

    /// Whether the results can be written when they are there: asked before any work is done.
    pub fn probe(&self) -> Result<()> {
        match &self.folder {
            Some(folder) if self.shard.is_none() => probed(folder),
            _ => Ok(()),
        }
    }

    /// What to do with the part that was asked for, if one was.
    pub fn part(&self, whole: &Whole) -> Result<Part> {
        let (Some(shard), Some(out)) = (self.shard, &self.folder) else { return Ok(Part::Whole) };
        let folder = shard.folder(out);
        let kept = Cache::open(folder.clone());
        let done = folder.join(shard::PART);
        let is_looked_at = !self.is_forced && done.exists();
        let left = if is_looked_at { shard::left(&folder)? } else { PartState::Nothing };
        match left {
            PartState::Done(found) if found == *whole => {
                say(format!("part {shard} is done already: {}", folder.display()));
                return Ok(Part::Done);
            }
            PartState::Done(found) | PartState::Damaged(Some(found), _) if found != *whole => {
                let same = if found.job == whole.job { "images" } else { "experiment" };
                let expected = format!("a part of the same {same}, or --force to write it anew");
                let found = format!("{}, in which {}", done.display(), found.differs(whole));
                return Err(refuse("--out", expected, found));
            }
            PartState::Damaged(_, why) => {
                say(format!("part {shard} is damaged, and what is damaged is done again: {why}"));
            }
            PartState::Done(_) | PartState::Nothing => {}
        }
        probed(&folder)?;
        match std::fs::remove_file(&done) {
            // It was done, and is wanted anew.
            Ok(()) if self.is_forced => kept.clear()?,
            // What it has kept and is whole is gone on from.
            Ok(()) => {}
            // What an interrupted part has kept is gone on from.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(plainly(error, "file")).with_context(|| done.display().to_string());
            }
        }
        let status = RefCell::new(Status::new(&folder, shard, whole));
        Ok(Part::Run(PartOut { shard, kept, status }))
    }

    /// Says that a part is done.
    pub fn finish(&self, part: &PartOut, whole: &Whole) -> Result<()> {
        let folder = part.kept.folder();
        let written = shard::finish(folder, part.shard, &self.command, whole);
        written.map_err(|error| Unsaved {
            why: error.to_string(),
            kept: "what is done is kept there, and the same command goes on from there".to_owned(),
        })?;
        part.status.borrow_mut().done();
        say(format!("part {} written to {}", part.shard, folder.display()));
        Ok(())
    }

    /// A report of nothing yet.
    pub fn report(&self, experiment: Experiment) -> Report {
        Report::new(experiment, self.command.clone())
    }

    /// Writes the results and prints them, whichever of the two fails; says what is `kept` of what they come from
    /// where they are nowhere.
    pub fn write(&self, report: &Report, kept: SavedOnStop, out: &mut dyn Write) -> Result<()> {
        let Some(folder) = &self.folder else {
            return self.print(report, out).map_err(|error| self.unsaved(error, kept));
        };
        let earlier = if self.is_forced { earlier(folder) } else { None };
        let written = report.write(folder);
        let printed = self.print(report, out);
        written.map_err(|error| self.unsaved(error.into(), kept))?;
        say(format!("written to {}", folder.display()));
        if let Some(earlier) = earlier {
            let removed = leftover::remove(folder, &earlier, report, self.embedding);
            if !removed.is_empty() {
                say(format!("removed what earlier results left there: {}", removed.join(", ")));
            }
        }
        printed
    }

    /// Something of the results could not be written: what is `kept`, and how to go on.
    pub fn unsaved(&self, error: anyhow::Error, kept: SavedOnStop) -> anyhow::Error {
        let io = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
        if io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe) {
            return error; // whoever read them has had enough
        }
        let is_taken = !self.is_forced && self.folder.as_deref().and_then(written).is_some();
        let again = if is_taken { " with --force" } else { "" };
        let kept = match kept {
            SavedOnStop::Images => {
                format!(
                    "what the results come from is kept, and the same command{again} writes them"
                )
            }
            nothing => nothing.to_string(),
        };
        Unsaved { why: words(&error), kept }.into()
    }

    fn print(&self, report: &Report, out: &mut dyn Write) -> Result<()> {
        if self.is_json {
            out.write_all(&report.to_json(false)?)?;
            writeln!(out)?;
        } else {
            write!(out, "{}", report.markdown())?;
        }
        Ok(out.flush()?)
    }
}

/// A file in the folder that results would be written over: of earlier results, or of somebody who uses the same
/// name. A folder of that name is none; nothing is written over it.
fn written(folder: &Path) -> Option<PathBuf> {
    let is_file = |file: &PathBuf| file.symlink_metadata().is_ok_and(|found| !found.is_dir());
    output::written().into_iter().map(|name| folder.join(name)).find(is_file)
}

/// What was there, and is written anew.
fn earlier(folder: &Path) -> Option<Report> {
    if !folder.join(crate::experiments::files::RESULTS).exists() {
        return None;
    }
    let found = Report::read(folder);
    if let Err(error) = &found {
        say(format!("warning: {error}; what earlier results left beside it stays"));
    }
    found.ok()
}

/// Results can be written to the folder, and what a run that was killed left unfinished there is gone.
fn probed(folder: &Path) -> Result<()> {
    probe(folder, PROBED_BYTES).with_context(|| {
        format!("--out: {}: expected a folder that results can be written to", folder.display())
    })?;
    sweep(folder);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    #[test]
    fn what_a_killed_run_left_unfinished_is_swept_where_results_go() {
        let folder = tempfile::tempdir().unwrap();
        let [dead, other] = [".signalscape-Ab3d.unfinished", "notes.unfinished"];
        for name in [dead, other] {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(86_400)).unwrap();
        }
        probed(folder.path()).unwrap();
        assert!(!folder.path().join(dead).exists());
        assert!(folder.path().join(other).exists(), "a file of somebody else's");
    }
}
