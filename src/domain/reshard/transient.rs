//! Shards that are open for a short while during a change: they count towards the account's limit.

use crate::domain::shard::{HashKey, ShardMap};

/// Cuts that lie nearer to each other than this are the same cut, rounded in another way: a shard of the largest
/// stream there may be takes 2^114 keys.
const SAME: HashKey = 1 << 20;

/// The first hash keys of so many equal ranges; none for 0.
pub fn cuts(count: u32) -> Vec<HashKey> {
    if count < 2 {
        return vec![0; count as usize];
    }
    let shards = HashKey::from(count);
    // The ring has one key more than the largest key can say.
    let (width, rest) = match (HashKey::MAX / shards, HashKey::MAX % shards + 1) {
        (width, rest) if rest == shards => (width + 1, 0),
        pair => pair,
    };
    (0..shards).map(|nth| nth * width + nth * rest / shards).collect()
}

/// Most shards that are open at one moment while equal ranges become other equal ranges.
///
/// AWS says that there are short-lived shards, and not how many (API reference, UpdateShardCount). This is a cautious
/// bound: every new cut is made before any old one is healed, so that all cuts, old and new, are there at once. Cuts
/// that both have are counted once. It is exact for doubling and halving, which need no short-lived shards.
pub fn even_peak(from: u32, to: u32) -> u32 {
    from.saturating_add(to) - greatest_divisor(from, to)
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// The same from ranges as they are, which need not be equal.
pub fn peak(map: &ShardMap, to: u32) -> u32 {
    let old: Vec<HashKey> = map.open().map(|shard| shard.first).collect();
    let near = |cut: &HashKey| {
        let after = old.partition_point(|key| key < cut);
        let around = [after.checked_sub(1), Some(after)];
        around.into_iter().flatten().filter_map(|index| old.get(index)).any(|key| key.abs_diff(*cut) < SAME)
    };
    let new = cuts(to).iter().filter(|cut| !near(cut)).count();
    u32::try_from(old.len() + new).unwrap_or(u32::MAX)
}
