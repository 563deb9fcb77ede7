//! Exponential decay over whole ticks: e^(−lag/τ), computed once and looked up.
//!
//! | name | meaning | unit | range |
//! |---|---|---|---|
//! | `tau_ticks` | time constant τ | ticks | > 0 |
//! | `floor` | smaller factors count as 0 | 1 | 0 < floor < 1 |
//!
//! `libm::exp` and not the platform's, so that the bits are the same everywhere.

/// e^(−1/τ): the factor of one tick, as f32.
pub fn per_tick(tau_ticks: f64) -> f32 {
    libm::exp(-1.0 / tau_ticks) as f32
}

/// e^(−lag/τ) as f32, or 0 once it falls below `floor`.
pub fn factor(lag: u32, tau_ticks: f64, floor: f64) -> f32 {
    let exact = libm::exp(-f64::from(lag) / tau_ticks);
    if exact < floor { 0.0 } else { exact as f32 }
}

/// [`factor`] for every lag until it is 0, in one array.
#[derive(Clone, Debug)]
pub struct DecayTable {
    factors: Vec<f32>,
}

impl DecayTable {
    /// Longest table: slower decays than these are cut here (2²⁰ ticks, two minutes at 0.125 ms).
    const LAGS_MAX: u32 = 1 << 20;

    /// The table for `tau_ticks`, up to the first lag whose factor is below `floor`.
    pub fn new(tau_ticks: f64, floor: f64) -> DecayTable {
        let factors = (0..Self::LAGS_MAX).map(|lag| factor(lag, tau_ticks, floor));
        DecayTable { factors: factors.take_while(|&f| f > 0.0).collect() }
    }

    /// e^(−lag/τ), 0 past the end of the table.
    #[inline]
    pub fn at(&self, lag: u32) -> f32 {
        self.factors.get(lag as usize).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_formula_and_then_nothing() {
        let table = DecayTable::new(15.0, 1e-4);
        for lag in 0..400 {
            assert_eq!(table.at(lag).to_bits(), factor(lag, 15.0, 1e-4).to_bits(), "lag {lag}");
        }
        assert_eq!(table.at(0), 1.0);
        assert!(table.at(138) > 0.0 && table.at(139) == 0.0, "15 ln 10^4 = 138.2 ticks");
        assert_eq!(table.at(u32::MAX), 0.0);
        assert_eq!(table.factors.len(), 139, "no room for what is nothing");
    }
}
