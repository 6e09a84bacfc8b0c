//! One mutating call, complete: nothing about it is left to be chosen when it is sent.

mod cli;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::action::MappingChange;
use super::alarm::Definition;
use super::facts::StreamMode;
use super::shard::HashKey;

pub use cli::count_events;
pub use cli::quoted;

/// One mutation, by the name of the AWS operation (or of what it does on this machine) and its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", content = "arguments")]
pub enum Call {
    /// Uniform scaling to another number of open shards.
    #[serde(rename = "kinesis:UpdateShardCount")]
    UpdateShardCount {
        /// Stream name.
        stream: String,
        /// Open shards before; the call is not sent when there is another number.
        from: u32,
        /// Open shards wanted.
        to: u32,
    },
    /// One open shard becomes two.
    #[serde(rename = "kinesis:SplitShard")]
    SplitShard {
        /// Stream name.
        stream: String,
        /// The open shard.
        shard: String,
        /// The first hash key of the second child.
        #[serde(with = "super::shard::decimal_key")]
        new_starting_hash_key: HashKey,
    },
    /// Two open neighbours become one shard.
    #[serde(rename = "kinesis:MergeShards")]
    MergeShards {
        /// Stream name.
        stream: String,
        /// The one with the lower range.
        shard: String,
        /// The one with the higher range.
        adjacent: String,
    },
    /// Provisioned or on-demand.
    #[serde(rename = "kinesis:UpdateStreamMode")]
    UpdateStreamMode {
        /// Stream ARN: the call takes no name.
        arn: String,
        /// Stream name, for the reader.
        stream: String,
        /// The mode.
        mode: StreamMode,
    },
    /// Records are kept for longer.
    #[serde(rename = "kinesis:IncreaseStreamRetentionPeriod")]
    IncreaseRetention {
        /// Stream name.
        stream: String,
        /// Hours.
        hours: u32,
    },
    /// Records are kept for less long: older ones are lost at once.
    #[serde(rename = "kinesis:DecreaseStreamRetentionPeriod")]
    DecreaseRetention {
        /// Stream name.
        stream: String,
        /// Hours.
        hours: u32,
    },
    /// Shard-level metrics on.
    #[serde(rename = "kinesis:EnableEnhancedMonitoring")]
    EnableShardMetrics {
        /// Stream name.
        stream: String,
        /// CloudWatch names.
        metrics: Vec<String>,
    },
    /// Shard-level metrics off.
    #[serde(rename = "kinesis:DisableEnhancedMonitoring")]
    DisableShardMetrics {
        /// Stream name.
        stream: String,
        /// CloudWatch names.
        metrics: Vec<String>,
    },
    /// An event-source mapping reads otherwise.
    #[serde(rename = "lambda:UpdateEventSourceMapping")]
    UpdateMapping {
        /// Mapping id.
        uuid: String,
        /// The function that it feeds, for the reader.
        function: String,
        /// What is to be different.
        change: MappingChange,
    },
    /// Variables of a function's environment. Only these are named: the others are read, kept and written back when it is sent.
    #[serde(rename = "lambda:UpdateFunctionConfiguration")]
    PatchEnvironment {
        /// The function.
        function: String,
        /// The revision that was read; `None` when the server gives none.
        revision: Option<String>,
        /// The variables to set.
        set: BTreeMap<String, String>,
    },
    /// One parameter.
    #[serde(rename = "ssm:PutParameter")]
    PutParameter {
        /// Parameter name.
        name: String,
        /// Its new value.
        value: String,
    },
    /// A new version of a feature flag, then its deployment. Other flags of the document are read, kept and written back.
    #[serde(rename = "appconfig:StartDeployment")]
    DeployFlag {
        /// Application id.
        application: String,
        /// Environment id.
        environment: String,
        /// Configuration profile id.
        profile: String,
        /// The flag's key.
        flag: String,
        /// The attribute that holds the percentage.
        attribute: String,
        /// Whether the flag is on afterwards.
        enabled: bool,
        /// The percentage afterwards; `None` leaves it.
        percentage: Option<u32>,
        /// The newest hosted version that was read: a lock against others.
        latest_version: u32,
        /// The deployment strategy.
        strategy: String,
    },
    /// The deployment under way is stopped: callers go back to the version before, and another deployment can start.
    #[serde(rename = "appconfig:StopDeployment")]
    StopDeployment {
        /// Application id.
        application: String,
        /// Environment id.
        environment: String,
        /// Its number in the environment.
        number: u32,
    },
    /// Bounds or suspension of a scalable target; `None` leaves a thing as it is.
    #[serde(rename = "application-autoscaling:RegisterScalableTarget")]
    RegisterTarget {
        /// Its id, an HTTPS URL.
        resource_id: String,
        /// `custom-resource:ResourceType:Property`.
        dimension: String,
        /// Fewest shards.
        min: Option<u32>,
        /// Most shards.
        max: Option<u32>,
        /// Whether all scaling is suspended.
        suspended: Option<bool>,
    },
    /// A new alarm. AWS overwrites an alarm of the same name whole, so that it is sent only while the name is free.
    #[serde(rename = "cloudwatch:PutMetricAlarm")]
    PutMetricAlarm {
        /// Alarm name.
        name: String,
        /// What it watches and when it rings.
        definition: Definition,
        /// The ARN that is told.
        notify: Option<String>,
    },
    /// A deploy command on this machine, never through a shell.
    #[serde(rename = "command:Run")]
    RunCommand {
        /// The command and its arguments.
        argv: Vec<String>,
        /// Where it runs.
        cwd: Option<String>,
        /// Variables that it is given.
        set: BTreeMap<String, String>,
        /// Seconds after which it is stopped with its children.
        timeout_seconds: u64,
    },
    /// Keys of a TOML or JSON file on this machine; its other content is kept.
    #[serde(rename = "file:Write")]
    WriteFile {
        /// Where it lies.
        path: String,
        /// The keys to set: a yes/no or a number, as text.
        set: BTreeMap<String, String>,
    },
}

