//! Laws of a series: what is put is got, gaps stay gaps, and nothing makes it grow without bound.

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::series::{Series, floor, shift};

fn minute(index: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + index * 60).unwrap_or_default()
}

proptest! {
    #[test]
    fn what_is_put_is_got_and_the_rest_are_gaps(points in prop::collection::btree_map(0i64..2000, -1e9f64..1e9, 0..60), seconds in 0i64..60) {
        let mut series = Series::default();
        let mut shuffled: Vec<_> = points.iter().collect();
        shuffled.sort_by_key(|(index, _)| (*index * 7919) % 2003);
        for (index, value) in shuffled {
            series.put(shift(minute(*index), seconds), *value);
        }
        for index in 0..2000 {
            prop_assert_eq!(series.get(minute(index)), points.get(&index).copied());
        }
        let range: Vec<_> = series.range(minute(0), minute(2000)).collect();
        prop_assert_eq!(range.len(), 2000);
        for (offset, (start, value)) in range.into_iter().enumerate() {
            let index = i64::try_from(offset).unwrap_or_default();
            prop_assert_eq!(start, minute(index));
            prop_assert_eq!(value, points.get(&index).copied());
        }
        prop_assert_eq!(series.values(minute(0), minute(2000)).len(), points.len());
        prop_assert_eq!(series.oldest(), points.keys().next().map(|index| minute(*index)));
        prop_assert_eq!(series.last(), points.iter().next_back().map(|(index, value)| (minute(*index), *value)));
    }

    #[test]
    fn the_last_until_a_moment_is_the_newest_that_starts_no_later(points in prop::collection::btree_map(0i64..300, 0f64..10.0, 1..20), at in -10i64..320) {
        let mut series = Series::default();
        for (index, value) in &points {
            series.put(minute(*index), *value);
        }
        let expected = points.range(..=at).next_back().map(|(index, value)| (minute(*index), *value));
        prop_assert_eq!(series.last_until(minute(at)), expected);
    }

    #[test]
    fn forgetting_takes_the_old_and_leaves_the_new(points in prop::collection::btree_map(0i64..300, 0f64..10.0, 1..50), before in -5i64..310) {
        let mut series = Series::default();
        for (index, value) in &points {
            series.put(minute(*index), *value);
        }
        series.forget_before(minute(before));
        for index in 0..300 {
            let kept = points.get(&index).copied().filter(|_| before <= index);
            prop_assert_eq!(series.get(minute(index)), kept);
        }
    }

    #[test]
    fn floor_lies_on_the_grid_and_at_most_one_period_before(second in -4_000_000_000i64..4_000_000_000, period in prop::sample::select(vec![60i64, 300, 3600])) {
        let at = Timestamp::from_second(second).unwrap_or_default();
        let floored = floor(at, period).as_second();
        prop_assert_eq!(floored.rem_euclid(period), 0);
        prop_assert!(floored <= second && second < floored + period);
    }
}

#[test]
fn values_that_cannot_be_measured_are_refused() {
    let mut series = Series::default();
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        series.put(minute(0), value);
    }
    assert!(series.is_empty());
}

#[test]
fn a_broken_answer_cannot_fill_the_memory() {
    let mut series = Series::default();
    series.put(minute(0), 1.0);
    series.put(Timestamp::UNIX_EPOCH, 2.0);
    series.put(Timestamp::MAX, 3.0);
    assert_eq!(series.oldest(), Some(minute(0)));
    assert_eq!(series.last(), Some((minute(0), 1.0)));
}
