//! What a missing minute means, how late minutes are, and how a silent reader ages.

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::metric::{Absence, Metric, MetricId};
use tidegate::domain::metrics::{ASSUMED_DELAY, Metrics, Points};
use tidegate::domain::reading::{State, Unit};
use tidegate::domain::series::{floor, shift};

use super::build::{Build, complete, denied, now, of, table_part};

const STREAM: &str = "PriceTicks";

fn newest() -> Timestamp {
    shift(complete(), -60)
}

fn ago(minutes: i64) -> Timestamp {
    shift(newest(), -minutes * 60)
}

#[test]
fn no_throttles_beside_records_are_zero_throttles() {
    let throttles = of(Metric::WriteThrottles, STREAM);
    let build = Build::reference().silent(&throttles).minutes(&of(Metric::IncomingRecords, STREAM), |ago| (ago != 3).then_some(60.0));
    assert_eq!(build.snapshot.metrics.value(&throttles, ago(0)), Some(0.0));
    assert_eq!(build.snapshot.metrics.value(&throttles, ago(3)), None, "the control is missing too");
}

#[test]
fn a_minute_that_was_never_asked_for_is_no_zero() {
    let throttles = of(Metric::WriteThrottles, STREAM);
    let mut build = Build::reference().steady(&of(Metric::IncomingRecords, STREAM), 60.0);
    let points = Points { id: throttles.clone(), points: Vec::new(), fault: None };
    build.snapshot.metrics.take_window(&points, ago(5), now(), now());
    assert_eq!(build.snapshot.metrics.value(&throttles, ago(5)), Some(0.0));
    assert_eq!(build.snapshot.metrics.value(&throttles, ago(6)), None);
}

#[test]
fn a_pause_between_two_windows_is_no_answer() {
    let throttles = of(Metric::WriteThrottles, STREAM);
    let mut build = Build::reference().steady(&of(Metric::IncomingRecords, STREAM), 60.0);
    let points = Points { id: throttles.clone(), points: Vec::new(), fault: None };
    build.snapshot.metrics.take_window(&points, ago(60), ago(30), ago(30));
    build.snapshot.metrics.take_window(&points, ago(10), now(), now());
    assert_eq!(build.snapshot.metrics.value(&throttles, ago(20)), None);
    assert_eq!(build.snapshot.metrics.value(&throttles, ago(10)), Some(0.0));
}

#[test]
fn another_streams_records_say_nothing_of_this_one() {
    let throttles = of(Metric::WriteThrottles, STREAM);
    let build = Build::reference().silent(&throttles).steady(&of(Metric::IncomingRecords, "Other"), 60.0);
    assert_eq!(build.snapshot.metrics.value(&throttles, ago(0)), None);
}

#[test]
fn records_are_zero_after_three_silent_minutes_in_which_the_table_was_written() {
    let (records, writes) = (of(Metric::IncomingRecords, STREAM), table_part(Metric::TableRequests));
    let silent_since = |minutes: i64| Build::reference().minutes(&records, |ago| (minutes <= ago).then_some(60.0)).steady(&writes, 600.0);
    assert_eq!(silent_since(2).snapshot.metrics.value(&records, ago(0)), None, "two minutes are not enough");
    let metrics = silent_since(3).snapshot.metrics;
    for minute in 0..3 {
        assert_eq!(metrics.value(&records, ago(minute)), Some(0.0), "minute {minute}");
    }
    assert_eq!(metrics.value(&records, ago(3)), Some(60.0));
}

#[test]
fn one_missing_minute_between_two_is_a_gap() {
    let (records, writes) = (of(Metric::IncomingRecords, STREAM), table_part(Metric::TableRequests));
    let build = Build::reference().minutes(&records, |ago| (ago != 7).then_some(60.0)).steady(&writes, 600.0);
    assert_eq!(build.snapshot.metrics.value(&records, ago(7)), None);
}

#[test]
fn minutes_that_are_not_complete_yet_are_no_part_of_a_silence() {
    let (records, writes) = (of(Metric::IncomingRecords, STREAM), table_part(Metric::TableRequests));
    // The newest complete minute is missing, and so are the two that are still filling.
    let build = Build::reference().minutes(&records, |ago| (1 <= ago).then_some(60.0)).steady(&writes, 600.0);
    assert_eq!(build.snapshot.metrics.value(&records, ago(0)), None);
}

