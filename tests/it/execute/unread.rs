//! The world does not answer between two steps of a ladder, or does not show what was taken: nobody is accused of what nobody saw.

use tidegate::domain::outcome::{Outcome, Progress};
use tidegate::sim::world::fault::{WireFault, WireFaultKind};
use tidegate::sim::world::foreign::Foreign;

use super::bed::{Bed, bed};

/// A ladder of two steps. Once the first one was seen, nobody answers for the stream, and after that for `what` alone, until that
/// was waited for `healed` times. `deeds` happen in the first moment of it.
async fn silenced(bed: &Bed, what: &str, healed: Option<usize>, deeds: impl Fn(&Bed)) -> (Outcome, usize) {
    let (first, mut waited, mut is_cut) = (bed.open_shards() as usize, 0, false);
    let approved = bed.ladder(4 * bed.open_shards()).await.expect("two steps");
    let operation = if what == STREAM { "DescribeStreamSummary" } else { "ListShards" };
    let outcome = bed.run_with(&approved, None, |progress, _| match progress {
        Progress::Shards { map, status } if !is_cut && status == "ACTIVE" && map.open_count() == 2 * first => {
            is_cut = true;
            for operation in ["DescribeStreamSummary", "ListShards"] {
                let fault = WireFault::always(Some("kinesis"), Some(operation), WireFaultKind::Throttle);
                bed.sim.with_world(|world| world.faults.push(fault));
            }
            deeds(bed);
        }
        Progress::Waiting { what: told, .. } if told.contains("could not be read") => {
            waited += usize::from(told.starts_with(&format!("{what} could not be read: ")));
            let is_healed = healed == Some(waited);
            bed.sim.with_world(|world| world.faults.retain(|fault| fault.operation.as_deref() == Some(operation) && !is_healed));
        }
        _ => {}
    });
    let outcome = outcome.await.expect("it ends");
    (outcome, waited)
}

const STREAM: &str = "the stream";
const SHARDS: &str = "the shard list";

#[tokio::test(start_paused = true)]
async fn a_reading_that_fails_between_two_steps_is_tried_again() {
    for what in [STREAM, SHARDS] {
        let bed = bed();
        let first = bed.open_shards();
        let (outcome, waited) = silenced(&bed, what, Some(3), |_| {}).await;
        assert!(outcome.is_applied(), "{what}: {outcome:?}");
        assert_eq!((waited, bed.open_shards()), (3, 4 * first), "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_stays_unread_ends_it_and_accuses_nobody() {
    for what in [STREAM, SHARDS] {
        let bed = bed();
        let (first, began) = (bed.open_shards(), bed.now());
        let (outcome, waited) = silenced(&bed, what, None, |_| {}).await;
        let Outcome::Stale { changed, step: 1 } = &outcome else { panic!("{what}: {outcome:?}") };
        assert_eq!(changed.len(), 1, "{changed:?}");
        assert!(changed[0].starts_with(&format!("{what} could not be read: ")), "{changed:?}");
        let minutes = bed.now().duration_since(began).as_mins();
        assert!(2 < waited && (15..20).contains(&minutes), "{what}: {waited} times in {minutes} minutes");
        assert_eq!((bed.open_shards(), bed.gate.count("UpdateShardCount")), (2 * first, 1), "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn other_shards_of_the_same_number_are_seen_although_their_list_could_not_be_read_at_first() {
    let bed = bed();
    let first = bed.open_shards();
    let (outcome, _) = silenced(&bed, SHARDS, Some(20), |bed| {
        let stream = bed.pipeline.stream.clone();
        bed.sim.with_world(|world| {
            Foreign::Split { stream: stream.clone() }.happen(world);
            let until = world.streams[&stream].updating_until.expect("it is UPDATING");
            world.somebody_will(until, Foreign::Merge { stream });
        });
    })
    .await;
    let Outcome::Stale { changed, step: 1 } = &outcome else { panic!("{outcome:?}") };
    assert!(changed[0].starts_with("the open shards are not those that the last step left: closed shardId-"), "{changed:?}");
    assert!(changed[1].starts_with("this run did not do that: "), "{changed:?}");
    assert_eq!((bed.open_shards(), bed.gate.count("UpdateShardCount")), (2 * first, 1));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_taken_and_does_not_come_about_is_told_as_that() {
    let bed = bed();
    let (first, stream) = (bed.open_shards(), bed.pipeline.stream.clone());
    let before = bed.sim.with_world(|world| world.streams[&stream].clone());
    let approved = bed.ladder(4 * first).await.expect("two steps");
    let outcome = bed.run_with(&approved, None, |progress, _| {
        if matches!(progress, Progress::Answered { step: 0, .. }) {
            bed.sim.with_world(|world| drop(world.streams.insert(stream.clone(), before.clone())));
        }
    });
    let outcome = outcome.await.expect("it ends");
    let Outcome::Stale { changed, step: 1 } = &outcome else { panic!("{outcome:?}") };
    let [awaited, guarded, whose] = changed.as_slice() else { panic!("{changed:?}") };
    assert_eq!(*awaited, format!("step 1 was taken and has not come about: {stream} is ACTIVE with {first} open shards"));
    assert_eq!(*guarded, format!("stream.open_shards should be {} and is {first} now", 2 * first));
    assert!(whose.starts_with("it did not come about, or other hands changed it since: ") && whose.contains("whoever else may"), "{whose}");
}
