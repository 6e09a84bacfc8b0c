//! Other hands in the middle of a ladder: what its next step is guarded by ends it before anything is sent, all else does not.

use tidegate::domain::action::Action;
use tidegate::domain::facts::StreamMode;
use tidegate::domain::journal::Event;
use tidegate::domain::outcome::{Outcome, Progress, Refusal};
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::world::foreign::Foreign;

use super::bed::{Bed, bed};

/// When somebody else acts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moment {
    /// In the very second in which the stream is ACTIVE again after our first step, before we have seen that.
    Unseen,
    /// After we have seen it, before we look for the last time.
    Between,
    /// After we have looked for the last time, before our second call arrives.
    AtTheCall,
}

const SEEN: [Moment; 2] = [Moment::Unseen, Moment::Between];

/// A ladder of four steps in which somebody else does these things after the first: how it ended.
async fn disturbed(bed: &Bed, moment: Moment, deeds: &[Foreign]) -> Outcome {
    let first = bed.open_shards();
    let approved = bed.ladder(16 * first).await.expect("four steps");
    assert_eq!(approved.plan().steps.len(), 4);
    let stream = &bed.pipeline.stream;
    let mut left = deeds.to_vec();
    // Each deed begins when the stream is ACTIVE after the one before.
    let act = |left: &mut Vec<Foreign>, at_once: bool| {
        bed.sim.with_world(|world| {
            for (nth, deed) in left.drain(..).enumerate() {
                match world.streams[stream].updating_until {
                    None if at_once && nth == 0 => deed.happen(world),
                    until => world.somebody_will(until.expect("it is UPDATING"), deed),
                }
            }
        });
    };
    if moment == Moment::AtTheCall {
        let deed = left.remove(0);
        let second = WireFault::times(Some("kinesis"), Some("UpdateShardCount"), WireFaultKind::Overtaken(deed), 1);
        let outcome = bed.run_with(&approved, None, |progress, _| {
            if matches!(progress, Progress::Answered { step: 0, .. }) {
                bed.sim.with_world(|world| world.faults.push(second.clone()));
            }
        });
        return outcome.await.expect("it ends");
    }
    let outcome = bed.run_with(&approved, None, |progress, _| match progress {
        Progress::Answered { step: 0, .. } if moment == Moment::Unseen => act(&mut left, false),
        Progress::Shards { map, status } if moment == Moment::Between && status == "ACTIVE" && map.open_count() == 2 * first as usize => {
            act(&mut left, true);
        }
        _ => {}
    });
    outcome.await.expect("it ends")
}

/// How often this run's own calls left.
async fn sent(bed: &Bed) -> usize {
    bed.entries().await.iter().filter(|entry| matches!(entry.event, Event::Sending { .. })).count()
}

/// The next step is not sent, and the journal says what changed and who could have changed it.
async fn ends_stale(moment: Moment, deeds: impl Fn(&Bed) -> Vec<Foreign>, wanted: impl Fn(u32) -> String, what: &str) {
    let bed = bed();
    let first = bed.open_shards();
    let outcome = disturbed(&bed, moment, &deeds(&bed)).await;
    let told = format!("{what}, {moment:?}: {outcome:?}");
    let Outcome::Stale { changed, step: 1 } = &outcome else { panic!("{told}") };
    let (wanted, last) = (wanted(first), changed.last().expect("it says why"));
    assert!(changed.iter().any(|said| said.ends_with(&wanted)) && last.contains("whoever else may"), "{told}");
    // What was never seen may be nobody's work; what is gone is somebody's.
    let is_doubted = changed[0].starts_with("step 1 was taken and has not come about: ") && !wanted.ends_with("deleted");
    assert_eq!(last.starts_with("it did not come about, or other hands changed it since: "), is_doubted, "{told}");
    assert_eq!(last.starts_with("this run did not do that: "), !is_doubted, "{told}");
    assert!(moment == Moment::Unseen || changed.len() == 2, "{told}");
    assert_eq!(sent(&bed).await, 1, "{told}");
    let entries = bed.entries().await;
    assert!(matches!(&entries.last().map(|entry| &entry.event), Some(Event::Settled { outcome: kept, .. }) if *kept == outcome), "{told}");
    let history = bed.journal.history(&bed.pipeline.stream).await.expect("it reads");
    assert!(history.open_runs().is_empty(), "{told}");
}

#[tokio::test(start_paused = true)]
async fn another_number_of_shards_ends_it() {
    let count = |to: u32| move |bed: &Bed| vec![Foreign::ShardCount { stream: bed.pipeline.stream.clone(), to: to * bed.open_shards() }];
    let should = |is: fn(u32) -> u32| move |first: u32| format!("stream.open_shards should be {} and is {} now", 2 * first, is(first));
    for moment in SEEN {
        ends_stale(moment, count(1), should(|first| first), "back").await;
        // Not even where they go where the next step was to go: the shards are theirs.
        ends_stale(moment, count(4), should(|first| 4 * first), "onwards").await;
        let split = |bed: &Bed| vec![Foreign::Split { stream: bed.pipeline.stream.clone() }];
        ends_stale(moment, split, should(|first| 2 * first + 1), "split").await;
        let merge = |bed: &Bed| vec![Foreign::Merge { stream: bed.pipeline.stream.clone() }];
        ends_stale(moment, merge, should(|first| 2 * first - 1), "merge").await;
    }
}

