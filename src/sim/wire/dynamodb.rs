//! Amazon DynamoDB, JSON 1.0: what tables are, never what they hold.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::refusal::{self, Refusal};
use super::response::uuid;
use super::service::{Operation, operation};
use super::value::{Input, time};
use crate::sim::world::World;
use crate::sim::world::table::Table;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] =
    &[operation("DescribeTable", describe), operation("ListTables", list), operation("DescribeTimeToLive", ttl)];

fn table<'a>(world: &'a World, input: Input<'_>) -> Result<&'a Table, Refusal> {
    let given = input.must("TableName")?;
    let name = given.split_once(":table/").map_or(given, |(_, name)| name);
    let missing = || refusal::not_found(format!("Requested resource not found: Table: {name} not found"));
    world.tables.get(name).ok_or_else(missing)
}

fn describe(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let table = table(world, input)?;
    let on_demand = table.billing == "PAY_PER_REQUEST";
    let names = [&table.keys.0, &table.keys.1];
    let schema = names.iter().zip(["HASH", "RANGE"]).map(|(name, kind)| json!({ "AttributeName": name, "KeyType": kind }));
    let attributes = names.iter().zip(["S", "N"]).map(|(name, kind)| json!({ "AttributeName": name, "AttributeType": kind }));
    Ok(json!({ "Table": {
        "AttributeDefinitions": attributes.collect::<Vec<_>>(),
        "TableName": table.name,
        "KeySchema": schema.collect::<Vec<_>>(),
        "TableStatus": table.status,
        "CreationDateTime": time(table.created),
        "ProvisionedThroughput": {
            "NumberOfDecreasesToday": 0,
            "ReadCapacityUnits": table.read_units,
            "WriteCapacityUnits": table.write_units,
        },
        "TableSizeBytes": table.bytes,
        "ItemCount": table.items,
        "TableArn": table.arn,
        "TableId": uuid(&Sha256::digest(&table.arn)),
        "BillingModeSummary": if on_demand {
            json!({ "BillingMode": table.billing, "LastUpdateToPayPerRequestDateTime": time(table.created) })
        } else {
            Value::Null
        },
        "DeletionProtectionEnabled": false,
    }}))
}

fn list(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let limit = match input.whole("Limit") {
        Some(limit) if !(1..=100).contains(&limit) => {
            let rule = "Member must have value from 1 to 100";
            return Err(refusal::validation(format!("Value '{limit}' at 'limit' failed to satisfy constraint: {rule}")));
        }
        limit => usize::try_from(limit.unwrap_or(100)).unwrap_or(100),
    };
    let after = input.text("ExclusiveStartTableName");
    let rest: Vec<&String> = world.tables.keys().filter(|name| after.is_none_or(|after| name.as_str() > after)).collect();
    let (page, more) = super::page::cut(rest, 0, limit);
    Ok(json!({ "TableNames": page, "LastEvaluatedTableName": more.and_then(|_| page.last()) }))
}

fn ttl(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let table = table(world, input)?;
    let status = if table.ttl_attribute.is_some() { "ENABLED" } else { "DISABLED" };
    Ok(json!({ "TimeToLiveDescription": { "TimeToLiveStatus": status, "AttributeName": table.ttl_attribute } }))
}