impl Call {
    /// The name of the operation, which is also the IAM action that it needs: `kinesis:UpdateShardCount`.
    pub fn name(&self) -> &'static str {
        match self {
            Call::UpdateShardCount { .. } => "kinesis:UpdateShardCount",
            Call::SplitShard { .. } => "kinesis:SplitShard",
            Call::MergeShards { .. } => "kinesis:MergeShards",
            Call::UpdateStreamMode { .. } => "kinesis:UpdateStreamMode",
            Call::IncreaseRetention { .. } => "kinesis:IncreaseStreamRetentionPeriod",
            Call::DecreaseRetention { .. } => "kinesis:DecreaseStreamRetentionPeriod",
            Call::EnableShardMetrics { .. } => "kinesis:EnableEnhancedMonitoring",
            Call::DisableShardMetrics { .. } => "kinesis:DisableEnhancedMonitoring",
            Call::UpdateMapping { .. } => "lambda:UpdateEventSourceMapping",
            Call::PatchEnvironment { .. } => "lambda:UpdateFunctionConfiguration",
            Call::PutParameter { .. } => "ssm:PutParameter",
            Call::DeployFlag { .. } => "appconfig:StartDeployment",
            Call::StopDeployment { .. } => "appconfig:StopDeployment",
            Call::RegisterTarget { .. } => "application-autoscaling:RegisterScalableTarget",
            Call::PutMetricAlarm { .. } => "cloudwatch:PutMetricAlarm",
            Call::RunCommand { .. } => "command:Run",
            Call::WriteFile { .. } => "file:Write",
        }
    }

    /// Who or what it changes: a stream, a function, a parameter, …
    pub fn subject(&self) -> &str {
        match self {
            Call::UpdateShardCount { stream, .. }
            | Call::UpdateStreamMode { stream, .. }
            | Call::IncreaseRetention { stream, .. }
            | Call::DecreaseRetention { stream, .. }
            | Call::EnableShardMetrics { stream, .. }
            | Call::DisableShardMetrics { stream, .. } => stream,
            Call::SplitShard { shard, .. } | Call::MergeShards { shard, .. } => shard,
            Call::UpdateMapping { function, .. } | Call::PatchEnvironment { function, .. } => function,
            Call::PutParameter { name, .. } | Call::PutMetricAlarm { name, .. } => name,
            Call::DeployFlag { flag, .. } => flag,
            Call::StopDeployment { environment, .. } => environment,
            Call::RegisterTarget { resource_id, .. } => resource_id,
            Call::RunCommand { argv, .. } => argv.first().map_or("", String::as_str),
            Call::WriteFile { path, .. } => path,
        }
    }

    /// Whether it changes the stream's shards, which AWS takes of a provisioned stream alone.
    pub fn changes_shards(&self) -> bool {
        matches!(self, Call::UpdateShardCount { .. } | Call::SplitShard { .. } | Call::MergeShards { .. })
    }

    /// Whether it changes the stream itself, which is then UPDATING for a while.
    pub fn changes_stream(&self) -> bool {
        matches!(
            self,
            Call::UpdateShardCount { .. }
                | Call::SplitShard { .. }
                | Call::MergeShards { .. }
                | Call::UpdateStreamMode { .. }
                | Call::IncreaseRetention { .. }
                | Call::DecreaseRetention { .. }
                | Call::EnableShardMetrics { .. }
                | Call::DisableShardMetrics { .. }
        )
    }
}
