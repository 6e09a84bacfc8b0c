//! Published readings: their names, values, states, and the series behind them.

use proptest::prelude::*;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::metrics::Points;
use tidegate::domain::reading::{Reading, State, Unit, Value};
use tidegate::domain::readings::{self, OBSERVED_MINUTES};
use tidegate::domain::series::{floor, shift};
use tidegate::domain::snapshot::Snapshot;

use super::build::{Build, HISTORY, complete, denied, now, of, table_part};

const STREAM: &str = "PriceTicks";

/// The names that the manual fixes, for the reference pipeline.
const FIXED: [&str; 20] = [
    "stream.status",
    "stream.mode",
    "stream.open_shards",
    "stream.retention_hours",
    "stream.incoming_records_per_second",
    "stream.incoming_bytes_per_second",
    "stream.iterator_age_seconds",
    "consumer.PriceAnalytics.lag_seconds",
    "firehose.lag_seconds",
    "firehose.freshness_seconds",
    "stream.write_throttles_per_minute",
    "stream.read_throttles_per_minute",
    "stream.write_utilisation_percent",
    "table.writes_per_second",
    "table.system_errors_per_minute",
    "table.throttles_per_minute",
    "rollout.enabled",
    "rollout.set_percentage",
    "rollout.observed_percentage",
    "watching.cost_usd_per_hour",
];

fn get(snapshot: &Snapshot, name: &str) -> Reading {
    readings::get(snapshot, name).unwrap_or_else(|| panic!("{name} is not published"))
}

fn full() -> Build {
    Build::reference().fan_out("audit.v2").shards(2).calm()
}

#[test]
fn every_fixed_name_is_published_and_known_when_all_is_well() {
    let snapshot = full().snapshot;
    let names = readings::names(&snapshot);
    for name in FIXED {
        assert!(names.iter().any(|other| other == name), "{name}");
        let reading = get(&snapshot, name);
        assert!(reading.value.is_some(), "{name}: {reading:?}");
        assert_eq!(reading.state, State::Fresh, "{name}");
    }
}

#[test]
fn all_and_get_agree_and_every_name_is_its_own() {
    for snapshot in [full().snapshot, Build::named().snapshot, Build::bare().snapshot] {
        let all = readings::all(&snapshot);
        assert_eq!(all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), readings::names(&snapshot));
        let mut unique: Vec<&String> = all.iter().map(|(name, _)| name).collect();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), all.len());
        for (name, reading) in &all {
            assert_eq!(Some(reading), readings::get(&snapshot, name).as_ref(), "{name}");
            assert_eq!(reading.value.is_none(), reading.at.is_none() || reading.state == State::NoData, "{name}: {reading:?}");
            assert!(reading.age_seconds.is_none_or(|age| 0 <= age), "{name}");
        }
    }
}

#[test]
fn nothing_is_known_of_what_was_never_answered() {
    for snapshot in [Build::named().snapshot, Build::bare().snapshot] {
        for (name, reading) in readings::all(&snapshot) {
            let of_our_own = name.starts_with("watching.") && reading.unit != Unit::UsdPerHour && reading.unit != Unit::Usd;
            let no_value = reading.value.is_none() && matches!(reading.state, State::NoData | State::NotConfigured);
            assert!(of_our_own || no_value || (name.starts_with("watching.") && reading.state == State::Fresh), "{name}: {reading:?}");
        }
    }
}

#[test]
fn what_is_not_named_says_how_to_name_it() {
    let snapshot = Build::bare().snapshot;
    for (name, key) in [
        ("table.writes_per_second", "table = "),
        ("firehose.lag_seconds", "firehose = "),
        ("queue.age_seconds", "queue = "),
        ("socket.messages_per_minute", "websocket_api = "),
        ("rollout.enabled", "[pipeline.flag]"),
        ("rollout.observed_percentage", "table = "),
    ] {
        let reading = get(&snapshot, name);
        assert_eq!(reading.state, State::NotConfigured, "{name}");
        assert!(reading.source.field.contains(key), "{name}: {}", reading.source.field);
    }
}

#[test]
fn names_that_are_not_published_are_refused() {
    let snapshot = full().snapshot;
    for name in [
        "",
        "stream",
        "stream.",
        ".status",
        "stream.lag",
        "consumer.Nobody.lag_seconds",
        "writer.Nobody.state",
        "shard.shardId-9.age_seconds",
        "a.b.c",
    ] {
        assert_eq!(readings::get(&snapshot, name), None, "{name}");
    }
}

