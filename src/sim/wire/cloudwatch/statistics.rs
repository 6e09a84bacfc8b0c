//! GetMetricStatistics: one metric, several statistics, at most 1,440 points.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::data::{LONGEST_PERIOD, window};
use super::{dimensions, invalid, is_statistic, missing, must, unit};
use crate::sim::metrics;
use crate::sim::wire::refusal::Refusal;
use crate::sim::wire::value::{Input, time};
use crate::sim::world::World;

const MOST_POINTS: i64 = 1440;

pub(super) fn get(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (namespace, name) = (must(input, "Namespace")?, must(input, "MetricName")?);
    let (from, to) = window(input)?;
    let period = input.whole("Period").ok_or_else(|| missing("Period"))?;
    if !(60..=LONGEST_PERIOD).contains(&period) || period % 60 != 0 {
        return Err(invalid(format!("The parameter Period must be a multiple of 60, and at most {LONGEST_PERIOD}.")));
    }
    let points = (to.as_second() - from.as_second()).div_euclid(period);
    if points > MOST_POINTS {
        let message = format!(
            "You have requested up to {points} datapoints, which exceeds the limit of {MOST_POINTS}. You may reduce the datapoints requested by \
             increasing Period, or decreasing the time range."
        );
        return Err(Refusal::bad("InvalidParameterCombinationException", message));
    }
    let (plain, extended) = (input.texts("Statistics"), input.texts("ExtendedStatistics"));
    if plain.is_empty() && extended.is_empty() {
        return Err(missing("Statistics or ExtendedStatistics"));
    }
    if let Some(unknown) = plain.iter().chain(&extended).find(|name| !is_statistic(name)) {
        return Err(invalid(format!("The value {unknown} for parameter Statistics is not supported.")));
    }
    let dimensions = dimensions(input);
    let period = u32::try_from(period).unwrap_or(60);
    let read = |statistic: &str| world.data(&metrics::Query { namespace, name, dimensions: &dimensions, statistic, period }, from, to);
    let mut told: BTreeMap<Timestamp, Map<String, Value>> = BTreeMap::new();
    for statistic in plain {
        for (at, value) in read(statistic) {
            told.entry(at).or_default().insert(statistic.to_owned(), json!(value));
        }
    }
    for statistic in extended {
        for (at, value) in read(statistic) {
            told.entry(at).or_default().entry("ExtendedStatistics").or_insert_with(|| json!({}))[statistic] = json!(value);
        }
    }
    let unit = unit(namespace, name);
    let points = told.into_iter().filter(|_| input.text("Unit").is_none_or(|wanted| wanted == unit)).map(|(at, mut members)| {
        members.insert("Timestamp".to_owned(), time(at));
        members.insert("Unit".to_owned(), json!(unit));
        Value::Object(members)
    });
    Ok(json!({ "Label": name, "Datapoints": points.collect::<Vec<_>>() }))
}
