//! The same seed gives the same world; another gives another.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write;

use pretty_assertions::assert_eq;
use tidegate::sim::metrics::Query;
use tidegate::sim::world::World;

use super::{start, world};

/// Every number of every metric that is visible, as text.
fn everything(world: &World) -> String {
    let from = jiff::Timestamp::from_second(start().as_second() - 90_000).unwrap_or(start());
    let mut text = String::new();
    for identity in world.list_metrics() {
        let dimensions: Vec<(&str, &str)> = identity.dimensions.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for statistic in ["Sum", "Maximum", "SampleCount", "p95"] {
            let query = Query { namespace: identity.namespace, name: identity.name, dimensions: &dimensions, statistic, period: 60 };
            writeln!(text, "{identity:?} {statistic} {:?}", world.data(&query, from, world.now)).unwrap();
        }
    }
    text
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for scenario in ["calm", "hot-key"] {
        let (mut one, mut two) = (world(scenario, 7), world(scenario, 7));
        assert!(everything(&one) == everything(&two), "{scenario}: the histories differ");
        let later = jiff::Timestamp::from_second(start().as_second() + 1000).unwrap_or(start());
        one.advance_to(later);
        // The way there does not matter, only where it leads.
        for step in 0..=1000 {
            two.advance_to(jiff::Timestamp::from_second(start().as_second() + step).unwrap_or(start()));
        }
        assert!(everything(&one) == everything(&two), "{scenario}: they parted on the way");
    }
}

#[test]
fn another_seed_gives_another_world() {
    assert!(everything(&world("calm", 1)) != everything(&world("calm", 2)));
}

#[test]
fn trouble_begins_later_than_the_history_before_it() {
    // The law of one scenario does not shift the numbers before its onset.
    let (calm, slow) = (world("calm", 5), world("slow-consumer", 5));
    let query = Query { namespace: "AWS/Kinesis", name: "IncomingRecords", dimensions: &super::STREAM, statistic: "Sum", period: 60 };
    let at = |seconds: i64| jiff::Timestamp::from_second(start().as_second() - seconds).unwrap_or(start());
    let of = |world: &World| world.data(&query, at(40_000), at(3_600));
    assert_eq!(of(&calm), of(&slow));
}