#[test]
fn units_follow_from_names() {
    for (name, reading) in readings::all(&full().snapshot) {
        let unit = match name.rsplit('.').next().unwrap_or_default() {
            field if field.ends_with("bytes_per_second") => Unit::BytesPerSecond,
            field if field.ends_with("_per_second") => Unit::PerSecond,
            field if field.ends_with("_per_minute") => Unit::PerMinute,
            field if field.ends_with("_seconds") => Unit::Seconds,
            field if field.ends_with("_percent") || field.ends_with("_percentage") => Unit::Percent,
            field if field.ends_with("usd_per_month") => Unit::UsdPerMonth,
            field if field.ends_with("usd_per_hour") => Unit::UsdPerHour,
            field if field.ends_with("_usd") => Unit::Usd,
            field if field.ends_with("_ms") => Unit::Milliseconds,
            field if field.ends_with("bytes") => Unit::Bytes,
            field if field.ends_with("_hours") => Unit::Hours,
            _ => continue,
        };
        assert_eq!(reading.unit, unit, "{name}");
    }
}

#[test]
fn rates_are_of_the_newest_complete_minute() {
    let build = Build::reference().minutes(&of(Metric::IncomingRecords, STREAM), |ago| Some(if ago == 0 { 600.0 } else { 60.0 }));
    let reading = get(&build.snapshot, "stream.incoming_records_per_second");
    assert_eq!(reading.number(), Some(10.0));
    assert_eq!(reading.at, Some(complete()));
    assert_eq!(reading.age_seconds, Some(130));
    assert_eq!(reading.source.statistic.as_deref(), Some("Sum"));
    assert_eq!(reading.source.period_seconds, Some(60));
    assert!(reading.source.field.contains("AWS/Kinesis IncomingRecords StreamName=PriceTicks"));
}

#[test]
fn utilisation_is_that_of_the_fuller_limit() {
    let records = of(Metric::IncomingRecords, STREAM);
    let bytes = of(Metric::IncomingBytes, STREAM);
    let build = |records_a_minute, bytes_a_minute| Build::reference().steady(&records, records_a_minute).steady(&bytes, bytes_a_minute);
    let percent = |build: Build| get(&build.snapshot, "stream.write_utilisation_percent").number().unwrap();
    assert!((percent(build(60_000.0, 0.0)) - 50.0).abs() < 1e-9, "1,000 records/s on two shards");
    assert!((percent(build(60.0, 60.0 * 2_097_152.0)) - 100.0).abs() < 1e-9, "2 MiB/s on two shards");
}

#[test]
fn utilisation_without_a_shard_count_is_not_a_number() {
    let mut build = Build::named().steady(&of(Metric::IncomingRecords, STREAM), 60.0).steady(&of(Metric::IncomingBytes, STREAM), 60.0);
    build.snapshot.stream.fault = Some(denied("kinesis:DescribeStreamSummary"));
    for name in ["stream.write_utilisation_percent", "stream.read_utilisation_percent"] {
        let reading = get(&build.snapshot, name);
        assert_eq!((reading.value, reading.state), (None, State::Denied), "{name}");
    }
}

#[test]
fn a_value_of_two_metrics_is_of_one_minute() {
    // Bytes are two minutes behind records: the size is of the newest minute that both have.
    let build = Build::reference()
        .minutes(&of(Metric::IncomingRecords, STREAM), |ago| Some(if ago < 2 { 1000.0 } else { 100.0 }))
        .minutes(&of(Metric::IncomingBytes, STREAM), |ago| (2 <= ago).then_some(30_000.0));
    let reading = get(&build.snapshot, "stream.record_bytes");
    assert_eq!(reading.number(), Some(300.0));
    assert_eq!(reading.at, Some(shift(complete(), -120)));
}

