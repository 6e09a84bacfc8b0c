//! `iam`: the least-privilege policy, made from the table of operations that are called.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::arguments::{Common, Iam};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{watched, write_json};
use crate::domain::pipeline::{FlagStore, Pipeline};
use crate::edge::aws::operation::{Operation, Purpose};

/// What an action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    All,
    Stream,
    Table,
    Functions,
    Writers,
    Mappings,
    Firehose,
    Queue,
    Parameters,
    AppConfig,
    Alarms,
    Workgroup,
    Logs,
}

fn on(operation: Operation) -> On {
    use Operation as Op;
    match operation {
        Op::DescribeStreamSummary
        | Op::ListShards
        | Op::ListStreamConsumers
        | Op::GetShardIterator
        | Op::GetRecords
        | Op::SplitShard
        | Op::MergeShards
        | Op::IncreaseStreamRetentionPeriod
        | Op::DecreaseStreamRetentionPeriod => On::Stream,
        Op::DescribeTable | Op::DescribeTimeToLive => On::Table,
        Op::GetFunctionConfiguration | Op::ListAliases => On::Functions,
        Op::DescribeDeliveryStream => On::Firehose,
        Op::GetQueueUrl | Op::GetQueueAttributes => On::Queue,
        Op::GetParameter | Op::PutParameter => On::Parameters,
        Op::UpdateFunctionConfiguration => On::Writers,
        Op::UpdateEventSourceMapping => On::Mappings,
        Op::CreateHostedConfigurationVersion | Op::StartDeployment | Op::StopDeployment => On::AppConfig,
        Op::FilterLogEvents => On::Logs,
        Op::PutMetricAlarm => On::Alarms,
        _ => match operation.purpose() {
            Purpose::FlagAppConfig => On::AppConfig,
            Purpose::Query => On::Workgroup,
            _ => On::All,
        },
    }
}

/// The ARNs of what a pipeline has of that kind; empty when it has none.
fn resources(pipeline: &Pipeline, on: On) -> Vec<String> {
    let region = pipeline.region.as_deref().unwrap_or("*");
    let partition = match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    let arn = |service: &str, what: String| format!("arn:{partition}:{service}:{region}:*:{what}");
    // A function may be configured by its ARN or with a qualifier; a policy names the function itself.
    let bare = |name: &String| {
        let name = name.rsplit(":function:").next().unwrap_or(name);
        name.split(':').next().unwrap_or(name).to_owned()
    };
    let function = |name: &String| arn("lambda", format!("function:{}", bare(name)));
    match on {
        On::All => vec!["*".to_owned()],
        On::Stream => vec![arn("kinesis", format!("stream/{}", pipeline.stream))],
        On::Table => pipeline.table.iter().map(|name| arn("dynamodb", format!("table/{name}"))).collect(),
        On::Functions => pipeline.writers.iter().chain(&pipeline.consumers).map(function).collect(),
        On::Writers => match pipeline.flag {
            Some(FlagStore::LambdaEnv { .. }) => pipeline.writers.iter().map(function).collect(),
            _ => Vec::new(),
        },
        On::Mappings if pipeline.consumers.is_empty() => Vec::new(),
        On::Mappings => vec![arn("lambda", "event-source-mapping:*".to_owned())],
        On::Firehose => pipeline.firehose.iter().map(|name| arn("firehose", format!("deliverystream/{name}"))).collect(),
        On::Queue => pipeline.queue.iter().map(|name| arn("sqs", name.clone())).collect(),
        On::Parameters => match &pipeline.flag {
            Some(FlagStore::Ssm { enabled, percentage }) => {
                [enabled, percentage].map(|name| arn("ssm", format!("parameter/{}", name.trim_start_matches('/')))).to_vec()
            }
            _ => Vec::new(),
        },
        On::AppConfig => match pipeline.flag {
            Some(FlagStore::AppConfig { .. }) => vec!["*".to_owned()],
            _ => Vec::new(),
        },
        On::Workgroup => pipeline.athena.iter().map(|athena| arn("athena", format!("workgroup/{}", athena.workgroup))).collect(),
        On::Logs => {
            let group = |name: &String| arn("logs", format!("log-group:/aws/lambda/{}:*", bare(name)));
            pipeline.writers.iter().chain(&pipeline.consumers).map(group).collect()
        }
        On::Alarms => vec![arn("cloudwatch", "alarm:*".to_owned())],
    }
}

/// Whether the policy names this operation for this pipeline.
pub(super) fn is_needed(operation: Operation, pipeline: &Pipeline) -> bool {
    !resources(pipeline, on(operation)).is_empty()
}

/// The policy for these pipelines.
pub fn policy(pipelines: &[Pipeline], operator: bool) -> Value {
    let mut statements = statements("Read", Operation::ALL, pipelines);
    if operator {
        statements.extend(self::statements("Operate", Operation::CHANGES, pipelines));
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// One statement for each set of resources, its actions in order.
fn statements(prefix: &str, operations: &[Operation], pipelines: &[Pipeline]) -> Vec<Value> {
    let mut by_resources: BTreeMap<BTreeSet<String>, BTreeSet<&str>> = BTreeMap::new();
    for operation in operations {
        let of_all: BTreeSet<String> = pipelines.iter().flat_map(|pipeline| resources(pipeline, on(*operation))).collect();
        if !of_all.is_empty() {
            by_resources.entry(of_all).or_default().insert(operation.permission());
        }
    }
    let statement = |(number, (resources, actions)): (usize, (BTreeSet<String>, BTreeSet<&str>))| json!({ "Sid": format!("{prefix}{}", number + 1), "Effect": "Allow", "Action": actions, "Resource": resources });
    by_resources.into_iter().enumerate().map(statement).collect()
}

/// Prints the policy for every configured pipeline, or the chosen one.
pub fn run(iam: &Iam, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let chosen = match &common.pipeline {
        Some(_) => vec![watched::chosen(&config, common)?.clone()],
        None => config.pipelines,
    };
    if chosen.is_empty() {
        return Err(Failure::usage("no pipeline is configured: name a stream with --stream NAME, so that the policy can name it"));
    }
    write_json(around, &policy(&chosen, iam.operator))?;
    if chosen.iter().any(|pipeline| pipeline.region.is_none()) {
        writeln!(around.err, "note: no Region is configured, so the policy covers every Region; set --region to narrow it")?;
    }
    if chosen.iter().any(|pipeline| pipeline.athena.is_some()) {
        writeln!(around.err, "note: the query needs Glue and S3 rights on its data and its results as well, which are not listed here")?;
    }
    let changes_functions = chosen.iter().any(|pipeline| is_needed(Operation::UpdateFunctionConfiguration, pipeline));
    if iam.operator && changes_functions {
        writeln!(around.err, "note: lambda:UpdateFunctionConfiguration can change everything about a function; grant it to few")?;
    }
    Ok(Exit::Done)
}
