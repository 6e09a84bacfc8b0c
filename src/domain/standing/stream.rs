//! Changes of the stream itself: all of them show by its summary and its shards once it is ACTIVE again.

use super::{Standing, current};
use crate::domain::call::Call;
use crate::domain::facts::StreamSummary;
use crate::domain::fault::FaultKind;
use crate::domain::shard::ShardMap;
use crate::domain::snapshot::Snapshot;

/// How many shard-level metrics there are.
const ALL_METRICS: usize = 7;

/// That the stream is not there any more, in one sentence; nothing as long as nobody says so.
pub(super) fn gone(snapshot: &Snapshot) -> Option<String> {
    let held = &snapshot.stream;
    let name = &snapshot.pipeline.stream;
    match (&held.fault, held.get()) {
        (Some(fault), _) if fault.kind == FaultKind::NotFound => Some(format!("there is no stream {name} any more: it was deleted")),
        (None, Some(stream)) if stream.status == "DELETING" => Some(format!("{name} is being deleted")),
        _ => None,
    }
}

pub(super) fn standing(call: &Call, snapshot: &Snapshot) -> Result<Standing, String> {
    if let Some(gone) = gone(snapshot) {
        return Ok(Standing::NotYet(gone));
    }
    let stream = current(&snapshot.stream, "the stream")?;
    if stream.status != "ACTIVE" {
        return Ok(Standing::Changing(format!("{} is {} with {} open shards", stream.name, stream.status, stream.open_shards)));
    }
    let (holds, said) = match call {
        Call::SplitShard { .. } | Call::MergeShards { .. } => shards(call, current(&snapshot.shards, "the shard list")?)?,
        _ => summary(call, stream)?,
    };
    Ok(if holds { Standing::Stands(said) } else { Standing::NotYet(said) })
}

/// What the summary alone tells.
fn summary(call: &Call, stream: &StreamSummary) -> Result<(bool, String), String> {
    let name = &stream.name;
    Ok(match call {
        Call::UpdateShardCount { to, .. } => {
            (stream.open_shards == *to, format!("{name} is ACTIVE with {} open shards", stream.open_shards))
        }
        Call::UpdateStreamMode { mode, .. } => (stream.mode == *mode, format!("{name} is {}", stream.mode.word())),
        Call::IncreaseRetention { hours, .. } | Call::DecreaseRetention { hours, .. } => {
            (stream.retention_hours == *hours, format!("{name} keeps records for {} hours", stream.retention_hours))
        }
        Call::EnableShardMetrics { metrics, .. } | Call::DisableShardMetrics { metrics, .. } => {
            let on = matches!(call, Call::EnableShardMetrics { .. });
            let has = |metric: &String| match metric.as_str() {
                "ALL" if on => stream.shard_metrics.len() == ALL_METRICS,
                "ALL" => !stream.shard_metrics.is_empty(),
                _ => stream.shard_metrics.contains(metric),
            };
            (metrics.iter().all(|metric| has(metric) == on), format!("{name} has {} shard-level metrics on", stream.shard_metrics.len()))
        }
        _ => return Err("this call does not change the stream".to_owned()),
    })
}

/// A split or a merge shows by the children of the shards that it closes.
fn shards(call: &Call, map: &ShardMap) -> Result<(bool, String), String> {
    let find = |id: &str| map.get(id).ok_or_else(|| format!("{id} is not in the shard list any more"));
    match call {
        Call::SplitShard { shard, new_starting_hash_key, .. } => {
            if find(shard)?.open {
                return Ok((false, format!("{shard} is open")));
            }
            let children = map.children(shard);
            let ids: Vec<&str> = children.iter().map(|child| child.id.as_str()).collect();
            let said = format!("{shard} is closed, its children are {}", ids.join(" and "));
            Ok((children.iter().any(|child| child.first == *new_starting_hash_key), said))
        }
        Call::MergeShards { shard, adjacent, .. } => {
            if find(shard)?.open || find(adjacent)?.open {
                return Ok((false, format!("{shard} or {adjacent} is open")));
            }
            let (one, two) = (map.children(shard), map.children(adjacent));
            match one.iter().find(|child| two.iter().any(|other| other.id == child.id)) {
                Some(child) => Ok((true, format!("{shard} and {adjacent} are closed, their child is {}", child.id))),
                None => Ok((false, format!("{shard} and {adjacent} are closed and have no child in common"))),
            }
        }
        _ => Err("this call changes no single shard".to_owned()),
    }
}
