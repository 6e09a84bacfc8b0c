//! The archive's query, on request only: started, waited for, its first page read.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::door::Door;
use super::operation::Operation;
use super::words::sentence;
use super::{faults, metrics};
use crate::app::ask::{Answer, MetricsRequest};
use crate::domain::digest::sha256_hex;
use crate::domain::facts::{ArchiveSize, QueryRun, Workgroup};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::pipeline::Athena;
use crate::domain::series::{floor, shift};

/// How often it is asked whether the query has ended: seldom enough for the account's other queries.
const PAUSE: Duration = Duration::from_secs(1);

/// How often at most. A query that takes longer goes on in Athena, and costs what it scans all the same.
const MOST: u32 = 120;

/// Rows of the first page.
const ROWS: u32 = 200;

/// Rows that are kept to be shown.
const SHOWN: usize = 20;

/// Characters of a value that are kept.
const LONGEST: usize = 60;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Started {
    query_execution_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    query_execution: Execution,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Execution {
    status: Status,
    #[serde(default)]
    statistics: Statistics,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    state: String,
    state_change_reason: Option<String>,
    completion_date_time: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statistics {
    #[serde(default)]
    data_scanned_in_bytes: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Results {
    result_set: ResultSet,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResultSet {
    #[serde(default)]
    rows: Vec<Row>,
    result_set_metadata: Option<Metadata>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    #[serde(default)]
    data: Vec<Datum>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Datum {
    var_char_value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    #[serde(default)]
    column_info: Vec<Column>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Column {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    work_group: Described,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    state: String,
    #[serde(default)]
    configuration: Configuration,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    bytes_scanned_cutoff_per_query: Option<u64>,
}

/// GetWorkGroup: what bounds the cost of a query.
/// Where nothing bounds it, the archive's size does: it is asked for then alone, since each metric is paid for.
pub(super) async fn workgroup(door: &Door, athena: &Athena, bucket: Option<&str>) -> Result<Workgroup, Fault> {
    let operation = Operation::GetWorkGroup;
    let input = json!({ "WorkGroup": athena.workgroup });
    let group: Group = door.send(operation, door.session.athena.call(operation, input)).await?;
    let Described { state, configuration } = group.work_group;
    let cutoff_bytes = configuration.bytes_scanned_cutoff_per_query;
    let archive = match bucket.filter(|_| cutoff_bytes.is_none()) {
        Some(bucket) => Door::detail(archive(door, bucket).await)?,
        None => Ok(None),
    };
    Ok(Workgroup { name: athena.workgroup.clone(), state, cutoff_bytes, archive })
}

/// Days of storage metrics that are asked for: the newest may be two days old.
const DAYS: i64 = 3;

/// The class that Firehose writes to, as S3's storage metrics call it.
const STANDARD: &str = "StandardStorage";

/// What S3 measured of the bucket last: one metric, once a day.
async fn archive(door: &Door, bucket: &str) -> Result<Option<ArchiveSize>, Fault> {
    const DAY: i64 = 86_400;
    let to = shift(floor(door.at, DAY), DAY);
    let ids = vec![MetricId::part(Metric::ArchiveBytes, bucket, STANDARD)];
    let request = MetricsRequest { ids, from: shift(to, -(DAYS + 1) * DAY), to, period: DAY };
    let Answer::Metrics { points, .. } = metrics::ask(door, &request).await? else { return Ok(None) };
    let Some(told) = points.into_iter().next() else { return Ok(None) };
    if let Some(fault) = told.fault {
        return Err(fault);
    }
    Ok(told.points.iter().max_by_key(|(at, _)| *at).map(|(at, bytes)| ArchiveSize { bytes: *bytes as u64, at: *at }))
}

/// Runs the query and reads its first page.
pub(super) async fn run(door: &Door, athena: &Athena) -> Result<QueryRun, Fault> {
    let operation = Operation::StartQueryExecution;
    // A start that is tried again, because its answer was lost, must not be a second query to pay for.
    let token = sha256_hex(format!("{} {} {}", door.at.as_nanosecond(), athena.workgroup, athena.query).as_bytes());
    let input = json!({ "QueryString": athena.query, "WorkGroup": athena.workgroup, "ClientRequestToken": token });
    let started: Started = door.send(operation, door.session.athena.call(operation, input)).await?;
    let id = started.query_execution_id;
    let execution = ended(door, &id).await?;
    let Execution { status, statistics } = execution;
    let ended = status.completion_date_time.and_then(|seconds| Timestamp::from_millisecond((seconds * 1000.0) as i64).ok());
    let run = QueryRun {
        rows: 0,
        scanned_bytes: statistics.data_scanned_in_bytes,
        ended: ended.unwrap_or(door.at),
        problem: status.state_change_reason.as_deref().map(sentence).filter(|text| !text.is_empty()),
        columns: Vec::new(),
        first: Vec::new(),
        has_more: false,
        state: status.state,
    };
    if run.state == "SUCCEEDED" { rows(door, &id, run).await } else { Ok(run) }
}

/// Waits until the query has ended, well or badly.
async fn ended(door: &Door, id: &str) -> Result<Execution, Fault> {
    let operation = Operation::GetQueryExecution;
    for _ in 0..MOST {
        let told: Told = door.send(operation, door.session.athena.call(operation, json!({ "QueryExecutionId": id }))).await?;
        if !matches!(told.query_execution.status.state.as_str(), "QUEUED" | "RUNNING") {
            return Ok(told.query_execution);
        }
        tokio::time::sleep(PAUSE).await;
    }
    let what = format!("the query {id} did not end within {MOST} s; it goes on in Athena, and costs what it scans");
    Err(faults::fault(operation, FaultKind::TimedOut, None, &what, door.at))
}

/// The first page of the rows. The first row of a SELECT repeats the names of the columns.
async fn rows(door: &Door, id: &str, run: QueryRun) -> Result<QueryRun, Fault> {
    let operation = Operation::GetQueryResults;
    let input = json!({ "QueryExecutionId": id, "MaxResults": ROWS });
    let results: Results = door.send(operation, door.session.athena.call(operation, input)).await?;
    let columns = results.result_set.result_set_metadata.map(|metadata| metadata.column_info).unwrap_or_default();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut rows = results.result_set.rows;
    let is_head = |row: &Row| row.data.iter().map(|datum| datum.var_char_value.as_deref().unwrap_or_default()).eq(names.iter().copied());
    if rows.first().is_some_and(is_head) {
        rows.remove(0);
    }
    let value = |datum: &Datum| datum.var_char_value.as_deref().map_or_else(|| "null".to_owned(), plain);
    Ok(QueryRun {
        rows: rows.len() as u64,
        has_more: results.next_token.is_some(),
        columns: columns.iter().map(|column| plain(&column.name)).collect(),
        first: rows.iter().take(SHOWN).map(|row| row.data.iter().map(value).collect()).collect(),
        ..run
    })
}

/// A value that is safe to show: one line, a few words.
fn plain(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST).collect()
}
