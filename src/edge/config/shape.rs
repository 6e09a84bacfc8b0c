//! The configuration file as people write it. The published schema, the check of every key and the
//! words of `config schema` are all made from these types and their comments.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The configuration of tidegate. Only the name of a stream is required.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "tidegate.toml")]
pub struct File {
    /// The theme's name; `tidegate themes` lists them.
    #[schemars(extend("x-kind" = "word"))]
    pub theme: Option<String>,
    /// How often metrics are asked for. They are one-minute: faster costs money and shows nothing new.
    #[schemars(extend("x-kind" = "duration", "x-least" = "10s", "x-most" = "1h"))]
    pub refresh: Option<String>,
    /// How a change of the verdict is told, apart from the screen.
    pub notifications: Option<Notifications>,
    /// The pipelines to watch.
    pub pipeline: Option<Vec<Pipeline>>,
    /// Keys of your own: command = key, or a list of keys; `tidegate keys` lists the commands.
    #[schemars(extend("x-each" = "key"))]
    pub keys: Option<BTreeMap<String, Keys>>,
    /// Prices of your own in US dollars, as text: item = "0.015", or a table of items for each Region.
    #[schemars(extend("x-each" = "price"))]
    pub prices: Option<BTreeMap<String, Price>>,
}

/// How a change of the verdict is told.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    /// Ring the terminal's bell.
    pub bell: Option<bool>,
    /// Show the verdict in the terminal's title.
    pub title: Option<bool>,
    /// Send a desktop notification (OSC 9).
    pub notify: Option<bool>,
}

/// The key of a command, or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Keys {
    /// One key.
    One(String),
    /// Several keys, the one to show first.
    Several(Vec<String>),
}

/// One price, or the prices of one Region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Price {
    /// US dollars for one unit, everywhere.
    One(String),
    /// Item = price, in the Region that the key names.
    Region(BTreeMap<String, String>),
}

/// One pipeline: a stream and the resources around it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// What people call it; the stream's name when it is not given.
    #[schemars(extend("x-kind" = "word"))]
    pub name: Option<String>,
    /// Shown in the header and typed to arm; `prod` is drawn as danger. The pipeline's name when it is not given.
    #[schemars(extend("x-kind" = "word"))]
    pub environment: Option<String>,
    /// The AWS Region.
    #[schemars(extend("x-kind" = "region"))]
    pub region: Option<String>,
    /// The credentials profile.
    #[schemars(extend("x-kind" = "word"))]
    pub profile: Option<String>,
    /// Another endpoint than AWS's, for example `http://127.0.0.1:4566`.
    #[schemars(extend("x-kind" = "url"))]
    pub endpoint_url: Option<String>,
    /// The Kinesis stream.
    #[schemars(required, extend("x-kind" = "name"))]
    pub stream: Option<String>,
    /// The DynamoDB table.
    #[schemars(extend("x-kind" = "name"))]
    pub table: Option<String>,
    /// How long the table keeps a record, by its time to live: the time to fill a hole of the archive.
    #[schemars(extend("x-kind" = "duration", "x-least" = "1h", "x-most" = "3650days"))]
    pub table_keeps: Option<String>,
    /// The operation by which the writers write the table; its requests are counted against the stream's records.
    pub table_operation: Option<TableOperation>,
    /// The functions that write table and stream.
    #[schemars(extend("x-each" = "name"))]
    pub writers: Option<Vec<String>>,
    /// The functions that read the stream.
    #[schemars(extend("x-each" = "name"))]
    pub consumers: Option<Vec<String>>,
    /// The Firehose delivery stream.
    #[schemars(extend("x-kind" = "name"))]
    pub firehose: Option<String>,
    /// The archive's bucket.
    #[schemars(extend("x-kind" = "name"))]
    pub bucket: Option<String>,
    /// The broadcast queue.
    #[schemars(extend("x-kind" = "name"))]
    pub queue: Option<String>,
    /// The id of the web-socket API.
    #[schemars(extend("x-kind" = "name"))]
    pub websocket_api: Option<String>,
    /// How the archive is asked.
    pub athena: Option<Athena>,
    /// Whether anything may ever be changed: `arm` is read-only until armed, `never` is read-only for good.
    pub writes: Option<crate::domain::pipeline::Writes>,
    /// How long arming lasts.
    #[schemars(extend("x-kind" = "duration", "x-least" = "1m", "x-most" = "1day"))]
    pub arm_for: Option<String>,
    /// Where the rollout flag lives.
    pub flag: Option<Flag>,
    /// The ladder of the rollout.
    pub rollout: Option<Rollout>,
    /// What is too much.
    pub limits: Option<Limits>,
    /// Hours in which changes need a reason.
    pub protected: Option<Protected>,
    /// Bounds of automatic scaling.
    pub scaling: Option<Scaling>,
}

/// The DynamoDB operations that write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each is named as in DynamoDB's API")]
pub enum TableOperation {
    PutItem,
    UpdateItem,
    BatchWriteItem,
    TransactWriteItems,
}

