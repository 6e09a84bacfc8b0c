//! The table's past before the played day: worked out by the same law, never stored.

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use tidegate::domain::series::{floor, shift};
use tidegate::sim::metrics::Query;
use tidegate::sim::world::World;

use super::{STREAM, TABLE, TABLE_PUT, mean, start, world};

const DAY: i64 = 86_400;

fn read(
    world: &World,
    (namespace, name, statistic): (&str, &str, &str),
    dimensions: &[(&str, &str)],
    days: i64,
    period: u32,
) -> Vec<(Timestamp, f64)> {
    let until = shift(floor(world.now, 60), -300);
    world.data(&Query { namespace, name, dimensions, statistic, period }, shift(until, -days * DAY), until)
}

/// Requests of each minute of so many days.
fn requests(world: &World, days: i64) -> Vec<(Timestamp, f64)> {
    read(world, ("AWS/DynamoDB", "SuccessfulRequestLatency", "SampleCount"), &TABLE_PUT, days, 60)
}

/// Updates a second in the minutes of which this is true.
fn rate(minutes: &[(Timestamp, f64)], is_one: impl Fn(Timestamp) -> bool) -> f64 {
    let counts: Vec<f64> = minutes.iter().filter(|(at, _)| is_one(*at)).map(|(_, count)| count / 60.0).collect();
    mean(&counts)
}

#[test]
fn a_fortnight_of_minutes_without_a_hole_follows_the_laws_of_the_played_day() {
    for seed in [1, 2, 3] {
        let world = world("calm", seed);
        let minutes = requests(&world, 14);
        assert_eq!(minutes.len(), 20_160, "seed {seed}");
        assert!(minutes.windows(2).all(|pair| pair[1].0 == shift(pair[0].0, 60)));
        let dawn = shift(start(), -DAY);
        let (past, played) = (rate(&minutes, |at| at < dawn), rate(&minutes, |at| dawn <= at));
        assert!((past / 116.0 - 1.0).abs() < 0.02 && (past / played - 1.0).abs() < 0.04, "seed {seed}: {past} then {played}");
        // Each hour of a past day is as that hour of the played one, and night differs from day.
        let hour = |at: Timestamp| at.as_second().rem_euclid(DAY) / 3600;
        let of =
            |wanted: i64| (rate(&minutes, |at| at < dawn && hour(at) == wanted), rate(&minutes, |at| dawn <= at && hour(at) == wanted));
        for (past, played) in (0..24).map(of) {
            assert!((past / played - 1.0).abs() < 0.08, "seed {seed}: {past} then {played}");
        }
        assert!(1.3 < of(15).0 / of(4).0, "a daily rhythm: {:?} {:?}", of(15), of(4));
        let busiest = minutes.iter().map(|(_, count)| count / 60.0).fold(0.0, f64::max);
        assert!((140.0..185.0).contains(&busiest), "seed {seed}: {busiest}");
    }
}

#[test]
fn the_same_seed_has_the_same_past_and_another_another() {
    let past = |seed| requests(&world("calm", seed), 14);
    assert_eq!(past(5), past(5));
    assert_ne!(past(5)[..1440], past(6)[..1440]);
}

#[test]
fn longer_periods_are_the_sum_of_their_minutes_where_the_played_day_begins_too() {
    let world = world("calm", 4);
    let units = ("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "Sum");
    let minutes = read(&world, units, &TABLE, 14, 60);
    for period in [300, 3600] {
        let whole = read(&world, units, &TABLE, 13, period);
        for (at, sum) in &whole[1..whole.len() - 1] {
            let of_it = minutes.iter().filter(|(minute, _)| floor(*minute, i64::from(period)) == *at);
            assert!((of_it.map(|(_, units)| units).sum::<f64>() - sum).abs() < 1e-6, "{period} s at {at}");
        }
    }
}

#[test]
fn what_the_world_does_not_have_it_does_not_tell() {
    let world = world("calm", 1);
    let dawn = shift(start(), -DAY - 60);
    let records = read(&world, ("AWS/Kinesis", "IncomingRecords", "Sum"), &STREAM, 14, 60);
    assert!(!records.is_empty() && records.iter().all(|(at, _)| dawn <= *at), "nothing went to the stream before");
    let other = [("TableName", "PriceTimeSeriesTable"), ("Operation", "Query")];
    assert_eq!(read(&world, ("AWS/DynamoDB", "SuccessfulRequestLatency", "SampleCount"), &other, 14, 60), []);
    let oldest = requests(&world, 40).first().unwrap().0;
    assert!((14..=15).contains(&(world.now.duration_since(oldest).as_secs() / DAY)), "as long as minutes are kept: {oldest}");
}

#[test]
fn a_world_that_went_on_for_days_still_knows_its_fortnight() {
    let mut world = world("calm", 2);
    world.advance_to(shift(world.now, 4 * DAY + 3600));
    assert_eq!(requests(&world, 14).len(), 20_160);
}

#[test]
fn one_minute_is_busier_than_all_others_where_the_law_says_so() {
    for seed in 0..8 {
        let world = world("busy-past", seed);
        let (busy, usual): (Vec<_>, Vec<_>) = requests(&world, 14).into_iter().partition(|(_, count)| 60.0 * 1000.0 < *count);
        let [(at, count)] = busy.as_slice() else { panic!("seed {seed}: {busy:?}") };
        let ago = world.now.duration_since(*at).as_secs() as f64 / DAY as f64;
        assert!((8.4..9.6).contains(&ago) && (3200.0..=4600.0).contains(&(count / 60.0)), "seed {seed}: {count} {ago} days ago");
        assert!(usual.iter().all(|(_, count)| *count < 60.0 * 200.0), "seed {seed}");
    }
}
