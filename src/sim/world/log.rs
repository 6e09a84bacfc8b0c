//! When each record of a shard arrived, as a rising count: readers stand at a count, and its moment is their age.

use std::collections::VecDeque;

use jiff::Timestamp;

/// A stretch of time in which records arrived evenly.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// Its end, in milliseconds since the epoch.
    until: i64,
    /// Records that arrived up to its end, since the shard was opened.
    total: f64,
    /// The part of its records that have a hot key.
    hot: f32,
}

/// The arrivals of one shard.
#[derive(Debug, Clone)]
pub struct ArrivalLog {
    from: i64,
    before: f64,
    stretches: VecDeque<Stretch>,
}

impl ArrivalLog {
    /// An empty log of a shard that was opened at this moment.
    pub fn new(opened: Timestamp) -> Self {
        Self { from: opened.as_millisecond(), before: 0.0, stretches: VecDeque::new() }
    }

    /// Records that arrived since the shard was opened.
    pub fn total(&self) -> f64 {
        self.stretches.back().map_or(self.before, |last| last.total)
    }

    /// The count at which the oldest kept record stands.
    pub fn oldest(&self) -> f64 {
        self.before
    }

    /// Adds the records that arrived from the end of the last stretch until now.
    pub fn add(&mut self, until: Timestamp, records: f64, hot: f32) {
        let (until, total) = (until.as_millisecond(), self.total() + records);
        if let Some(last) = self.stretches.back_mut().filter(|last| last.until >= until) {
            last.total = total;
            return;
        }
        self.stretches.push_back(Stretch { until, total, hot });
    }

    /// Milliseconds since the epoch at which the record after this count arrived, and the hot part of its stretch.
    /// `None` when it has not arrived yet.
    pub fn arrival(&self, count: f64) -> Option<(i64, f32)> {
        if count + 1e-9 >= self.total() {
            return None;
        }
        let at = self.stretches.partition_point(|stretch| stretch.total <= count + 1e-9);
        let stretch = self.stretches.get(at)?;
        let previous = at.checked_sub(1).and_then(|before| self.stretches.get(before));
        let (start, total) = previous.map_or((self.from, self.before), |previous| (previous.until, previous.total));
        let part = ((count - total) / (stretch.total - total)).clamp(0.0, 1.0);
        Some((start + ((stretch.until - start) as f64 * part) as i64, stretch.hot))
    }

    /// How many records had arrived at this moment.
    pub fn count_at(&self, at: Timestamp) -> f64 {
        let at = at.as_millisecond();
        let index = self.stretches.partition_point(|stretch| stretch.until <= at);
        let previous = index.checked_sub(1).and_then(|before| self.stretches.get(before));
        let (start, total) = previous.map_or((self.from, self.before), |previous| (previous.until, previous.total));
        match self.stretches.get(index) {
            Some(stretch) if at > start => total + (stretch.total - total) * (at - start) as f64 / (stretch.until - start) as f64,
            _ => total,
        }
    }

    /// Drops what arrived before this moment: it has expired.
    pub fn expire(&mut self, before: Timestamp) {
        let before = before.as_millisecond();
        while let Some(first) = self.stretches.front().copied().filter(|first| first.until <= before) {
            self.from = first.until;
            self.before = first.total;
            self.stretches.pop_front();
        }
    }
}
