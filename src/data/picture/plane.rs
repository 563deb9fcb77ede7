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

    /// Fills what is darker than its surroundings and narrower than a square of `2 radius + 1` pixels:
    /// the largest in each square that lies on the plane, and of these the smallest for each pixel. A
    /// square is never larger than the plane.
    pub fn closed(&self, radius: usize) -> Self {
        let largest = |row: &[f32]| sliding(row, (2 * radius + 1).min(row.len()), f32::max);
        let all = self.by_rows_and_columns(largest);
        let smallest = |row: &[f32], length: usize| {
            // A pixel is in the squares that begin up to a side before it.
            let side = length - row.len() + 1;
            let infinite = std::iter::repeat_n(f32::INFINITY, side - 1);
            let padded: Vec<f32> =
                infinite.clone().chain(row.iter().copied()).chain(infinite).collect();
            sliding(&padded, side, f32::min)
        };
        all.along_rows(|row| smallest(row, self.width))
            .transposed()
            .along_rows(|column| smallest(column, self.height))
            .transposed()
    }

    /// The smallest in the square of `2 radius + 1` pixels around each, as far as it is on the plane.
    pub fn darkest_within(&self, radius: usize) -> Self {
        self.by_rows_and_columns(|row| {
            let beyond = std::iter::repeat_n(f32::INFINITY, radius);
            let padded: Vec<f32> =
                beyond.clone().chain(row.iter().copied()).chain(beyond).collect();
            sliding(&padded, 2 * radius + 1, f32::min)
        })
    }

    /// Applies a one-dimensional filter to every row, then to every column.
    fn by_rows_and_columns(&self, filter: impl Fn(&[f32]) -> Vec<f32>) -> Self {
        self.along_rows(&filter).transposed().along_rows(&filter).transposed()
    }

    /// Applies a one-dimensional filter to every row; all become equally long.
    fn along_rows(&self, filter: impl Fn(&[f32]) -> Vec<f32>) -> Self {
        let values: Vec<f32> = self.values.chunks(self.width).flat_map(filter).collect();
        Self::new(values.len() / self.height, self.height, values)
    }

    fn transposed(&self) -> Self {
        let column = |x| (0..self.height).map(move |y| self.at(x, y));
        Self::new(self.height, self.width, (0..self.width).flat_map(column).collect())
    }

    /// Median of the square of `2 radius + 1` pixels around each, as far as it is on the plane.
    pub fn local_medians(&self, radius: usize) -> Self {
        let mut near = Vec::new();
        let median = |at: usize| {
            let (x, y) = (at % self.width, at / self.width);
            let columns = x.saturating_sub(radius)..(x + radius + 1).min(self.width);
            near.clear();
            for row in y.saturating_sub(radius)..(y + radius + 1).min(self.height) {
                near.extend_from_slice(&self.values[row * self.width..][columns.clone()]);
            }
            let middle = near.len() / 2;
            *near.select_nth_unstable_by(middle, f32::total_cmp).1
        };
        Self { values: (0..self.values.len()).map(median).collect(), ..*self }
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

    /// Interpolates between the centres of squares of `cell` pixels, to `width` x `height`.
    pub fn enlarged(&self, cell: usize, width: usize, height: usize) -> Self {
        let steps = |to: usize, from: usize| -> Vec<(usize, usize, f32)> {
            let step = |at: usize| {
                let place = (at as f32 + 0.5) / cell as f32 - 0.5;
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

/// The extreme of every stretch of `length` numbers, 1 to all of them, in time that does not depend on it.
fn sliding(row: &[f32], length: usize, pick: fn(f32, f32) -> f32) -> Vec<f32> {
    // Van Herk: from each block's border, running extremes to the right and to the left.
    let forth: Vec<f32> =
        row.chunks(length).flat_map(|block| running(block.iter(), pick)).collect();
    let back: Vec<f32> = row
        .chunks(length)
        .flat_map(|block| {
            let mut back = running(block.iter().rev(), pick);
            back.reverse();
            back
        })
        .collect();
    (0..=row.len() - length).map(|from| pick(back[from], forth[from + length - 1])).collect()
}

fn running<'a>(values: impl Iterator<Item = &'a f32>, pick: fn(f32, f32) -> f32) -> Vec<f32> {
    values
        .scan(None, |extreme, &value| {
            let next = extreme.map_or(value, |extreme| pick(extreme, value));
            *extreme = Some(next);
            Some(next)
        })
        .collect()
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
        // A step with room for a window on both sides stays, and so does a slope.
        let step = Plane::new(10, 1, [[5.0; 5], [1.0; 5]].concat());
        assert_eq!(step.closed(2), step);
        // At the border, too, only what is narrower than the whole window is filled.
        let edge = Plane::new(8, 1, vec![1.0, 1.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0]);
        assert!(edge.closed(1).values.iter().all(|&value| value == 5.0));
        // No window is larger than the plane.
        assert_eq!(Plane::new(3, 1, vec![1.0, 2.0, 3.0]).closed(9).values, [3.0; 3]);
    }

    #[test]
    fn sliding_extremes_are_those_of_each_window() {
        let row: Vec<f32> = (0..23).map(|at| (at * 37 % 23) as f32).collect();
        for length in [1, 2, 5, 7, 22, 23] {
            let naive: Vec<f32> =
                row.windows(length).map(|w| w.iter().copied().fold(0.0, f32::max)).collect();
            assert_eq!(sliding(&row, length, f32::max), naive, "{length}");
        }
    }

    #[test]
    fn coarse_and_back_is_a_ramp_again() {
        let plane = ramp(40, 24).map(|value| value + 20.0);
        let back = plane.coarse(4).enlarged(4, 40, 24);
        for (x, y) in [(2, 2), (20, 12), (37, 21)] {
            assert!((back.at(x, y) - plane.at(x, y)).abs() < 0.01, "{x} {y}");
        }
        assert_eq!(plane.coarse(7).width, 6);
    }

    #[test]
    fn local_medians_keep_a_step_and_lose_a_line() {
        let row = |at: usize| if at == 4 { 9.0 } else { f32::from(u8::from(at >= 10)) };
        let plane = Plane::new(20, 1, (0..20).map(row).collect());
        let expected: Vec<f32> = (0..20).map(|at| f32::from(u8::from(at >= 10))).collect();
        assert_eq!(plane.local_medians(2).values, expected);
    }

    #[test]
    fn quantiles_are_members() {
        let plane = ramp(3, 1);
        assert_eq!([0.0, 0.5, 1.0].map(|share| plane.quantile(share)), [0.0, 1.0, 2.0]);
    }
}
