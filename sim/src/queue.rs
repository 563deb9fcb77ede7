//! The signals on their way: a timing wheel with one slot for each tick up to the longest delay.
//!
//! A slot is first in, first out, and a spike enqueues its edges in order of their number; so
//! signals that arrive on the same tick come out in order of emission, ties by edge. That order is
//! part of the specification (design, "Order within a tick").

/// A signal that will arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// The edge that it travels along.
    pub edge: u32,
    /// The spike that sent it, counted from 0 in this run.
    pub spike: u32,
}

/// See the module's head.
#[derive(Clone, Debug)]
pub struct TimingWheel {
    slots: Vec<Vec<Signal>>,
    mask: u32,
}

impl TimingWheel {
    /// A wheel for delays of 1 ..= `delay_max` ticks.
    pub fn new(delay_max: u32) -> TimingWheel {
        let slots = (delay_max as usize + 1).next_power_of_two();
        TimingWheel { slots: vec![Vec::new(); slots], mask: slots as u32 - 1 }
    }

    /// Enqueues a signal that arrives at tick `at`, less than one turn of the wheel from now.
    #[inline]
    pub fn push(&mut self, at: u32, signal: Signal) {
        self.slots[(at & self.mask) as usize].push(signal);
    }

    /// Takes what arrives at tick `at`; hand the buffer back with [`recycle`](Self::recycle).
    #[inline]
    pub fn take(&mut self, at: u32) -> Vec<Signal> {
        std::mem::take(&mut self.slots[(at & self.mask) as usize])
    }

    /// Returns an emptied buffer to the slot of tick `at`, so that nothing is allocated twice.
    #[inline]
    pub fn recycle(&mut self, at: u32, mut buffer: Vec<Signal>) {
        buffer.clear();
        self.slots[(at & self.mask) as usize] = buffer;
    }

    /// Forgets every signal.
    pub fn clear(&mut self) {
        self.slots.iter_mut().for_each(Vec::clear);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_come_out_at_their_tick_in_order_of_emission() {
        let mut wheel = TimingWheel::new(5);
        let signal = |edge, spike| Signal { edge, spike };
        wheel.push(5, signal(9, 0));
        wheel.push(3, signal(1, 0));
        wheel.push(5, signal(2, 1));
        let mut seen = Vec::new();
        for tick in 0..8 {
            let due = wheel.take(tick);
            seen.extend(due.iter().map(|s| (tick, s.edge)));
            wheel.recycle(tick, due);
        }
        assert_eq!(seen, [(3, 1), (5, 9), (5, 2)]);
        wheel.push(9, signal(0, 0));
        wheel.clear();
        assert!(wheel.take(9).is_empty());
    }
}
