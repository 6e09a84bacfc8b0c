//! Readings of the table that every writer always writes.

use super::recipe::{Fold, Recipe};
use super::{count, detail, fact, word};
use crate::domain::facts::Table;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::{Reading, Unit};
use crate::domain::snapshot::Snapshot;

pub(super) const FIELDS: &[&str] = &[
    "writes_per_second",
    "system_errors_per_minute",
    "throttles_per_minute",
    "key_range_throttles_per_minute",
    "consumed_write_units_per_second",
    "latency_ms",
    "status",
    "billing",
    "items",
    "bytes",
    "ttl_attribute",
];

const HOW: &str = "no table is named: set table = \"…\" for the pipeline";
const BY_UNITS: &str = "write units, because no request of the configured operation was seen: one unit is one write of up to 1 KB, so larger \
                        items count more than once";

pub(super) fn reading(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    if snapshot.pipeline.table.is_none() {
        return FIELDS.contains(&field).then(|| Reading::not_configured(unit(field), HOW));
    }
    if let Some(recipe) = recipe(snapshot, field) {
        return Some(recipe.reading(snapshot));
    }
    if field == "ttl_attribute" {
        let from = (unit(field), ("dynamodb:DescribeTimeToLive", "AttributeName"));
        let pick = |attribute: &Option<String>| word(attribute.as_deref().unwrap_or("off"));
        return Some(detail(snapshot, &snapshot.table, from, |table| &table.ttl_attribute, pick));
    }
    let (from, pick): (_, fn(&Table) -> _) = match field {
        "status" => (("dynamodb:DescribeTable", "TableStatus"), |table| word(&table.status)),
        "billing" => (("dynamodb:DescribeTable", "BillingModeSummary.BillingMode"), |table| word(&table.billing)),
        "items" => (("dynamodb:DescribeTable", "ItemCount"), |table| count(table.items)),
        "bytes" => (("dynamodb:DescribeTable", "TableSizeBytes"), |table| count(table.bytes)),
        _ => return None,
    };
    let mut reading = fact(snapshot, &snapshot.table, unit(field), from, pick);
    if matches!(field, "items" | "bytes") {
        reading.source.blind_spot = Some("DynamoDB counts anew about every six hours".to_owned());
    }
    Some(reading)
}

fn unit(field: &str) -> Unit {
    match field {
        "writes_per_second" | "consumed_write_units_per_second" => Unit::PerSecond,
        "system_errors_per_minute" | "throttles_per_minute" | "key_range_throttles_per_minute" => Unit::PerMinute,
        "latency_ms" => Unit::Milliseconds,
        "items" => Unit::Count,
        "bytes" => Unit::Bytes,
        _ => Unit::Text,
    }
}

pub(super) fn recipe(snapshot: &Snapshot, field: &str) -> Option<Recipe> {
    let table = snapshot.pipeline.table.as_deref()?;
    let whole = |metric| MetricId::of(metric, table);
    let of_operation = |metric| MetricId::part(metric, table, &snapshot.pipeline.table_operation);
    let recipe = |id, fold| Recipe::of(id, fold, unit(field));
    let units = || recipe(whole(Metric::ConsumedWrites), Fold::PerSecond);
    Some(match field {
        "writes_per_second" => {
            let requests = recipe(of_operation(Metric::TableRequests), Fold::PerSecond);
            let seen = |id: &MetricId| snapshot.metrics.track(id).is_some_and(|track| !track.series.is_empty());
            if !seen(&requests.id) && seen(&whole(Metric::ConsumedWrites)) {
                units().blind(BY_UNITS)
            } else {
                requests.blind("successful requests of the configured operation only; a batch of 25 items is one request")
            }
        }
        "system_errors_per_minute" => {
            recipe(of_operation(Metric::TableSystemErrors), Fold::PerMinute).blind("errors of the configured operation only")
        }
        "throttles_per_minute" => recipe(of_operation(Metric::TableThrottledRequests), Fold::LargerPerMinute)
            .with(whole(Metric::TableThrottleEvents))
            .blind("attempts that were refused, retries counted again: not writes lost"),
        "key_range_throttles_per_minute" => {
            recipe(whole(Metric::TableKeyRangeThrottles), Fold::PerMinute).blind("which key range is hot cannot be seen here")
        }
        "consumed_write_units_per_second" => units(),
        "latency_ms" => recipe(of_operation(Metric::TableLatency), Fold::Same).blind("inside DynamoDB, without the network; a mean"),
        _ => return None,
    })
}
