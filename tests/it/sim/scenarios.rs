//! In each scenario the trouble can be seen at once, whatever the seed; in `calm` there is none.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use pretty_assertions::assert_eq;
use tidegate::domain::facts::StreamMode;
use tidegate::sim::scenario;
use tidegate::sim::world::World;
use tidegate::sim::world::fault::WireFaultKind;

use super::{CONSUMER, FAN_OUT, FIREHOSE, STREAM, TABLE, TABLE_PUT, between, last_hour, mean, world};

const SEEDS: std::ops::Range<u64> = 0..8;

const RECORDS: (&str, &str, &str) = ("AWS/Kinesis", "IncomingRecords", "Sum");
const REFUSED: (&str, &str, &str) = ("AWS/Kinesis", "WriteProvisionedThroughputExceeded", "Sum");
const STREAM_AGE: (&str, &str, &str) = ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", "Maximum");
const OWN_AGE: (&str, &str, &str) = ("AWS/Lambda", "IteratorAge", "Maximum");
const WRITES: (&str, &str, &str) = ("AWS/DynamoDB", "SuccessfulRequestLatency", "SampleCount");
const SHARDS: [&str; 2] = ["shardId-000000000000", "shardId-000000000001"];

/// Seconds gained a second over the last complete minutes.
fn slope(points: &[(i64, f64)]) -> f64 {
    let recent: Vec<_> = points.iter().filter(|(age, _)| (4..=9).contains(age)).collect();
    let (first, last) = (recent.first().unwrap(), recent.last().unwrap());
    (last.1 - first.1) / 1000.0 / ((first.0 - last.0) as f64 * 60.0)
}

fn shard_metric(world: &World, name: &str, statistic: &str, shard: &str) -> Vec<(i64, f64)> {
    last_hour(world, ("AWS/Kinesis", name, statistic), &[STREAM[0], ("ShardId", shard)])
}

/// Records as a percentage of table writes in the last complete minutes.
fn observed(world: &World, older: i64) -> f64 {
    100.0 * mean(&between(&last_hour(world, RECORDS, &STREAM), older, 4)) / mean(&between(&last_hour(world, WRITES, &TABLE_PUT), older, 4))
}

fn alarm(world: &World, name: &str) -> String {
    world.alarms[name].state.clone()
}

#[test]
fn calm_is_calm() {
    for seed in 0..20 {
        let world = world("calm", seed);
        assert_eq!(last_hour(&world, REFUSED, &STREAM), [], "seed {seed}");
        let rate = mean(&between(&last_hour(&world, RECORDS, &STREAM), 60, 4)) / 60.0;
        assert!((7.0..16.0).contains(&rate), "seed {seed}: {rate} records a second");
        assert!((observed(&world, 59) - 10.0).abs() < 0.5, "seed {seed}: {}", observed(&world, 59));
        assert!(last_hour(&world, OWN_AGE, &CONSUMER).iter().all(|(_, age)| *age < 2_000.0));
        assert!(last_hour(&world, STREAM_AGE, &STREAM).iter().all(|(_, age)| *age < 2_000.0));
        for name in ["SystemErrors", "ThrottledRequests"] {
            assert_eq!(last_hour(&world, ("AWS/DynamoDB", name, "Sum"), &TABLE_PUT), []);
        }
        let fresh = last_hour(&world, ("AWS/Firehose", "DeliveryToS3.DataFreshness", "Maximum"), &FIREHOSE);
        assert!(fresh.iter().all(|(_, seconds)| *seconds < 330.0), "{fresh:?}");
        assert_eq!(last_hour(&world, ("AWS/Lambda", "Errors", "Sum"), &CONSUMER), []);
        assert_eq!(alarm(&world, "PriceTicks-IteratorAge"), "OK");
        assert_eq!(alarm(&world, "PriceTicks-WriteThrottles"), "OK");
        assert_eq!(world.faults, []);
    }
}

#[test]
fn a_day_of_history_lies_before_the_start() {
    let world = world("calm", 3);
    let query =
        |name| tidegate::sim::metrics::Query { namespace: "AWS/DynamoDB", name, dimensions: &TABLE, statistic: "Sum", period: 3600 };
    let from = jiff::Timestamp::from_second(world.now.as_second() - 100_000).unwrap();
    let hours = world.data(&query("ConsumedWriteCapacityUnits"), from, world.now);
    assert!(hours.len() >= 24);
    let full: Vec<f64> = hours[1..hours.len() - 1].iter().map(|(_, units)| units / 3600.0).collect();
    assert!((90.0..140.0).contains(&mean(&full)), "{full:?}");
    let (low, high) = (full.iter().copied().fold(f64::MAX, f64::min), full.iter().copied().fold(0.0, f64::max));
    assert!(high > 1.3 * low, "a daily rhythm: {low} to {high}");
}

#[test]
fn spike_refuses_on_every_shard() {
    for seed in SEEDS {
        let world = world("spike", seed);
        for shard in SHARDS {
            let refused = mean(&between(&shard_metric(&world, "WriteProvisionedThroughputExceeded", "Sum", shard), 8, 4));
            assert!(refused > 1_000.0, "seed {seed} {shard}: {refused}");
        }
        assert_eq!(alarm(&world, "PriceTicks-WriteThrottles"), "ALARM");
    }
}