#[test]
fn refused_table_writes_are_the_larger_of_both_counts() {
    let control = of(Metric::ConsumedWrites, "PriceTimeSeriesTable");
    let requests = table_part(Metric::TableThrottledRequests);
    let events = of(Metric::TableThrottleEvents, "PriceTimeSeriesTable");
    let base = Build::reference().steady(&control, 600.0);
    let throttles = |build: &Build| get(&build.snapshot, "table.throttles_per_minute").number();
    assert_eq!(throttles(&base.clone().silent(&requests).silent(&events)), Some(0.0));
    assert_eq!(throttles(&base.clone().steady(&requests, 5.0).silent(&events)), Some(5.0));
    assert_eq!(throttles(&base.clone().silent(&requests).steady(&events, 7.0)), Some(7.0));
    assert_eq!(throttles(&Build::reference().silent(&requests).silent(&events)), None);
}

#[test]
fn table_writes_fall_back_on_write_units_and_say_so() {
    let units = of(Metric::ConsumedWrites, "PriceTimeSeriesTable");
    let build = Build::reference().steady(&units, 600.0).silent(&table_part(Metric::TableRequests));
    let reading = get(&build.snapshot, "table.writes_per_second");
    assert_eq!(reading.number(), Some(10.0));
    assert!(reading.source.field.contains("ConsumedWriteCapacityUnits"));
    assert!(reading.source.blind_spot.unwrap().contains("write units"));
}

#[test]
fn a_silent_consumer_grows_older_and_says_that_it_is_by_the_clock() {
    let age = of(Metric::FunctionIteratorAge, "PriceAnalytics");
    let build = full().minutes(&age, |ago| (20 <= ago).then_some(30_000.0));
    let reading = get(&build.snapshot, "consumer.PriceAnalytics.lag_seconds");
    let since = shift(complete(), -1200);
    assert_eq!(reading.number(), Some(30.0 + now().duration_since(since).as_secs_f64()));
    assert_eq!((reading.state, reading.at), (State::Fresh, Some(now())), "by the clock it is of this moment");
    assert!(reading.source.formula.unwrap().contains("by the clock"));
    let series = readings::series(&build.snapshot, "consumer.PriceAnalytics.lag_seconds", shift(complete(), -1500), now()).unwrap();
    assert_eq!(series.by_clock_from, Some(since));
    assert_eq!(series.points.last().unwrap().1, Some(30.0 + 1200.0), "the chart ends with the newest complete minute");
    let steps: Vec<f64> = series
        .points
        .windows(2)
        .filter(|pair| shift(complete(), -1200) <= pair[0].0)
        .filter_map(|pair| Some(pair[1].1? - pair[0].1?))
        .collect();
    assert!(steps.iter().all(|step| (step - 60.0).abs() < 1e-9), "a second a second: {steps:?}");
}

#[test]
fn a_consumer_that_cannot_be_heard_does_not_age_by_the_clock() {
    let age = of(Metric::FunctionIteratorAge, "PriceAnalytics");
    let mut build = full();
    build.snapshot.metrics.fail(std::slice::from_ref(&age), &denied("cloudwatch:GetMetricData"));
    build.snapshot.now = shift(now(), 3600);
    let reading = get(&build.snapshot, "consumer.PriceAnalytics.lag_seconds");
    assert_eq!((reading.number(), reading.state), (Some(0.8), State::Stale));
    assert!(reading.fault.is_some());
}

#[test]
fn a_fan_out_consumer_has_its_own_lag_whatever_dots_its_name_has() {
    let build = full().steady(&MetricId::part(Metric::FanOutBehind, STREAM, "audit.v2"), 90_000.0);
    assert_eq!(get(&build.snapshot, "consumer.audit.v2.lag_seconds").number(), Some(90.0));
    assert_eq!(get(&build.snapshot, "consumer.audit.v2.state").value, Some(Value::Text("ACTIVE".to_owned())));
}

#[test]
fn the_state_of_a_consumer_is_that_of_its_mapping() {
    let mut build = full();
    let mut mapping = super::build::mapping();
    mapping.state = "Disabled".to_owned();
    let mut foreign = mapping.clone();
    (foreign.source_arn, foreign.state) = ("arn:aws:kinesis:us-east-1:123456789012:stream/Other".to_owned(), "Enabled".to_owned());
    build.snapshot.mappings.insert("PriceAnalytics".to_owned(), tidegate::domain::reading::Held::fresh(vec![foreign, mapping], now()));
    assert_eq!(get(&build.snapshot, "consumer.PriceAnalytics.state").value, Some(Value::Text("Disabled".to_owned())));
}

