//! The ring of hash keys and the shards that share it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A point on the ring: Kinesis maps a record's partition key to it by MD5.
pub type HashKey = u128;

/// One shard, open or closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// `shardId-000000000000`.
    pub id: String,
    /// The first hash key it takes.
    #[serde(with = "decimal_key")]
    pub first: HashKey,
    /// The last hash key it takes, included.
    #[serde(with = "decimal_key")]
    pub last: HashKey,
    /// The shard it came from (split, or one of two in a merge).
    pub parent: Option<String>,
    /// The other parent, after a merge.
    pub adjacent_parent: Option<String>,
    /// A shard is open while its sequence-number range has no end.
    pub open: bool,
}

/// Hash keys travel as decimal strings, as AWS writes them; JSON numbers would lose digits.
pub(in crate::domain) mod decimal_key {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::domain) fn serialize<S: Serializer>(key: &u128, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(key)
    }

    pub(in crate::domain) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// The same for a key that may be missing.
pub(in crate::domain) mod maybe_key {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "serde hands over the field as it is")]
    pub(in crate::domain) fn serialize<S: Serializer>(key: &Option<u128>, to: S) -> Result<S::Ok, S::Error> {
        match key {
            Some(key) => to.collect_str(key),
            None => to.serialize_none(),
        }
    }

    pub(in crate::domain) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u128>, D::Error> {
        Option::<String>::deserialize(from)?.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

impl Shard {
    /// The part of the ring it takes, 0 to 1. Two numbers of 128 bits differ by less than f64 can show.
    pub fn share(&self) -> f64 {
        ((self.last - self.first) as f64 + 1.0) / 2f64.powi(128)
    }

    /// The number at the end of the id: `3` for `shardId-000000000003`.
    pub fn short(&self) -> &str {
        short_id(&self.id)
    }
}

/// The number at the end of a shard's id: `3` for `shardId-000000000003`.
pub fn short_id(id: &str) -> &str {
    let digits = id.rsplit('-').next().unwrap_or(id).trim_start_matches('0');
    if digits.is_empty() { "0" } else { digits }
}

/// All shards that ListShards told of, with their lineage.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ShardMap {
    /// Open and closed shards in hash-key order (then by id).
    shards: Vec<Shard>,
}

impl ShardMap {
    /// Puts the shards into hash-key order.
    pub fn of(mut shards: Vec<Shard>) -> Self {
        shards.sort_by(|a, b| (a.first, a.last, &a.id).cmp(&(b.first, b.last, &b.id)));
        Self { shards }
    }

    /// Every shard, in hash-key order.
    pub fn all(&self) -> &[Shard] {
        &self.shards
    }

    /// The open shards, in hash-key order.
    pub fn open(&self) -> impl Iterator<Item = &Shard> {
        self.shards.iter().filter(|shard| shard.open)
    }

    /// How many shards are open.
    pub fn open_count(&self) -> usize {
        self.open().count()
    }

    /// The shard with this id.
    pub fn get(&self, id: &str) -> Option<&Shard> {
        self.shards.iter().find(|shard| shard.id == id)
    }

    /// The children of a shard.
    pub fn children(&self, id: &str) -> Vec<&Shard> {
        let child = |shard: &&Shard| [&shard.parent, &shard.adjacent_parent].into_iter().flatten().any(|parent| parent == id);
        self.shards.iter().filter(child).collect()
    }

    /// Closed shards that an open shard came from: they still hold what was written before the last reshard.
    pub fn closed_parents(&self) -> Vec<&Shard> {
        let parents: BTreeSet<&str> =
            self.open().flat_map(|shard| [&shard.parent, &shard.adjacent_parent]).flatten().map(String::as_str).collect();
        self.shards.iter().filter(|shard| !shard.open && parents.contains(shard.id.as_str())).collect()
    }

    /// Whether the open shards cover the ring once, without gap or overlap. False in the middle of a change.
    pub fn covers_ring(&self) -> bool {
        let mut next = Some(0);
        for shard in self.open() {
            if next != Some(shard.first) {
                return false;
            }
            next = shard.last.checked_add(1);
        }
        next.is_none()
    }
}
