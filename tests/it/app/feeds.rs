//! When each source is asked.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tidegate::app::ask::{Answer, Ask, Feed};
use tidegate::app::effect::Effect;
use tidegate::app::feed::{backoff, feeds, period};
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::facts::StreamSummary;
use tidegate::domain::fault::FaultKind;
use tidegate::domain::pipeline::Pipeline;

use super::bed::{asks, at, blank, fault, good, keys, noon, pass, press, run, settled, stream};

fn every_fault() -> Vec<FaultKind> {
    let denied = FaultKind::Denied { permission: "kinesis:ListShards".to_owned() };
    vec![
        denied,
        FaultKind::Throttled,
        FaultKind::Unreachable,
        FaultKind::TimedOut,
        FaultKind::Credentials,
        FaultKind::NotFound,
        FaultKind::Unreadable,
        FaultKind::Service,
        FaultKind::Rejected,
    ]
}

#[test]
fn every_source_that_is_configured_is_asked_at_the_start_and_once() {
    let mut model = blank();
    let asked: Vec<Feed> = asks(&start(&mut model)).into_iter().map(|ask| ask.feed).collect();
    let mut expected = feeds(&model.watch.snapshot.pipeline);
    expected.push(Feed::Metrics);
    assert_eq!(asked, expected);
    assert_eq!(asked.len(), 14);
    assert!(asks(&update(&mut model, press("down"))).is_empty());
}

#[test]
fn what_is_not_configured_is_not_asked() {
    let feeds = feeds(&Pipeline::of_stream("only"));
    for absent in [Feed::Table, Feed::Firehose, Feed::Queue, Feed::Flag] {
        assert!(!feeds.contains(&absent), "{absent:?}");
    }
    assert!(!feeds.iter().any(|feed| matches!(feed, Feed::Function(_) | Feed::Mappings(_))));
}

#[test]
fn each_source_keeps_its_own_pace() {
    let mut model = settled();
    let log = pass(&mut model, 1800, good);
    for feed in feeds(&model.watch.snapshot.pipeline) {
        let beat = period(&feed, &model.watch.snapshot);
        let times: Vec<Timestamp> = log.iter().filter(|(_, ask)| ask.feed == feed).map(|(at, _)| *at).collect();
        assert_eq!(i64::try_from(times.len()), Ok(1800 / beat), "{feed:?}");
        assert!(times.windows(2).all(|pair| pair[1].duration_since(pair[0]).as_secs() == beat), "{feed:?}");
    }
}

#[test]
fn whatever_fails_however_often_is_asked_again_within_its_period() {
    for kind in every_fault() {
        for beat in [60, 120, 300, 900] {
            for failures in 1..40 {
                let wait = backoff(&kind, failures, beat);
                assert!((1..=beat).contains(&wait), "{kind:?} {beat} {failures}: {wait}");
            }
        }
        // A fast pace gives way, but never below once a minute.
        assert!((10..=60).contains(&backoff(&FaultKind::Throttled, 9, 10)));
    }
}

#[test]
fn what_may_heal_is_tried_soon_and_less_and_less_often() {
    let waits: Vec<i64> = (1..=6).map(|failures| backoff(&FaultKind::Unreachable, failures, 60)).collect();
    assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
    assert_eq!(backoff(&FaultKind::Denied { permission: String::new() }, 1, 60), 60);
    assert_eq!(backoff(&FaultKind::Throttled, 1, 60), 60);
    assert_eq!((1..=4).map(|failures| backoff(&FaultKind::Throttled, failures, 10)).collect::<Vec<_>>(), [20, 40, 60, 60]);
}

