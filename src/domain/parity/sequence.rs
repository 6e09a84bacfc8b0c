//! A time-uniform band around a ratio of counts: it may be looked at every minute without lying more often.
//!
//! It is made of S = Σ(records − p·writes) at any number of minutes at once, as many standard errors wide as its boundary says.
//! Their variance is measured, not assumed: cohorts and retries make it larger than a binomial's, and few minutes know it
//! badly, which Student's correction pays for.

use jiff::Timestamp;

/// Minutes apart at which residuals are compared: neighbours share what runs over from one minute to the next.
const APART: [usize; 2] = [2, 3];

/// Both counts of one complete minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Minute {
    /// The start of the minute.
    pub start: Timestamp,
    /// Records that the stream took.
    pub records: f64,
    /// Successful table writes.
    pub writes: f64,
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

/// How much the minutes scatter around their common ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    minutes: f64,
    /// Variance of the residual of one write, over all minutes; a step in the ratio counts as scatter.
    plain: f64,
    /// The same from minutes that lie close together, which a step does not touch.
    near: f64,
    /// What one minute's count may lend to the next, in records.
    lent: f64,
    /// The largest single deviation, in records.
    largest: f64,
}

impl Noise {
    /// Measures it, oldest minute first. Every minute must be usable.
    pub fn of(minutes: &[Minute]) -> Self {
        let sums = Sums::of(minutes);
        let (count, ratio) = (f64::from(sums.minutes), sums.ratio());
        let mean = sums.writes / count;
        let mut last = [0.0; 3];
        let (mut squares, mut steps, mut largest) = (0.0, [0.0; 3], 0.0_f64);
        for (nth, minute) in minutes.iter().enumerate() {
            let off = minute.records - ratio * minute.writes;
            largest = largest.max(off.abs());
            let off = off / (minute.writes / mean).sqrt();
            squares += off * off;
            for (back, before) in last.iter().enumerate().take(nth) {
                steps[back] += (off - before) * (off - before);
            }
            last = [off, last[0], last[1]];
        }
        // Half of the mean square of a difference is variance less covariance at that distance.
        let half = |back: usize| steps[back - 1] / 2.0 / (count - back as f64).max(1.0);
        let variance = f64::midpoint(half(APART[0]), half(APART[1]));
        let lent = (half(1) - variance).max(0.0).sqrt();
        Self { minutes: count, plain: squares / (count - 1.0).max(1.0) / mean, near: variance / mean, lent, largest }
    }

    /// The variance that a band of this stretch may rest on: the lesser of both, each paying for how few minutes it knows.
    fn variance(&self, stretch: f64) -> f64 {
        let plain = self.plain * student(stretch, self.minutes - 1.0);
        plain.min(self.near * student(stretch, 0.6 * (self.minutes - 3.0)))
    }

    /// Records by which the ends of a window may be wrong: what ran over into it and out of it.
    pub fn at_the_ends(&self) -> f64 {
        1.5 * self.largest.max(1.0) * (1.0 + 8.0 / self.minutes)
    }
}

/// By how much a measured variance must be raised for the tails of Student's distribution.
fn student(stretch: f64, freedom: f64) -> f64 {
    let part = stretch * stretch / freedom.max(0.5);
    if 30.0 < part { f64::INFINITY } else { part.exp_m1() / part }
}

/// How far a band reaches to one side of a window's ratio, as a part of one: so many standard errors.
pub fn reach(window: &Sums, noise: &Noise, stretch: f64) -> f64 {
    // One record is the least that is uncertain, so that none seen is not certainty of none.
    let careful = (window.records + 1.0) / (window.writes + 2.0);
    let binomial = (careful * (1.0 - careful)).max(0.0);
    let variance = binomial.max(noise.variance(stretch));
    stretch * (variance / window.writes).sqrt() + 2.0 * noise.lent / window.writes
}
