//! How large records are: over the day, and from minute to minute. Within a minute no metric tells.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;

use super::figure::{decimal, units};
use crate::domain::finding::words;

/// What records are rounded up to where they are billed, in bytes, and what such a step is called.
const STEPS: [(u32, &str); 3] =
    [(25 * 1024, "PUT units of 25 KB"), (5 * 1024, "Firehose steps of 5 KB"), (1024, "on-demand steps of 1 KB")];

/// Mean sizes in bytes. Minutes without records have none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Over the day that was seen.
    pub day: Decimal,
    /// Of the minute that is smaller than 95 of 100 others.
    pub low: Decimal,
    /// Of the minute that is larger than 95 of 100 others.
    pub high: Decimal,
    /// Of the minute with the largest records.
    pub largest: Decimal,
}

impl Spread {
    /// From the records and bytes of the same minutes; `None` when no minute has both.
    pub(super) fn of(records: &[(Timestamp, Option<f64>)], bytes: &[(Timestamp, Option<f64>)]) -> Option<Self> {
        let known: Vec<(f64, f64)> = records
            .iter()
            .zip(bytes)
            .filter_map(|((_, records), (_, bytes))| Some(((*records)?, (*bytes)?)))
            .filter(|(records, bytes)| 0.0 < *records && bytes.is_finite())
            .collect();
        let (all, total) = known.iter().fold((0.0, 0.0), |(all, total), (records, bytes)| (all + records, total + bytes));
        let mut sizes: Vec<f64> = known.iter().map(|(records, bytes)| bytes / records).collect();
        sizes.sort_by(f64::total_cmp);
        let last = sizes.len().checked_sub(1)?;
        let at = |hundredths: usize| decimal(sizes[last * hundredths / 100]);
        Some(Self { day: decimal(total / all), low: at(5), high: at(95), largest: decimal(sizes[last]) })
    }

    /// `Records are 300 B in the mean of the day; in nine of ten minutes 293 to 306 B. …`
    pub fn words(&self) -> String {
        let [day, low, high] = [self.day, self.low, self.high].map(|size| words::decimal(size.round()));
        let spread = if low == high { "in nearly every minute".to_owned() } else { format!("{low} to {high} B in nine of ten minutes") };
        format!("Records are {day} B in the mean of the day, {spread}; how they spread within a minute no metric tells.")
    }

    /// What the mean hides: minutes whose records are rounded up to more steps than the mean record.
    pub(super) fn hides(&self, mean: Decimal) -> Option<String> {
        let more: Vec<&str> =
            STEPS.iter().filter(|(step, _)| units(mean, *step) < units(self.largest, *step)).map(|(_, name)| *name).collect();
        let largest = words::decimal(self.largest.round());
        (!more.is_empty())
            .then(|| format!("records of some minutes are {largest} B and take more {} than the mean record", words::list(&more)))
    }
}
