//! One minute's samples folded into the five numbers that statistics are made of.

/// The samples of one minute, folded.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sample {
    /// Their total.
    pub sum: f64,
    /// The largest.
    pub max: f64,
    /// The smallest.
    pub min: f64,
    /// How many there were.
    pub count: f64,
}

impl Sample {
    /// One sample.
    pub fn one(value: f64) -> Self {
        Self { sum: value, max: value, min: value, count: 1.0 }
    }

    /// A count of events, each reported as a sample of 1.
    pub fn events(count: f64) -> Self {
        Self { sum: count, max: 1.0, min: 1.0, count }
    }

    /// `count` samples around `mean`, the largest of which is `max`.
    pub fn spread(mean: f64, max: f64, count: f64) -> Self {
        Self { sum: mean * count, max, min: (mean * 0.4).min(max), count }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { sum: self.sum + other.sum, max: self.max.max(other.max), min: self.min.min(other.min), count: self.count + other.count }
    }

    /// What was seen of the minute so far: a part of its samples.
    #[must_use]
    pub(super) fn part(self, share: f64) -> Self {
        let count = (self.count * share).round().max(1.0).min(self.count);
        let share = if self.count > 0.0 { count / self.count } else { 1.0 };
        Self { sum: self.sum * share, max: self.min + (self.max - self.min) * (0.9 + 0.1 * share), count, ..self }
    }

    /// One statistic by CloudWatch's name; `None` when there is no such statistic.
    /// Percentiles are drawn between mean and maximum, since single samples are not kept.
    pub fn statistic(&self, name: &str) -> Option<f64> {
        let mean = if self.count > 0.0 { self.sum / self.count } else { 0.0 };
        match name {
            "Sum" => Some(self.sum),
            "Maximum" => Some(self.max),
            "Minimum" => Some(self.min),
            "Average" => Some(mean),
            "SampleCount" => Some(self.count),
            _ => {
                let percent: f64 = name.strip_prefix('p')?.parse().ok().filter(|percent| (0.0..=100.0).contains(percent))?;
                let above = ((percent - 50.0) / 50.0).max(0.0);
                let below = ((50.0 - percent) / 50.0).max(0.0);
                Some(mean + (self.max - mean) * above.powi(4) - (mean - self.min) * below.powi(4))
            }
        }
    }
}