#[test]
fn silence_of_stream_and_table_together_is_not_zero() {
    let (records, writes) = (of(Metric::IncomingRecords, STREAM), table_part(Metric::TableRequests));
    let build =
        Build::reference().minutes(&records, |ago| (10 <= ago).then_some(60.0)).minutes(&writes, |ago| (10 <= ago).then_some(600.0));
    assert_eq!(build.snapshot.metrics.value(&records, ago(4)), None);
    let reading = build.snapshot.metrics.reading(&records, now(), Unit::PerSecond, "", |sum| sum / 60.0);
    assert_eq!(reading.at, Some(ago(9)), "the end of the last minute that arrived");
    assert_eq!(reading.state, State::Stale);
}

proptest! {
    #[test]
    fn nothing_missing_becomes_a_number_outside_its_rule(
        metric in prop::sample::select(Metric::ALL.to_vec()),
        own in prop::collection::btree_set(0i64..40, 0..40),
        heard in prop::collection::btree_set(0i64..40, 0..40),
    ) {
        let id = MetricId::part(metric, "resource", "part");
        let control = match metric.definition().absent {
            Absence::ZeroWhen(control) | Absence::ZeroAfterThreeMinutes(control) => Some(control),
            _ => None,
        };
        let mut build = Build::reference().minutes(&id, |ago| own.contains(&ago).then_some(7.0));
        if let Some(control) = control {
            build = build.minutes(&of(control, "resource"), |ago| heard.contains(&ago).then_some(9.0));
        }
        for minute in 0..40 {
            let silent = |minute: i64| (0..40).contains(&minute) && !own.contains(&minute) && heard.contains(&minute);
            let expected = match metric.definition().absent {
                _ if own.contains(&minute) => Some(7.0),
                Absence::ZeroWhen(_) if heard.contains(&minute) => Some(0.0),
                Absence::ZeroAfterThreeMinutes(_) if (0..3).any(|offset| (0..3).all(|step| silent(minute + offset - step))) => Some(0.0),
                _ => None,
            };
            prop_assert_eq!(build.snapshot.metrics.value(&id, ago(minute)), expected, "{} {}", id, minute);
            let range = build.snapshot.metrics.range(&id, ago(minute), ago(minute - 1));
            prop_assert_eq!(range, vec![(ago(minute), expected)], "the range agrees with the single value");
        }
        let newest = (0..40).find_map(|minute| Some((ago(minute), build.snapshot.metrics.value(&id, ago(minute))?)));
        prop_assert_eq!(build.snapshot.metrics.newest(&id, now()), newest);
    }

    #[test]
    fn ages_are_never_negative(metric in prop::sample::select(Metric::ALL.to_vec()), offset in -3000i64..3000) {
        let id = MetricId::part(metric, "resource", "part");
        let build = Build::reference().steady(&id, 5.0);
        let reading = build.snapshot.metrics.reading(&id, shift(now(), offset), Unit::Count, "", |value| value);
        prop_assert!(reading.age_seconds.is_none_or(|age| 0 <= age));
        prop_assert!(reading.value.is_some() == reading.at.is_some());
    }

    #[test]
    fn a_rate_times_its_period_is_the_sum(sum in 0f64..1e9) {
        let mut build = Build::reference().steady(&of(Metric::IncomingRecords, STREAM), sum);
        build.snapshot.now = now();
        let rate = tidegate::domain::readings::number(&build.snapshot, "stream.incoming_records_per_second");
        prop_assert!(rate.is_some_and(|rate| (rate * 60.0 - sum).abs() <= sum * 1e-12));
    }
}

#[test]
fn a_failed_ask_keeps_the_value_and_says_why() {
    let id = of(Metric::IncomingRecords, STREAM);
    let mut build = Build::reference().steady(&id, 60.0);
    build.snapshot.metrics.fail(std::slice::from_ref(&id), &denied("cloudwatch:GetMetricData"));
    let reading = build.snapshot.metrics.reading(&id, now(), Unit::PerSecond, "", |sum| sum / 60.0);
    assert_eq!((reading.number(), reading.state), (Some(1.0), State::Fresh));
    assert!(reading.fault.is_some());
    let later = build.snapshot.metrics.reading(&id, shift(now(), 1200), Unit::PerSecond, "", |sum| sum / 60.0);
    assert_eq!((later.number(), later.state), (Some(1.0), State::Stale));
}

#[test]
fn a_metric_that_was_only_ever_refused_is_denied() {
    let id = of(Metric::IncomingRecords, STREAM);
    let mut metrics = Metrics::default();
    metrics.fail(std::slice::from_ref(&id), &denied("cloudwatch:GetMetricData"));
    let reading = metrics.reading(&id, now(), Unit::PerSecond, "", |sum| sum);
    assert_eq!((reading.value, reading.state), (None, State::Denied));
}