#[test]
fn hot_key_and_hot_shard_refuse_on_one_shard() {
    for (scenario, seed) in ["hot-key", "hot-shard"].into_iter().flat_map(|scenario| SEEDS.map(move |seed| (scenario, seed))) {
        let world = world(scenario, seed);
        let refused = SHARDS.map(|shard| between(&shard_metric(&world, "WriteProvisionedThroughputExceeded", "Sum", shard), 8, 4));
        let hot = refused.iter().filter(|values| mean(values) > 1_000.0).count();
        let cool = refused.iter().filter(|values| values.is_empty()).count();
        assert_eq!((hot, cool), (1, 1), "{scenario} seed {seed}: {refused:?}");
        let whole = mean(&between(&last_hour(&world, REFUSED, &STREAM), 8, 4));
        assert!((whole - refused.iter().map(|values| mean(values)).fold(0.0, f64::max)).abs() < 1.0);
    }
}

#[test]
fn a_split_cures_a_hot_shard_and_not_a_hot_key() {
    for (scenario, cured) in [("hot-shard", true), ("hot-key", false)] {
        let mut world = world(scenario, 2);
        world.update_shard_count("PriceTicks", 4).unwrap();
        world.advance_to(jiff::Timestamp::from_second(world.now.as_second() + 1_200).unwrap());
        let refused = mean(&between(&last_hour(&world, REFUSED, &STREAM), 8, 4));
        assert_eq!(refused < 1.0, cured, "{scenario}: {refused}");
    }
}

#[test]
fn on_demand_makes_room_for_the_crowd_and_not_for_one_key() {
    for (scenario, cured) in [("spike", true), ("hot-shard", true), ("hot-key", false)] {
        let mut world = world(scenario, 4);
        let arn = world.stream("PriceTicks").unwrap().arn.clone();
        world.update_stream_mode(&arn, StreamMode::OnDemand).unwrap();
        world.advance_to(jiff::Timestamp::from_second(world.now.as_second() + 1_200).unwrap());
        let refused = mean(&between(&last_hour(&world, REFUSED, &STREAM), 8, 4));
        assert_eq!(refused < 1.0, cured, "{scenario}: {refused}");
    }
}

#[test]
fn slow_consumer_falls_behind_by_a_part_of_each_second() {
    for seed in SEEDS {
        let world = world("slow-consumer", seed);
        let own = last_hour(&world, OWN_AGE, &CONSUMER);
        assert!((0.25..0.65).contains(&slope(&own)), "seed {seed}: {}", slope(&own));
        // Lambda holds a batch ahead: the stream's own age is less than the function's.
        let stream = mean(&between(&last_hour(&world, STREAM_AGE, &STREAM), 8, 4));
        assert!(stream < mean(&between(&own, 8, 4)), "seed {seed}");
    }
}

#[test]
fn poison_pill_stalls_one_shard_by_the_clock_with_errors() {
    for seed in SEEDS {
        let world = world("poison-pill", seed);
        let own = last_hour(&world, OWN_AGE, &CONSUMER);
        assert!((slope(&own) - 1.0).abs() < 0.02, "seed {seed}: {}", slope(&own));
        assert!(mean(&between(&last_hour(&world, ("AWS/Lambda", "Errors", "Sum"), &CONSUMER), 8, 4)) > 5.0);
        assert!(mean(&between(&last_hour(&world, STREAM_AGE, &STREAM), 8, 4)) < 2_000.0, "Firehose still polls");
        let behind = world.readers()[0].positions.values().filter(|position| position.age > 60.0).count();
        assert_eq!(behind, 1);
        assert!(world.mappings[0].last_result.starts_with("PROBLEM"));
    }
}

#[test]
fn fanout_stall_grows_by_the_clock_and_leaves_the_others_alone() {
    for seed in SEEDS {
        let world = world("fanout-stall", seed);
        let behind = last_hour(&world, ("AWS/Kinesis", "SubscribeToShardEvent.MillisBehindLatest", "Maximum"), &FAN_OUT);
        assert!((slope(&behind) - 1.0).abs() < 0.02, "seed {seed}: {}", slope(&behind));
        assert!(last_hour(&world, OWN_AGE, &CONSUMER).iter().all(|(_, age)| *age < 2_000.0));
    }
}

#[test]
fn dynamo_throttle_refuses_table_writes_and_no_stream_writes() {
    for seed in SEEDS {
        let world = world("dynamo-throttle", seed);
        let throttled = mean(&between(&last_hour(&world, ("AWS/DynamoDB", "ThrottledRequests", "Sum"), &TABLE_PUT), 8, 4));
        assert!(throttled > 100.0, "seed {seed}: {throttled}");
        assert!(!last_hour(&world, ("AWS/DynamoDB", "WriteThrottleEvents", "Sum"), &TABLE).is_empty());
        assert_eq!(last_hour(&world, REFUSED, &STREAM), []);
        assert!((observed(&world, 9) - 10.0).abs() < 1.2, "parity holds: {}", observed(&world, 9));
    }
}

