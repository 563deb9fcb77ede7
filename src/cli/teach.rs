//! `teach`: a taught set from a folder of pictures.

use super::args::TeachArgs;
use super::error::{AlreadyReported, Interrupted, refuse};
use super::out_file::check_out;
use super::say::{escaped, say, say_over};
use super::taught::say_only_class;
use super::{Common, stop};
use crate::data::taught::{is_title, no_title};
use crate::data::{FolderStep, Part, TaughtFolder, TaughtSet, taught_from_folder};
use crate::experiments::words::count;
use anyhow::{Result, bail};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// Checked, see [`super::Plan`]: the folder has folders, and the file can be written as far as can be seen.
pub struct TeachPlan {
    folder: PathBuf,
    pictures: TaughtFolder,
    out: PathBuf,
}

impl TeachPlan {
    pub(super) fn check(args: TeachArgs, common: &Common) -> Result<TeachPlan> {
        let is_json = args.out.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("json"));
        if !is_json {
            return Err(refuse("--out", "a file name that ends in .json", args.out.display()));
        }
        check_out(&args.out, args.force)?;
        if !is_title(&args.name) {
            let expected = "at most 100 characters, no control characters";
            return Err(refuse("--name", expected, no_title(&args.name)));
        }
        let train = common.source.load(Part::Train)?;
        let new = TaughtSet::new(&common.preset()?.spec().name, common.seed, &train);
        let set = TaughtSet {
            name: args.name,
            labels_are_away: args.labels_away || new.labels_are_away,
            ..new
        };
        let pictures = taught_from_folder(&args.folder, set)?;
        Ok(TeachPlan { folder: args.folder, pictures, out: args.out })
    }
}

pub(super) fn run(plan: TeachPlan, out: &mut dyn Write) -> Result<()> {
    let TeachPlan { folder, mut pictures, out: file } = plan;
    stop::catch_interrupts()?;
    let is_terminal = std::io::stderr().is_terminal();
    let (mut kept, mut failures) = (0, 0);
    let clear = || {
        if is_terminal {
            say_over("");
        }
    };
    for step in &mut pictures {
        if stop::STOP.load(Ordering::Relaxed) {
            clear();
            return Err(Interrupted::Unwritten.into());
        }
        match step {
            FolderStep::Kept(_) => {
                kept += 1;
                if is_terminal {
                    say_over(&count(kept, "picture"));
                }
            }
            FolderStep::Refused(why) => {
                failures += 1;
                clear();
                say(format!("error: {why}"));
            }
            FolderStep::PassedOver(why) => {
                clear();
                say(format!("warning: {why}"));
            }
        }
    }
    clear();
    let set = pictures.into_set();
    if set.told.is_empty() {
        let folder = folder.display();
        bail!("{folder}: expected pictures that can be taught, found none: nothing was written");
    }
    set.write(&file)?;
    let counts = set.names.all().iter().zip(set.counts()).filter(|(_, pictures)| *pictures > 0);
    let counts: Vec<_> = counts.collect();
    if let [(name, _)] = counts.as_slice()
        && set.labels_are_away
    {
        say_only_class(&file, name);
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(name, pictures)| format!("{name}: {}", count(*pictures, "picture")))
        .collect();
    let line = format!("{}: {}", file.display(), counts.join(", "));
    writeln!(out, "{}", escaped(&line))?;
    if failures == 0 {
        return Ok(());
    }
    let (left_out, file) = (count(failures, "thing"), file.display());
    say(format!("error: {left_out} left out, as said above: {file} holds the others"));
    Err(AlreadyReported.into())
}
