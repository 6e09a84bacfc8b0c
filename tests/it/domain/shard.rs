//! Laws of the ring.

use proptest::prelude::*;
use tidegate::domain::shard::{Shard, ShardMap};

use super::build::even_shards;

fn shard(index: usize, first: u128, last: u128) -> Shard {
    Shard { id: format!("shardId-{index:012}"), first, last, parent: None, adjacent_parent: None, open: true }
}

/// Shards that meet at these cuts.
fn cut(cuts: &std::collections::BTreeSet<u128>) -> Vec<Shard> {
    let mut first = 0;
    let mut shards = Vec::new();
    for cut in cuts.iter().filter(|cut| **cut != 0) {
        shards.push(shard(shards.len(), first, cut - 1));
        first = *cut;
    }
    shards.push(shard(shards.len(), first, u128::MAX));
    shards
}

proptest! {
    #[test]
    fn any_cuts_cover_the_ring_and_their_shares_add_up_to_one(cuts in prop::collection::btree_set(any::<u128>(), 0..40)) {
        let map = ShardMap::of(cut(&cuts));
        prop_assert!(map.covers_ring());
        let sum: f64 = map.open().map(Shard::share).sum();
        prop_assert!((sum - 1.0).abs() < 1e-9, "shares add up to {}", sum);
    }

    #[test]
    fn a_ring_without_one_of_its_shards_is_not_covered(cuts in prop::collection::btree_set(1u128.., 1..20), which in any::<prop::sample::Index>()) {
        let mut shards = cut(&cuts);
        shards.remove(which.index(shards.len()));
        prop_assert!(!ShardMap::of(shards).covers_ring());
    }

    #[test]
    fn overlapping_shards_do_not_cover_the_ring(cuts in prop::collection::btree_set(2u128.., 1..20), which in any::<prop::sample::Index>()) {
        let mut shards = cut(&cuts);
        let inner = which.index(shards.len() - 1);
        shards[inner].last += 1;
        prop_assert!(!ShardMap::of(shards).covers_ring());
    }

    #[test]
    fn shards_come_in_hash_key_order_whatever_order_they_are_listed_in(cuts in prop::collection::btree_set(any::<u128>(), 0..20), seed in any::<u64>()) {
        let mut shards = cut(&cuts);
        let length = shards.len();
        shards.rotate_left(usize::try_from(seed % length as u64).unwrap_or_default());
        let map = ShardMap::of(shards);
        prop_assert!(map.all().windows(2).all(|pair| pair[0].first < pair[1].first));
    }

    #[test]
    fn hash_keys_keep_every_digit_on_their_way_through_json(first in any::<u128>(), last in any::<u128>()) {
        let before = shard(0, first, last);
        let text = serde_json::to_string(&before).unwrap_or_default();
        let after: Shard = serde_json::from_str(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(before, after);
    }
}

#[test]
fn closed_shards_are_no_part_of_the_ring() {
    let mut shards = cut(&[1u128 << 127].into());
    shards.push(Shard { open: false, ..shard(9, 0, u128::MAX) });
    shards[0].parent = Some("shardId-000000000009".to_owned());
    let map = ShardMap::of(shards);
    assert!(map.covers_ring());
    assert_eq!(map.open_count(), 2);
    assert_eq!(map.closed_parents().len(), 1);
}

#[test]
fn the_builder_makes_rings() {
    for count in [1, 2, 3, 7, 64, 200] {
        assert!(even_shards(count).covers_ring(), "{count} shards");
    }
}