/// Each kind of fault at each source: the cell keeps its value, and the source recovers by itself within one period.
#[test]
fn every_source_recovers_from_every_fault_within_one_period() {
    let mut cases = 0;
    for kind in every_fault() {
        let mut model = settled();
        let healthy = model.clone();
        let broken = |_: &Ask, now: Timestamp| Err(fault(kind.clone(), now));
        pass(&mut model, 1000, broken);
        for feed in feeds(&model.watch.snapshot.pipeline).into_iter().chain([Feed::Metrics]) {
            assert!(0 < model.watch.feeds.state(&feed).failures, "{feed:?} {kind:?}");
            cases += 1;
        }
        assert_eq!(model.watch.snapshot.stream.value, healthy.watch.snapshot.stream.value);
        assert!(model.watch.snapshot.stream.fault.is_some());
        let log = pass(&mut model, 901, good);
        let mut first: BTreeMap<Feed, Timestamp> = BTreeMap::new();
        for (at, ask) in log {
            first.entry(ask.feed).or_insert(at);
        }
        for (feed, at) in first {
            let waited = at.duration_since(noon()).as_secs() - 1000;
            assert!(waited <= period(&feed, &model.watch.snapshot), "{feed:?} {kind:?} waited {waited} s");
            assert_eq!(model.watch.feeds.state(&feed).failures, 0, "{feed:?} {kind:?}");
        }
        assert_eq!(model.watch.snapshot.stream.fault, None);
    }
    println!("{cases} pairs of source and fault recovered");
    assert_eq!(cases, 9 * 14);
}

#[test]
fn a_stream_that_is_changing_is_looked_at_more_often() {
    let mut model = settled();
    let changing = |ask: &Ask, now| match ask.feed {
        Feed::Stream => Ok(Answer::Stream(StreamSummary { status: "UPDATING".to_owned(), ..stream() })),
        _ => good(ask, now),
    };
    let log = pass(&mut model, 300, changing);
    let asked = log.iter().filter(|(_, ask)| ask.feed == Feed::Stream).count();
    assert!(10 < asked, "{asked} asks in five minutes");
}

#[test]
fn another_count_of_shards_asks_for_the_list_soon() {
    let mut model = settled();
    let more = |ask: &Ask, now| match ask.feed {
        Feed::Stream => Ok(Answer::Stream(StreamSummary { open_shards: 4, ..stream() })),
        _ => good(ask, now),
    };
    let log = pass(&mut model, 90, more);
    let asked = log.iter().filter(|(_, ask)| ask.feed == Feed::Shards).count();
    assert!(2 <= asked, "{asked}");
}

#[test]
fn refresh_asks_everything_now_but_not_again_at_once() {
    let mut model = settled();
    pass(&mut model, 20, good);
    let effects = keys(&mut model, "r");
    assert_eq!(asks(&effects).len(), 14);
    super::bed::settle(&mut model, effects);
    assert!(keys(&mut model, "r r f5").is_empty(), "pressed again within the same second");
    assert!(model.toast.is_some());
}

#[test]
fn another_pipeline_is_watched_anew_and_late_answers_of_the_old_one_change_nothing() {
    let mut model = blank();
    let old = asks(&start(&mut model));
    let new = run(&mut model, "pipeline orders");
    assert_eq!(model.watch.snapshot.pipeline.name, "orders");
    assert!(new.iter().any(|effect| matches!(effect, Effect::Title(title) if title.contains("orders"))));
    let fresh = asks(&new);
    assert!(fresh.iter().all(|ask| ask.pipeline == 1));
    assert!(fresh.iter().all(|ask| old.iter().all(|other| other.number < ask.number)));
    let before = model.clone();
    for ask in old {
        let outcome = good(&ask, noon());
        assert!(update(&mut model, Msg::Answered { ask, at: noon(), outcome }).is_empty());
    }
    assert_eq!(model, before);
}

#[test]
fn back_again_the_old_answers_still_change_nothing() {
    let mut model = blank();
    let old = asks(&start(&mut model));
    run(&mut model, "pipeline orders");
    run(&mut model, "pipeline prices");
    let before = model.clone();
    for ask in old {
        let outcome = good(&ask, noon());
        update(&mut model, Msg::Answered { ask, at: noon(), outcome });
    }
    assert_eq!(model, before);
}

#[test]
fn an_answer_of_the_wrong_kind_is_a_fault_and_no_value() {
    let mut model = blank();
    let ask = asks(&start(&mut model)).into_iter().find(|ask| ask.feed == Feed::Stream).unwrap();
    update(&mut model, Msg::Answered { ask, at: at(1), outcome: Ok(Answer::FanOut(Vec::new())) });
    assert_eq!(model.watch.snapshot.stream.value, None);
    assert_eq!(model.watch.snapshot.stream.fault.as_ref().map(|fault| fault.kind.clone()), Some(FaultKind::Unreadable));
}
