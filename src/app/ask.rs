//! What can be asked of the world, and what it can answer.

mod needs;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::facts::{
    AccountLimits, Alarm, ErrorLines, FanOutConsumer, Firehose, FlagReading, Function, Identity, KeySample, Lifecycle, Mapping, QueryRun,
    Queue, Scaling, StreamSummary, Table, TrailEvent, Workgroup,
};
use crate::domain::fault::Fault;
use crate::domain::fortnight::Fortnight;
use crate::domain::metric::MetricId;
use crate::domain::metrics::Points;
use crate::domain::permission::Simulation;
use crate::domain::shard::ShardMap;
use crate::domain::snapshot::Snapshot;

pub use needs::{guards, needs, witnesses};

/// A source that is asked on its own beat; one ask of each is in flight.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Feed {
    /// sts:GetCallerIdentity
    Identity,
    /// kinesis:DescribeStreamSummary
    Stream,
    /// kinesis:ListShards
    Shards,
    /// kinesis:ListStreamConsumers
    FanOut,
    /// kinesis:DescribeLimits
    Limits,
    /// dynamodb:DescribeTable and DescribeTimeToLive
    Table,
    /// lambda:GetFunctionConfiguration (and ListAliases) of this function
    Function(String),
    /// lambda:ListEventSourceMappings of this function
    Mappings(String),
    /// firehose:DescribeDeliveryStream
    Firehose,
    /// s3:GetBucketLifecycleConfiguration of the archive's bucket
    Lifecycle,
    /// sqs:GetQueueUrl and GetQueueAttributes
    Queue,
    /// cloudwatch:DescribeAlarms
    Alarms,
    /// application-autoscaling:DescribeScalableTargets, Policies, Activities
    Scaling,
    /// cloudtrail:LookupEvents of the changes that AWS counts by the day, before one is planned
    Trail,
    /// iam:SimulatePrincipalPolicy of the actions that a change and its way back need, before it is planned
    Simulation(Vec<String>),
    /// SSM parameters, an AppConfig flag, or a file (functions answer for themselves)
    Flag,
    /// cloudwatch:GetMetricData
    Metrics,
    /// cloudwatch:GetMetricData of the table's writes in the last 14 days, reduced as they arrive: once, then seldom
    Fortnight,
    /// cloudwatch:GetMetricData of a window in the past, when a chart is panned beyond what is held
    History,
    /// kinesis:GetShardIterator and GetRecords, on request only
    Sample(String),
    /// athena:GetWorkGroup, before the query is run
    Workgroup,
    /// athena:StartQueryExecution, GetQueryExecution and GetQueryResults, on request only: it costs what it scans
    Query,
    /// logs:FilterLogEvents of this function's log group, on request only
    Errors(String),
}

impl Feed {
    /// Whether it is asked when somebody wants it, and never by itself.
    pub fn is_on_request(&self) -> bool {
        matches!(self, Feed::History | Feed::Sample(_) | Feed::Workgroup | Feed::Query | Feed::Errors(_))
    }

    /// How a source is called in the timeline and on the screen.
    pub fn name(&self) -> String {
        let name = match self {
            Feed::Identity => "the identity",
            Feed::Stream => "the stream",
            Feed::Shards => "the shard list",
            Feed::FanOut => "the fan-out consumers",
            Feed::Limits => "the shard limit",
            Feed::Table => "the table",
            Feed::Function(name) => return format!("function {name}"),
            Feed::Mappings(name) => return format!("the mappings of {name}"),
            Feed::Firehose => "Firehose",
            Feed::Lifecycle => "the bucket's lifecycle",
            Feed::Queue => "the queue",
            Feed::Alarms => "the alarms",
            Feed::Scaling => "automatic scaling",
            Feed::Trail => "CloudTrail",
            Feed::Simulation(_) => "IAM's simulation",
            Feed::Flag => "the flag",
            Feed::Metrics => "CloudWatch",
            Feed::Fortnight => "the table's last 14 days",
            Feed::History => "CloudWatch's past",
            Feed::Sample(shard) => return format!("the sample of {shard}"),
            Feed::Workgroup => "the workgroup",
            Feed::Query => "the query",
            Feed::Errors(name) => return format!("the errors of {name}"),
        };
        name.to_owned()
    }
}

/// Which metrics of which window. One request becomes as few GetMetricData calls as fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricsRequest {
    /// The metrics, each paid for once.
    pub ids: Vec<MetricId>,
    /// Start, on the grid.
    pub from: Timestamp,
    /// End, exclusive, on the grid.
    pub to: Timestamp,
    /// Seconds a value: 60, 300 or 3600.
    pub period: i64,
}

