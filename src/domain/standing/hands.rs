//! Other hands between two steps of ours: which shards are not those that we left, and who could have done it.

use crate::domain::shard::ShardMap;
use crate::domain::snapshot::Snapshot;

/// What differs in the open shards from how we left them, in one sentence; nothing when they are the same.
pub fn other_shards(left: &ShardMap, now: &ShardMap) -> Option<String> {
    let missing = |one: &ShardMap, other: &ShardMap| {
        let is_missing = |id: &&str| !other.open().any(|shard| shard.id == **id);
        one.open().map(|shard| shard.id.as_str()).filter(is_missing).map(str::to_owned).collect::<Vec<_>>()
    };
    let (closed, opened) = (missing(left, now), missing(now, left));
    let listed = |ids: &[String]| match ids {
        [] => "none".to_owned(),
        ids if ids.len() <= 4 => ids.join(", "),
        ids => format!("{} shards", ids.len()),
    };
    let differs = !closed.is_empty() || !opened.is_empty();
    differs
        .then(|| format!("the open shards are not those that the last step left: closed {}; opened {}", listed(&closed), listed(&opened)))
}

/// Who could have changed the stream between two steps of a run, in one sentence.
pub fn whose(snapshot: &Snapshot) -> String {
    let scaling = snapshot.scaling.get().into_iter().flat_map(|scaling| &scaling.targets);
    // What is suspended in all three ways does nothing.
    let awake: Vec<&str> = scaling.filter(|target| target.suspended.len() < 3).map(|target| target.resource_id.as_str()).collect();
    let scaling = if awake.is_empty() { String::new() } else { format!("automatic scaling ({}), or ", awake.join(", ")) };
    format!(
        "this run did not do that: {scaling}whoever else may change {}; CloudTrail names them some minutes later",
        snapshot.pipeline.stream
    )
}
