//! A time-uniform band around a ratio of counts: it may be looked at every minute without lying more often.
//!
//! It is made of S = Σ(records − p·writes) at any number of minutes at once, as many standard errors wide as its boundary says.
//! Their variance is measured, not assumed: cohorts and retries make it larger than a binomial's (`noise`).

use jiff::Timestamp;

use super::noise::Noise;

/// Both counts of one complete minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Minute {
    /// The start of the minute.
    pub start: Timestamp,
    /// Records that the stream took.
    pub records: f64,
    /// Successful table writes.
    pub writes: f64,
    /// Whether it is so young that one of the counts may still grow.
    pub may_grow: bool,
}

impl Minute {
    /// Whether it says anything about a ratio: one without writes does not.
    pub fn is_usable(&self) -> bool {
        0.0 < self.writes && 0.0 <= self.records && self.writes.is_finite() && self.records.is_finite()
    }
}

/// Sums over some minutes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// How many minutes.
    pub minutes: u32,
    /// Records in them.
    pub records: f64,
    /// Writes in them.
    pub writes: f64,
}

impl Sums {
    /// With one more minute.
    #[must_use]
    pub fn and(self, minute: &Minute) -> Self {
        Self { minutes: self.minutes + 1, records: self.records + minute.records, writes: self.writes + minute.writes }
    }

    /// The sums of these minutes.
    pub fn of(minutes: &[Minute]) -> Self {
        minutes.iter().fold(Self::default(), Self::and)
    }

    /// Records ÷ writes.
    pub fn ratio(&self) -> f64 {
        self.records / self.writes
    }
}

/// How far a band reaches to one side of the ratio of a window that begins at the minute `first`, as a part of one: so many
/// standard errors.
pub fn reach(first: usize, window: &Sums, noise: &Noise, stretch: f64) -> f64 {
    // One record is the least that is uncertain, so that none seen is not certainty of none.
    let careful = (window.records + 1.0) / (window.writes + 2.0);
    let binomial = (careful * (1.0 - careful)).max(0.0);
    stretch * (binomial.max(noise.variance(first, stretch)) / window.writes).sqrt()
}
