//! Whether a change will be allowed, as IAM's own simulation of the caller's policies tells before it is sent.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::action::Action;
use super::pipeline::{FlagStore, Pipeline};

/// What the simulation decides of one action, the best first: of several resources the worst counts.
///
/// Source: `EvalDecision` of IAM's SimulatePrincipalPolicy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// A policy allows it and none denies it.
    Allowed,
    /// No policy allows it.
    NotGranted,
    /// A policy denies it, whatever others allow.
    Denied,
}

/// What the simulation says, by action: `kinesis:UpdateShardCount`. What it cannot tell is not in it.
pub type Simulation = BTreeMap<String, Decision>;

/// The actions that a wish and its way back can take, as IAM writes them; commands and files need none.
pub fn actions(wish: &Action, pipeline: &Pipeline) -> BTreeSet<&'static str> {
    let actions: &[&str] = match wish {
        Action::Reshard { .. } => &["kinesis:UpdateShardCount"],
        Action::Split { .. } | Action::Merge { .. } => &["kinesis:MergeShards", "kinesis:SplitShard"],
        Action::Mode { .. } => &["kinesis:UpdateStreamMode"],
        Action::Retention { .. } => &["kinesis:DecreaseStreamRetentionPeriod", "kinesis:IncreaseStreamRetentionPeriod"],
        Action::ShardMetrics { .. } => &["kinesis:DisableEnhancedMonitoring", "kinesis:EnableEnhancedMonitoring"],
        Action::Consumer { .. } => &["lambda:UpdateEventSourceMapping"],
        Action::Rescue { .. } => &["kinesis:IncreaseStreamRetentionPeriod", "lambda:UpdateEventSourceMapping"],
        Action::ScalingBounds { .. } | Action::ScalingFreeze { .. } => &["application-autoscaling:RegisterScalableTarget"],
        Action::Alarm { .. } => &["cloudwatch:PutMetricAlarm"],
        Action::Flag { .. } | Action::Percentage { .. } | Action::Promote | Action::Rollback | Action::Back => match pipeline.flag {
            Some(FlagStore::LambdaEnv { .. }) => &["lambda:UpdateFunctionConfiguration"],
            Some(FlagStore::Ssm { .. }) => &["ssm:PutParameter"],
            Some(FlagStore::AppConfig { .. }) => {
                &["appconfig:CreateHostedConfigurationVersion", "appconfig:StartDeployment", "appconfig:StopDeployment"]
            }
            Some(FlagStore::Command { .. } | FlagStore::File { .. }) | None => &[],
        },
    };
    actions.iter().copied().collect()
}
