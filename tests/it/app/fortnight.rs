//! When the table's last 14 days are read: once, then seldom, and never in a hurry.

use jiff::Timestamp;
use tidegate::app::ask::{Answer, Ask, Feed, Outcome};
use tidegate::app::feed::HELD;
use tidegate::app::model::{Model, Options};
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::facts::{StreamMode, StreamSummary};
use tidegate::domain::fault::FaultKind;
use tidegate::domain::fortnight::{FORTNIGHT, Fortnight};
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::series::shift;

use super::bed::{asks, at, blank, fault, function, good, keys, noon, settle, settled, stream, with};

/// Lets time pass minute by minute; the moments at which the fortnight was asked for, with the asks.
fn pass(model: &mut Model, minutes: i64, answer: impl Fn(&Ask, Timestamp) -> Outcome) -> Vec<(Timestamp, Ask)> {
    let mut log = Vec::new();
    for _ in 0..minutes {
        let now = shift(model.now, 60);
        let mut open = asks(&update(model, Msg::Tick(now)));
        while let Some(ask) = open.pop() {
            if ask.feed == Feed::Fortnight {
                log.push((now, ask.clone()));
            }
            let outcome = answer(&ask, now);
            open.extend(asks(&update(model, Msg::Answered { outcome, ask, at: now })));
        }
    }
    log
}

fn begun(options: Options, answer: impl Fn(&Ask, Timestamp) -> Outcome) -> (Model, Vec<Ask>) {
    let mut model = with(options);
    let mut open = asks(&start(&mut model));
    let mut asked = open.clone();
    while let Some(ask) = open.pop() {
        let now = model.now;
        let more = asks(&update(&mut model, Msg::Answered { outcome: answer(&ask, now), ask, at: now }));
        asked.extend(more.iter().cloned());
        open.extend(more);
    }
    (model, asked)
}

#[test]
fn it_is_asked_for_once_after_the_newest_day_and_is_one_metric() {
    let mut model = blank();
    let first = start(&mut model);
    assert!(asks(&first).iter().all(|ask| ask.feed != Feed::Fortnight), "the day comes first");
    let before = model.watch.snapshot.metrics_requested;
    let asked: Vec<Ask> = asks(&settle(&mut model, first)).into_iter().filter(|ask| ask.feed == Feed::Fortnight).collect();
    let [ask] = asked.as_slice() else { panic!("{asked:?}") };
    let request = ask.metrics.clone().unwrap();
    assert_eq!(request.ids, [MetricId::part(Metric::TableRequests, "Prices", "PutItem")]);
    assert_eq!((request.from, request.to, request.period), (at(-120 - FORTNIGHT), at(-120), 60));
    assert_eq!(model.watch.snapshot.metrics_requested, before + 1);
    assert!(model.watch.snapshot.fortnight.get().is_some());
}

#[test]
fn then_four_times_a_day_and_the_held_day_leaves_no_hole() {
    let mut model = settled();
    let log = pass(&mut model, 2880, good);
    assert_eq!(log.len(), 8);
    assert!(log.windows(2).all(|pair| pair[1].0.duration_since(pair[0].0).as_secs() == 6 * 3600), "{log:?}");
    let known = model.watch.snapshot.fortnight.get().unwrap();
    assert!(shift(model.now, -HELD) < known.until, "minutes are held from before its end on");
}

#[test]
fn a_fortnight_whose_busiest_minute_has_left_it_is_read_again_but_not_each_minute() {
    let mut model = settled();
    // The older the busier: each minute another busiest one leaves.
    let falling = |ask: &Ask, now| match (&ask.feed, &ask.metrics) {
        (Feed::Fortnight, Some(request)) => {
            let mut fortnight = Fortnight::over(request.from, request.to);
            fortnight.extend([(request.from, 5.0)]);
            Ok(Answer::Fortnight(fortnight))
        }
        _ => good(ask, now),
    };
    let log = pass(&mut model, 24 * 60, falling);
    assert!((12..=24).contains(&log.len()), "{} asks in a day", log.len());
}

#[test]
fn failures_are_no_storm_and_heal() {
    let denied = FaultKind::Denied { permission: "cloudwatch:GetMetricData".to_owned() };
    for kind in [denied, FaultKind::Throttled, FaultKind::Unreachable, FaultKind::Service, FaultKind::TimedOut] {
        let broken = |ask: &Ask, now: Timestamp| match ask.feed {
            Feed::Fortnight => Err(fault(kind.clone(), now)),
            _ => good(ask, now),
        };
        let (mut model, asked) = begun(Options::default(), broken);
        assert_eq!(asked.iter().filter(|ask| ask.feed == Feed::Fortnight).count(), 1, "{kind:?}");
        let log = pass(&mut model, 120, broken);
        assert!((20..=30).contains(&log.len()), "{kind:?}: {} asks in two hours", log.len());
        let held = &model.watch.snapshot.fortnight;
        assert!(held.get().is_none() && held.fault.as_ref().is_some_and(|fault| fault.kind == kind));
        let healed = pass(&mut model, 60, good);
        assert_eq!(healed.len(), 1, "{kind:?}");
        assert!(model.watch.snapshot.fortnight.fault.is_none());
    }
}

