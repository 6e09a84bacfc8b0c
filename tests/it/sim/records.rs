//! Putting and reading single records.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use proptest::prelude::*;
use tidegate::sim::world::World;
use tidegate::sim::world::records::{Record, Start};
use tidegate::sim::world::tokens::hash_key;

use super::world;

const STREAM: &str = "PriceTicks";

fn wait(world: &mut World, milliseconds: i64) {
    world.advance_to(Timestamp::from_millisecond(world.now.as_millisecond() + milliseconds).unwrap());
}

/// Everything of one shard from an iterator on, at a pace that the limits allow.
fn read_all(world: &mut World, shard: &str, start: &Start) -> Vec<Record> {
    let mut next = Some(world.shard_iterator(STREAM, shard, start).unwrap());
    let mut records = Vec::new();
    while let Some(iterator) = next.take() {
        let batch = world.get_records(&iterator, 1_000).unwrap();
        let more = batch.behind_ms > 0;
        records.extend(batch.records);
        wait(world, 1_000);
        next = batch.next.filter(|_| more);
    }
    records
}

#[test]
fn hash_keys_are_the_md5_of_the_partition_key() {
    // RFC 1321's own test vectors.
    assert_eq!(hash_key(""), 0xd41d_8cd9_8f00_b204_e980_0998_ecf8_427e);
    assert_eq!(hash_key("abc"), 0x9001_5098_3cd2_4fb0_d696_3f7d_28e1_7f72);
}

#[test]
fn what_was_put_can_be_read_from_its_own_shard() {
    let mut world = world("calm", 1);
    let placed = world.put_record(STREAM, "SOL", None, b"hello").unwrap();
    let home = world.stream(STREAM).unwrap().shard(&placed.shard).unwrap().shard.clone();
    assert!((home.first..=home.last).contains(&hash_key("SOL")));
    let found = read_all(&mut world, &placed.shard, &Start::AtSequence(placed.sequence.clone()));
    assert_eq!((found[0].data.as_slice(), &found[0].sequence, found[0].key.as_str()), (b"hello".as_slice(), &placed.sequence, "SOL"));
    let after = read_all(&mut world, &placed.shard, &Start::AfterSequence(placed.sequence.clone()));
    assert!(after.iter().all(|record| record.data != b"hello"));
    let explicit = world.put_record(STREAM, "SOL", Some(0), b"low").unwrap();
    assert_eq!(explicit.shard, "shardId-000000000000");
}

#[test]
fn latest_reads_what_comes_and_trim_horizon_what_is_kept() {
    let mut world = world("calm", 1);
    let shard = "shardId-000000000000";
    let latest = world.shard_iterator(STREAM, shard, &Start::Latest).unwrap();
    assert_eq!(world.get_records(&latest, 100).unwrap().records, Vec::new());
    wait(&mut world, 60_000);
    let records = world.get_records(&latest, 1_000).unwrap().records;
    assert!((150..800).contains(&records.len()), "about 5.8 a second: {}", records.len());
    assert!(records.is_sorted_by_key(|record| (record.arrived, record.sequence.clone())));
    let oldest = world.shard_iterator(STREAM, shard, &Start::TrimHorizon).unwrap();
    let batch = world.get_records(&oldest, 10).unwrap();
    // Stream writes began with the first stage, ten to twelve hours ago.
    let age = world.now.duration_since(batch.records[0].arrived).as_hours();
    assert!((9..=13).contains(&age), "{age}");
    assert!(batch.behind_ms > 3_600_000);
}

