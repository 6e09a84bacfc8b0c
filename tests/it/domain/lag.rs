//! A reader whose age vanishes, and the one lag that findings, cells and charts share.

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::lag::{self, Kind, ReaderLag};
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::readings;
use tidegate::domain::series::{seconds_between, shift};

use super::build::{Build, complete, now, of, table_part};

const STREAM: &str = "PriceTicks";

/// The start of the minute that many complete minutes ago; 0 is the newest.
fn ago(minutes: i64) -> Timestamp {
    shift(complete(), -60 - minutes * 60)
}

fn age() -> MetricId {
    of(Metric::FunctionIteratorAge, "PriceAnalytics")
}

fn reader(build: &Build) -> ReaderLag {
    lag::of(&build.snapshot, age()).unwrap()
}

/// A table that is written, an age that was reported until so many minutes ago, and records until so many minutes ago.
fn silent(age_until: i64, milliseconds: f64, records_until: i64) -> Build {
    Build::reference()
        .steady(&table_part(Metric::TableRequests), 600.0)
        .minutes(&age(), |ago| (age_until <= ago).then_some(milliseconds))
        .minutes(&of(Metric::IncomingRecords, STREAM), |ago| (records_until <= ago).then_some(60.0))
}

#[test]
fn a_silent_reader_ages_by_the_clock_while_records_come_in() {
    let stopped = reader(&silent(10, 4_000.0, 0));
    assert_eq!((stopped.kind, stopped.at), (Kind::Stopped, Some(ago(9))));
    // It was up to date, so it is behind since the first record that it did not read.
    assert_eq!(stopped.lag, Some(4.0 + seconds_between(ago(9), now())));
}

#[test]
fn a_reader_with_nothing_to_read_is_idle_and_not_behind() {
    assert_eq!(reader(&silent(10, 4_000.0, 10)).kind, Kind::Idle);
    // Two missing minutes may be late data; from the third on silence is silence.
    assert_eq!(reader(&silent(2, 800.0, 2)).kind, Kind::KeepingUp);
    assert_eq!(reader(&silent(3, 800.0, 3)).kind, Kind::Idle);
    // It was ten minutes behind when it fell silent: what came in then still waits.
    assert_eq!(reader(&silent(10, 600_000.0, 10)).kind, Kind::Stopped);
    // Half a minute behind with a limit of a minute, and records that came in since: they wait as well.
    assert_eq!(reader(&silent(10, 30_000.0, 5)).kind, Kind::Stopped);
}

#[test]
fn a_reader_that_was_up_to_date_is_behind_since_records_come_in_again() {
    let build = silent(30, 900.0, 30).minutes(&of(Metric::IncomingRecords, STREAM), |ago| (ago < 6 || 30 <= ago).then_some(60.0));
    let woken = reader(&build);
    assert_eq!((woken.kind, woken.lag), (Kind::Stopped, Some(seconds_between(ago(5), now()))));
}

proptest! {
    #[test]
    fn the_cell_tells_the_lag_that_the_verdict_tells(
        ages in prop::collection::vec(prop::option::weighted(0.8, 0.0..4e6f64), 20),
        records in prop::collection::vec(prop::option::weighted(0.8, 0.0..600.0f64), 20),
    ) {
        let of_minute = |values: &[Option<f64>], ago: i64| usize::try_from(ago).ok().and_then(|ago| *values.get(ago)?);
        let build = Build::reference()
            .minutes(&age(), |ago| of_minute(&ages, ago))
            .minutes(&of(Metric::IncomingRecords, STREAM), |ago| of_minute(&records, ago));
        let (known, cell) = (reader(&build), readings::get(&build.snapshot, "consumer.PriceAnalytics.lag_seconds").unwrap());
        match known.kind {
            Kind::Idle => prop_assert_eq!(cell.number(), None),
            _ => prop_assert_eq!(cell.number(), known.lag),
        }
    }
}