#[test]
fn a_value_stays_when_the_next_reading_fails() {
    let mut model = settled();
    let before = model.watch.snapshot.fortnight.value.clone();
    pass(&mut model, 7 * 60, |ask, now| if ask.feed == Feed::Fortnight { Err(fault(FaultKind::Service, now)) } else { good(ask, now) });
    let held = &model.watch.snapshot.fortnight;
    assert!(held.fault.is_some() && held.value == before && before.is_some());
}

#[test]
fn nobody_asks_for_it_where_no_gate_rests_on_it() {
    let counted = |options: Options, answer: fn(&Ask, Timestamp) -> Outcome| {
        let (mut model, asked) = begun(options, answer);
        let later = pass(&mut model, 30, answer);
        asked.iter().filter(|ask| ask.feed == Feed::Fortnight).count() + later.len()
    };
    let on_demand = |ask: &Ask, now| match ask.feed {
        Feed::Stream => Ok(Answer::Stream(StreamSummary { mode: StreamMode::OnDemand, ..stream() })),
        _ => good(ask, now),
    };
    let at_the_end = |ask: &Ask, now| match &ask.feed {
        Feed::Function(name) => Ok(Answer::Function(function(name, "true", "100"))),
        _ => good(ask, now),
    };
    let blind = |ask: &Ask, now| match ask.feed {
        Feed::Metrics => Err(fault(FaultKind::Unreachable, now)),
        _ => good(ask, now),
    };
    assert_eq!(counted(Options::default(), good), 1);
    assert_eq!(counted(Options { gates: false, ..Options::default() }, good), 0, "a status judges no gate");
    assert_eq!(counted(Options::default(), on_demand), 0, "no shards to fill");
    assert_eq!(counted(Options::default(), at_the_end), 0, "nothing is left to send");
    assert_eq!(counted(Options::default(), blind), 0, "while CloudWatch fails, its own backoff is enough");
    for forget in
        [|model: &mut Model| model.watch.snapshot.pipeline.table = None, |model: &mut Model| model.watch.snapshot.pipeline.flag = None]
    {
        let mut model = blank();
        forget(&mut model);
        let first = start(&mut model);
        assert!(asks(&settle(&mut model, first)).iter().all(|ask| ask.feed != Feed::Fortnight));
    }
}

#[test]
fn of_a_past_moment_it_ends_there_and_begins_where_minutes_are_kept() {
    for (days, asked) in [(0, FORTNIGHT), (10, 5 * 86_400)] {
        let (model, asks) = begun(Options { at: Some(at(-days * 86_400)), ..Options::default() }, good);
        let request = asks.iter().find(|ask| ask.feed == Feed::Fortnight).and_then(|ask| ask.metrics.clone()).unwrap();
        let length = request.to.duration_since(request.from).as_secs();
        assert!((asked - 3720..=asked).contains(&length), "{days} days ago: {length} s");
        assert!(request.to <= model.watch.snapshot.now);
    }
}

#[test]
fn looking_again_by_hand_does_not_read_what_stands() {
    let mut model = settled();
    update(&mut model, Msg::Tick(at(20)));
    assert!(asks(&keys(&mut model, "r")).iter().all(|ask| ask.feed != Feed::Fortnight));
    let (mut failed, _) = begun(Options::default(), |ask, now| match ask.feed {
        Feed::Fortnight => Err(fault(FaultKind::Denied { permission: String::new() }, now)),
        _ => good(ask, now),
    });
    update(&mut failed, Msg::Tick(at(20)));
    assert!(asks(&keys(&mut failed, "r")).iter().any(|ask| ask.feed == Feed::Fortnight), "what failed may be tried at once");
}

#[test]
fn an_answer_is_small_on_a_tape_and_in_memory() {
    let (model, asked) = begun(Options::default(), good);
    let ask = asked.iter().find(|ask| ask.feed == Feed::Fortnight).unwrap();
    let outcome = good(ask, noon());
    let line = serde_json::to_string(&Msg::Answered { ask: ask.clone(), at: noon(), outcome }).unwrap();
    assert!(line.len() < 1024, "{} bytes", line.len());
    assert!(size_of_val(&model.watch.snapshot.fortnight) < 1024);
}

#[test]
fn a_tape_that_does_not_know_of_it_asked_for_none() {
    let mut written = serde_json::to_value(Options::default()).unwrap();
    assert_eq!(written.as_object_mut().unwrap().remove("gates"), Some(true.into()));
    assert!(!serde_json::from_value::<Options>(written).unwrap().gates, "its asks are numbered as they were");
}