#[test]
fn a_hot_key_is_seen_in_a_sample_of_its_shard_and_a_hot_shard_has_several() {
    for (scenario, keys) in [("hot-key", 1), ("hot-shard", 8)] {
        let mut world = world(scenario, 6);
        wait(&mut world, 30_000);
        let mut busiest: BTreeMap<String, usize> = BTreeMap::new();
        for shard in ["shardId-000000000000", "shardId-000000000001"] {
            let from = Timestamp::from_second(world.now.as_second() - 20).unwrap();
            let iterator = world.shard_iterator(STREAM, shard, &Start::At(from)).unwrap();
            for record in world.get_records(&iterator, 1_000).unwrap().records {
                *busiest.entry(record.key).or_default() += 1;
            }
        }
        let total: usize = busiest.values().sum();
        let mut counts: Vec<usize> = busiest.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let top: usize = counts.iter().take(keys).sum();
        assert!(top * 10 > total * 4, "{scenario}: {counts:?}");
        if keys == 1 {
            assert!(counts[0] > 5 * counts[1], "{counts:?}");
        } else {
            assert!(counts[0] < 2 * counts[3], "{counts:?}");
        }
    }
}

#[test]
fn limits_of_reading() {
    let mut world = world("calm", 1);
    let iterator = world.shard_iterator(STREAM, "shardId-000000000001", &Start::Latest).unwrap();
    // Function and Firehose poll too: three of the five calls a second are left.
    let answers: Vec<_> = (0..5).map(|_| world.get_records(&iterator, 10).map(|_| ()).map_err(|refusal| refusal.code)).collect();
    let refused = Err("ProvisionedThroughputExceededException");
    assert_eq!(answers, [Ok(()), Ok(()), Ok(()), refused, refused]);
    wait(&mut world, 1_000);
    assert!(world.get_records(&iterator, 10).is_ok());
    wait(&mut world, 301_000);
    assert_eq!(world.get_records(&iterator, 10).unwrap_err().code, "ExpiredIteratorException");
    assert_eq!(world.get_records("nonsense", 10).unwrap_err().code, "InvalidArgumentException");
    assert_eq!(world.shard_iterator(STREAM, "shardId-000000000077", &Start::Latest).unwrap_err().code, "ResourceNotFoundException");
}

#[test]
fn limits_of_writing() {
    let mut world = world("calm", 1);
    assert_eq!(world.put_record(STREAM, "", None, b"x").unwrap_err().code, "ValidationException");
    assert_eq!(world.put_record(STREAM, "k", None, &vec![0; 1_048_577]).unwrap_err().code, "InvalidArgumentException");
    let answers: Vec<bool> = (0..1_100).map(|_| world.put_record(STREAM, "SOL", None, b"x").is_ok()).collect();
    let taken = answers.iter().filter(|taken| **taken).count();
    assert!((980..=1_000).contains(&taken), "a thousand a second, the ticks included: {taken}");
    let refusal = world.put_record(STREAM, "SOL", None, b"x").unwrap_err();
    assert_eq!(refusal.code, "ProvisionedThroughputExceededException");
    wait(&mut world, 1_000);
    assert!(world.put_record(STREAM, "SOL", None, b"x").is_ok());
}

#[test]
fn a_closed_shard_ends_and_names_its_children() {
    let mut world = world("calm", 1);
    world.update_shard_count(STREAM, 4).unwrap();
    wait(&mut world, 300_000);
    let shard = "shardId-000000000000";
    let closed = world.stream(STREAM).unwrap().shard(shard).unwrap().clone();
    assert!(closed.ending_sequence().unwrap() > closed.starting_sequence());
    let iterator = world.shard_iterator(STREAM, shard, &Start::Latest).unwrap();
    let batch = world.get_records(&iterator, 10).unwrap();
    assert_eq!((batch.next, batch.children.len()), (None, 2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn every_record_of_a_shard_has_a_key_of_that_shard(seed in 0u64..3, nth in 0usize..2, minutes in 2i64..600) {
        let mut world = world("calm", seed);
        let shard = world.stream(STREAM).unwrap().shards[nth].shard.clone();
        let from = Timestamp::from_second(world.now.as_second() - minutes * 60).unwrap();
        let iterator = world.shard_iterator(STREAM, &shard.id, &Start::At(from)).unwrap();
        let records = world.get_records(&iterator, 50).unwrap().records;
        prop_assert_eq!(records.len(), 50);
        for record in records {
            prop_assert!((shard.first..=shard.last).contains(&hash_key(&record.key)), "{}", record.key);
            prop_assert!(record.arrived >= Timestamp::from_second(from.as_second() - 1).unwrap());
        }
    }
}
