//! `merge`: parts that were run with `--shard`, joined.

use super::kinds::join;
use super::out::Out;
use crate::cli::Common;
use crate::cli::args::{MergeArgs, OutArgs};
use crate::cli::stop::catch_interrupts;
use crate::data::Source;
use crate::experiments::shard::Parts;
use anyhow::Result;
use std::io::Write;

/// Parts that are a whole.
pub struct MergePlan {
    parts: Parts,
    source: Source,
    out: Out,
}

impl MergePlan {
    pub(in crate::cli) fn check(args: MergeArgs, common: &Common) -> Result<MergePlan> {
        let MergeArgs { folders, out, force, json } = args;
        Ok(MergePlan {
            parts: Parts::find(&folders)?,
            source: common.source.clone(),
            out: Out::check(OutArgs { out, force, json, shard: None }, None)?,
        })
    }
}

pub(in crate::cli) fn run(plan: &MergePlan, out: &mut dyn Write) -> Result<()> {
    catch_interrupts()?;
    let MergePlan { parts, source, out: to } = plan;
    to.probe()?;
    join(parts, source, to, out)
}
