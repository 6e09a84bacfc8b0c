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
            let Some(state) = judge(definition, &points).filter(|state| *state != alarm.state) else { continue };
            let reason = reason(definition, &points);
            alarm.take(state, reason, now);
        }
    }
}

/// The newest points, as many as the alarm looks at.
fn newest<'a>(definition: &AlarmDefinition, points: &'a [(Timestamp, f64)]) -> &'a [(Timestamp, f64)] {
    &points[points.len().saturating_sub(definition.periods.max(1) as usize)..]
}

/// The state that these points, oldest first, stand for. `None` keeps the state that is.
fn judge(definition: &AlarmDefinition, points: &[(Timestamp, f64)]) -> Option<&'static str> {
    let newest = newest(definition, points);
    let breaching = newest.iter().filter(|(_, value)| definition.breaches(*value)).count();
    if breaching >= definition.datapoints.max(1) as usize {
        return Some("ALARM");
    }
    if !newest.is_empty() {
        return Some("OK");
    }
    match definition.missing_data.as_str() {
        "notBreaching" => Some("OK"),
        "breaching" => Some("ALARM"),
        "ignore" => None,
        _ => Some("INSUFFICIENT_DATA"),
    }
}

/// Why, in the manner of CloudWatch.
fn reason(definition: &AlarmDefinition, points: &[(Timestamp, f64)]) -> String {
    let newest = newest(definition, points);
    if newest.is_empty() {
        return match definition.missing_data.as_str() {
            "notBreaching" => "Threshold Crossed: no datapoints were received and were treated as [NonBreaching].".to_owned(),
            "breaching" => "Threshold Crossed: no datapoints were received and were treated as [Breaching].".to_owned(),
            _ => "Insufficient Data: no datapoints were received.".to_owned(),
        };
    }
    let breaching = newest.iter().filter(|(_, value)| definition.breaches(*value)).count();
    let values: Vec<String> = newest.iter().rev().map(|(at, value)| format!("{value:.1} ({})", at.strftime("%d/%m/%y %H:%M:%S"))).collect();
    format!(
        "Threshold Crossed: {breaching} out of the last {} datapoints [{}] breached the threshold ({:.1}), {}.",
        definition.periods.max(1),
        values.join(", "),
        definition.threshold,
        definition.comparison
    )
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
    fn take(&mut self, state: &str, reason: String, now: Timestamp) {
        let from = std::mem::replace(&mut self.state, state.to_owned());
        self.since = now;
        self.updated = now;
        self.reason.clone_from(&reason);
        self.history.insert(0, AlarmChange { at: now, from, to: state.to_owned(), reason });
        self.history.truncate(HISTORY);
    }
}
