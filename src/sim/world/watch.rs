//! The alarms look at what has arrived, as CloudWatch does, once a minute.

use jiff::Timestamp;

use crate::domain::series::{floor, shift};
use crate::sim::metrics::Query;

use super::World;
use super::alarm::{Alarm, AlarmChange, AlarmDefinition};

/// Changes that an alarm's history keeps.
const HISTORY: usize = 100;

impl World {
    /// Evaluates every alarm.
    pub(super) fn watch(&mut self, now: Timestamp) {
        for alarm in self.alarms.values_mut() {
            let definition = &alarm.definition;
            let dimensions: Vec<(&str, &str)> = definition.dimensions.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let query = Query {
                namespace: &definition.namespace,
                name: &definition.metric,
                dimensions: &dimensions,
                statistic: &definition.statistic,
                period: definition.period_seconds,
            };
            let period = i64::from(definition.period_seconds.max(60));
            // The newest period that can have arrived, and as many before it as the alarm looks at.
            let to = floor(shift(now, -60), period);
            let from = shift(to, -period * i64::from(definition.periods.max(1) + 1));
            let points = self.metrics.data(&query, from, to, now);
            let (state, reason) = judge(definition, &points);
            alarm.take(state, reason, now);
        }
    }
}

/// The state that these points, oldest first, stand for. `None` keeps the state that is.
fn judge(definition: &AlarmDefinition, points: &[(Timestamp, f64)]) -> (Option<&'static str>, String) {
    let periods = definition.periods.max(1) as usize;
    let newest = &points[points.len().saturating_sub(periods)..];
    let breaching = newest.iter().filter(|(_, value)| definition.breaches(*value)).count();
    let missing = periods - newest.len();
    let values: Vec<String> = newest.iter().rev().map(|(at, value)| format!("{value:.1} ({})", at.strftime("%d/%m/%y %H:%M:%S"))).collect();
    let compared = format!("[{}] against the threshold ({:.1}), {}", values.join(", "), definition.threshold, definition.comparison);
    if breaching >= definition.datapoints.max(1) as usize {
        return (Some("ALARM"), format!("Threshold Crossed: {breaching} out of the last {periods} datapoints {compared}."));
    }
    if newest.is_empty() {
        return match definition.missing_data.as_str() {
            "notBreaching" => (Some("OK"), "Threshold Crossed: no datapoints were received and were treated as NonBreaching.".to_owned()),
            "breaching" => (Some("ALARM"), "Threshold Crossed: no datapoints were received and were treated as Breaching.".to_owned()),
            "ignore" => (None, String::new()),
            _ => (Some("INSUFFICIENT_DATA"), "Insufficient Data: no datapoints were received.".to_owned()),
        };
    }
    let held = newest.len() - breaching;
    (Some("OK"), format!("Threshold Crossed: {held} out of the last {periods} datapoints ({missing} missing) {compared}: not breaching."))
}

impl AlarmDefinition {
    fn breaches(&self, value: f64) -> bool {
        match self.comparison.as_str() {
            "GreaterThanOrEqualToThreshold" => value >= self.threshold,
            "LessThanThreshold" => value < self.threshold,
            "LessThanOrEqualToThreshold" => value <= self.threshold,
            _ => value > self.threshold,
        }
    }
}

impl Alarm {
    fn take(&mut self, state: Option<&'static str>, reason: String, now: Timestamp) {
        let Some(state) = state.filter(|state| *state != self.state) else { return };
        let from = std::mem::replace(&mut self.state, state.to_owned());
        self.since = now;
        self.updated = now;
        self.reason.clone_from(&reason);
        self.history.insert(0, AlarmChange { at: now, from, to: state.to_owned(), reason });
        self.history.truncate(HISTORY);
    }
}
