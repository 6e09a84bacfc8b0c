//! Which minutes of which metrics are asked for.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::app::ask::{Answer, Feed, MetricsRequest};
use tidegate::app::model::{Model, Options};
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::facts::FanOutConsumer;
use tidegate::domain::fault::FaultKind;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::series::{floor, shift};
use tidegate::domain::watchlist;

use super::bed::{asks, at, blank, fault, good, keys, noon, pass, run, settle, settled, stream, with};

fn metrics_of(log: &[(Timestamp, tidegate::app::ask::Ask)], feed: &Feed) -> Vec<(Timestamp, MetricsRequest)> {
    log.iter().filter(|(_, ask)| ask.feed == *feed).filter_map(|(at, ask)| Some((*at, ask.metrics.clone()?))).collect()
}

#[test]
fn the_first_ask_is_of_the_whole_day_for_every_metric() {
    let mut model = blank();
    let first = asks(&start(&mut model));
    let request = first.iter().find(|ask| ask.feed == Feed::Metrics).and_then(|ask| ask.metrics.clone()).unwrap();
    assert_eq!((request.from, request.to), (at(60 - 86_400), at(60)));
    assert_eq!(request.ids, watchlist::metrics(&model.watch.snapshot));
    assert_eq!(model.watch.snapshot.metrics_requested, request.ids.len() as u64);
}

#[test]
fn afterwards_only_what_is_new_and_the_last_minutes_again() {
    let mut model = settled();
    let log = metrics_of(&pass(&mut model, 600, good), &Feed::Metrics);
    assert!((9..=11).contains(&log.len()), "{} asks in ten minutes", log.len());
    for (now, request) in &log {
        let length = request.to.as_second() - request.from.as_second();
        assert!((300..=720).contains(&length), "{length} s");
        assert_eq!(request.to, shift(floor(*now, 60), 60));
    }
}

#[test]
fn metrics_are_asked_for_when_a_new_minute_should_have_arrived() {
    let mut model = settled();
    let log = metrics_of(&pass(&mut model, 600, good), &Feed::Metrics);
    let delay = model.watch.snapshot.metrics.delay(Metric::IncomingRecords);
    let late: Vec<i64> = log.iter().skip(2).map(|(now, _)| (now.as_second() - delay).rem_euclid(60)).collect();
    assert!(late.iter().all(|seconds| *seconds <= 5), "seconds after the minute arrived: {late:?}");
}

#[test]
fn what_is_requested_is_counted_each_time() {
    let mut model = settled();
    let before = model.watch.snapshot.metrics_requested;
    let log = metrics_of(&pass(&mut model, 300, good), &Feed::Metrics);
    let asked: usize = log.iter().map(|(_, request)| request.ids.len()).sum();
    assert_eq!(model.watch.snapshot.metrics_requested - before, asked as u64);
}

#[test]
fn a_metric_that_joins_later_is_asked_for_the_whole_day_too() {
    let mut model = settled();
    let joined = |ask: &tidegate::app::ask::Ask, now| match ask.feed {
        Feed::FanOut => {
            Ok(Answer::FanOut(vec![FanOutConsumer { name: "fan".to_owned(), arn: "arn:fan".to_owned(), status: "ACTIVE".to_owned() }]))
        }
        Feed::Stream => Ok(Answer::Stream(tidegate::domain::facts::StreamSummary { shard_metrics: vec!["ALL".to_owned()], ..stream() })),
        _ => good(ask, now),
    };
    let log = metrics_of(&pass(&mut model, 400, joined), &Feed::Metrics);
    let id = MetricId::part(Metric::FanOutBehind, "prices-stream", "fan");
    let (_, first) = log.iter().find(|(_, request)| request.ids.contains(&id)).unwrap();
    assert_eq!(first.to.as_second() - first.from.as_second(), 86_400);
    assert!(first.ids.len() < watchlist::metrics(&model.watch.snapshot).len(), "the others are not paid for again");
    let asked: Vec<_> = log.iter().filter(|(_, request)| request.ids.contains(&id)).collect();
    assert!(asked[1..].iter().all(|(_, request)| request.to.as_second() - request.from.as_second() < 1000));
}

#[test]
fn a_metric_that_fails_alone_is_asked_again_within_its_period_and_the_others_go_on() {
    let mut model = settled();
    let bad = MetricId::of(Metric::IncomingBytes, "prices-stream");
    let alone = |ask: &tidegate::app::ask::Ask, now: Timestamp| {
        let Ok(Answer::Metrics { window, period, mut points }) = good(ask, now) else { return good(ask, now) };
        for one in points.iter_mut().filter(|one| one.id == bad && now < at(2400)) {
            one.fault = Some(fault(FaultKind::Service, now));
        }
        Ok(Answer::Metrics { window, period, points })
    };
    let log = metrics_of(&pass(&mut model, 2700, alone), &Feed::Metrics);
    let asked: Vec<Timestamp> = log.iter().filter(|(_, request)| request.ids.contains(&bad)).map(|(now, _)| *now).collect();
    assert!(asked.windows(2).all(|pair| pair[1].duration_since(pair[0]).as_secs() <= 62), "{asked:?}");
    let track = model.watch.snapshot.metrics.track(&bad).unwrap();
    assert_eq!(track.fault, None);
    assert_eq!(holes(&model, &bad, at(60 - 86_400), at(2400)), 0);
}

