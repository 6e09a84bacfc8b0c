//! Alarms: what they watch, how they stand, how they changed.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{dimension_members, dimensions, must, validation};
use crate::sim::wire::page::{self, Token};
use crate::sim::wire::refusal::Refusal;
use crate::sim::wire::value::{Input, time};
use crate::sim::world::World;
use crate::sim::world::alarm::{Alarm, AlarmChange, AlarmDefinition};

/// History is kept for so long.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

fn members(alarm: &Alarm) -> Value {
    let watched = &alarm.definition;
    let percentile = watched.statistic.starts_with('p');
    json!({
        "AlarmName": alarm.name,
        "AlarmArn": alarm.arn,
        "AlarmDescription": watched.description,
        "AlarmConfigurationUpdatedTimestamp": time(alarm.configured),
        "ActionsEnabled": watched.actions_enabled,
        "OKActions": [],
        "AlarmActions": watched.actions,
        "InsufficientDataActions": [],
        "StateValue": alarm.state,
        "StateReason": alarm.reason,
        "StateUpdatedTimestamp": time(alarm.updated),
        "StateTransitionedTimestamp": time(alarm.since),
        "MetricName": watched.metric,
        "Namespace": watched.namespace,
        "Statistic": if percentile { Value::Null } else { json!(watched.statistic) },
        "ExtendedStatistic": if percentile { json!(watched.statistic) } else { Value::Null },
        "Dimensions": dimension_members(watched.dimensions.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        "Period": watched.period_seconds,
        "EvaluationPeriods": watched.periods,
        "DatapointsToAlarm": watched.datapoints,
        "Threshold": watched.threshold,
        "ComparisonOperator": watched.comparison,
        "TreatMissingData": watched.missing_data,
    })
}

fn records(input: Input<'_>) -> Result<usize, Refusal> {
    match input.whole("MaxRecords") {
        Some(most) if !(1..=100).contains(&most) => Err(validation(format!(
            "1 validation error detected: Value '{most}' at 'maxRecords' failed to satisfy constraint: Member must have value from 1 to 100"
        ))),
        Some(most) => Ok(usize::try_from(most).unwrap_or(100)),
        None => Ok(50),
    }
}

fn told(operation: &str, input: Input<'_>) -> Result<usize, Refusal> {
    match input.text("NextToken") {
        None => Ok(0),
        Some(text) => {
            Token::read(operation, text).map(|token| token.told).ok_or_else(|| Refusal::bad("InvalidNextToken", "The token is not valid."))
        }
    }
}

pub(super) fn describe(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (names, types) = (input.texts("AlarmNames"), input.texts("AlarmTypes"));
    if !names.is_empty() && input.text("AlarmNamePrefix").is_some() {
        return Err(validation("AlarmNamePrefix and AlarmNames cannot be specified together."));
    }
    let prefix = input.text("AlarmNamePrefix").unwrap_or_default();
    let state = input.text("StateValue");
    let action = input.text("ActionPrefix");
    let asked = types.is_empty() || types.contains(&"MetricAlarm");
    let fits = |alarm: &&Alarm| {
        (names.is_empty() || names.contains(&alarm.name.as_str()))
            && alarm.name.starts_with(prefix)
            && state.is_none_or(|state| alarm.state == state)
            && action.is_none_or(|action| alarm.definition.actions.iter().any(|have| have.starts_with(action)))
    };
    let found = if asked { world.alarms.values().filter(fits).collect() } else { Vec::new() };
    // Names are a list of at most a hundred and come back whole.
    let limit = if names.is_empty() { records(input)? } else { 100 };
    let (page, next) = page::cut(found, told("DescribeAlarms", input)?, limit);
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write("DescribeAlarms"));
    Ok(json!({ "CompositeAlarms": [], "MetricAlarms": page.into_iter().map(members).collect::<Vec<_>>(), "NextToken": next }))
}

