//! `experiment`, `merge` and `report`: the paper's tables, from one command each. What is asked for is a plan, which
//! holds nothing that cannot be run.

mod ann;
mod batch;
mod few_labels;
mod given;
mod merge;
mod out;
mod parts;
mod paths;
mod paths_stdp;
mod report;
mod weights;

pub use ann::AnnPlan;
pub(super) use ann::run as run_ann;
pub use few_labels::FewLabelsPlan;
pub(super) use few_labels::run as run_few_labels;
pub use merge::MergePlan;
pub(super) use merge::run as run_merge;
pub use parts::PartsPlan;
pub(super) use parts::run as run_parts;
pub use paths::PathsPlan;
pub(super) use paths::run as run_paths;
pub use paths_stdp::PathsStdpPlan;
pub(super) use paths_stdp::run as run_paths_stdp;
pub use report::ReportPlan;
pub(super) use report::run as run_report;
pub use weights::WeightsPlan;
pub(super) use weights::run as run_weights;