#[tokio::test(start_paused = true)]
async fn other_shards_of_the_same_number_end_it() {
    let bed = bed();
    let stream = bed.pipeline.stream.clone();
    let split = Foreign::Split { stream: stream.clone() };
    let (first, to) = (bed.open_shards(), 2 * bed.open_shards());
    let approved = bed.ladder(16 * first).await.expect("four steps");
    let mut acted = false;
    let outcome = bed.run_with(&approved, None, |progress, _| {
        let Progress::Shards { map, status } = progress else { return };
        if !acted && status == "ACTIVE" && map.open_count() == to as usize {
            acted = true;
            bed.sim.with_world(|world| {
                split.happen(world);
                let until = world.streams[&stream].updating_until.expect("it is UPDATING");
                world.somebody_will(until, Foreign::Merge { stream: stream.clone() });
            });
        }
    });
    let outcome = outcome.await.expect("it ends");
    let Outcome::Stale { changed, step: 1 } = &outcome else { panic!("{outcome:?}") };
    assert!(changed[0].starts_with("the open shards are not those that the last step left: closed shardId-"), "{changed:?}");
    assert_eq!((sent(&bed).await, bed.open_shards()), (1, to));
}

#[tokio::test(start_paused = true)]
async fn another_mode_ends_it() {
    for moment in SEEN {
        let mode = |bed: &Bed| vec![Foreign::Mode { stream: bed.pipeline.stream.clone(), to: StreamMode::OnDemand }];
        ends_stale(moment, mode, |_| "stream.mode should be provisioned and is on-demand now".to_owned(), "mode").await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_stream_ends_it() {
    for moment in SEEN {
        let deletion = |bed: &Bed| vec![Foreign::Deletion { stream: bed.pipeline.stream.clone() }];
        ends_stale(moment, deletion, |_| "there is no stream PriceTicks any more: it was deleted".to_owned(), "deletion").await;
    }
}

#[tokio::test(start_paused = true)]
async fn another_retention_is_none_of_its_business() {
    for moment in SEEN {
        for hours in [48, 24] {
            let bed = bed();
            let (first, stream) = (bed.open_shards(), bed.pipeline.stream.clone());
            bed.sim.with_world(|world| world.streams.get_mut(&stream).expect("it is there").retention_hours = 36);
            let outcome = disturbed(&bed, moment, &[Foreign::Retention { stream: stream.clone(), hours }]).await;
            assert!(outcome.is_applied(), "{moment:?}: {outcome:?}");
            let (open, kept) = bed.sim.with_world(|world| (world.streams[&stream].open_count(), world.streams[&stream].retention_hours));
            assert_eq!((open, kept, sent(&bed).await), (16 * first, hours, 4), "{moment:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_faster_by_a_moment_makes_aws_refuse_the_next_call_and_nothing_is_sent_twice() {
    let stream = || bed().pipeline.stream;
    for deed in [
        Foreign::ShardCount { stream: stream(), to: 5 },
        Foreign::Split { stream: stream() },
        Foreign::Merge { stream: stream() },
        Foreign::Mode { stream: stream(), to: StreamMode::OnDemand },
        Foreign::Retention { stream: stream(), hours: 48 },
    ] {
        let bed = bed();
        let outcome = disturbed(&bed, Moment::AtTheCall, std::slice::from_ref(&deed)).await;
        assert!(matches!(outcome, Outcome::Failed { step: 1, kind: Refusal::Conflict, .. }), "{deed:?}: {outcome:?}");
        assert_eq!(sent(&bed).await, 2, "{deed:?}: the first step, and the one that was refused");
    }
    let bed = bed();
    let outcome = disturbed(&bed, Moment::AtTheCall, &[Foreign::Deletion { stream: stream() }]).await;
    assert!(matches!(&outcome, Outcome::Failed { step: 1, why, .. } if why.contains("not found")), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_ladder_whose_count_is_not_the_expected_one_sends_no_more() {
    let bed = bed();
    let open = bed.open_shards();
    let steps = vec![bed.resize(open, 2 * open, 0), bed.resize(3 * open, 4 * open, 1)];
    let outcome = bed.run(&bed.approved(&Action::Reshard { to: u64::from(4 * open) }, steps).await).await;
    let Outcome::Stale { changed, step: 1 } = outcome else { panic!("{outcome:?}") };
    assert_eq!(changed[0], format!("stream.open_shards should be {} and is {} now", 3 * open, 2 * open));
}
