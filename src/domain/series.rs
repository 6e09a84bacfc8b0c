//! One number a period: minute-aligned values with honest gaps.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Values of one metric on a regular grid, oldest first. What never arrived is a gap, never a zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Seconds between two values: 60, 300 or 3600.
    period: i64,
    /// Grid index (seconds since the epoch ÷ period) of the first slot.
    first: i64,
    /// A slot a period; `None` is a gap.
    slots: VecDeque<Option<f64>>,
}

/// Rounds down to the grid of `period` seconds.
pub fn floor(at: Timestamp, period: i64) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(period) * period).unwrap_or(at)
}

/// `at` moved by whole seconds; stops at the ends of time instead of failing.
pub fn shift(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

/// Seconds from `from` to `to`, fractions included; negative when `to` is earlier.
pub fn seconds_between(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64()
}

/// A count of slots as a distance on the grid.
fn steps(slots: usize) -> i64 {
    i64::try_from(slots).unwrap_or(i64::MAX)
}

impl Default for Series {
    fn default() -> Self {
        Self::every(60)
    }
}

impl Series {
    /// An empty series with a value every `period` seconds.
    pub fn every(period: i64) -> Self {
        Self { period: period.max(1), first: 0, slots: VecDeque::new() }
    }

    /// The most periods that one series holds: 16 days of minutes. A broken answer cannot fill the memory.
    const MOST_SLOTS: i64 = 16 * 1440;

    /// Seconds between two values.
    pub fn period(&self) -> i64 {
        self.period
    }

    /// Whether no slot holds a value.
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(Option::is_none)
    }

    fn index(&self, at: Timestamp) -> i64 {
        at.as_second().div_euclid(self.period)
    }

    fn time(&self, index: i64) -> Timestamp {
        Timestamp::from_second(index * self.period).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Sets the value of the period that contains `at`; a later answer replaces an earlier one.
    /// Values that are not finite are refused, for they cannot have been measured; so are those that lie
    /// too far from the others to be held on one grid.
    pub fn put(&mut self, at: Timestamp, value: f64) {
        let index = self.index(at);
        if self.slots.is_empty() {
            self.first = index;
        }
        let (first, last) = (self.first.min(index), (self.first + steps(self.slots.len()) - 1).max(index));
        if !value.is_finite() || Self::MOST_SLOTS <= last - first {
            return;
        }
        while index < self.first {
            self.slots.push_front(None);
            self.first -= 1;
        }
        let offset = usize::try_from(index - self.first).unwrap_or_default();
        while self.slots.len() <= offset {
            self.slots.push_back(None);
        }
        self.slots[offset] = Some(value);
    }

    /// The value of the period that contains `at`.
    pub fn get(&self, at: Timestamp) -> Option<f64> {
        let offset = usize::try_from(self.index(at) - self.first).ok()?;
        self.slots.get(offset).copied().flatten()
    }

    /// The newest value whose period starts at or before `at`, with the start of its period.
    pub fn last_until(&self, at: Timestamp) -> Option<(Timestamp, f64)> {
        let until = usize::try_from(self.index(at) - self.first + 1).ok()?.min(self.slots.len());
        let offset = (0..until).rev().find(|offset| self.slots[*offset].is_some())?;
        Some((self.time(self.first + steps(offset)), self.slots[offset]?))
    }

    /// The newest value of all.
    pub fn last(&self) -> Option<(Timestamp, f64)> {
        self.last_until(Timestamp::MAX)
    }

    /// The start of the oldest period that holds a value.
    pub fn oldest(&self) -> Option<Timestamp> {
        let offset = self.slots.iter().position(Option::is_some)?;
        Some(self.time(self.first + steps(offset)))
    }

    /// Each period that starts in `from..to`, gaps included.
    pub fn range(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = (Timestamp, Option<f64>)> + '_ {
        let (start, end) = (self.index(shift(from, self.period - 1)), self.index(shift(to, self.period - 1)));
        (start..end).map(move |index| {
            let value = usize::try_from(index - self.first).ok().and_then(|offset| self.slots.get(offset).copied().flatten());
            (self.time(index), value)
        })
    }

    /// The values of `from..to` that arrived, without their times.
    pub fn values(&self, from: Timestamp, to: Timestamp) -> Vec<f64> {
        self.range(from, to).filter_map(|(_, value)| value).collect()
    }

    /// Forgets every period that starts before `at`.
    pub fn forget_before(&mut self, at: Timestamp) {
        let keep = self.index(at);
        while self.first < keep && self.slots.pop_front().is_some() {
            self.first += 1;
        }
    }
}
