//! A time-uniform band around a ratio of counts: it may be looked at every minute without lying more often.
//!
//! The band is the normal mixture of Robbins, in the asymptotic form of Waudby-Smith and others (2021), for
//! S = Σ(records − p·writes). Its variance is measured, not assumed: cohorts, retries and the smear of a minute
//! into the next make it larger than a binomial's, over single minutes or over blocks of five.

use jiff::Timestamp;

/// Minutes of a block; long enough to hold what runs over from one minute to the next.
const BLOCK: u32 = 5;

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

/// A ratio with its band, as parts of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Records ÷ writes.
    pub middle: f64,
    /// The band's lower end.
    pub low: f64,
    /// The band's upper end.
    pub high: f64,
}

/// Sums of a ratio's residuals over units of time: minutes, or blocks of minutes.
#[derive(Debug, Clone, Copy, Default)]
struct Spread {
    units: u32,
    records: f64,
    writes: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, records: f64, writes: f64) {
        self.units += 1;
        self.records += records;
        self.writes += writes;
        self.squares += records * records / writes;
    }

    /// Variance of the residual of one write, from what was seen, with what a small sample may have missed.
    fn variance(&self) -> f64 {
        if self.units < 3 || self.writes <= 0.0 {
            return 0.0;
        }
        let ratio = self.records / self.writes;
        let residuals = (self.squares - 2.0 * ratio * self.records + ratio * ratio * self.writes).max(0.0);
        let freedom = f64::from(self.units - 1);
        residuals / freedom * (1.0 + 2.0 * (2.0 / freedom).sqrt() + 12.0 / freedom)
    }
}

/// The running sums of one sequence; minutes are pushed in the order of time.
#[derive(Debug, Clone, Default)]
pub struct Sequence {
    single: Spread,
    blocks: Spread,
    open_block: (u32, f64, f64),
    /// Minutes at which the band is tightest.
    tuned_for: f64,
}

impl Sequence {
    /// A sequence that lives for about so many minutes.
    pub fn new(minutes: i64) -> Self {
        Self { tuned_for: minutes as f64 / 2.0, ..Self::default() }
    }

    /// Takes the next minute; one without writes says nothing about a ratio.
    pub fn push(&mut self, minute: &Minute) {
        let usable = minute.writes > 0.0 && minute.records >= 0.0 && minute.writes.is_finite() && minute.records.is_finite();
        if !usable {
            return;
        }
        self.single.add(minute.records, minute.writes);
        let (count, records, writes) = self.open_block;
        self.open_block = (count + 1, records + minute.records, writes + minute.writes);
        if self.open_block.0 == BLOCK {
            self.blocks.add(self.open_block.1, self.open_block.2);
            self.open_block = (0, 0.0, 0.0);
        }
    }

    /// Minutes that count.
    pub fn minutes(&self) -> u32 {
        self.single.units
    }

    /// Records in them.
    pub fn records(&self) -> f64 {
        self.single.records
    }

    /// Writes in them.
    pub fn writes(&self) -> f64 {
        self.single.writes
    }

    /// The band that holds the true ratio at every look at once, but for `alpha` of all sequences.
    pub fn interval(&self, alpha: f64) -> Option<Interval> {
        if self.single.units < 3 || self.single.writes <= 0.0 {
            return None;
        }
        let ratio = self.single.records / self.single.writes;
        // One record is the least that is uncertain, so that none seen is not certainty of none.
        let careful = (self.single.records + 1.0) / (self.single.writes + 2.0);
        let binomial = (careful * (1.0 - careful)).max(0.0);
        let variance = binomial.max(self.single.variance()).max(self.blocks.variance());
        let minutes = f64::from(self.single.units);
        let certainty = 2.0 * (1.0 / alpha).ln();
        let mixing = self.tuned_for / (certainty + (1.0 + certainty).ln());
        let stretch = ((minutes + mixing) / minutes * ((minutes + mixing) / (mixing * alpha * alpha)).ln()).sqrt();
        let half = (variance / self.single.writes).sqrt() * stretch;
        Some(Interval { middle: ratio, low: ratio - half, high: ratio + half })
    }
}
