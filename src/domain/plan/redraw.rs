//! The ranges that a split or merge redraws: data for a picture, derived from the calls and the shard map.

use serde::{Deserialize, Serialize};

use crate::domain::shard::{HashKey, Shard, decimal_key};

/// One range of hash keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The shard that takes it; `None` before AWS has named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// The first hash key.
    #[serde(with = "decimal_key")]
    pub first: HashKey,
    /// The last hash key, included.
    #[serde(with = "decimal_key")]
    pub last: HashKey,
}

impl Piece {
    /// The range of a shard that is there.
    pub fn of(shard: &Shard) -> Self {
        Self { shard: Some(shard.id.clone()), first: shard.first, last: shard.last }
    }

    /// The range of a shard that is to be.
    pub fn new_shard(first: HashKey, last: HashKey) -> Self {
        Self { shard: None, first, last }
    }

    /// The part of the ring it takes, in percent.
    pub fn percent(&self) -> f64 {
        ((self.last - self.first) as f64 + 1.0) / 2f64.powi(128) * 100.0
    }
}

/// Ranges before and after, each in hash-key order. Both cover the same keys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Redraw {
    /// The shards that close.
    pub before: Vec<Piece>,
    /// The shards that open.
    pub after: Vec<Piece>,
}

impl Redraw {
    /// Whether nothing is redrawn.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}
