//! The table and what expires its items.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::door::Door;
use super::operation::Operation;
use crate::domain::facts::Table;
use crate::domain::fault::Fault;

/// DescribeTable.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    table: Option<Found>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    table_name: Option<String>,
    table_status: Option<String>,
    billing_mode_summary: Option<Billing>,
    provisioned_throughput: Option<Throughput>,
    item_count: Option<i64>,
    table_size_bytes: Option<i64>,
    creation_date_time: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Billing {
    billing_mode: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Throughput {
    write_capacity_units: Option<i64>,
}

/// DescribeTimeToLive.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Expiry {
    time_to_live_description: Option<TimeToLive>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimeToLive {
    time_to_live_status: Option<String>,
    attribute_name: Option<String>,
}

/// DescribeTable, and DescribeTimeToLive beside it.
pub(super) async fn ask(door: &Door, name: &str) -> Result<Table, Fault> {
    let operation = Operation::DescribeTable;
    let answer: Described = door.send(operation, door.session.dynamodb.call(operation, json!({ "TableName": name }))).await?;
    let Some(found) = answer.table.filter(|found| found.table_name.as_deref() == Some(name)) else {
        return Err(door.unreadable(operation, "the answer does not describe this table"));
    };
    let units = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok()).unwrap_or_default();
    Ok(Table {
        status: found.table_status.unwrap_or_default(),
        // DynamoDB leaves the mode out of tables that were provisioned from the start.
        billing: found.billing_mode_summary.and_then(|summary| summary.billing_mode).unwrap_or_else(|| "PROVISIONED".to_owned()),
        write_units: units(found.provisioned_throughput.and_then(|throughput| throughput.write_capacity_units)),
        items: units(found.item_count),
        bytes: units(found.table_size_bytes),
        created: found.creation_date_time.filter(|made| 0.0 < *made).and_then(|made| Timestamp::from_second(made as i64).ok()),
        ttl_attribute: Door::detail(time_to_live(door, name).await)?,
    })
}

/// The attribute that expires items; `None` when nothing expires them.
async fn time_to_live(door: &Door, name: &str) -> Result<Option<String>, Fault> {
    let operation = Operation::DescribeTimeToLive;
    let answer: Expiry = door.send(operation, door.session.dynamodb.call(operation, json!({ "TableName": name }))).await?;
    let Some(description) = answer.time_to_live_description else {
        return Err(door.unreadable(operation, "the answer does not tell whether items expire"));
    };
    let is_on = matches!(description.time_to_live_status.as_deref(), Some("ENABLED" | "ENABLING"));
    Ok(description.attribute_name.filter(|_| is_on))
}