/// Minutes of a window for which nothing was stored although the world had a value.
fn holes(model: &Model, id: &MetricId, from: Timestamp, to: Timestamp) -> usize {
    let track = model.watch.snapshot.metrics.track(id).unwrap();
    track.series.range(from.max(shift(model.now, -86_000)), to).filter(|(_, value)| value.is_none()).count()
}

#[test]
fn the_past_is_asked_for_when_the_charts_reach_it_and_once() {
    let mut model = settled();
    pass(&mut model, 5, good);
    let asked = asks(&run(&mut model, "span 4days"));
    let request = asked.iter().find(|ask| ask.feed == Feed::History).and_then(|ask| ask.metrics.clone()).unwrap();
    assert_eq!(request.to, at(60 - 86_400), "it joins what is held");
    assert!(request.to.as_second() - request.from.as_second() <= 86_400, "in pieces of one call or two");
    let effects = asked.into_iter().map(tidegate::app::effect::Effect::Ask).collect();
    settle(&mut model, effects);
    assert_eq!(model.watch.feeds.held_from, Some(shift(at(60), -4 * 86_400)));
    let id = MetricId::of(Metric::IncomingRecords, "prices-stream");
    assert_eq!(model.watch.snapshot.metrics.track(&id).unwrap().series.oldest(), Some(shift(at(60), -4 * 86_400)));
    let again = pass(&mut model, 30, good);
    assert!(metrics_of(&again, &Feed::History).is_empty(), "what is held is not paid for twice");
}

#[test]
fn the_past_is_forgotten_when_nobody_looks_at_it() {
    let mut model = settled();
    let effects = run(&mut model, "span 4days");
    settle(&mut model, effects);
    run(&mut model, "span 3h");
    pass(&mut model, 70, good);
    let id = MetricId::of(Metric::IncomingRecords, "prices-stream");
    let oldest = model.watch.snapshot.metrics.track(&id).unwrap().series.oldest().unwrap();
    assert!(shift(model.now, -86_400 - 1200) <= oldest);
    assert!(model.watch.feeds.held_from.is_some_and(|held| held <= oldest));
}

