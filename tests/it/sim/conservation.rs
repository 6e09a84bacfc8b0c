//! Nothing is made or lost without being counted, and the shards always share the whole ring.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::shard::ShardMap;
use tidegate::sim::scenario;
use tidegate::sim::world::World;

use super::{STREAM, start, world};

fn map(world: &World) -> ShardMap {
    ShardMap::of(world.stream("PriceTicks").unwrap().shards.iter().map(|shard| shard.shard.clone()).collect())
}

fn later(world: &World, seconds: i64) -> Timestamp {
    Timestamp::from_second(world.now.as_second() + seconds).unwrap()
}

/// A truth of the minute that contains `at`, of the stream or of one shard.
fn count(world: &World, name: &str, dimensions: &[(&str, &str)], minute: i64) -> f64 {
    world.metrics.truth("AWS/Kinesis", name, dimensions, minute).map_or(0.0, |sample| sample.sum)
}

fn check_sums(world: &World, minutes: std::ops::Range<i64>) {
    let shards: Vec<String> = world.stream("PriceTicks").unwrap().shards.iter().map(|shard| shard.shard.id.clone()).collect();
    for minute in minutes {
        for name in ["IncomingRecords", "IncomingBytes", "WriteProvisionedThroughputExceeded"] {
            let parts: f64 = shards.iter().map(|id| count(world, name, &[STREAM[0], ("ShardId", id)], minute)).sum();
            let whole = count(world, name, &STREAM, minute);
            assert!((parts - whole).abs() < 0.5, "{name} of minute {minute}: shards {parts}, stream {whole}");
        }
    }
}

#[test]
fn the_stream_is_the_sum_of_its_shards_in_each_scenario() {
    for scenario in ["calm", "spike", "hot-key", "poison-pill"] {
        let world = world(scenario, 3);
        let minute = start().as_second() / 60;
        check_sums(&world, minute - 1440..minute);
    }
}

#[test]
fn what_was_offered_was_accepted_or_refused() {
    for name in scenario::names() {
        let mut world = world(name, 11);
        world.advance_to(later(&world, 3_600));
        let ledger = world.ledger();
        assert_eq!(ledger.offered, ledger.accepted + ledger.refused, "{name}");
        assert_eq!(ledger.updates, ledger.table_writes + ledger.table_throttled, "{name}");
        assert!(ledger.offered <= ledger.table_writes, "{name}: more records than updates");
    }
}

/// One thing that somebody does to the stream.
#[derive(Debug, Clone)]
enum Deed {
    Update(u32),
    Split(prop::sample::Index, u128),
    Merge(prop::sample::Index),
    Wait(i64),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (1u32..24).prop_map(Deed::Update),
        (any::<prop::sample::Index>(), any::<u128>()).prop_map(|(shard, key)| Deed::Split(shard, key)),
        any::<prop::sample::Index>().prop_map(Deed::Merge),
        (1i64..400).prop_map(Deed::Wait),
    ]
}

fn act(world: &mut World, deed: &Deed) -> bool {
    let open: Vec<_> = map(world).open().cloned().collect();
    match deed {
        Deed::Update(target) => world.update_shard_count("PriceTicks", *target).is_ok(),
        Deed::Split(shard, key) => {
            let shard = shard.get(&open);
            world.split_shard("PriceTicks", &shard.id, shard.first + key % (shard.last - shard.first).max(1) + 1).is_ok()
        }
        Deed::Merge(_) if open.len() < 2 => false,
        Deed::Merge(shard) => {
            let at = shard.index(open.len() - 1);
            world.merge_shards("PriceTicks", &open[at].id, &open[at + 1].id).is_ok()
        }
        Deed::Wait(seconds) => {
            world.advance_to(later(world, *seconds));
            true
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn after_any_legal_change_the_open_shards_cover_the_ring(seed in 0u64..4, deeds in prop::collection::vec(deed(), 1..14)) {
        let mut world = world("calm", seed);
        let first = world.now.as_second() / 60;
        for deed in &deeds {
            act(&mut world, deed);
            prop_assert!(map(&world).covers_ring(), "after {:?}", deed);
            for reader in world.readers() {
                prop_assert!(reader.positions.values().all(|position| position.age >= 0.0), "an age below zero");
            }
        }
        world.advance_to(later(&world, 600));
        prop_assert!(map(&world).covers_ring());
        let stream = world.stream("PriceTicks").unwrap();
        prop_assert_eq!(stream.status(), "ACTIVE");
        check_sums(&world, first..world.now.as_second() / 60);
        let ledger = world.ledger();
        prop_assert_eq!(ledger.offered, ledger.accepted + ledger.refused);
    }
}

#[test]
fn a_reshard_ends_in_equal_ranges_and_every_reader_catches_up() {
    for target in [3, 4] {
        let mut world = world("calm", 9);
        world.update_shard_count("PriceTicks", target).unwrap();
        assert_eq!(world.stream("PriceTicks").unwrap().status(), "UPDATING");
        world.advance_to(later(&world, 300));
        let map = map(&world);
        assert_eq!(map.open_count(), target as usize);
        for shard in map.open() {
            assert!((shard.share() - 1.0 / f64::from(target)).abs() < 1e-9, "{shard:?}");
            assert!(shard.parent.is_some());
        }
        assert!(map.all().iter().any(|shard| !shard.open), "parents stay listed until their records expire");
        for reader in world.readers() {
            assert!(reader.worst_age() < 1.0, "{} is behind after the reshard", reader.name);
        }
    }
}

#[test]
fn closed_parents_go_when_their_records_have_expired() {
    let mut world = world("calm", 9);
    world.update_shard_count("PriceTicks", 4).unwrap();
    world.advance_to(later(&world, 25 * 3600));
    assert_eq!(map(&world).all().len(), 4);
}

#[test]
fn children_wait_for_their_parents_to_be_drained() {
    let mut world = world("poison-pill", 4);
    let poisoned = world.onset().poisoned.clone().unwrap();
    world.update_shard_count("PriceTicks", 4).unwrap();
    world.advance_to(later(&world, 900));
    let map = map(&world);
    let consumer = world.readers().iter().find(|reader| reader.name == "PriceAnalytics").unwrap();
    for child in map.children(&poisoned) {
        assert!(consumer.positions[&child.id].read == 0.0, "{} was read before its parent", child.id);
        assert!(consumer.positions[&child.id].age > 300.0);
    }
}
