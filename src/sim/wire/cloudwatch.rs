//! Amazon CloudWatch in its three protocols: rpc-v2-cbor, JSON 1.0, query.

mod alarms;
mod data;
mod list;
mod statistics;

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::service::{Operation, operation};
use super::value::Input;
use crate::domain::metric::Metric;
use crate::domain::reading::Unit;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("GetMetricData", data::get),
    operation("GetMetricStatistics", statistics::get),
    operation("ListMetrics", list::metrics),
    operation("DescribeAlarms", alarms::describe),
    operation("DescribeAlarmHistory", alarms::history),
    operation("DescribeAlarmsForMetric", alarms::for_metric),
    operation("PutMetricAlarm", alarms::put),
];

fn missing(member: &str) -> Refusal {
    Refusal::bad("MissingRequiredParameterException", format!("The parameter {member} is required."))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::bad("InvalidParameterValueException", message)
}

/// GetMetricData's and the model's own complaint; it has no shape in the model.
fn validation(message: impl Into<String>) -> Refusal {
    Refusal::bad("ValidationError", message)
}

fn must<'a>(input: Input<'a>, member: &str) -> Result<&'a str, Refusal> {
    input.text(member).ok_or_else(|| missing(member))
}

/// Names and values of a list of dimensions.
fn dimensions(input: Input<'_>) -> Vec<(&str, &str)> {
    input.list("Dimensions").filter_map(|dimension| Some((dimension.text("Name")?, dimension.text("Value")?))).collect()
}

/// Dimensions as the API writes them.
fn dimension_members<'a>(dimensions: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    dimensions.map(|(name, value)| json!({ "Name": name, "Value": value })).collect()
}

/// Whether a statistic exists: the five plain ones and percentiles.
fn is_statistic(name: &str) -> bool {
    let percentile =
        || name.strip_prefix('p').and_then(|text| text.parse::<f64>().ok()).is_some_and(|percent| (0.0..=100.0).contains(&percent));
    matches!(name, "SampleCount" | "Average" | "Sum" | "Minimum" | "Maximum") || percentile()
}

/// CloudWatch's word for the unit that a service publishes a metric in.
fn unit(namespace: &str, name: &str) -> &'static str {
    let known = Metric::ALL.iter().map(|metric| metric.definition()).find(|row| row.namespace == namespace && row.name == name);
    match known.map(|row| row.unit) {
        Some(Unit::Count) => "Count",
        Some(Unit::Bytes) => "Bytes",
        Some(Unit::Percent) => "Percent",
        Some(Unit::Seconds) => "Seconds",
        Some(Unit::Milliseconds) => "Milliseconds",
        _ => "None",
    }
}
