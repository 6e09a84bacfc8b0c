//! Traffic, writers, table, stream, consumers: minute by minute.

pub mod alarm;
pub mod archive;
pub mod bucket;
mod clock;
pub mod delivery;
mod deploy;
pub mod dice;
pub mod engine;
pub mod fault;
pub mod flags;
pub mod foreign;
pub mod function;
mod genesis;
pub mod kinesis;
pub mod lambda;
mod lines;
pub mod log;
pub mod names;
mod neighbours;
mod publish;
pub mod reader;
pub mod records;
pub mod refusal;
pub mod reshard;
mod resources;
pub mod scaling;
pub mod settings;
pub mod stream;
pub mod table;
mod ticks;
pub mod tokens;
mod traffic;
pub mod trail;
mod trouble;
mod watch;

use std::collections::BTreeMap;

use jiff::Timestamp;

use self::alarm::Alarm;
use self::delivery::{Firehose, Queue};
use self::engine::{Engine, Ledger, Onset};
use self::fault::{WireFault, WireFaultKind};
use self::flags::{Application, Parameter};
use self::foreign::Foreign;
use self::function::{EventSourceMapping, Function};
use self::scaling::Scaling;
use self::stream::Stream;
use self::table::Table;
use self::trail::Trace;
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
    /// Lifecycle rules of each bucket, by the bucket's name.
    pub buckets: BTreeMap<String, Vec<bucket::Rule>>,
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
    /// What other people do to our resources, soonest first.
    pub foreign: Vec<(Timestamp, Foreign)>,
    /// The last run of the archive's query.
    pub query: table::Query,
    /// Queries that were started, oldest first.
    pub executions: Vec<archive::Execution>,
    /// What CloudTrail remembers, oldest first.
    pub trail: Vec<Trace>,
    /// Faults that the wire plays, the first that fits wins.
    pub faults: Vec<WireFault>,
    /// What CloudWatch holds.
    pub metrics: Store,
    /// What drives the world; no API tells it.
    engine: Engine,
}

impl World {
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

    /// Totals since the history began.
    pub fn ledger(&self) -> Ledger {
        self.engine.ledger
    }

    /// The trouble of this world with the sizes that its seed drew.
    pub fn onset(&self) -> &Onset {
        &self.engine.onset
    }

    /// Who reads the stream and how far.
    pub fn readers(&self) -> &[reader::Reader] {
        &self.engine.readers
    }
}
