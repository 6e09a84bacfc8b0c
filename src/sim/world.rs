//! Traffic, writers, table, stream, consumers: minute by minute.

pub mod alarm;
mod clock;
pub mod delivery;
pub mod fault;
pub mod flags;
pub mod function;
pub mod kinesis;
pub mod lambda;
pub mod names;
pub mod records;
pub mod refusal;
pub mod reshard;
pub mod scaling;
pub mod settings;
pub mod stream;
pub mod table;

use std::collections::BTreeMap;

use jiff::Timestamp;

use self::alarm::Alarm;
use self::delivery::{Firehose, Queue};
use self::fault::{WireFault, WireFaultKind};
use self::flags::{Application, Parameter};
use self::function::{EventSourceMapping, Function};
use self::scaling::Scaling;
use self::stream::Stream;
use self::table::Table;
use super::metrics::{Identity, Query, Store};

/// Everything that the services hold, at the virtual now.
#[derive(Debug, Clone)]
pub struct World {
    /// The virtual now.
    pub now: Timestamp,
    /// Twelve digits.
    pub account: String,
    /// The Region that everything lives in.
    pub region: String,
    /// The ARN that GetCallerIdentity answers.
    pub caller: String,
    /// Shards that the account may have in this Region, short-lived ones included.
    pub shard_limit: u32,
    /// Streams by name.
    pub streams: BTreeMap<String, Stream>,
    /// Tables by name.
    pub tables: BTreeMap<String, Table>,
    /// Functions by name.
    pub functions: BTreeMap<String, Function>,
    /// Event-source mappings.
    pub mappings: Vec<EventSourceMapping>,
    /// Delivery streams by name.
    pub firehoses: BTreeMap<String, Firehose>,
    /// Queues by name.
    pub queues: BTreeMap<String, Queue>,
    /// Alarms by name.
    pub alarms: BTreeMap<String, Alarm>,
    /// Application Auto Scaling.
    pub scaling: Scaling,
    /// Parameters by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// AppConfig applications.
    pub applications: Vec<Application>,
    /// Faults that the wire plays, the first that fits wins.
    pub faults: Vec<WireFault>,
    /// What CloudWatch holds.
    pub metrics: Store,
}

impl World {
    /// The world of a scenario with 24 hours of history before `start`.
    pub fn genesis(_scenario: &super::scenario::Scenario, seed: u64, start: Timestamp) -> Self {
        Self {
            now: start,
            account: names::ACCOUNT.to_owned(),
            region: names::REGION.to_owned(),
            caller: format!("arn:aws:sts::{}:assumed-role/OnCall/tidegate", names::ACCOUNT),
            shard_limit: 20_000,
            streams: BTreeMap::new(),
            tables: BTreeMap::new(),
            functions: BTreeMap::new(),
            mappings: Vec::new(),
            firehoses: BTreeMap::new(),
            queues: BTreeMap::new(),
            alarms: BTreeMap::new(),
            scaling: Scaling::default(),
            parameters: BTreeMap::new(),
            applications: Vec::new(),
            faults: Vec::new(),
            metrics: Store::new(seed),
        }
    }

    /// Every metric that was ever published: what ListMetrics answers.
    pub fn list_metrics(&self) -> Vec<Identity> {
        self.metrics.identities().cloned().collect()
    }

    /// What GetMetricData answers now for the periods that start in `from..to`, oldest first.
    pub fn data(&self, query: &Query<'_>, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, f64)> {
        self.metrics.data(query, from, to, self.now)
    }

    /// The fault that this call meets, when there is one; it is counted down.
    pub fn fault_for(&mut self, service: &str, operation: &str) -> Option<WireFaultKind> {
        fault::take(&mut self.faults, service, operation)
    }
}