#[test]
fn parity_drifts_below_the_set_percentage() {
    for seed in SEEDS {
        let world = world("parity-drift", seed);
        assert!((5.0..8.5).contains(&observed(&world, 20)), "seed {seed}: {}", observed(&world, 20));
        assert_eq!(world.functions["HeliusPriceWebhook"].environment["KINESIS_PERCENTAGE"], "10");
    }
}

#[test]
fn percentage_ignored_sends_everything_and_its_alarms_see_nothing() {
    for seed in SEEDS {
        let world = world("percentage-ignored", seed);
        assert!((observed(&world, 9) - 100.0).abs() < 0.01, "seed {seed}: {}", observed(&world, 9));
        assert_eq!(world.functions["HeliusPriceWebhook"].environment["KINESIS_PERCENTAGE"], "10");
        assert!(world.alarms.values().all(|alarm| alarm.state == "INSUFFICIENT_DATA"));
        assert!(world.list_metrics().iter().all(|metric| metric.dimensions.iter().all(|(name, _)| *name != "ShardId")));
    }
}

#[test]
fn a_stopped_consumer_has_no_age_while_its_backlog_grows() {
    for seed in SEEDS {
        let world = world("stopped-consumer", seed);
        assert_eq!(world.mappings[0].state, "Disabled");
        assert_eq!(between(&last_hour(&world, OWN_AGE, &CONSUMER), 9, 0), Vec::<f64>::new(), "seed {seed}");
        assert!(world.readers()[0].worst_age() > 500.0);
    }
}

#[test]
fn firehose_delay_grows_far_beyond_the_buffer() {
    for seed in SEEDS {
        let world = world("firehose-delay", seed);
        let fresh = last_hour(&world, ("AWS/Firehose", "DeliveryToS3.DataFreshness", "Maximum"), &FIREHOSE);
        assert!(mean(&between(&fresh, 6, 4)) > 600.0, "seed {seed}: {fresh:?}");
        let success = last_hour(&world, ("AWS/Firehose", "DeliveryToS3.Success", "Average"), &FIREHOSE);
        assert!(mean(&between(&success, 8, 4)) < 0.5);
    }
}

#[test]
fn an_outage_halts_metrics_and_their_reading() {
    let mut world = world("cloudwatch-outage", 1);
    assert_eq!(world.fault_for("cloudwatch", "GetMetricData"), Some(WireFaultKind::Status500));
    assert_eq!(world.fault_for("cloudwatch", "DescribeAlarms"), None);
    assert_eq!(between(&last_hour(&world, RECORDS, &STREAM), 9, 0), Vec::<f64>::new());
    assert!(!between(&last_hour(&world, RECORDS, &STREAM), 60, 42).is_empty());
}

#[test]
fn denied_and_expired_are_told_by_the_wire() {
    let mut denied = world("denied", 1);
    assert_eq!(denied.fault_for("cloudwatch", "DescribeAlarms"), Some(WireFaultKind::Denied));
    assert_eq!(denied.fault_for("kinesis", "DescribeStreamSummary"), None);
    let mut expired = world("expired-credentials", 1);
    assert_eq!(expired.fault_for("sts", "GetCallerIdentity"), Some(WireFaultKind::ExpiredCredentials));
}

#[test]
fn trouble_begins_before_the_start_with_a_size_of_its_own() {
    // Trouble that hangs on the percentage has no moment of its own.
    let has_a_moment = |scenario: &scenario::Scenario| scenario.law.onset_percentage.is_none();
    for name in scenario::all().into_iter().filter(has_a_moment).map(|scenario| scenario.name) {
        let minutes: std::collections::BTreeSet<i64> = (0..6)
            .map(|seed| {
                let world = world(name, seed);
                (world.now.as_second() - world.onset().at.as_second()) / 60
            })
            .collect();
        assert!(minutes.iter().all(|minutes| (10..=201).contains(minutes)), "{name}: {minutes:?}");
        assert!(minutes.len() > 2, "{name}: each seed its own");
    }
}

#[test]
fn trouble_that_hangs_on_the_percentage_begins_and_ends_with_it() {
    let mut world = world("fails-at-half", 3);
    let errors = |world: &World| {
        let minutes = last_hour(world, ("AWS/Lambda", "Errors", "Sum"), &[("FunctionName", "HeliusPriceWebhook")]);
        minutes.iter().filter(|(age, _)| (4..=14).contains(age)).map(|(_, value)| value).sum::<f64>()
    };
    for (percentage, fails) in [("1", false), ("10", false), ("50", true), ("100", true), ("10", false)] {
        let writer = world.functions.get_mut("HeliusPriceWebhook").unwrap();
        writer.environment.insert("KINESIS_PERCENTAGE".to_owned(), percentage.to_owned());
        world.advance_to(world.now.checked_add(jiff::SignedDuration::from_mins(30)).unwrap());
        assert_eq!(errors(&world) > 0.0, fails, "{percentage} %: {}", errors(&world));
    }
}
