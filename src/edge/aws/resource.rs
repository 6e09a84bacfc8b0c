//! What each operation is done to, as ARNs: what a policy must name, and what a simulation is asked about.

use super::operation::{Operation, Purpose};
use crate::domain::pipeline::{FlagStore, Pipeline};

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
    Bucket,
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
        Op::GetBucketLifecycleConfiguration => On::Bucket,
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

/// Where resources are, each part `*` when it is not known.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: &'a str,
    /// The Region.
    pub region: &'a str,
    /// The account.
    pub account: &'a str,
}

/// The partition of a Region.
pub fn partition(region: &str) -> &'static str {
    match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The ARNs of what an operation is done to in a pipeline; empty when the pipeline has nothing of the kind.
pub fn arns(operation: Operation, pipeline: &Pipeline, place: &Place<'_>) -> Vec<String> {
    let Place { partition, region, account } = place;
    let arn = |service: &str, what: String| format!("arn:{partition}:{service}:{region}:{account}:{what}");
    // A function may be configured by its ARN or with a qualifier; a policy names the function itself.
    let bare = |name: &String| {
        let name = name.rsplit(":function:").next().unwrap_or(name);
        name.split(':').next().unwrap_or(name).to_owned()
    };
    let function = |name: &String| arn("lambda", format!("function:{}", bare(name)));
    match on(operation) {
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
        // A bucket's name is its own in all Regions and accounts.
        On::Bucket => pipeline.bucket.iter().map(|name| format!("arn:{partition}:s3:::{name}")).collect(),
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

/// Whether a policy can name resources for an operation; one that cannot is granted on `*` alone.
/// Source: the service authorisation reference, which lists these four of Kinesis without resources.
pub(super) fn has_resources(operation: Operation) -> bool {
    !matches!(
        operation,
        Operation::UpdateShardCount
            | Operation::UpdateStreamMode
            | Operation::EnableEnhancedMonitoring
            | Operation::DisableEnhancedMonitoring
    )
}
