//! The command line: what was typed, checked, and run.
//!
//! ```text
//! args (clap) ─→ plan (checked) ─→ label, teach, evaluate, experiment, cache, doctor, …      here
//!                              └─→ the window, a shot                            joined in main.rs
//! ```
//! [`Args`] is what was typed, [`Plan`] what will run: every wrong argument is found between the
//! two, before work starts. Answers go to standard output; progress, warnings and errors to
//! standard error.

mod args;
mod cache;
mod common;
mod doctor;
mod error;
mod evaluate;
mod experiment;
mod film;
mod label;
mod lesson;
mod line;
mod log;
mod out_file;
mod plan;
mod presented;
mod reference_client;
mod say;
mod stop;
mod taught;
mod teach;
mod unused;

pub use args::{Args, CameraArg, ShotView};
pub use common::Common;
pub use doctor::{Graphics, GraphicsDevice};
pub use error::{AlreadyReported, Usage, is_stopped, words};
pub use evaluate::EvaluatePlan;
pub use experiment::{MergePlan, PartsPlan, Planned, ReportPlan};
pub use film::{FilmPlan, FilmSubject};
pub use label::LabelPlan;
pub use lesson::LessonPlan;
pub use line::Line;
pub use plan::{Plan, ShotPlan, Task, WindowPlan};
pub use presented::Presented;
pub use say::{Answers, say};
pub use taught::Taught;
pub use teach::TeachPlan;
