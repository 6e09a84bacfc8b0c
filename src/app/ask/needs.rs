//! What must be read anew: before a plan is made, before it is sent, and to know whether its calls came about.

use super::Feed;
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::permission;
use crate::domain::pipeline::{FlagStore, Pipeline};

/// The sources that tell whether a call's change stands in the world. Nothing for a command without writers.
pub fn witnesses(call: &Call, pipeline: &Pipeline) -> Vec<Feed> {
    match call {
        Call::UpdateShardCount { .. } | Call::SplitShard { .. } | Call::MergeShards { .. } => vec![Feed::Stream, Feed::Shards],
        Call::UpdateStreamMode { .. }
        | Call::IncreaseRetention { .. }
        | Call::DecreaseRetention { .. }
        | Call::EnableShardMetrics { .. }
        | Call::DisableShardMetrics { .. } => vec![Feed::Stream],
        Call::UpdateMapping { function, .. } => vec![Feed::Mappings(function.clone())],
        Call::PatchEnvironment { function, .. } => vec![Feed::Function(function.clone())],
        Call::PutParameter { .. } | Call::DeployFlag { .. } | Call::StopDeployment { .. } | Call::WriteFile { .. } => vec![Feed::Flag],
        Call::RegisterTarget { .. } => vec![Feed::Scaling],
        Call::PutMetricAlarm { .. } => vec![Feed::Alarms],
        Call::RunCommand { .. } => pipeline.writers.iter().cloned().map(Feed::Function).collect(),
    }
}

/// The sources that a wish is planned on, and read anew just before it is planned or sent.
pub fn needs(wish: &Action, pipeline: &Pipeline) -> Vec<Feed> {
    let mut feeds = vec![Feed::Identity];
    match wish {
        Action::Reshard { .. } | Action::Split { .. } | Action::Merge { .. } | Action::Mode { .. } => {
            feeds.extend([Feed::Stream, Feed::Shards, Feed::Limits, Feed::Scaling, Feed::FanOut]);
            if matches!(wish, Action::Reshard { .. } | Action::Mode { .. }) {
                feeds.push(Feed::Trail);
            }
            feeds.extend(pipeline.consumers.iter().cloned().map(Feed::Mappings));
        }
        Action::Retention { .. } | Action::ShardMetrics { .. } => feeds.push(Feed::Stream),
        Action::Consumer { function, .. } | Action::Rescue { function, .. } => {
            feeds.extend([Feed::Stream, Feed::Mappings(function.clone()), Feed::Function(function.clone())]);
        }
        Action::ScalingBounds { .. } | Action::ScalingFreeze { .. } => feeds.extend([Feed::Stream, Feed::Scaling]),
        Action::Flag { .. } | Action::Percentage { .. } | Action::Promote | Action::Rollback | Action::Back => {
            feeds.extend(holders(pipeline));
        }
        Action::Alarm { .. } => feeds.extend([Feed::Stream, Feed::Alarms]),
    }
    feeds.extend(simulation(wish, pipeline));
    feeds
}

/// The same without what is looked at once, before a plan is made: CloudTrail tells minutes late, a simulation is no
/// permission, and neither guards anything.
pub fn guards(wish: &Action, pipeline: &Pipeline) -> impl Iterator<Item = Feed> {
    needs(wish, pipeline).into_iter().filter(|feed| !matches!(feed, Feed::Trail | Feed::Simulation(_)))
}

/// IAM's simulation of what a wish needs. Whoever goes back to safety does not wait for it: a rollback is tried, not foretold.
fn simulation(wish: &Action, pipeline: &Pipeline) -> Option<Feed> {
    let actions: Vec<String> = permission::actions(wish, pipeline).into_iter().map(str::to_owned).collect();
    (!wish.is_way_back() && !actions.is_empty()).then_some(Feed::Simulation(actions))
}

/// Who holds the flag, and the table, whose expiry is the time to backfill. The stream and its metrics are not among them:
/// the way back works without.
fn holders(pipeline: &Pipeline) -> Vec<Feed> {
    let mut feeds: Vec<Feed> = pipeline.writers.iter().cloned().map(Feed::Function).collect();
    if matches!(pipeline.flag, Some(FlagStore::Ssm { .. } | FlagStore::AppConfig { .. } | FlagStore::File { .. })) {
        feeds.push(Feed::Flag);
    }
    if pipeline.table.is_some() {
        feeds.push(Feed::Table);
    }
    feeds
}
