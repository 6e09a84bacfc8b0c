//! A new alarm, under a name that is still free: AWS would overwrite the one that has it.

use aws_sdk_cloudwatch::config::Builder;
use aws_sdk_cloudwatch::types::{ComparisonOperator, Dimension, Statistic};
use aws_types::request_id::RequestId as _;

use super::{Door, Operation, Sent, once, sent, unread};
use crate::domain::call::Call;
use crate::domain::outcome::Refusal;

pub(super) async fn put(door: &Door, call: &Call) -> Sent {
    let Call::PutMetricAlarm { name, definition, notify } = call else {
        return Sent::refused(Refusal::Other, format!("{} makes no alarm", call.name()));
    };
    match is_taken(door, name).await {
        Ok(false) => {}
        Ok(true) => return Sent::refused(Refusal::Conflict, format!("the name {name} is taken meanwhile, and nothing was sent")),
        Err(refused) => return refused,
    }
    let dimension = |(name, value): &(String, String)| Dimension::builder().name(name).value(value).build();
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let request = door
        .session
        .cloudwatch
        .put_metric_alarm()
        .alarm_name(name)
        .namespace(&definition.namespace)
        .metric_name(&definition.metric)
        .set_dimensions(Some(definition.dimensions.iter().map(dimension).collect()))
        .statistic(Statistic::from(definition.statistic.as_str()))
        .threshold(definition.threshold as f64)
        .comparison_operator(ComparisonOperator::from(definition.comparison.as_str()))
        .period(number(definition.period_seconds))
        .evaluation_periods(number(definition.periods))
        .datapoints_to_alarm(number(definition.periods))
        .treat_missing_data(&definition.missing_data)
        .set_alarm_actions(notify.as_ref().map(|arn| vec![arn.clone()]))
        .customize()
        .config_override(Builder::new().retry_config(once()));
    match door.mutate(Operation::PutMetricAlarm, request.send()).await {
        // The SDK reads nothing of an answer without members: one that names no request may be anybody's.
        Ok(output) if output.request_id().is_none() => Sent::Lost("the answer names no request: it may not be AWS's".to_owned()),
        outcome => sent(outcome),
    }
}

/// Whether anybody in the account has the name, on whatever resource and of whatever type.
async fn is_taken(door: &Door, name: &str) -> Result<bool, Sent> {
    use aws_sdk_cloudwatch::types::AlarmType::{CompositeAlarm, MetricAlarm};
    let request = door.session.cloudwatch.describe_alarms().alarm_names(name).alarm_types(MetricAlarm).alarm_types(CompositeAlarm);
    let answer = door.send(Operation::DescribeAlarms, request.send()).await.map_err(unread)?;
    Ok(!answer.metric_alarms().is_empty() || !answer.composite_alarms().is_empty())
}
