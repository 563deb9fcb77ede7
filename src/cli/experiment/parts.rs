//! `parts`: how far the parts of a batch are, and which are to be run again.

use crate::cli::args::PartsArgs;
use crate::experiments::shard::status::{State, Survey, ranges};
use anyhow::Result;
use serde_json::json;
use std::io::Write;
use std::time::SystemTime;

/// Parts that were looked at.
pub struct PartsPlan {
    survey: Survey,
    only_again: bool,
    is_json: bool,
}

impl PartsPlan {
    pub(in crate::cli) fn check(args: PartsArgs) -> Result<PartsPlan> {
        let survey = Survey::of(&args.folders, SystemTime::now())?;
        Ok(PartsPlan { survey, only_again: args.again, is_json: args.json })
    }
}

pub(in crate::cli) fn run(plan: &PartsPlan, out: &mut dyn Write) -> Result<()> {
    let (states, again) = (&plan.survey.states, plan.survey.again());
    let (of, done) = (states.len(), plan.survey.done());
    if plan.is_json {
        let all = json!({ "parts": of, "done": done, "again": again, "states": states });
        writeln!(out, "{all}")?;
        return Ok(());
    }
    if plan.only_again {
        if !again.is_empty() {
            writeln!(out, "{}", ranges(&again))?;
        }
        return Ok(());
    }
    let closed = states.iter().filter(|state| matches!(state, State::Closed { .. })).count();
    let under_way = of - done - again.len() - closed;
    let unknown = if closed > 0 { format!(", {closed} not known") } else { String::new() };
    writeln!(
        out,
        "{done} of {of} parts done, {under_way} under way, {} to run again{unknown}",
        again.len()
    )?;
    for (index, state) in states.iter().enumerate() {
        if let Some(words) = words(state) {
            writeln!(out, "{index}/{of}: {words}")?;
        }
    }
    let silent = states.iter().enumerate().filter(|(_, state)| **state == State::NotBegun);
    let not_begun: Vec<usize> = silent.map(|(index, _)| index).collect();
    if !not_begun.is_empty() {
        writeln!(out, "not begun: {}", ranges(&not_begun))?;
    }
    if !again.is_empty() {
        writeln!(out, "run again: {}", ranges(&again))?;
    }
    Ok(())
}

/// What there is to say of a part alone.
fn words(state: &State) -> Option<String> {
    let at = |share: &f64, heard_s: &u64| {
        format!("{:.0} % done {} ago", (100.0 * share).floor(), duration(*heard_s))
    };
    Some(match state {
        State::Done | State::NotBegun => return None,
        State::UnderWay { share, heard_s } => format!("under way, {}", at(share, heard_s)),
        State::Silent { share, heard_s } => {
            format!("{}, not heard of since: killed, or its machine is gone", at(share, heard_s))
        }
        State::Ended { share, heard_s, why } => format!("{}: {why}", at(share, heard_s)),
        State::Closed { why } => format!("{why}: ask whoever ran it"),
        State::Damaged { why } => format!("{why}: what is damaged is done again"),
    })
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
