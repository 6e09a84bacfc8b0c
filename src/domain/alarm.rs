//! The alarms that a stream should have: what each watches, when it rings, and whether one that exists is the same.

mod fit;

use serde::{Deserialize, Serialize};

use super::facts::Alarm;
use super::finding::words;
use super::pipeline::Pipeline;

/// What an alarm rings for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmOf {
    /// The reader that is furthest behind.
    Lag,
    /// Writes that Kinesis refuses.
    Throttles,
}

/// What an alarm watches and when it rings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Namespace of the metric.
    pub namespace: String,
    /// Name of the metric.
    pub metric: String,
    /// Dimensions, name and value.
    pub dimensions: Vec<(String, String)>,
    /// `Maximum` or `Sum`.
    pub statistic: String,
    /// What it compares with, in the metric's own unit.
    pub threshold: u64,
    /// `GreaterThanThreshold`.
    pub comparison: String,
    /// Seconds of one period.
    pub period_seconds: u32,
    /// Periods that it looks at; all of them must breach.
    pub periods: u32,
    /// What no data counts as: `breaching` or `notBreaching`.
    pub missing_data: String,
}

impl AlarmOf {
    /// Both.
    pub const ALL: [Self; 2] = [AlarmOf::Lag, AlarmOf::Throttles];

    /// As it is typed: `lag`.
    pub fn word(self) -> &'static str {
        match self {
            AlarmOf::Lag => "lag",
            AlarmOf::Throttles => "throttles",
        }
    }

    /// The metrics by which an alarm rings for this, the one of our own definition first.
    pub fn metrics(self) -> &'static [&'static str] {
        match self {
            AlarmOf::Lag => &["GetRecords.IteratorAgeMilliseconds", "IteratorAge", "SubscribeToShardEvent.MillisBehindLatest"],
            AlarmOf::Throttles => &["WriteProvisionedThroughputExceeded", "PutRecords.ThrottledRecords", "PutRecords.FailedRecords"],
        }
    }

    /// The alarm's name in an account: one that hardly anybody else has taken.
    pub fn name(self, pipeline: &Pipeline) -> String {
        format!("tidegate-{}-{}", pipeline.stream, self.word())
    }

    /// The definition, with the owner's limits.
    ///
    /// Silence of the age counts as lag, for it is published only while somebody reads. Silence of refused writes is none.
    pub fn definition(self, pipeline: &Pipeline) -> Definition {
        let limits = &pipeline.limits;
        let (statistic, threshold, periods, missing_data) = match self {
            AlarmOf::Lag => ("Maximum", u64::try_from(limits.lag.as_millis()).unwrap_or(u64::MAX), 2, "breaching"),
            AlarmOf::Throttles => ("Sum", limits.throttles, 1, "notBreaching"),
        };
        Definition {
            namespace: "AWS/Kinesis".to_owned(),
            metric: self.metrics()[0].to_owned(),
            dimensions: vec![("StreamName".to_owned(), pipeline.stream.clone())],
            statistic: statistic.to_owned(),
            threshold,
            comparison: "GreaterThanThreshold".to_owned(),
            period_seconds: 60,
            periods,
            missing_data: missing_data.to_owned(),
        }
    }
}

impl Definition {
    /// Whether an alarm that exists is this one, as far as its listing tells.
    pub fn is(&self, alarm: &Alarm) -> bool {
        let mut have = alarm.dimensions.clone();
        have.sort();
        let mut wanted = self.dimensions.clone();
        wanted.sort();
        let same_metric = self.namespace == alarm.namespace && self.metric == alarm.metric && wanted == have;
        let same_condition = self.comparison == alarm.comparison && (self.threshold as f64 - alarm.threshold).abs() < 0.5;
        let same_periods = self.periods == alarm.periods && self.periods == alarm.breaching_periods();
        let same_time = self.period_seconds == alarm.period_seconds && same_periods;
        same_metric && !alarm.is_formula && self.statistic == alarm.statistic && same_condition && same_time
    }

    /// In one clause: metric, statistic, condition, time, and what silence counts as.
    pub fn in_words(&self) -> String {
        let silence = if self.missing_data == "breaching" { "no data rings too" } else { "no data is no breach" };
        let condition = format!("{} above {}", self.statistic, words::number(self.threshold as f64));
        format!("{} {}, {condition} in {} of 60 s, {silence}", self.namespace, self.metric, periods(self.periods))
    }
}

impl Alarm {
    /// In one clause: metric, statistic, condition and time.
    pub fn in_words(&self) -> String {
        let condition = format!("{} {} {}", self.statistic, self.beyond(), words::number(self.threshold));
        let time = match self.breaching_periods() {
            all if all == self.periods => periods(self.periods),
            some => format!("{some} of {}", periods(self.periods)),
        };
        format!("{} {}, {condition} in {time} of {} s", self.namespace, self.metric, words::number(f64::from(self.period_seconds)))
    }
}

fn periods(count: u32) -> String {
    if count == 1 { "1 period".to_owned() } else { format!("{count} periods") }
}