#[test]
fn points_from_another_age_are_ignored() {
    let id = of(Metric::IncomingRecords, STREAM);
    let mut metrics = Metrics::default();
    let points = vec![(Timestamp::UNIX_EPOCH, 5.0), (ago(0), 6.0), (Timestamp::MAX, 7.0)];
    metrics.take(&Points { id: id.clone(), points, fault: None }, complete(), now());
    assert_eq!(metrics.track(&id).and_then(|track| track.series.oldest()), Some(ago(0)));
    assert_eq!(metrics.newest(&id, now()), Some((ago(0), 6.0)));
}

/// Asks every minute, each time for the last five; a minute has its final value `late` seconds after its end.
fn poll(metrics: &mut Metrics, from: Timestamp, asks: i64, late: i64) -> Timestamp {
    let id = of(Metric::IncomingRecords, STREAM);
    for ask in 0..asks {
        let at = shift(from, ask * 60);
        let value = |start: Timestamp| {
            let arrived = shift(start, 60 + late) <= at;
            let begun = shift(start, 60 + late - 60) <= at;
            if arrived { Some(60.0) } else { begun.then_some(25.0) }
        };
        let starts = (-6..1).map(|minute| shift(floor(at, 60), minute * 60));
        let points = starts.filter_map(|start| Some((start, value(start)?))).collect();
        metrics.take_window(&Points { id: id.clone(), points, fault: None }, shift(floor(at, 60), -360), shift(floor(at, 60), 60), at);
    }
    shift(from, asks * 60)
}

#[test]
fn the_delay_is_assumed_until_it_was_measured_then_follows_and_falls_again() {
    let mut metrics = Metrics::default();
    assert_eq!(metrics.delay(Metric::IncomingRecords), ASSUMED_DELAY);
    let end = poll(&mut metrics, now(), 30, 170);
    let slow = metrics.delay(Metric::IncomingRecords);
    assert!((170..=240).contains(&slow), "170 s late, measured {slow}");
    assert_eq!(metrics.delay(Metric::IteratorAge), slow, "one delay a namespace");
    assert_eq!(metrics.delay(Metric::FunctionErrors), ASSUMED_DELAY, "another namespace is its own");
    poll(&mut metrics, end, 90, 50);
    let fast = metrics.delay(Metric::IncomingRecords);
    assert!((30..=120).contains(&fast), "50 s late, measured {fast}");
}

#[test]
fn a_complete_minute_changes_no_more_however_late_minutes_are() {
    for late in [20, 50, 80, 110, 140, 200] {
        for phase in [0, 13, 29, 44, 59] {
            let mut metrics = Metrics::default();
            let end = shift(poll(&mut metrics, shift(floor(now(), 60), phase), 30, late), -60);
            let id = of(Metric::IncomingRecords, STREAM);
            let until = metrics.complete_until(&id, end);
            for (start, value) in metrics.range(&id, shift(until, -600), until) {
                assert_eq!(value, Some(60.0), "{start} is complete although minutes are {late} s late (asked {phase} s into the minute)");
            }
        }
    }
}

#[test]
fn the_measured_delay_does_not_creep_when_asks_come_a_little_late() {
    let mut metrics = Metrics::default();
    let mut at = shift(floor(now(), 60), 5);
    for _ in 0..120 {
        at = poll(&mut metrics, at, 1, 90);
        // The next ask is due when the next minute should be complete, and starts two seconds late.
        let delay = metrics.delay(Metric::IncomingRecords);
        at = shift(floor(at, 60), delay % 60 + 2);
    }
    let delay = metrics.delay(Metric::IncomingRecords);
    assert!((90..=150).contains(&delay), "90 s late, measured {delay} after two hours");
}

#[test]
fn an_outage_of_ours_is_not_a_delay_of_theirs() {
    let mut metrics = Metrics::default();
    let end = poll(&mut metrics, now(), 30, 80);
    let before = metrics.delay(Metric::IncomingRecords);
    poll(&mut metrics, shift(end, 600), 2, 80);
    assert_eq!(metrics.delay(Metric::IncomingRecords), before);
}

#[test]
fn metrics_survive_json() {
    let build = Build::reference().calm();
    let text = serde_json::to_string(&build.snapshot.metrics).unwrap_or_default();
    let back: Option<Metrics> = serde_json::from_str(&text).ok();
    assert_eq!(back.as_ref(), Some(&build.snapshot.metrics));
}
