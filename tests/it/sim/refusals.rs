//! AWS's refusals by AWS's names.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use tidegate::domain::facts::StreamMode;
use tidegate::sim::world::World;
use tidegate::sim::world::refusal::Refusal;

use super::world;

const STREAM: &str = "PriceTicks";

fn wait(world: &mut World, seconds: i64) {
    world.advance_to(Timestamp::from_second(world.now.as_second() + seconds).unwrap());
}

fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> &'static str {
    let refusal = answer.unwrap_err();
    assert!(!refusal.message.is_empty());
    refusal.code
}

fn arn(world: &World) -> String {
    world.stream(STREAM).unwrap().arn.clone()
}

#[test]
fn shard_count_at_most_doubles_and_at_most_halves() {
    let mut world = world("calm", 1);
    assert_eq!(code(world.update_shard_count(STREAM, 5)), "LimitExceededException");
    assert_eq!(world.update_shard_count(STREAM, 4), Ok((2, 4)));
    wait(&mut world, 300);
    assert_eq!(code(world.update_shard_count(STREAM, 1)), "LimitExceededException");
    assert_eq!(world.update_shard_count(STREAM, 3), Ok((4, 3)));
    wait(&mut world, 300);
    // Half of an odd count is rounded up.
    assert_eq!(code(world.update_shard_count(STREAM, 1)), "LimitExceededException");
    assert_eq!(world.update_shard_count(STREAM, 2), Ok((3, 2)));
}

#[test]
fn impossible_counts_are_invalid() {
    let mut world = world("calm", 1);
    assert_eq!(code(world.update_shard_count(STREAM, 0)), "ValidationException");
    assert_eq!(code(world.update_shard_count(STREAM, 10_001)), "InvalidArgumentException");
    assert_eq!(code(world.update_shard_count("Nothing", 4)), "ResourceNotFoundException");
}

#[test]
fn a_stream_that_is_changing_is_in_use() {
    let mut world = world("calm", 1);
    world.update_shard_count(STREAM, 4).unwrap();
    wait(&mut world, 5);
    assert_eq!(world.stream(STREAM).unwrap().status(), "UPDATING");
    assert_eq!(code(world.update_shard_count(STREAM, 3)), "ResourceInUseException");
    assert_eq!(code(world.split_shard(STREAM, "shardId-000000000000", 5)), "ResourceInUseException");
    assert_eq!(code(world.increase_retention(STREAM, 48)), "ResourceInUseException");
    let arn = arn(&world);
    assert_eq!(code(world.update_stream_mode(&arn, StreamMode::OnDemand)), "ResourceInUseException");
    wait(&mut world, 120);
    assert_eq!(world.stream(STREAM).unwrap().status(), "ACTIVE");
}

#[test]
fn ten_shard_counts_in_a_rolling_day() {
    let mut world = world("calm", 1);
    for nth in 0..10 {
        world.update_shard_count(STREAM, if nth % 2 == 0 { 4 } else { 2 }).unwrap();
        wait(&mut world, 600);
    }
    assert_eq!(code(world.update_shard_count(STREAM, 4)), "LimitExceededException");
    // The first call leaves the window after 24 hours: 100 minutes have passed already.
    wait(&mut world, 24 * 3600 - 6_000 - 60);
    assert_eq!(code(world.update_shard_count(STREAM, 4)), "LimitExceededException");
    wait(&mut world, 120);
    assert_eq!(world.update_shard_count(STREAM, 4), Ok((2, 4)));
}

#[test]
fn the_account_limit_counts_short_lived_shards_too() {
    let mut world = world("calm", 1);
    // From two to three goes by way of four.
    world.shard_limit = 3;
    assert_eq!(code(world.update_shard_count(STREAM, 3)), "LimitExceededException");
    world.shard_limit = 4;
    assert_eq!(world.update_shard_count(STREAM, 3), Ok((2, 3)));
    wait(&mut world, 600);
    world.shard_limit = 3;
    assert_eq!(code(world.split_shard(STREAM, &open(&world)[0], 5)), "LimitExceededException");
}

fn open(world: &World) -> Vec<String> {
    world.stream(STREAM).unwrap().open().map(|shard| shard.shard.id.clone()).collect()
}

