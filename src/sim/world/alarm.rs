//! CloudWatch alarms with their state and history.

use jiff::Timestamp;

/// What an alarm watches and when it fires.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmDefinition {
    /// Namespace of the metric.
    pub namespace: String,
    /// Name of the metric.
    pub metric: String,
    /// Dimensions, name and value.
    pub dimensions: Vec<(String, String)>,
    /// `Sum`, `Maximum`, …
    pub statistic: String,
    /// The threshold it compares with.
    pub threshold: f64,
    /// `GreaterThanThreshold`, `GreaterThanOrEqualToThreshold`, `LessThanThreshold`, `LessThanOrEqualToThreshold`.
    pub comparison: String,
    /// Seconds of one period.
    pub period_seconds: u32,
    /// Periods it looks at.
    pub periods: u32,
    /// Periods that must breach.
    pub datapoints: u32,
    /// `missing`, `notBreaching`, `breaching` or `ignore`.
    pub missing_data: String,
    /// Whether its actions run.
    pub actions_enabled: bool,
    /// Where it sends word.
    pub actions: Vec<String>,
    /// What people wrote about it.
    pub description: String,
}

/// One alarm.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// Alarm name.
    pub name: String,
    /// Alarm ARN.
    pub arn: String,
    /// What it watches.
    pub definition: AlarmDefinition,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state: String,
    /// When the state last changed.
    pub since: Timestamp,
    /// When the state was last written, changed or not.
    pub updated: Timestamp,
    /// Why it is in that state.
    pub reason: String,
    /// When the definition was last written.
    pub configured: Timestamp,
    /// Changes of state, newest first.
    pub history: Vec<AlarmChange>,
}

/// One entry of an alarm's history.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmChange {
    /// When.
    pub at: Timestamp,
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// Why.
    pub reason: String,
}

impl Alarm {
    /// A new alarm, of which nothing is known yet.
    pub fn new(name: &str, arn: String, definition: AlarmDefinition, at: Timestamp) -> Self {
        let reason = "Unchecked: Initial alarm creation".to_owned();
        let state = "INSUFFICIENT_DATA".to_owned();
        Self { name: name.to_owned(), arn, definition, state, since: at, updated: at, reason, configured: at, history: Vec::new() }
    }
}