#[test]
fn shard_readings_are_not_configured_while_their_metrics_are_off() {
    let reading = get(&Build::reference().calm().snapshot, "shard.shardId-000000000000.records_per_second");
    assert_eq!(reading.state, State::NotConfigured);
    assert!(reading.source.field.contains("$0.30"));
    let on = get(&full().snapshot, "shard.shardId-000000000000.utilisation_percent");
    assert!((on.number().unwrap() - 3472.0 / 60.0 / 1000.0 * 100.0).abs() < 1e-9);
}

#[test]
fn the_observed_percentage_is_records_by_writes_over_the_same_minutes() {
    let reading = get(&full().snapshot, "rollout.observed_percentage");
    assert!((reading.number().unwrap() - 10.0).abs() < 1e-9);
    // Minutes that only one side knows do not count.
    let build = Build::reference()
        .minutes(&of(Metric::IncomingRecords, STREAM), |ago| if ago % 2 == 0 { Some(50.0) } else { None })
        .minutes(&table_part(Metric::TableRequests), |ago| (ago != 4).then_some(if ago % 2 == 0 { 100.0 } else { 1e9 }));
    assert_eq!(get(&build.snapshot, "rollout.observed_percentage").number(), Some(50.0));
}

#[test]
fn four_common_minutes_are_not_enough_for_an_observed_percentage() {
    // Stream and table were both seen for the newest minutes only: before, neither says anything.
    let newest = |minutes: i64| {
        let ids = [(of(Metric::IncomingRecords, STREAM), 10.0), (table_part(Metric::TableRequests), 100.0)];
        let build = ids.iter().fold(Build::reference(), |build, (id, value)| build.minutes(id, |ago| (ago < minutes).then_some(*value)));
        get(&build.snapshot, "rollout.observed_percentage").number()
    };
    assert_eq!(newest(4), None);
    assert_eq!(newest(5), Some(10.0));
}

#[test]
fn a_stream_switched_off_is_observed_as_nothing() {
    let build = Build::reference().silent(&of(Metric::IncomingRecords, STREAM)).steady(&table_part(Metric::TableRequests), 600.0);
    assert_eq!(get(&build.snapshot, "rollout.observed_percentage").number(), Some(0.0));
}

#[test]
fn batches_cannot_be_compared() {
    let mut build = full();
    build.snapshot.pipeline.table_operation = "BatchWriteItem".to_owned();
    let reading = get(&build.snapshot, "rollout.observed_percentage");
    assert_eq!((reading.value, reading.state), (None, State::NoData));
    assert!(reading.source.field.contains("cannot tell"));
}

#[test]
fn writers_that_disagree_have_no_one_percentage() {
    let mut build = full();
    build.snapshot.pipeline.writers.push("Second".to_owned());
    let build = build.function("Second", Some("true"), Some("50"));
    let set = get(&build.snapshot, "rollout.set_percentage");
    assert_eq!(set.value, None);
    assert!(set.source.formula.unwrap().contains("HeliusPriceWebhook says 10 %, Second says 50 %"));
    assert_eq!(get(&build.snapshot, "rollout.enabled").value, Some(Value::Flag(true)));
    assert_eq!(get(&build.snapshot, "writer.Second.set_percentage").number(), Some(50.0));
}

#[test]
fn the_stream_costs_what_the_bill_says() {
    let reading = get(&full().snapshot, "stream.cost_usd_per_month");
    assert!(reading.source.formula.unwrap().contains("1,460 shard-hour × $0.015 = $21.90"));
    assert!(reading.source.blind_spot.unwrap().contains("Firehose"));
}

#[test]
fn a_series_has_the_unit_and_the_newest_value_of_its_reading() {
    let snapshot = full().snapshot;
    let mut measured = 0;
    for (name, reading) in readings::all(&snapshot) {
        let Some(series) = readings::series(&snapshot, &name, shift(now(), -3600), now()) else { continue };
        measured += 1;
        assert_eq!(series.unit, reading.unit, "{name}");
        assert!(series.points.iter().all(|(start, _)| *start < series.complete_until), "{name}");
        assert!(series.partial.iter().all(|(start, _)| series.complete_until <= *start), "{name}");
        let newest = series.points.iter().rev().find_map(|(_, value)| *value);
        assert_eq!(newest, reading.number(), "{name}");
    }
    assert!(40 <= measured, "{measured} names have a series");
}