pub(super) fn put(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = must(input, "AlarmName")?;
    let statistic = input.text("Statistic").or_else(|| input.text("ExtendedStatistic"));
    let Some(statistic) = statistic.filter(|name| super::is_statistic(name)) else {
        return Err(validation("One of Statistic or ExtendedStatistic must be given, and exist."));
    };
    let whole = |member: &str| input.whole(member).and_then(|number| u32::try_from(number).ok()).filter(|number| 0 < *number);
    let (period, periods) = (whole("Period"), whole("EvaluationPeriods"));
    let Some(period_seconds) = period.filter(|period| [10, 20, 30].contains(period) || period % 60 == 0) else {
        return Err(validation("Period must be 10, 20, 30 or a multiple of 60."));
    };
    let Some(periods) = periods else { return Err(super::missing("EvaluationPeriods")) };
    let datapoints = whole("DatapointsToAlarm").unwrap_or(periods);
    if periods < datapoints {
        return Err(validation("DatapointsToAlarm must not be more than EvaluationPeriods."));
    }
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let definition = AlarmDefinition {
        namespace: must(input, "Namespace")?.to_owned(),
        metric: must(input, "MetricName")?.to_owned(),
        dimensions: dimensions(input).into_iter().map(own).collect(),
        statistic: statistic.to_owned(),
        threshold: input.number("Threshold").ok_or_else(|| super::missing("Threshold"))?,
        comparison: must(input, "ComparisonOperator")?.to_owned(),
        period_seconds,
        periods,
        datapoints,
        missing_data: input.text("TreatMissingData").unwrap_or("missing").to_owned(),
        actions_enabled: input.flag("ActionsEnabled").unwrap_or(true),
        actions: input.texts("AlarmActions").into_iter().map(str::to_owned).collect(),
        description: input.text("AlarmDescription").unwrap_or_default().to_owned(),
    };
    world.put_metric_alarm(name, definition);
    Ok(Value::Null)
}

pub(super) fn for_metric(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (namespace, name) = (must(input, "Namespace")?, must(input, "MetricName")?);
    let wanted = dimensions(input);
    let statistic = input.text("Statistic").or_else(|| input.text("ExtendedStatistic"));
    let period = input.whole("Period");
    let fits = |alarm: &&Alarm| {
        let watched = &alarm.definition;
        watched.namespace == namespace
            && watched.metric == name
            && watched.dimensions.len() == wanted.len()
            && watched.dimensions.iter().all(|(name, value)| wanted.contains(&(name.as_str(), value.as_str())))
            && statistic.is_none_or(|statistic| watched.statistic == statistic)
            && period.is_none_or(|period| i64::from(watched.period_seconds) == period)
    };
    Ok(json!({ "MetricAlarms": world.alarms.values().filter(fits).map(members).collect::<Vec<_>>() }))
}

pub(super) fn history(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.text("AlarmName");
    let oldest = world.now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    let (from, to) = (input.time("StartDate").unwrap_or(oldest).max(oldest), input.time("EndDate").unwrap_or(Timestamp::MAX));
    let updates = input.text("HistoryItemType").is_none_or(|kind| kind == "StateUpdate");
    let mut found: Vec<(&Alarm, &AlarmChange)> = world
        .alarms
        .values()
        .filter(|alarm| updates && name.is_none_or(|name| alarm.name == name))
        .flat_map(|alarm| alarm.history.iter().map(move |change| (alarm, change)))
        .filter(|(_, change)| from <= change.at && change.at <= to)
        .collect();
    found.sort_by(|(one, a), (two, b)| b.at.cmp(&a.at).then_with(|| one.name.cmp(&two.name)));
    if input.text("ScanBy") == Some("TimestampAscending") {
        found.reverse();
    }
    let (page, next) = page::cut(found, told("DescribeAlarmHistory", input)?, records(input)?);
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write("DescribeAlarmHistory"));
    let items = page.into_iter().map(|(alarm, change)| item(alarm, change));
    Ok(json!({ "AlarmHistoryItems": items.collect::<Vec<_>>(), "NextToken": next }))
}

/// A change of state; the details are JSON in a text, as CloudWatch sends them.
fn item(alarm: &Alarm, change: &AlarmChange) -> Value {
    let data = json!({
        "version": "1.0",
        "oldState": { "stateValue": change.from },
        "newState": { "stateValue": change.to, "stateReason": change.reason },
    });
    json!({
        "AlarmName": alarm.name,
        "AlarmType": "MetricAlarm",
        "Timestamp": time(change.at),
        "HistoryItemType": "StateUpdate",
        "HistorySummary": format!("Alarm updated from {} to {}", change.from, change.to),
        "HistoryData": data.to_string(),
    })
}
