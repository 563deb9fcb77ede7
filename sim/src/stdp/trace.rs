//! What a synapse remembers of the events at one side of it: decayed only when it is read.

use crate::decay::DecayTable;

/// An event counts for nothing once its decay is below this.
pub const TRACE_FLOOR: f64 = 1e-4;

/// The last event at one side of a synapse.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trace {
    /// Tick of the last event.
    pub(super) last: u32,
    /// Value just after it; 0 means that there has been none.
    pub(super) value: f32,
}

impl Trace {
    /// Value at tick `now`, at or after the last event.
    #[inline]
    pub(super) fn read(self, now: u32, table: &DecayTable) -> f32 {
        if self.value == 0.0 { 0.0 } else { self.value * table.at(now - self.last) }
    }
}
