//! `experiment`, `merge` and `report`: the paper's tables, from one command each. What is asked for is a plan, which
//! holds nothing that cannot be run.

mod ann;
mod batch;
mod few_labels;
mod given;
mod kinds;
mod merge;
mod out;
mod parts;
mod paths;
mod paths_stdp;
mod report;
mod weights;

pub use batch::Planned;
pub(super) use kinds::plan;
pub use merge::MergePlan;
pub(super) use merge::run as run_merge;
pub use parts::PartsPlan;
pub(super) use parts::run as run_parts;
pub use report::ReportPlan;
pub(super) use report::run as run_report;
