//! What is done with lessons, checked.

use super::args::LessonArgs;
use super::out_file::check_out;
use anyhow::Result;
use std::path::PathBuf;

/// See the module's head.
#[derive(Clone, Debug)]
pub enum LessonPlan {
    /// Which there are.
    List,
    /// One to begin with is written to this file.
    New(PathBuf),
    /// A recorded session becomes one.
    Draft {
        /// What was recorded.
        session: PathBuf,
        /// Where it goes.
        out: PathBuf,
    },
    /// What is wrong with these.
    Check(Vec<PathBuf>),
}

impl LessonPlan {
    pub(super) fn check(args: LessonArgs) -> Result<LessonPlan> {
        Ok(match args {
            LessonArgs::List => LessonPlan::List,
            LessonArgs::New { out, force } => {
                check_out(&out, force)?;
                LessonPlan::New(out)
            }
            LessonArgs::Draft { session, out, force } => {
                check_out(&out, force)?;
                LessonPlan::Draft { session, out }
            }
            LessonArgs::Check { files } => LessonPlan::Check(files),
        })
    }
}
