//! A fortnight of one metric's minutes, reduced to what the gate of capacity rests on while they arrive: 20,160 values are never held.
//!
//! CloudWatch keeps minutes for 15 days. Longer periods cannot take their place: no statistic of an hour tells the busiest of its
//! minutes, for requests are counted by samples. Metric math could reduce on CloudWatch's side (`MAX` over the series), but it tells
//! neither when that was nor how much was answered, is not paged, and costs the same: one metric.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Seconds of a fortnight.
pub const FORTNIGHT: i64 = 14 * 86_400;

/// The busiest minute of a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Peak {
    /// Its start.
    pub at: Timestamp,
    /// What was counted in it.
    pub count: f64,
}

/// What CloudWatch answered of the minutes of a time. A minute without a value was answered too: it has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fortnight {
    /// The start of what was answered.
    pub from: Timestamp,
    /// Its end, exclusive.
    pub until: Timestamp,
    /// Minutes that have a value.
    pub minutes: u32,
    /// The start of the oldest of them.
    pub first: Option<Timestamp>,
    /// The busiest of them, the newest among equals.
    pub busiest: Option<Peak>,
}

impl Fortnight {
    /// The time from `from` to `until` (exclusive), of which no value came yet.
    pub fn over(from: Timestamp, until: Timestamp) -> Self {
        Self { from, until, minutes: 0, first: None, busiest: None }
    }

    /// Takes a minute's count. What lies outside, or cannot have been counted, is left out.
    fn take(&mut self, at: Timestamp, count: f64) {
        if !(self.from..self.until).contains(&at) || !count.is_finite() || count < 0.0 {
            return;
        }
        self.minutes = self.minutes.saturating_add(1);
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        let better = |peak: &Peak| peak.count > count || (peak.count >= count && peak.at > at);
        self.busiest = self.busiest.filter(better).or(Some(Peak { at, count }));
    }
}

/// Takes the counts of more minutes, each by its start: every minute once, in any order.
impl Extend<(Timestamp, f64)> for Fortnight {
    fn extend<I: IntoIterator<Item = (Timestamp, f64)>>(&mut self, minutes: I) {
        for (at, count) in minutes {
            self.take(at, count);
        }
    }
}
