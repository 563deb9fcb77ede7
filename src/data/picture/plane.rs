//! A rectangle of numbers, and the few filters that finding ink needs.

/// Numbers in rows, from the top left.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plane {
    pub width: usize,
    pub height: usize,
    /// `width * height` numbers.
    pub values: Vec<f32>,
}

impl Plane {
    /// # Panics
    /// If `values` are not `width * height`, or none.
    pub fn new(width: usize, height: usize, values: Vec<f32>) -> Self {
        assert!(width > 0 && height > 0, "expected a plane of some size");
        assert_eq!(values.len(), width * height, "expected {width} x {height} values");
        Self { width, height, values }
    }

    pub fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.width + x]
    }

    pub fn longer_side(&self) -> usize {
        self.width.max(self.height)
    }

    pub fn map(&self, f: impl Fn(f32) -> f32) -> Self {
        Self { values: self.values.iter().map(|&value| f(value)).collect(), ..*self }
    }

    /// The number that `share` of all are not above; 0.5 gives the median.
    pub fn quantile(&self, share: f32) -> f32 {
        let mut values = self.values.clone();
        let at = ((values.len() - 1) as f32 * share) as usize;
        *values.select_nth_unstable_by(at, f32::total_cmp).1
    }

    /// Mean over the square of `2 radius + 1` pixels, as far as it is on the plane.
    pub fn blurred(&self, radius: usize) -> Self {
        self.by_rows_and_columns(|row| {
            let mut sums = vec![0.0_f64; row.len() + 1];
            for (at, &value) in row.iter().enumerate() {
                sums[at + 1] = sums[at] + f64::from(value);
            }
            let mean = |at: usize| {
                let (from, to) = (at.saturating_sub(radius), (at + radius + 1).min(row.len()));
                ((sums[to] - sums[from]) / (to - from) as f64) as f32
            };
            (0..row.len()).map(mean).collect()
        })
    }

    /// Fills what is darker than its surroundings and narrower than `2 radius + 1` pixels:
    /// the largest, and of these the smallest, in that square.
    pub fn closed(&self, radius: usize) -> Self {
        let extreme = |row: &[f32], pick: fn(f32, f32) -> f32| -> Vec<f32> {
            let window = |at: usize| {
                let to = (at + radius + 1).min(row.len());
                row[at.saturating_sub(radius)..to].iter().copied().reduce(pick).unwrap_or(row[at])
            };
            (0..row.len()).map(window).collect()
        };
        self.by_rows_and_columns(|row| extreme(row, f32::max))
            .by_rows_and_columns(|row| extreme(row, f32::min))
    }

    /// Applies a one-dimensional filter to every row, then to every column.
    fn by_rows_and_columns(&self, filter: impl Fn(&[f32]) -> Vec<f32>) -> Self {
        let once = |plane: &Self| {
            let values: Vec<f32> = plane.values.chunks(plane.width).flat_map(&filter).collect();
            Self::new(values.len() / plane.height, plane.height, values).transposed()
        };
        once(&once(self))
    }

    fn transposed(&self) -> Self {
        let column = |x| (0..self.height).map(move |y| self.at(x, y));
        Self::new(self.height, self.width, (0..self.width).flat_map(column).collect())
    }

    /// The plane with `margin` more pixels on each side. `beyond` gives their values, by the
    /// place of their centres, where the plane itself reaches from 0 to 1 in x and in y.
    pub fn extended(&self, margin: usize, beyond: impl Fn(f64, f64) -> f32) -> Self {
        let (width, height) = (self.width + 2 * margin, self.height + 2 * margin);
        let value = |at: usize| {
            let (x, y) = (at % width, at / width);
            match (x.checked_sub(margin), y.checked_sub(margin)) {
                (Some(x), Some(y)) if x < self.width && y < self.height => self.at(x, y),
                _ => beyond(
                    (x as f64 + 0.5 - margin as f64) / self.width as f64,
                    (y as f64 + 0.5 - margin as f64) / self.height as f64,
                ),
            }
        };
        Self::new(width, height, (0..width * height).map(value).collect())
    }

    /// Means over squares of `cell` pixels; those at the right and lower edge may be smaller.
    pub fn coarse(&self, cell: usize) -> Self {
        let (width, height) = (self.width.div_ceil(cell), self.height.div_ceil(cell));
        let mean = |x: usize, y: usize| {
            let columns = x * cell..((x + 1) * cell).min(self.width);
            let rows = y * cell..((y + 1) * cell).min(self.height);
            let count = columns.len() * rows.len();
            let row_sum = |y| columns.clone().map(|x| self.at(x, y)).sum::<f32>();
            rows.map(row_sum).sum::<f32>() / count as f32
        };
        let cells = (0..width * height).map(|at| mean(at % width, at / width));
        Self::new(width, height, cells.collect())
    }

    /// Interpolates between the centres of squares of `cell` pixels, to `width` x `height`,
    /// leaving out `margin` squares at the left and upper edge.
    pub fn enlarged(&self, cell: usize, margin: usize, width: usize, height: usize) -> Self {
        let steps = |to: usize, from: usize| -> Vec<(usize, usize, f32)> {
            let step = |at: usize| {
                let place = (at as f32 + 0.5) / cell as f32 - 0.5 + margin as f32;
                let place = place.clamp(0.0, (from - 1) as f32);
                let low = place as usize;
                (low, (low + 1).min(from - 1), place - low as f32)
            };
            (0..to).map(step).collect()
        };
        let (across, down) = (steps(width, self.width), steps(height, self.height));
        let mut values = Vec::with_capacity(width * height);
        for &(top, bottom, low) in &down {
            for &(left, right, part) in &across {
                let upper = self.at(left, top) * (1.0 - part) + self.at(right, top) * part;
                let lower = self.at(left, bottom) * (1.0 - part) + self.at(right, bottom) * part;
                values.push(upper * (1.0 - low) + lower * low);
            }
        }
        Self::new(width, height, values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: usize, height: usize) -> Plane {
        let value = |at: usize| (at % width + 2 * (at / width)) as f32;
        Plane::new(width, height, (0..width * height).map(value).collect())
    }

    #[test]
    fn blurring_averages_what_is_there() {
        let plane = ramp(5, 4);
        let blurred = plane.blurred(1);
        assert!((blurred.at(2, 1) - plane.at(2, 1)).abs() < 1e-6);
        // At the corner only four pixels are on the plane: 0, 1, 2 and 3.
        assert!((blurred.at(0, 0) - 1.5).abs() < 1e-6);
        assert_eq!(plane.blurred(0), plane);
    }

    #[test]
    fn closing_fills_lines_and_keeps_steps() {
        let line = Plane::new(9, 1, vec![5.0, 5.0, 5.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0]);
        assert!(line.closed(2).values.iter().all(|&value| value == 5.0));
        let step = Plane::new(6, 1, vec![5.0, 5.0, 5.0, 1.0, 1.0, 1.0]);
        assert_eq!(step.closed(2), step);
    }

    #[test]
    fn coarse_and_back_is_a_ramp_again() {
        let plane = ramp(40, 24).map(|value| value + 20.0);
        let beyond = |x: f64, y: f64| (40.0 * x - 0.5 + 2.0 * (24.0 * y - 0.5) + 20.0) as f32;
        let back = plane.coarse(4).extended(3, beyond).enlarged(4, 3, 40, 24);
        for (x, y) in [(0, 0), (20, 12), (39, 23)] {
            assert!((back.at(x, y) - plane.at(x, y)).abs() < 0.01, "{x} {y}");
        }
        assert_eq!(plane.coarse(7).width, 6);
    }

    #[test]
    fn quantiles_are_members() {
        let plane = ramp(3, 1);
        assert_eq!([0.0, 0.5, 1.0].map(|share| plane.quantile(share)), [0.0, 1.0, 2.0]);
    }
}
