//! What an account holds, for `tidegate init`: names only, each list bounded.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::door::Door;
use super::functions::wire;
use super::operation::Operation;
use super::{Aws, functions, identity};
use crate::domain::facts::Identity;
use crate::domain::fault::Fault;

/// Most pages of each list: at least 1,000 names.
const PAGES: u32 = 20;

/// A function that could be part of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFunction {
    /// Its name.
    pub name: String,
    /// Which of the wanted variables its environment has, by name; values are not looked at.
    pub variables: Vec<String>,
    /// Streams that it reads through an event-source mapping.
    pub reads: Vec<String>,
}

/// Everything that was found, and what could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Discovery {
    /// Who looked.
    pub identity: Option<Identity>,
    /// Kinesis streams.
    pub streams: Vec<String>,
    /// DynamoDB tables.
    pub tables: Vec<String>,
    /// Lambda functions.
    pub functions: Vec<FoundFunction>,
    /// Delivery streams, each with the stream it reads, when it reads one.
    pub firehoses: Vec<(String, Option<String>)>,
    /// Queue names.
    pub queues: Vec<String>,
    /// One fault for each list that could not be read.
    pub faults: Vec<Fault>,
}

impl Aws {
    /// Looks through the account. `variables` are the names of the flag's variables, to tell writers by.
    pub async fn discover(&self, variables: &[&str], now: Timestamp) -> Discovery {
        let door = match self.door(now).await {
            Ok(door) => door,
            Err(refusal) => return Discovery { faults: vec![refusal.fault(Operation::ListStreams, now)], ..Discovery::default() },
        };
        let mut found = Discovery::default();
        let mut faults = Vec::new();
        found.identity = keep(identity::ask(&door).await.map(Some), &mut faults);
        found.streams = keep(streams(&door).await, &mut faults);
        found.tables = keep(tables(&door).await, &mut faults);
        found.functions = keep(Box::pin(all_functions(&door, variables)).await, &mut faults);
        found.firehoses = keep(firehoses(&door).await, &mut faults);
        found.queues = keep(queues(&door).await, &mut faults);
        for fault in &faults {
            self.watch(Some(fault)).await;
        }
        found.faults = faults;
        found
    }
}

fn keep<T: Default>(answer: Result<T, Fault>, faults: &mut Vec<Fault>) -> T {
    answer.unwrap_or_else(|fault| {
        faults.push(fault);
        T::default()
    })
}

async fn streams(door: &Door) -> Result<Vec<String>, Fault> {
    let operation = Operation::ListStreams;
    let mut pages = door.pages(operation, PAGES);
    let mut names: Vec<String> = Vec::new();
    loop {
        let request = door.session.kinesis.list_streams().limit(100).set_next_token(pages.token());
        let answer = door.send(operation, request.send()).await?;
        names.extend_from_slice(answer.stream_names());
        if !pages.more(answer.next_token())? {
            return Ok(names);
        }
    }
}

/// ListTables.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tables {
    table_names: Option<Vec<String>>,
    last_evaluated_table_name: Option<String>,
}

async fn tables(door: &Door) -> Result<Vec<String>, Fault> {
    let operation = Operation::ListTables;
    let mut pages = door.pages(operation, PAGES);
    let mut names: Vec<String> = Vec::new();
    loop {
        let input = json!({ "Limit": 100, "ExclusiveStartTableName": pages.token() });
        let answer: Tables = door.send(operation, door.session.dynamodb.call(operation, input)).await?;
        names.extend(answer.table_names.unwrap_or_default());
        if !pages.more(answer.last_evaluated_table_name.as_deref())? {
            return Ok(names);
        }
    }
}

async fn all_functions(door: &Door, variables: &[&str]) -> Result<Vec<FoundFunction>, Fault> {
    let operation = Operation::ListFunctions;
    let mut pages = door.pages(operation, PAGES);
    let mut functions: Vec<FoundFunction> = Vec::new();
    loop {
        let request = door.session.lambda.call::<wire::Functions>(operation, wire::list_functions(pages.token()));
        let answer = door.send(operation, request).await?;
        for found in answer.functions.unwrap_or_default() {
            let has = |name: &&&str| found.variables().is_some_and(|held| held.contains_key(**name));
            let variables = variables.iter().filter(has).map(|name| (*name).to_owned()).collect();
            let name = found.function_name.unwrap_or_default();
            functions.push(FoundFunction { name, variables, reads: Vec::new() });
        }
        if !pages.more(answer.next_marker.as_deref())? {
            break;
        }
    }
    for (function, stream) in readers(door).await? {
        if let Some(found) = functions.iter_mut().find(|found| found.name == function) {
            found.reads.push(stream);
        }
    }
    Ok(functions)
}

/// Function and stream of every mapping onto a Kinesis stream.
async fn readers(door: &Door) -> Result<Vec<(String, String)>, Fault> {
    let operation = Operation::ListEventSourceMappings;
    let mut pages = door.pages(operation, PAGES);
    let mut pairs = Vec::new();
    loop {
        let request = door.session.lambda.call::<wire::Mappings>(operation, wire::list_mappings(None, pages.token()));
        let answer = door.send(operation, request).await?;
        pairs.extend(answer.event_source_mappings.unwrap_or_default().iter().filter_map(|found| {
            let stream = functions::stream_of(found.event_source_arn.as_deref()?)?;
            // …:function:NAME, with or without a qualifier behind it.
            let function = found.function_arn.as_deref()?.split(":function:").nth(1)?.split(':').next()?;
            Some((function.to_owned(), stream.to_owned()))
        }));
        if !pages.more(answer.next_marker.as_deref())? {
            return Ok(pairs);
        }
    }
}

/// ListDeliveryStreams.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeliveryStreams {
    delivery_stream_names: Option<Vec<String>>,
    has_more_delivery_streams: Option<bool>,
}

async fn firehoses(door: &Door) -> Result<Vec<(String, Option<String>)>, Fault> {
    let operation = Operation::ListDeliveryStreams;
    let mut pages = door.pages(operation, PAGES);
    let mut names: Vec<String> = Vec::new();
    loop {
        let input = json!({ "Limit": 50, "ExclusiveStartDeliveryStreamName": pages.token() });
        let answer: DeliveryStreams = door.send(operation, door.session.firehose.call(operation, input)).await?;
        names.extend(answer.delivery_stream_names.unwrap_or_default());
        let last = names.last().cloned();
        if answer.has_more_delivery_streams != Some(true) || !pages.more(last.as_deref())? {
            break;
        }
    }
    let mut found = Vec::new();
    for name in names {
        // What it reads is a help for choosing; a delivery stream that may not be described is still listed.
        let source = super::firehose::ask(door, &name).await.ok().and_then(|firehose| firehose.source_stream_arn);
        found.push((name, source.as_deref().and_then(functions::stream_of).map(str::to_owned)));
    }
    Ok(found)
}

/// ListQueues.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Queues {
    queue_urls: Option<Vec<String>>,
    next_token: Option<String>,
}

async fn queues(door: &Door) -> Result<Vec<String>, Fault> {
    let operation = Operation::ListQueues;
    let mut pages = door.pages(operation, PAGES);
    let mut names: Vec<String> = Vec::new();
    loop {
        let input = json!({ "MaxResults": 1000, "NextToken": pages.token() });
        let answer: Queues = door.send(operation, door.session.sqs.call(operation, input)).await?;
        let urls = answer.queue_urls.unwrap_or_default();
        names.extend(urls.iter().filter_map(|url| url.rsplit('/').next().map(str::to_owned)));
        if !pages.more(answer.next_token.as_deref())? {
            return Ok(names);
        }
    }
}