#[test]
fn a_series_keeps_its_gaps_and_its_filling_minutes_apart() {
    let records = of(Metric::IncomingRecords, STREAM);
    let build = Build::reference().minutes(&records, |ago| (ago != 5).then_some(if ago < 0 { 6.0 } else { 60.0 }));
    let series = readings::series(&build.snapshot, "stream.incoming_records_per_second", shift(complete(), -600), now()).unwrap();
    assert_eq!(series.points.len(), 10);
    assert_eq!(series.points[4], (shift(complete(), -360), None));
    assert_eq!(series.points.iter().filter(|(_, value)| *value == Some(1.0)).count(), 9);
    assert_eq!(series.partial, [(complete(), 0.1), (shift(complete(), 60), 0.1)]);
    assert!((series.thresholds[0].value - 2000.0).abs() < 1e-9);
}

#[test]
fn a_description_has_no_series() {
    assert!(readings::series(&full().snapshot, "stream.status", shift(now(), -3600), now()).is_none());
}

proptest! {
    #[test]
    fn the_series_of_the_observed_percentage_is_the_reading_of_each_minute(records in prop::collection::vec(prop::option::weighted(0.8, 1f64..1e6), 60), writes in prop::collection::vec(prop::option::weighted(0.9, 1f64..1e6), 60)) {
        let at = |values: &[Option<f64>], ago: i64| usize::try_from(ago).ok().and_then(|ago| values.get(ago).copied().flatten());
        let build = Build::reference()
            .minutes(&of(Metric::IncomingRecords, STREAM), |ago| at(&records, ago))
            .minutes(&table_part(Metric::TableRequests), |ago| at(&writes, ago));
        let series = readings::series(&build.snapshot, "rollout.observed_percentage", shift(complete(), -1800), complete()).unwrap();
        prop_assert_eq!(series.points.len(), 30);
        for (start, value) in series.points {
            let newest = (complete().as_second() - start.as_second()) / 60 - 1;
            let id = of(Metric::IncomingRecords, STREAM);
            let known = (newest..newest + OBSERVED_MINUTES).filter_map(|ago| {
                let start = shift(complete(), -(ago + 1) * 60);
                build.snapshot.metrics.value(&id, start).zip(at(&writes, ago))
            });
            let pairs: Vec<(f64, f64)> = known.collect();
            let (a, b) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
            let newest_known = build.snapshot.metrics.value(&id, start).zip(at(&writes, newest)).is_some();
            match value {
                Some(value) => prop_assert!(newest_known && (value - a / b * 100.0).abs() < 1e-6 * value.max(1.0)),
                None => prop_assert!(!newest_known || pairs.len() < 5),
            }
        }
    }
}

#[test]
fn a_wide_chart_shows_the_coarser_past_in_the_same_unit() {
    let records = of(Metric::IncomingRecords, STREAM);
    let mut build = Build::reference().steady(&records, 60.0);
    let (from, until) = (shift(complete(), -86_400), complete());
    let points = (0..288).map(|index| (shift(floor(from, 300), index * 300), 600.0)).collect();
    build.snapshot.metrics.take_past(&Points { id: records.clone(), points, fault: None }, (from, until), 300, now());
    let series = readings::series(&build.snapshot, "stream.incoming_records_per_second", shift(until, -6 * 3600), until).unwrap();
    assert_eq!(series.points.len(), 360);
    let held = shift(complete(), -HISTORY * 60);
    for (start, value) in series.points {
        assert_eq!(value, Some(if start < held { 2.0 } else { 1.0 }), "{start}");
    }
    assert_eq!(get(&build.snapshot, "stream.incoming_records_per_second").number(), Some(1.0), "the newest is of a minute");
}

#[test]
fn a_slow_refresh_is_no_reason_to_be_stale() {
    let records = of(Metric::IncomingRecords, STREAM);
    let state = |refresh: i64, after: i64| {
        let mut build = Build::reference();
        build.snapshot.metrics = tidegate::domain::metrics::Metrics::asked_every(refresh);
        let mut snapshot = build.steady(&records, 60.0).snapshot;
        snapshot.now = shift(now(), after);
        get(&snapshot, "stream.incoming_records_per_second").state
    };
    assert_eq!(state(60, 300), State::Fresh);
    assert_eq!(state(60, 500), State::Stale, "five minutes more than expected");
    assert_eq!(state(900, 500), State::Fresh);
    assert_eq!(state(900, 1300), State::Stale);
}
