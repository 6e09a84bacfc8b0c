//! All that is known of a pipeline at one moment: the only thing that verdicts, plans and bills read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::facts::{
    AccountLimits, Alarm, ErrorLines, FanOutConsumer, Firehose, FlagReading, Function, Identity, KeySample, Lifecycle, Mapping, QueryRun,
    Queue, Scaling, StreamChange, StreamSummary, Table, TrailEvent, Workgroup,
};
use super::fortnight::Fortnight;
use super::journal::History;
use super::metrics::Metrics;
use super::permission::Simulation;
use super::pipeline::Pipeline;
use super::reading::Held;
use super::shard::ShardMap;

/// The last good value of every source, each with its age and fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The moment that ages are counted to.
    pub now: Timestamp,
    /// What is watched.
    pub pipeline: Pipeline,
    /// Who we are.
    pub identity: Held<Identity>,
    /// The stream.
    pub stream: Held<StreamSummary>,
    /// Since when the stream is not ACTIVE, while it is not.
    pub changing: Option<StreamChange>,
    /// Its shards.
    pub shards: Held<ShardMap>,
    /// Its fan-out consumers.
    pub fan_out: Held<Vec<FanOutConsumer>>,
    /// The account's shard limit.
    pub limits: Held<AccountLimits>,
    /// The table.
    pub table: Held<Table>,
    /// Writer and consumer functions by name.
    pub functions: BTreeMap<String, Held<Function>>,
    /// Event-source mappings by consumer function.
    pub mappings: BTreeMap<String, Held<Vec<Mapping>>>,
    /// The Firehose delivery stream.
    pub firehose: Held<Firehose>,
    /// What becomes of the archive's objects.
    #[serde(default)]
    pub lifecycle: Held<Lifecycle>,
    /// The queue.
    pub queue: Held<Queue>,
    /// Alarms on our resources.
    pub alarms: Held<Vec<Alarm>>,
    /// Automatic scaling of the stream.
    pub scaling: Held<Scaling>,
    /// What each holder of the flag says. For functions it is made from `functions`.
    pub flag: Held<Vec<FlagReading>>,
    /// Changes of the stream in the last 24 hours by anybody, read before one of ours is planned.
    pub trail: Held<Vec<TrailEvent>>,
    /// What IAM's simulation says of the change that is planned, read before it is.
    pub simulation: Held<Simulation>,
    /// Keys that were sampled on request, by shard.
    pub samples: BTreeMap<String, Held<KeySample>>,
    /// The last run of the archive's query.
    pub query: Held<QueryRun>,
    /// The workgroup that it runs in, read before it is run.
    pub workgroup: Held<Workgroup>,
    /// What log groups say of errors, read on request, by function.
    pub errors: BTreeMap<String, Held<ErrorLines>>,
    /// What the journal says of this stream.
    pub history: History,
    /// Every series.
    pub metrics: Metrics,
    /// The table's writes of the last 14 days, reduced: what the gate of capacity rests on beside the minutes that are held.
    #[serde(default)]
    pub fortnight: Held<Fortnight>,
    /// Metrics asked for by GetMetricData since the start: each is paid for.
    pub metrics_requested: u64,
    /// When the watching began.
    pub since: Timestamp,
}

impl Snapshot {
    /// Nothing known yet.
    pub fn blank(pipeline: Pipeline, now: Timestamp) -> Self {
        let metrics = Metrics::asked_every(i64::try_from(pipeline.refresh.as_secs()).unwrap_or(60));
        Self {
            now,
            pipeline,
            identity: Held::default(),
            stream: Held::default(),
            changing: None,
            shards: Held::default(),
            fan_out: Held::default(),
            limits: Held::default(),
            table: Held::default(),
            functions: BTreeMap::new(),
            mappings: BTreeMap::new(),
            firehose: Held::default(),
            lifecycle: Held::default(),
            queue: Held::default(),
            alarms: Held::default(),
            scaling: Held::default(),
            flag: Held::default(),
            trail: Held::default(),
            simulation: Held::default(),
            samples: BTreeMap::new(),
            query: Held::default(),
            workgroup: Held::default(),
            errors: BTreeMap::new(),
            history: History::default(),
            metrics,
            fortnight: Held::default(),
            metrics_requested: 0,
            since: now,
        }
    }
}
