//! The table and what expires its items.

use aws_sdk_dynamodb::types::ProvisionedThroughputDescription;

use super::door::Door;
use super::operation::Operation;
use crate::domain::facts::Table;
use crate::domain::fault::Fault;

/// DescribeTable, and DescribeTimeToLive beside it.
pub(super) async fn ask(door: &Door, name: &str) -> Result<Table, Fault> {
    let operation = Operation::DescribeTable;
    let request = door.session.dynamodb.describe_table().table_name(name);
    let answer = door.send(operation, request.send()).await?;
    let Some(found) = answer.table().filter(|found| found.table_name() == Some(name)) else {
        return Err(door.unreadable(operation, "the answer does not describe this table"));
    };
    let units = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok()).unwrap_or_default();
    let billing = found.billing_mode_summary().and_then(|summary| summary.billing_mode());
    Ok(Table {
        status: found.table_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        // DynamoDB leaves the mode out of tables that were provisioned from the start.
        billing: billing.map_or_else(|| "PROVISIONED".to_owned(), |mode| mode.as_str().to_owned()),
        write_units: units(found.provisioned_throughput().and_then(ProvisionedThroughputDescription::write_capacity_units)),
        items: units(found.item_count()),
        bytes: units(found.table_size_bytes()),
        ttl_attribute: Door::detail(time_to_live(door, name).await)?,
    })
}

/// The attribute that expires items; `None` when nothing expires them.
async fn time_to_live(door: &Door, name: &str) -> Result<Option<String>, Fault> {
    let request = door.session.dynamodb.describe_time_to_live().table_name(name);
    let answer = door.send(Operation::DescribeTimeToLive, request.send()).await?;
    let Some(description) = answer.time_to_live_description() else {
        return Err(door.unreadable(Operation::DescribeTimeToLive, "the answer does not tell whether items expire"));
    };
    let is_on = |status: &str| matches!(status, "ENABLED" | "ENABLING");
    let on = description.time_to_live_status().is_some_and(|status| is_on(status.as_str()));
    Ok(description.attribute_name().filter(|_| on).map(str::to_owned))
}
