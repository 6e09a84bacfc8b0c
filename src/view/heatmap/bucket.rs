//! Values of a shard by column: the highest of each is kept.

use super::super::chart::clock::{Clock, seconds_between};
use super::HeatRow;

/// What one cell stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Bucket {
    /// The highest value; `None` when nothing is known.
    pub(super) most: Option<f64>,
    /// Whether writes were refused.
    pub(super) refused: bool,
}

/// Fills `buckets`, one a column. A value fills every column that its period touches.
pub(super) fn fill(row: &HeatRow, clock: Clock, columns: usize, buckets: &mut Vec<Bucket>) {
    buckets.clear();
    buckets.resize(columns, Bucket::default());
    let steps = row.points.windows(2).map(|pair| seconds_between(pair[0].0, pair[1].0)).filter(|step| 0.0 < *step);
    let period = steps.fold(f64::INFINITY, f64::min);
    let period = if period.is_finite() { period } else { 60.0 };
    for (at, value) in &row.points {
        let Some(value) = value.filter(|value| value.is_finite()) else { continue };
        for column in clock.columns(*at, period, columns) {
            buckets[column].most = Some(buckets[column].most.map_or(value, |most| most.max(value)));
        }
    }
    for at in &row.refused {
        for column in clock.columns(*at, period, columns) {
            buckets[column].refused = true;
        }
    }
}