#[test]
fn a_past_moment_is_looked_at_once() {
    let looked = at(-7200);
    let mut model = with(Options { at: Some(looked), ..Options::default() });
    let effects = start(&mut model);
    let request = asks(&effects).into_iter().find_map(|ask| ask.metrics).unwrap();
    assert_eq!((request.from, request.to), (shift(looked, 60 - 86_400), shift(looked, 60)));
    settle(&mut model, effects);
    assert!(pass(&mut model, 700, good).is_empty(), "a past moment does not change");
    assert_eq!(model.watch.snapshot.now, looked);
    assert!(model.watch.board.verdict.is_some());
    keys(&mut model, "r");
    assert!(model.toast.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever fails when: no minute is left out, and each is read again five minutes after its end or later.
    #[test]
    fn windows_leave_no_hole_and_read_five_minutes_again(failures in prop::collection::vec(0u8..10, 40), pauses in prop::collection::vec(1i64..400, 40)) {
        let mut model = settled();
        let mut read: BTreeMap<Timestamp, Timestamp> = BTreeMap::new();
        for (failure, pause) in failures.iter().zip(pauses) {
            let now = shift(model.now, pause);
            let effects = update(&mut model, Msg::Tick(now));
            let mut open = asks(&effects);
            while let Some(ask) = open.pop() {
                let fails = *failure < 3 && ask.feed == Feed::Metrics;
                let outcome = if fails { Err(fault(FaultKind::Throttled, now)) } else { good(&ask, now) };
                if let (Feed::Metrics, Some(request), false) = (&ask.feed, &ask.metrics, fails) {
                    let minutes = (request.to.as_second() - request.from.as_second()) / 60;
                    read.extend((0..minutes).map(|minute| (shift(request.from, minute * 60), now)));
                }
                let more = update(&mut model, Msg::Answered { ask, at: now, outcome });
                open.extend(asks(&more));
            }
        }
        let Some((newest, _)) = read.last_key_value() else { return Ok(()) };
        let last_good = *read.values().max().unwrap();
        let mut minute = noon();
        while minute < *newest {
            prop_assert!(read.contains_key(&minute), "nobody asked for {minute}");
            let settled_by = shift(minute, 60 + 300);
            prop_assert!(last_good < settled_by || settled_by <= read[&minute], "{minute} was read for the last time at {}", read[&minute]);
            minute = shift(minute, 60);
        }
        let ids: BTreeSet<MetricId> = watchlist::metrics(&model.watch.snapshot).into_iter().collect();
        for id in &ids {
            prop_assert_eq!(holes(&model, id, noon(), shift(floor(last_good, 60), -180)), 0);
        }
    }
}

/// Asks of the past and their windows, when a console is opened at a moment so many days ago.
fn opened_at(days: i64) -> (Model, Vec<MetricsRequest>) {
    let mut model = with(Options { at: Some(at(-days * 86_400)), ..Options::default() });
    let effects = start(&mut model);
    assert!(asks(&effects).iter().all(|ask| ask.feed != Feed::Metrics), "no minutes are kept of {days} days ago");
    let effects = settle(&mut model, effects);
    let past = asks(&effects).into_iter().filter(|ask| ask.feed == Feed::History).filter_map(|ask| ask.metrics);
    let past = past.collect();
    (model, past)
}

#[test]
fn a_moment_without_minutes_is_asked_for_by_the_shortest_period_that_is_kept() {
    for (days, period) in [(16, 300), (62, 300), (64, 3600), (450, 3600)] {
        let (model, past) = opened_at(days);
        let [request] = past.as_slice() else { panic!("{days} days: {past:#?}") };
        assert_eq!(request.period, period, "{days} days");
        let moment = at(-days * 86_400);
        assert!(request.from <= shift(moment, -3 * 3600) && moment < request.to, "{days} days: {request:?}");
        assert!(request.from.as_second() % period == 0 && request.to.as_second() % period == 0, "{days} days: {request:?}");
        // The values are shown with their period, and nothing is judged by them.
        let reading = tidegate::domain::readings::get(&model.watch.snapshot, "stream.incoming_records_per_second").unwrap();
        assert_eq!((reading.number(), reading.source.period_seconds), (Some(1.0 / period as f64), Some(period)));
        let verdict = model.watch.board.verdict.unwrap();
        assert_eq!(verdict.level, tidegate::domain::finding::Level::Unknown);
        assert!(verdict.text.contains("CloudWatch keeps minutes for 15 days"), "{}", verdict.text);
    }
}

#[test]
fn a_past_that_may_not_be_read_says_so() {
    let mut model = with(Options { at: Some(at(-20 * 86_400)), ..Options::default() });
    let mut open = asks(&start(&mut model));
    while let Some(ask) = open.pop() {
        let now = model.now;
        let denied = FaultKind::Denied { permission: "cloudwatch:GetMetricData".to_owned() };
        let outcome = if ask.feed == Feed::History { Err(fault(denied, now)) } else { good(&ask, now) };
        open.extend(asks(&update(&mut model, Msg::Answered { ask, at: now, outcome })));
    }
    let reading = tidegate::domain::readings::get(&model.watch.snapshot, "stream.incoming_records_per_second").unwrap();
    assert_eq!(reading.state, tidegate::domain::reading::State::Denied);
    assert!(model.watch.board.verdict.unwrap().text.contains("cloudwatch:GetMetricData"));
}

#[test]
fn panning_back_asks_minutes_then_five_minutes_then_hours_without_a_hole() {
    let mut model = settled();
    model.chart.span = 3600;
    let effects = run(&mut model, "at 2026-07-01 00:00 UTC");
    let effects = settle(&mut model, effects);
    let past: Vec<MetricsRequest> =
        asks(&effects).into_iter().filter(|ask| ask.feed == Feed::History).filter_map(|ask| ask.metrics).collect();
    for (newer, older) in past.iter().zip(&past[1..]) {
        assert!(newer.from <= older.to && older.from < newer.from && newer.period <= older.period, "{newer:?}\n{older:?}");
    }
    let kept = |request: &MetricsRequest| match request.period {
        60 => 15,
        300 => 63,
        _ => 455,
    };
    assert!(past.iter().all(|request| shift(noon(), -86_400 * kept(request)) <= request.from), "{past:#?}");
    assert_eq!(past.iter().map(|request| request.period).collect::<BTreeSet<_>>(), BTreeSet::from([60, 300, 3600]));
    let (from, to) = (model.chart.left(model.now), model.chart.right(model.now));
    let series = tidegate::domain::readings::series(&model.watch.snapshot, "stream.incoming_records_per_second", from, to).unwrap();
    assert_eq!(series.coarse, Some(3600));
    assert!(series.points.len() == 60 && series.points.iter().all(|(_, value)| *value == Some(1.0 / 3600.0)), "{series:?}");
    // Hours do not replace the five minutes that are nearer.
    let near = shift(noon(), -20 * 86_400);
    let series = tidegate::domain::readings::series(&model.watch.snapshot, "stream.incoming_records_per_second", near, shift(near, 600));
    assert_eq!(series.unwrap().coarse, Some(300));
}
