//! How labels spread, as it is said and as it is checked.

use crate::sim::check::{self, SpecError};
use serde::{Deserialize, Serialize};

/// How labels spread, as a file or slider gave it: nothing is promised yet. See the head of [`super`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpreadSpec {
    /// Share that a point takes from its neighbours at every step, above 0 and below 1. Default 0.997.
    pub alpha: f64,
    /// Steps, 1 to [`STEPS_MAX`](Self::STEPS_MAX). Default 100.
    pub steps: usize,
    /// How much each class counts. Default [`Balance::Borders`].
    pub balance: Balance,
}

/// How much each class counts where several reach a point: without, the one that was named at a busier place takes all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Balance {
    /// As much as reaches the point.
    None,
    /// Divided by all that there is of it: right where a class may be that of a single picture of somebody's own.
    Mass,
    /// As much as lets their borders cut least of the graph, from [`None`](Self::None) to equal shares: right where all
    /// classes may be about as common.
    Borders,
}

impl SpreadSpec {
    /// Most steps that can be asked for.
    pub const STEPS_MAX: usize = 1000;
}

impl Default for SpreadSpec {
    fn default() -> Self {
        Self { alpha: 0.997, steps: 100, balance: Balance::Borders }
    }
}

/// A checked [`SpreadSpec`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpreadRule(pub(super) SpreadSpec);

impl TryFrom<SpreadSpec> for SpreadRule {
    type Error = SpecError;
    fn try_from(spec: SpreadSpec) -> Result<Self, SpecError> {
        // In single precision, too, it must be neither 0 nor 1. NaN is refused as well.
        if !(1e-6..=1.0 - 1e-6).contains(&spec.alpha) {
            let expected = "a number from 0.000001 to 0.999999";
            return Err(check::refuse("spread.alpha", expected, check::shown(spec.alpha)));
        }
        check::count("spread.steps", spec.steps, SpreadSpec::STEPS_MAX)?;
        Ok(Self(spec))
    }
}

impl SpreadRule {
    /// What it was made from.
    pub fn spec(&self) -> SpreadSpec {
        self.0
    }

    pub(super) fn alpha(&self) -> f32 {
        self.0.alpha as f32
    }
}
