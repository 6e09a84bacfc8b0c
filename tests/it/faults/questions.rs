//! Which question makes the adapter call an operation, and how its outcome is seen.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::Timestamp;
use tidegate::app::ask::{Ask, Feed, MetricsRequest};
use tidegate::domain::fault::Fault;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::pipeline::{Athena, FlagStore, Pipeline};
use tidegate::domain::series::{floor, shift};
use tidegate::edge::aws::Aws;
use tidegate::edge::aws::operation::Operation;
use tidegate::sim::{Options, Sim};

/// A calm world whose clock stands.
pub(super) fn world() -> Sim {
    let start = "2026-11-23T03:12:00Z".parse().unwrap();
    Sim::start(&Options { scenario: "calm".to_owned(), seed: 3, speed: 0.0, start }).unwrap()
}

/// How an operation is reached.
#[derive(Debug, Clone)]
pub(super) enum Question {
    /// By the ask of a feed.
    Feed(Feed),
    /// By the ask of the flag in this store.
    Flag(FlagStore),
    /// By looking through the account.
    Discover,
}

/// The question that reaches the operation. There is no arm for the rest on purpose.
pub(super) fn question(operation: Operation) -> Question {
    let pipeline = Sim::pipeline();
    let text = str::to_owned;
    match operation {
        Operation::GetCallerIdentity => Question::Feed(Feed::Identity),
        Operation::DescribeStreamSummary => Question::Feed(Feed::Stream),
        Operation::ListShards => Question::Feed(Feed::Shards),
        Operation::ListStreamConsumers => Question::Feed(Feed::FanOut),
        Operation::DescribeLimits => Question::Feed(Feed::Limits),
        Operation::GetMetricData => Question::Feed(Feed::Metrics),
        Operation::DescribeAlarms => Question::Feed(Feed::Alarms),
        Operation::DescribeScalableTargets | Operation::DescribeScalingPolicies | Operation::DescribeScalingActivities => {
            Question::Feed(Feed::Scaling)
        }
        Operation::GetFunctionConfiguration | Operation::ListAliases => Question::Feed(Feed::Function(pipeline.writers[0].clone())),
        Operation::ListEventSourceMappings => Question::Feed(Feed::Mappings(pipeline.consumers[0].clone())),
        Operation::DescribeTable | Operation::DescribeTimeToLive => Question::Feed(Feed::Table),
        Operation::DescribeDeliveryStream => Question::Feed(Feed::Firehose),
        Operation::GetBucketLifecycleConfiguration => Question::Feed(Feed::Lifecycle),
        Operation::GetQueueUrl | Operation::GetQueueAttributes => Question::Feed(Feed::Queue),
        Operation::GetParameter => {
            Question::Flag(FlagStore::Ssm { enabled: text("/prices/use-kinesis"), percentage: text("/prices/kinesis-percentage") })
        }
        Operation::ListApplications
        | Operation::ListEnvironments
        | Operation::ListConfigurationProfiles
        | Operation::ListDeployments
        | Operation::GetHostedConfigurationVersion
        | Operation::ListHostedConfigurationVersions => Question::Flag(FlagStore::AppConfig {
            application: text("prices"),
            environment: text("prod"),
            profile: text("rollout"),
            flag: text("kinesis"),
            attribute: text("percentage"),
            strategy: text("AppConfig.AllAtOnce"),
        }),
        Operation::LookupEvents => Question::Feed(Feed::Trail),
        Operation::SimulatePrincipalPolicy => Question::Feed(Feed::Simulation(vec![text("kinesis:SplitShard")])),
        Operation::GetShardIterator | Operation::GetRecords => Question::Feed(Feed::Sample(text("shardId-000000000000"))),
        Operation::GetWorkGroup => Question::Feed(Feed::Workgroup),
        Operation::StartQueryExecution | Operation::GetQueryExecution | Operation::GetQueryResults => Question::Feed(Feed::Query),
        Operation::FilterLogEvents => Question::Feed(Feed::Errors(pipeline.writers[0].clone())),
        Operation::ListStreams
        | Operation::ListTables
        | Operation::ListFunctions
        | Operation::ListDeliveryStreams
        | Operation::ListQueues => Question::Discover,
        Operation::UpdateShardCount
        | Operation::SplitShard
        | Operation::MergeShards
        | Operation::UpdateStreamMode
        | Operation::IncreaseStreamRetentionPeriod
        | Operation::DecreaseStreamRetentionPeriod
        | Operation::EnableEnhancedMonitoring
        | Operation::DisableEnhancedMonitoring
        | Operation::UpdateEventSourceMapping
        | Operation::UpdateFunctionConfiguration
        | Operation::PutParameter
        | Operation::CreateHostedConfigurationVersion
        | Operation::StartDeployment
        | Operation::StopDeployment
        | Operation::RegisterScalableTarget
        | Operation::PutMetricAlarm => {
            panic!("{operation} changes something: it has a matrix of its own, where changes are executed")
        }
    }
}

/// Asks, and says what failed.
pub(super) async fn ask(sim: &Sim, aws: &Aws, question: &Question) -> Result<(), Fault> {
    // A moment passes between two asks, or the shard's own limit on calls would be met.
    sim.advance(2);
    let now = sim.now();
    let mut pipeline = Sim::pipeline();
    pipeline.athena = Some(Athena { workgroup: "primary".to_owned(), query: "SELECT token, count(*) AS records FROM prices".to_owned() });
    let feed = match question {
        Question::Discover => {
            let found = aws.discover(&["USE_KINESIS"], now).await;
            return found.faults.into_iter().next().map_or(Ok(()), Err);
        }
        Question::Flag(store) => {
            pipeline.flag = Some(store.clone());
            Feed::Flag
        }
        Question::Feed(feed) => feed.clone(),
    };
    let metrics = (feed == Feed::Metrics).then(|| request(&pipeline, now));
    aws.perform(&pipeline, &Ask { number: 1, pipeline: 0, feed, metrics }, now).await.and_then(|answer| {
        // A call beside the main one fails inside the answer.
        answer.missing().next().map_or(Ok(()), |fault| Err(fault.clone()))
    })
}

fn request(pipeline: &Pipeline, now: Timestamp) -> MetricsRequest {
    let ids = vec![MetricId::of(Metric::IncomingRecords, &pipeline.stream), MetricId::of(Metric::WriteThrottles, &pipeline.stream)];
    let to = floor(now, 60);
    MetricsRequest { ids, from: shift(to, -900), to, period: 60 }
}
