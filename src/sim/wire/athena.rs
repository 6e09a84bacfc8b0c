//! Amazon Athena, JSON 1.1: one workgroup with a limit, and queries that all return the archive's newest prices.

use serde_json::{Value, json};

use super::refusal::{self, Refusal};
use super::service::{Operation, operation};
use super::value::{Input, time};
use crate::domain::series::shift;
use crate::sim::world::World;
use crate::sim::world::archive::Execution;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("GetWorkGroup", workgroup),
    operation("StartQueryExecution", start),
    operation("GetQueryExecution", execution),
    operation("GetQueryResults", results),
];

/// The workgroup that cancels long queries.
const WORKGROUP: &str = "primary";

/// The one that cancels none.
const UNBOUNDED: &str = "unbounded";

/// Bytes after which the workgroup cancels a query.
const CUTOFF: u64 = 10 * 1024 * 1024 * 1024;

/// Most rows of a page. Source: Athena API reference, GetQueryResults.
const MOST: i64 = 1000;

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::bad("InvalidRequestException", message)
}

fn known(input: Input<'_>) -> Result<(), Refusal> {
    match input.text("WorkGroup") {
        None | Some(WORKGROUP | UNBOUNDED) => Ok(()),
        Some(other) => Err(invalid(format!("WorkGroup {other} is not found."))),
    }
}

fn workgroup(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.must("WorkGroup")?;
    known(input)?;
    let cutoff = if name == UNBOUNDED { Value::Null } else { CUTOFF.into() };
    Ok(json!({ "WorkGroup": {
        "Name": name,
        "State": "ENABLED",
        "CreationTime": time(shift(world.now, -90 * 24 * 3600)),
        "Configuration": {
            "EnforceWorkGroupConfiguration": true,
            "PublishCloudWatchMetricsEnabled": true,
            "BytesScannedCutoffPerQuery": cutoff,
            "RequesterPaysEnabled": false,
            "ResultConfiguration": { "OutputLocation": "s3://price-archive-results/" },
        },
    } }))
}

fn start(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let query = input.must("QueryString")?;
    known(input)?;
    let token = input.text("ClientRequestToken");
    if token.is_some_and(|token| !(32..=128).contains(&token.len())) {
        return Err(invalid("ClientRequestToken must have from 32 to 128 characters."));
    }
    let id = world.start_query(query, token);
    Ok(json!({ "QueryExecutionId": id }))
}

fn of<'a>(world: &'a World, input: Input<'_>) -> Result<&'a Execution, Refusal> {
    let id = input.must("QueryExecutionId")?;
    world.executions.iter().find(|execution| execution.id == id).ok_or_else(|| invalid(format!("QueryExecution {id} was not found")))
}

fn execution(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let id = of(world, input)?.id.clone();
    world.look_at_query(&id);
    let found = of(world, input)?;
    let ended = found.has_ended().then_some(&world.query);
    let state = ended.map_or("RUNNING", |run| run.state.as_str());
    let mut status = json!({ "State": state, "SubmissionDateTime": time(found.submitted) });
    if let Some(run) = ended {
        status["CompletionDateTime"] = time(run.ended);
    }
    Ok(json!({ "QueryExecution": {
        "QueryExecutionId": found.id,
        "Query": found.query,
        "StatementType": "DML",
        "WorkGroup": WORKGROUP,
        "Status": status,
        "Statistics": { "DataScannedInBytes": ended.map_or(0, |run| run.scanned_bytes) },
    } }))
}

fn results(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    if input.whole("MaxResults").is_some_and(|most| !(1..=MOST).contains(&most)) {
        return Err(refusal::validation(format!("MaxResults must be from 1 to {MOST}.")));
    }
    if !of(world, input)?.has_ended() {
        return Err(invalid("Query has not yet finished. Current state: RUNNING"));
    }
    let most = usize::try_from(input.whole("MaxResults").unwrap_or(MOST)).unwrap_or_default();
    let columns = ["token", "records"];
    let row = |values: [&str; 2]| json!({ "Data": values.map(|value| json!({ "VarCharValue": value })) });
    let told = world.archive_rows();
    let mut rows = vec![row(columns)];
    rows.extend(told.iter().map(|(token, records)| row([token, &records.to_string()])));
    let more = most < rows.len();
    rows.truncate(most);
    let info = |(name, kind): (&str, &str)| {
        json!({ "CatalogName": "hive", "SchemaName": "", "TableName": "", "Name": name, "Label": name, "Type": kind, "Precision": 0, "Scale": 0,
                "Nullable": "UNKNOWN", "CaseSensitive": false })
    };
    let info: Vec<Value> = columns.into_iter().zip(["varchar", "bigint"]).map(info).collect();
    let next = if more { json!("more") } else { Value::Null };
    Ok(json!({ "UpdateCount": 0, "ResultSet": { "Rows": rows, "ResultSetMetadata": { "ColumnInfo": info } }, "NextToken": next }))
}