#[test]
fn an_on_demand_stream_counts_its_own_shards() {
    let mut world = world("calm", 1);
    let arn = arn(&world);
    world.update_stream_mode(&arn, StreamMode::OnDemand).unwrap();
    wait(&mut world, 120);
    assert_eq!(world.stream(STREAM).unwrap().mode, StreamMode::OnDemand);
    assert_eq!(code(world.update_shard_count(STREAM, 4)), "ValidationException");
    assert_eq!(code(world.split_shard(STREAM, "shardId-000000000000", 5)), "ValidationException");
    assert_eq!(code(world.merge_shards(STREAM, "shardId-000000000000", "shardId-000000000001")), "ValidationException");
}

#[test]
fn the_mode_changes_twice_a_day() {
    let mut world = world("calm", 1);
    let arn = arn(&world);
    for mode in [StreamMode::OnDemand, StreamMode::Provisioned] {
        world.update_stream_mode(&arn, mode).unwrap();
        wait(&mut world, 120);
    }
    assert_eq!(code(world.update_stream_mode(&arn, StreamMode::OnDemand)), "LimitExceededException");
    assert_eq!(code(world.update_stream_mode(STREAM, StreamMode::OnDemand)), "ValidationException");
    wait(&mut world, 24 * 3600);
    world.update_stream_mode(&arn, StreamMode::OnDemand).unwrap();
}

#[test]
fn splits_and_merges_keep_to_the_ring() {
    let mut world = world("calm", 1);
    let (zero, one) = ("shardId-000000000000", "shardId-000000000001");
    assert_eq!(code(world.split_shard(STREAM, zero, 0)), "InvalidArgumentException");
    assert_eq!(code(world.split_shard(STREAM, zero, u128::MAX)), "InvalidArgumentException");
    assert_eq!(code(world.split_shard(STREAM, "shardId-000000000009", 1)), "ResourceNotFoundException");
    world.split_shard(STREAM, zero, 1 << 126).unwrap();
    wait(&mut world, 60);
    assert_eq!(open(&world).len(), 3);
    assert_eq!(code(world.split_shard(STREAM, zero, 5)), "ResourceInUseException");
    // The first part of shard 0 does not touch shard 1.
    assert_eq!(code(world.merge_shards(STREAM, "shardId-000000000002", one)), "InvalidArgumentException");
    world.merge_shards(STREAM, one, "shardId-000000000003").unwrap();
    wait(&mut world, 60);
    assert_eq!(open(&world), ["shardId-000000000002", "shardId-000000000004"]);
    assert_eq!(world.stream(STREAM).unwrap().reshards_used(world.now), 0, "they do not use up the ten");
}

#[test]
fn retention_rises_and_falls_by_its_own_calls() {
    let mut world = world("calm", 1);
    assert_eq!(code(world.increase_retention(STREAM, 8761)), "InvalidArgumentException");
    assert_eq!(code(world.increase_retention(STREAM, 23)), "InvalidArgumentException");
    assert_eq!(code(world.decrease_retention(STREAM, 23)), "InvalidArgumentException");
    world.increase_retention(STREAM, 168).unwrap();
    wait(&mut world, 60);
    assert_eq!(world.stream(STREAM).unwrap().retention_hours, 168);
    assert_eq!(code(world.decrease_retention(STREAM, 200)), "InvalidArgumentException");
    world.decrease_retention(STREAM, 24).unwrap();
}

#[test]
fn shard_metrics_go_on_and_off() {
    let mut world = world("percentage-ignored", 1);
    assert!(world.stream(STREAM).unwrap().shard_metrics.is_empty());
    let all = ["ALL".to_owned()];
    let (before, after) = world.enable_monitoring(STREAM, &all).unwrap();
    assert_eq!((before.len(), after.len()), (0, 7));
    wait(&mut world, 300);
    assert!(world.list_metrics().iter().any(|metric| metric.dimensions.iter().any(|(name, _)| *name == "ShardId")));
    let (_, after) = world.disable_monitoring(STREAM, &["IncomingBytes".to_owned()]).unwrap();
    assert_eq!(after.len(), 6);
    wait(&mut world, 60);
    assert_eq!(code(world.enable_monitoring(STREAM, &["Wrong".to_owned()])), "ValidationException");
}