/// One ask on its way: a late answer to an older number changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Rises with each ask of the run.
    pub number: u64,
    /// Index of the pipeline that it is about.
    pub pipeline: usize,
    /// Who is asked.
    pub feed: Feed,
    /// For [`Feed::Metrics`], [`Feed::Fortnight`] and [`Feed::History`]: what exactly.
    pub metrics: Option<MetricsRequest>,
}

/// A good answer. The variant is that of the feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each variant is named for its feed and carries its fact")]
pub enum Answer {
    Identity(Identity),
    Stream(StreamSummary),
    Shards(ShardMap),
    FanOut(Vec<FanOutConsumer>),
    Limits(AccountLimits),
    Table(Table),
    Function(Function),
    Mappings(Vec<Mapping>),
    Firehose(Firehose),
    Lifecycle(Lifecycle),
    Queue(Queue),
    Alarms(Vec<Alarm>),
    Scaling(Scaling),
    Trail(Vec<TrailEvent>),
    Simulation(Simulation),
    Flag(Vec<FlagReading>),
    /// One entry per metric that was asked for; `window` is what was asked.
    Metrics {
        window: (Timestamp, Timestamp),
        period: i64,
        points: Vec<Points>,
    },
    Fortnight(Fortnight),
    Sample(KeySample),
    Workgroup(Workgroup),
    Query(QueryRun),
    Errors(ErrorLines),
}

impl Answer {
    /// Why parts of the answer are missing that took a call of their own.
    pub fn missing(&self) -> impl Iterator<Item = &Fault> {
        let (first, second) = match self {
            Answer::Table(table) => (table.ttl_attribute.as_ref().err(), None),
            Answer::Workgroup(workgroup) => (workgroup.archive.as_ref().err(), None),
            Answer::Function(function) => (function.aliases.as_ref().err(), None),
            Answer::Flag(readings) => (readings.iter().find_map(|reading| reading.hosted.as_ref().err()), None),
            Answer::Scaling(scaling) => (scaling.policies.as_ref().err(), scaling.activities.as_ref().err()),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// What came back: the fact, or why there is none.
pub type Outcome = Result<Answer, Fault>;

impl Feed {
    /// Keeps an answer, or the fault, where it belongs in a snapshot. Metrics keep their answers by themselves.
    pub fn keep(&self, outcome: Outcome, snapshot: &mut Snapshot, at: Timestamp) {
        macro_rules! keep {
            ($held:expr, $variant:ident) => {
                match outcome {
                    Ok(Answer::$variant(fact)) => $held.take(Ok(fact), at),
                    Ok(_) => {}
                    Err(fault) => $held.take(Err(fault), at),
                }
            };
        }
        match self {
            Feed::Identity => keep!(snapshot.identity, Identity),
            Feed::Stream => keep!(snapshot.stream, Stream),
            Feed::Shards => keep!(snapshot.shards, Shards),
            Feed::FanOut => keep!(snapshot.fan_out, FanOut),
            Feed::Limits => keep!(snapshot.limits, Limits),
            Feed::Table => keep!(snapshot.table, Table),
            Feed::Function(name) => keep!(snapshot.functions.entry(name.clone()).or_default(), Function),
            Feed::Mappings(name) => keep!(snapshot.mappings.entry(name.clone()).or_default(), Mappings),
            Feed::Firehose => keep!(snapshot.firehose, Firehose),
            Feed::Lifecycle => keep!(snapshot.lifecycle, Lifecycle),
            Feed::Queue => keep!(snapshot.queue, Queue),
            Feed::Alarms => keep!(snapshot.alarms, Alarms),
            Feed::Scaling => keep!(snapshot.scaling, Scaling),
            Feed::Trail => keep!(snapshot.trail, Trail),
            Feed::Simulation(_) => keep!(snapshot.simulation, Simulation),
            Feed::Flag => keep!(snapshot.flag, Flag),
            Feed::Fortnight => keep!(snapshot.fortnight, Fortnight),
            Feed::Sample(shard) => keep!(snapshot.samples.entry(shard.clone()).or_default(), Sample),
            Feed::Workgroup => keep!(snapshot.workgroup, Workgroup),
            Feed::Query => keep!(snapshot.query, Query),
            Feed::Errors(name) => keep!(snapshot.errors.entry(name.clone()).or_default(), Errors),
            Feed::Metrics | Feed::History => {}
        }
    }
}
