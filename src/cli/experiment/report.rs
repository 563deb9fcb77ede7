//! `report`: the tables of results that there are.

use crate::cli::args::ReportArgs;
use crate::cli::out_file::check_out;
use crate::cli::say::escaped;
use crate::experiments::page::{Section, page};
use anyhow::Result;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Folders that were read, and where the page goes.
pub struct ReportPlan {
    pub(super) sections: Vec<Section>,
    pub(super) out: PathBuf,
}

impl ReportPlan {
    pub(in crate::cli) fn check(args: ReportArgs) -> Result<ReportPlan> {
        check_out(&args.out, args.force)?;
        let sections = args.folders.iter().map(|folder| Section::read(folder));
        let sections = sections.collect::<Result<_, _>>()?;
        Ok(ReportPlan { sections, out: args.out })
    }
}

pub(in crate::cli) fn run(plan: &ReportPlan, out: &mut dyn Write) -> Result<()> {
    crate::experiments::files::write_whole(Path::new(&plan.out), page(&plan.sections)?.as_bytes())?;
    writeln!(out, "{}", escaped(&plan.out.display().to_string()))?;
    Ok(())
}
