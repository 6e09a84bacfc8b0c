//! The pipeline under watch: names of its resources and the limits its owner set.

use std::time::Duration;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cost::Assumptions;
use super::metric::{Metric, MetricId};
use super::price::Prices;

/// Where the rollout flag lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "store", rename_all = "kebab-case")]
pub enum FlagStore {
    /// Environment variables of every writer function.
    LambdaEnv {
        /// The variable that switches stream writes on: `USE_KINESIS`.
        enabled: String,
        /// The variable that holds the percentage: `KINESIS_PERCENTAGE`.
        percentage: String,
    },
    /// Two parameters in the Systems Manager Parameter Store.
    Ssm {
        /// The parameter that switches stream writes on.
        enabled: String,
        /// The parameter that holds the percentage.
        percentage: String,
    },
    /// A feature flag in AppConfig.
    AppConfig {
        /// Application name or id.
        application: String,
        /// Environment name or id.
        environment: String,
        /// Configuration profile name or id.
        profile: String,
        /// The flag's key.
        flag: String,
        /// The attribute that holds the percentage.
        attribute: String,
        /// The deployment strategy that changes use.
        strategy: String,
    },
    /// A deploy command; what is live is read from the writers' environments.
    Command {
        /// The command and its arguments; never a shell string.
        argv: Vec<String>,
        /// Where it runs.
        cwd: Option<String>,
        /// How long it may take.
        timeout: Duration,
        /// The variable that switches stream writes on.
        enabled: String,
        /// The variable that holds the percentage.
        percentage: String,
    },
    /// A TOML or JSON file with the two keys.
    File {
        /// Where it lies.
        path: String,
        /// The key that switches stream writes on.
        enabled: String,
        /// The key that holds the percentage.
        percentage: String,
    },
}

/// What the owner calls too much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Longest lag of any consumer, for two periods.
    pub lag: Duration,
    /// Most refused writes a minute.
    pub throttles: u64,
    /// Most DynamoDB errors a minute.
    pub dynamodb_errors: u64,
    /// US dollars a month.
    pub budget: Option<Decimal>,
}

/// The ladder of the rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    /// Percentages, rising.
    pub stages: Vec<u8>,
    /// How long each stage must hold.
    pub bake: Duration,
    /// Standing consent to promote while watching unattended.
    pub auto_promote: bool,
    /// Standing consent to roll back while watching unattended.
    pub auto_rollback: bool,
}

/// How the archive is asked whether it returns data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Athena {
    /// The workgroup.
    pub workgroup: String,
    /// The query that proves it.
    pub query: String,
}

/// Bounds of automatic scaling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScalingBounds {
    /// Fewest shards.
    pub min: u32,
    /// Most shards.
    pub max: u32,
    /// Percent of a shard's limit that a shard should carry.
    pub target_utilisation: u8,
    /// The scalable target's own id, when it is not to be guessed by the stream's name.
    pub resource_id: Option<String>,
}

/// Whether this console may ever change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Writes {
    /// Read-only until armed.
    Arm,
    /// Read-only for ever.
    Never,
}

/// One pipeline: only `stream` is always there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// What people call it.
    pub name: String,
    /// `prod`, `staging`, …; the name when the configuration has none.
    pub environment: String,
    /// AWS Region; `None` leaves it to the profile.
    pub region: Option<String>,
    /// Credentials profile.
    pub profile: Option<String>,
    /// Another endpoint than AWS's.
    pub endpoint_url: Option<String>,
    /// The Kinesis stream.
    pub stream: String,
    /// The DynamoDB table.
    pub table: Option<String>,
    /// How long the table keeps a record before its time to live drops it; AWS does not tell, so that `None` is unknown.
    pub table_keeps: Option<Duration>,
    /// The operation by which the writers write the table: `PutItem`.
    pub table_operation: String,
    /// Functions that write table and stream.
    pub writers: Vec<String>,
    /// Functions that read the stream.
    pub consumers: Vec<String>,
    /// The Firehose delivery stream.
    pub firehose: Option<String>,
    /// The archive's bucket.
    pub bucket: Option<String>,
    /// The broadcast queue.
    pub queue: Option<String>,
    /// The web-socket API's id.
    pub websocket_api: Option<String>,
    /// How the archive is asked; `None` when it is not.
    pub athena: Option<Athena>,
    /// Where the flag lives; `None` when there is none to read.
    pub flag: Option<FlagStore>,
    /// The rollout's ladder.
    pub rollout: Ladder,
    /// What is too much.
    pub limits: Limits,
    /// Bounds of automatic scaling.
    pub scaling: ScalingBounds,
    /// Whether anything may ever be changed.
    pub writes: Writes,
    /// Whether its deploy command may run: it stands in the user's own file, or was trusted by hand.
    pub command_trusted: bool,
    /// How long arming lasts.
    pub arm_for: Duration,
    /// Protected hours as written: `Fri 16:00 - Mon 08:00 Europe/Berlin`.
    pub protected_hours: Option<String>,
    /// How often metrics are asked for.
    pub refresh: Duration,
    /// The prices in force.
    pub prices: Prices,
    /// What the owner says of what no metric shows.
    pub assumptions: Assumptions,
}

impl Pipeline {
    /// The table's successful requests of the operation that the writers use: all that is written. `None` when no table is named.
    pub fn table_writes(&self) -> Option<MetricId> {
        Some(MetricId::part(Metric::TableRequests, self.table.as_ref()?, &self.table_operation))
    }

    /// Whether one request of that operation may write many items: CloudWatch counts the requests.
    pub fn counts_requests(&self) -> bool {
        self.table_operation.starts_with("Batch") || self.table_operation.starts_with("Transact")
    }

    /// A pipeline of which only the stream is known; everything else stands at its default.
    pub fn of_stream(stream: &str) -> Self {
        Self {
            name: stream.to_owned(),
            environment: stream.to_owned(),
            region: None,
            profile: None,
            endpoint_url: None,
            stream: stream.to_owned(),
            table: None,
            table_keeps: None,
            table_operation: "PutItem".to_owned(),
            writers: Vec::new(),
            consumers: Vec::new(),
            firehose: None,
            bucket: None,
            queue: None,
            websocket_api: None,
            athena: None,
            flag: None,
            rollout: Ladder { stages: vec![1, 10, 50, 100], bake: Duration::from_mins(15), auto_promote: false, auto_rollback: false },
            limits: Limits { lag: Duration::from_mins(1), throttles: 10, dynamodb_errors: 0, budget: None },
            scaling: ScalingBounds { min: 2, max: 10, target_utilisation: 70, resource_id: None },
            writes: Writes::Arm,
            command_trusted: true,
            arm_for: Duration::from_mins(15),
            protected_hours: None,
            refresh: Duration::from_mins(1),
            prices: Prices::default(),
            assumptions: Assumptions::default(),
        }
    }
}
