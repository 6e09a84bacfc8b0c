//! How UpdateShardCount gets to equal ranges, and what a split or merge does to the shards.

use jiff::Timestamp;

use crate::domain::reshard::cuts;
use crate::domain::shard::{HashKey, Shard};

use super::stream::{Change, Stream, StreamShard};

/// The way to equal ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One wave of splits or merges a step.
    pub changes: Vec<Change>,
    /// Most shards open at any moment on the way.
    pub peak: u32,
}

/// Waves of splits at the new boundaries, then waves of merges away from the old ones: uniform scaling.
pub fn uniform(stream: &Stream, target: u32) -> Plan {
    let wanted = cuts(target);
    let mut scratch = stream.clone();
    let mut changes = Vec::new();
    let mut peak = scratch.open_count();
    loop {
        let splits: Vec<_> = scratch.open().filter_map(|shard| split_at(&shard.shard, &wanted)).collect();
        let change = if splits.is_empty() { Change::Merge(merges(&scratch, &wanted)) } else { Change::Split(splits) };
        if change == Change::Merge(Vec::new()) {
            return Plan { changes, peak };
        }
        scratch.reshape(&change, stream.created);
        peak = peak.max(scratch.open_count());
        changes.push(change);
    }
}

/// The middle one of the wanted boundaries inside a shard.
fn split_at(shard: &Shard, wanted: &[HashKey]) -> Option<(String, HashKey)> {
    let inside: Vec<_> = wanted.iter().filter(|key| **key > shard.first && **key <= shard.last).collect();
    Some((shard.id.clone(), **inside.get(inside.len() / 2)?))
}

/// Neighbours between which there is no wanted boundary, each shard in one pair at most.
fn merges(stream: &Stream, wanted: &[HashKey]) -> Vec<(String, String)> {
    let mut open: Vec<_> = stream.open().map(|shard| &shard.shard).collect();
    open.sort_by_key(|shard| shard.first);
    let mut pairs = Vec::new();
    let mut left = open.into_iter().peekable();
    while let Some(one) = left.next() {
        let next = left.next_if(|two| wanted.binary_search(&two.first).is_err());
        pairs.extend(next.map(|two| (one.id.clone(), two.id.clone())));
    }
    pairs
}

impl Stream {
    /// Puts a wave of splits or merges into force; other changes leave the shards alone.
    pub(super) fn reshape(&mut self, change: &Change, at: Timestamp) {
        match change {
            Change::Split(splits) => {
                for (id, key) in splits {
                    self.split(id, *key, at);
                }
            }
            Change::Merge(pairs) => {
                for (one, two) in pairs {
                    self.merge(one, two, at);
                }
            }
            Change::Mode(_) | Change::Retention(_) | Change::ShardMetrics(_) => {}
        }
    }

    fn close(&mut self, id: &str, at: Timestamp) -> Option<(HashKey, HashKey)> {
        let shard = self.shards.iter_mut().find(|shard| shard.shard.id == id && shard.shard.open)?;
        shard.shard.open = false;
        shard.closed = Some(at);
        Some((shard.shard.first, shard.shard.last))
    }

    /// Opens a shard over a range.
    pub(super) fn open_shard(&mut self, range: (HashKey, HashKey), parents: (Option<&str>, Option<&str>), at: Timestamp) {
        let id = format!("shardId-{:012}", self.next_shard);
        self.next_shard += 1;
        let (parent, adjacent_parent) = (parents.0.map(str::to_owned), parents.1.map(str::to_owned));
        let shard = Shard { id, first: range.0, last: range.1, parent, adjacent_parent, open: true };
        self.shards.push(StreamShard { shard, opened: at, closed: None });
    }

    fn split(&mut self, id: &str, key: HashKey, at: Timestamp) {
        if let Some((first, last)) = self.close(id, at) {
            self.open_shard((first, key - 1), (Some(id), None), at);
            self.open_shard((key, last), (Some(id), None), at);
        }
    }

    fn merge(&mut self, one: &str, two: &str, at: Timestamp) {
        if let (Some(a), Some(b)) = (self.close(one, at), self.close(two, at)) {
            self.open_shard((a.0.min(b.0), a.1.max(b.1)), (Some(one), Some(two)), at);
        }
    }
}
