//! A minute's value arrives late: first in part, final 60 to 120 seconds after its end.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::sim::metrics::{Query, Sample, Store};

const OF: [(&str, &str); 1] = [("StreamName", "S")];
const MINUTE: i64 = 29_916_720;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn store(seed: u64) -> Store {
    let mut store = Store::new(seed);
    for minute in MINUTE..MINUTE + 60 {
        store.record("AWS/Kinesis", "IncomingRecords", &OF, minute, Sample::events(600.0));
    }
    store
}

fn seen(store: &Store, minute: i64, now: i64, statistic: &str) -> Option<f64> {
    let query = Query { namespace: "AWS/Kinesis", name: "IncomingRecords", dimensions: &OF, statistic, period: 60 };
    let points = store.data(&query, at(minute * 60), at(minute * 60 + 60), at(now));
    points.first().map(|(_, value)| *value)
}

proptest! {
    #[test]
    fn first_in_part_then_final_between_60_and_120_seconds(seed: u64, minute in MINUTE..MINUTE + 60) {
        let store = store(seed);
        let end = (minute + 1) * 60;
        prop_assert_eq!(seen(&store, minute, end - 1, "Sum"), None, "nothing before the minute has ended");
        let first = (0..=120).find(|late| seen(&store, minute, end + late, "Sum").is_some()).unwrap();
        let last = (0..=120).find(|late| seen(&store, minute, end + late, "Sum") == Some(600.0)).unwrap();
        prop_assert!((60..=120).contains(&last), "final after {} s", last);
        prop_assert!((55..=60).contains(&(last - first)), "in part for {} s", last - first);
        let mut before = 0.0;
        for late in first..last {
            let part = seen(&store, minute, end + late, "Sum").unwrap();
            prop_assert!(part >= before && part < 600.0, "a count that fills never falls: {} after {}", part, before);
            before = part;
        }
    }

    #[test]
    fn exactly_one_minute_is_in_part(seed: u64, now in (MINUTE + 5) * 60..(MINUTE + 50) * 60) {
        let store = store(seed);
        let parts: Vec<i64> = (MINUTE..MINUTE + 60).filter(|minute| seen(&store, *minute, now, "Sum").is_some_and(|sum| sum < 600.0)).collect();
        let newest = (MINUTE..MINUTE + 60).rev().find(|minute| seen(&store, *minute, now, "Sum").is_some()).unwrap();
        prop_assert!(parts.len() <= 2, "{parts:?}");
        prop_assert!(parts.iter().all(|minute| (newest - minute) <= 1));
    }

    #[test]
    fn longer_periods_are_the_sum_of_their_minutes(seed: u64) {
        let store = store(seed);
        let query = Query { namespace: "AWS/Kinesis", name: "IncomingRecords", dimensions: &OF, statistic: "Sum", period: 300 };
        let points = store.data(&query, at(MINUTE * 60), at((MINUTE + 60) * 60), at((MINUTE + 90) * 60));
        prop_assert_eq!(points.len(), 12);
        prop_assert!(points.iter().all(|(_, sum)| (*sum - 3000.0).abs() < 1e-9));
    }
}

#[test]
fn nothing_of_zero_events_is_published() {
    let mut store = store(1);
    store.record("AWS/Kinesis", "WriteProvisionedThroughputExceeded", &OF, MINUTE, Sample::events(0.0));
    assert!(store.identities().all(|identity| identity.name != "WriteProvisionedThroughputExceeded"));
}

#[test]
fn a_halted_store_shows_no_minute_from_then_on() {
    let mut store = store(1);
    store.halted_from = Some(MINUTE + 10);
    assert_eq!(seen(&store, MINUTE + 9, (MINUTE + 90) * 60, "Sum"), Some(600.0));
    assert_eq!(seen(&store, MINUTE + 10, (MINUTE + 90) * 60, "Sum"), None);
}

#[test]
fn statistics_stand_in_order() {
    let sample = Sample::spread(40.0, 200.0, 100.0);
    let of = |name: &str| sample.statistic(name).unwrap();
    let rising = [of("Minimum"), of("p10"), of("p50"), of("p90"), of("p95"), of("p99.9"), of("Maximum")];
    assert!(rising.is_sorted(), "{rising:?}");
    assert!((of("Average") - 40.0).abs() < 1e-9);
    assert_eq!(sample.statistic("Median"), None);
    assert_eq!(sample.statistic("p101"), None);
}

#[test]
fn old_values_are_kept_over_longer_periods_only() {
    const DAY: i64 = 1440;
    let store = store(1);
    let answered = |days: i64, period: u32| {
        let query = Query { namespace: "AWS/Kinesis", name: "IncomingRecords", dimensions: &OF, statistic: "Sum", period };
        let now = at((MINUTE + 60 + days * DAY) * 60);
        store.data(&query, at(MINUTE * 60), at((MINUTE + 60) * 60), now).first().map(|(_, value)| *value)
    };
    let per_hour = Some(36_000.0);
    assert_eq!([60, 300, 3600].map(|period| answered(14, period)), [Some(600.0), Some(3000.0), per_hour]);
    assert_eq!([60, 300, 3600].map(|period| answered(16, period)), [None, Some(3000.0), per_hour]);
    assert_eq!([60, 300, 3600].map(|period| answered(64, period)), [None, None, per_hour]);
    assert_eq!([60, 300, 3600].map(|period| answered(456, period)), [None, None, None]);
}
