//! Other hands between two steps of ours: which shards are not those that we left, who could have done it, and what nobody can tell.

use super::current;
use super::stream::gone;
use crate::domain::call::Call;
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

/// What is known of the step before, where the next one cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It came about: what is otherwise now is the work of others.
    Stood,
    /// It was taken and never seen: nobody can tell whether others changed anything.
    Unseen,
}

/// Why it is not known just now whether a call may be sent, in one sentence: what it is guarded by could not be read.
/// Nothing when it was read, and when the stream is gone, for then it is known. A shard list that nobody ever read guards no ladder.
pub fn unread(call: &Call, snapshot: &Snapshot) -> Option<String> {
    if !call.changes_stream() || gone(snapshot).is_some() {
        return None;
    }
    let lists_shards = call.changes_shards() && (snapshot.shards.get().is_some() || !matches!(call, Call::UpdateShardCount { .. }));
    let shards = || if lists_shards { current(&snapshot.shards, "the shard list").err() } else { None };
    current(&snapshot.stream, "the stream").err().or_else(shards)
}

/// Who could have changed the stream between two steps of a run, in one sentence.
pub fn whose(snapshot: &Snapshot, before: Before) -> String {
    let scaling = snapshot.scaling.get().into_iter().flat_map(|scaling| &scaling.targets);
    // What is suspended in all three ways does nothing.
    let awake: Vec<&str> = scaling.filter(|target| target.suspended.len() < 3).map(|target| target.resource_id.as_str()).collect();
    let scaling = if awake.is_empty() { String::new() } else { format!("automatic scaling ({}), or ", awake.join(", ")) };
    let head = match before {
        Before::Unseen if gone(snapshot).is_none() => "it did not come about, or other hands changed it since",
        Before::Unseen | Before::Stood => "this run did not do that",
    };
    format!("{head}: {scaling}whoever else may change {}; CloudTrail names them some minutes later", snapshot.pipeline.stream)
}