/// How the archive is asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Athena {
    /// The workgroup; `primary` when it is not given.
    #[schemars(extend("x-kind" = "name"))]
    pub workgroup: Option<String>,
    /// The query that proves that the archive returns data.
    #[schemars(required, extend("x-kind" = "text"))]
    pub query: Option<String>,
}

/// Where the rollout flag lives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "store", rename_all = "lowercase", deny_unknown_fields)]
pub enum Flag {
    /// Environment variables of every writer function.
    #[serde(rename = "lambda-env")]
    LambdaEnv {
        /// The variable that switches stream writes on.
        #[schemars(extend("x-kind" = "name"))]
        enabled: String,
        /// The variable that holds the percentage.
        #[schemars(extend("x-kind" = "name"))]
        percentage: String,
    },
    /// Two parameters in the Systems Manager Parameter Store.
    Ssm {
        /// The parameter that switches stream writes on.
        #[schemars(extend("x-kind" = "name"))]
        enabled: String,
        /// The parameter that holds the percentage.
        #[schemars(extend("x-kind" = "name"))]
        percentage: String,
    },
    /// A feature flag in AppConfig.
    AppConfig {
        /// The application's name or id.
        #[schemars(extend("x-kind" = "word"))]
        application: String,
        /// The environment's name or id.
        #[schemars(extend("x-kind" = "word"))]
        environment: String,
        /// The configuration profile's name or id.
        #[schemars(extend("x-kind" = "word"))]
        profile: String,
        /// The flag's key.
        #[schemars(extend("x-kind" = "name"))]
        flag: String,
        /// The attribute that holds the percentage.
        #[schemars(extend("x-kind" = "name"))]
        attribute: String,
        /// The deployment strategy that changes use.
        #[schemars(extend("x-kind" = "word"))]
        strategy: String,
    },
    /// A deploy command; what is live is read from the writers' environments.
    Command {
        /// The command and its arguments; it is never given to a shell.
        #[schemars(length(min = 1), extend("x-each" = "text"))]
        argv: Vec<String>,
        /// The directory it runs in.
        #[schemars(extend("x-kind" = "text"))]
        cwd: Option<String>,
        /// How long it may take.
        #[schemars(extend("x-kind" = "duration", "x-least" = "1s", "x-most" = "1day"))]
        timeout: Option<String>,
        /// The variable that switches stream writes on; `USE_KINESIS` when it is not given.
        #[schemars(extend("x-kind" = "name"))]
        enabled: Option<String>,
        /// The variable that holds the percentage; `KINESIS_PERCENTAGE` when it is not given.
        #[schemars(extend("x-kind" = "name"))]
        percentage: Option<String>,
    },
    /// A TOML or JSON file that holds the two keys.
    File {
        /// Where it lies.
        #[schemars(extend("x-kind" = "text"))]
        path: String,
        /// The key that switches stream writes on; `enabled` when it is not given.
        #[schemars(extend("x-kind" = "name"))]
        enabled: Option<String>,
        /// The key that holds the percentage; `percentage` when it is not given.
        #[schemars(extend("x-kind" = "name"))]
        percentage: Option<String>,
    },
}

/// The ladder of the rollout.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rollout {
    /// Percentages from 1 to 100, rising.
    #[schemars(length(min = 1), extend("x-each" = "percent", "x-rising" = true))]
    pub stages: Option<Vec<u8>>,
    /// How long each stage must hold.
    #[schemars(extend("x-kind" = "duration", "x-least" = "1m", "x-most" = "30days"))]
    pub bake: Option<String>,
    /// Standing consent to promote while watching unattended.
    pub auto_promote: Option<bool>,
    /// Standing consent to roll back while watching unattended.
    pub auto_rollback: Option<bool>,
}

/// What is too much.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Longest lag of any consumer, for two periods.
    #[schemars(extend("x-kind" = "duration", "x-least" = "1s", "x-most" = "365days"))]
    pub lag: Option<String>,
    /// Most refused writes a minute.
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub throttles: Option<u64>,
    /// Most DynamoDB errors a minute.
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub dynamodb_errors: Option<u64>,
    /// US dollars a month, as text.
    #[schemars(extend("x-kind" = "amount"))]
    pub budget: Option<String>,
}

/// Hours in which changes need a reason.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Protected {
    /// From weekday and time to weekday and time in a time zone, such as `Fri 16:00 - Mon 08:00 Europe/Berlin`.
    #[schemars(extend("x-kind" = "hours"))]
    pub hours: Option<String>,
}

/// Bounds of automatic scaling.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scaling {
    /// Fewest shards.
    #[schemars(range(min = 1, max = 10_000))]
    pub min: Option<u32>,
    /// Most shards.
    #[schemars(range(min = 1, max = 10_000))]
    pub max: Option<u32>,
    /// Percent of a shard's limit that a shard should carry.
    #[schemars(range(min = 1, max = 100))]
    pub target_utilisation: Option<u8>,
    /// The scalable target's own id; without it the target is guessed by the stream's name.
    #[schemars(extend("x-kind" = "text"))]
    pub resource_id: Option<String>,
}
