//! The process dies at every point where something happens: the journal stays whole, nothing is done twice, the next one ends it.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::time::Duration;

use tidegate::domain::action::Action;
use tidegate::domain::approval::Approved;
use tidegate::domain::call::Call;
use tidegate::domain::outcome::{Outcome, Progress};
use tidegate::domain::plan::Until;

use super::bed::{Bed, Cut, add_writers, bed, continues, writers};

/// Where a run dies: at a request, or right after the n-th message of its progress.
#[derive(Debug, Clone, Copy)]
enum Death {
    Request(Cut),
    Message(usize),
}

/// Runs until the death; the outcome when it came to its end before.
async fn until(bed: &Bed, approved: &Approved, death: Death) -> Option<Outcome> {
    match death {
        Death::Request(cut) => {
            bed.gate.cut(Some(cut));
            let outcome = bed.run_with(approved, None, |_, _| {}).await;
            bed.gate.cut(None);
            outcome
        }
        Death::Message(nth) => {
            let mut heard = 0;
            let run = bed.run_with(approved, None, |progress, _| {
                // Waiting comes as often as the world is read; the journal is written between the others.
                heard += usize::from(!matches!(progress, Progress::Waiting { .. } | Progress::Shards { .. }));
                if heard == nth {
                    bed.gate.fallen.notify_one();
                }
            });
            run.await
        }
    }
}

/// What every death must leave: a whole journal, whose open run the next start finds.
async fn found(bed: &Bed, wish: &Action) -> Option<u64> {
    bed.entries().await;
    continues(&bed.journal.history(&bed.pipeline.stream).await.unwrap(), wish)
}

/// Lets whatever is under way in the world come about, as whoever starts again sees it.
async fn calm(bed: &Bed) {
    for _ in 0..60 {
        let busy = bed.sim.with_world(|world| {
            world.streams.values().any(|stream| stream.updating_until.is_some())
                || world.functions.values().any(|function| function.updating_until.is_some())
        });
        if !busy {
            return;
        }
        bed.clock.sleep(Duration::from_secs(10)).await;
    }
}

/// A reshard in four steps, killed once, then gone on with.
async fn reshard(death: Death) -> bool {
    let bed = bed();
    let to = 16 * bed.open_shards();
    let wish = Action::Reshard { to: u64::from(to) };
    let approved = bed.ladder(to).await.unwrap();
    assert_eq!(approved.plan().steps.len(), 4);
    let ended = until(&bed, &approved, death).await.is_some();
    calm(&bed).await;
    let before = found(&bed, &wish).await;
    if let Some(rest) = bed.ladder(to).await {
        let outcome = bed.run_with(&rest, before, |_, _| {}).await;
        assert!(outcome.as_ref().is_some_and(Outcome::is_applied), "{death:?}: {outcome:?}");
        assert!(found(&bed, &wish).await.is_none(), "{death:?}: a run stayed open");
    }
    let calls = bed.sim.with_world(|world| world.streams[&bed.pipeline.stream].reshard_calls.len());
    assert_eq!((bed.open_shards(), calls), (to, 4), "{death:?}");
    ended
}

/// Every writer's environment.
fn environments(bed: &Bed) -> BTreeMap<String, BTreeMap<String, String>> {
    let of = |name: &String| (name.clone(), bed.sim.with_world(|world| world.functions[name].environment.clone()));
    bed.pipeline.writers.iter().map(of).collect()
}

/// The writers that still send, as calls of one wave.
fn rollback(bed: &Bed) -> Vec<(Call, u32, Until)> {
    let wanted = BTreeMap::from([("USE_KINESIS".to_owned(), "false".to_owned()), ("KINESIS_PERCENTAGE".to_owned(), "0".to_owned())]);
    let still = environments(bed).into_iter().filter(|(_, held)| wanted.iter().any(|(name, value)| held.get(name) != Some(value)));
    let call = |(function, _): (String, _)| {
        let revision = bed.sim.with_world(|world| world.functions[&function].revision.clone());
        (Call::PatchEnvironment { function, revision: Some(revision), set: wanted.clone() }, 0, Until::FunctionUpdated)
    };
    still.map(call).collect()
}

/// A rollback of three writers, killed once, then gone on with.
async fn three_writers(death: Death) -> bool {
    let bed = three();
    let before = environments(&bed);
    let approved = bed.approved(&Action::Rollback, rollback(&bed)).await;
    assert_eq!(approved.plan().steps.len(), 3);
    let writes = "PUT https://lambda.us-east-1.amazonaws.com/2015-03-31/functions";
    if let Death::Message(_) = death {
        bed.gate.cut(None);
    }
    let ended = until(&bed, &approved, death).await.is_some();
    calm(&bed).await;
    let open = found(&bed, &Action::Rollback).await;
    let rest = rollback(&bed);
    if !rest.is_empty() {
        let rest = bed.approved(&Action::Rollback, rest).await;
        let left = rest.plan().steps.len();
        bed.gate.cut(None);
        let outcome = bed.run_with(&rest, open, |_, _| {}).await;
        assert!(outcome.as_ref().is_some_and(Outcome::is_applied), "{death:?}: {outcome:?}");
        assert_eq!(bed.gate.count(writes), left, "{death:?}: a writer was written twice");
    }
    for (name, mut held) in before {
        held.insert("USE_KINESIS".to_owned(), "false".to_owned());
        held.insert("KINESIS_PERCENTAGE".to_owned(), "0".to_owned());
        assert_eq!(environments(&bed)[&name], held, "{death:?}: {name}");
    }
    bed.entries().await;
    ended
}

/// A world with three writers, each with secrets of its own.
pub(super) fn three() -> Bed {
    let mut bed = bed();
    bed.sim.with_world(add_writers);
    bed.pipeline.writers = writers();
    bed
}

/// Dies at every second request or so, before the world hears of it and after, and after every message; counts the deaths.
async fn everywhere(steps: usize, live: impl AsyncFn(Death) -> bool) -> usize {
    let mut deaths = 0;
    for nth in (0..).step_by(steps) {
        let ended = [live(Death::Request(Cut::Before(nth))).await, live(Death::Request(Cut::After(nth + steps / 2))).await];
        deaths += ended.iter().filter(|ended| !**ended).count();
        if ended == [true, true] {
            break;
        }
    }
    for nth in 1.. {
        if live(Death::Message(nth)).await {
            break;
        }
        deaths += 1;
    }
    deaths
}

#[tokio::test(start_paused = true)]
async fn a_reshard_of_four_steps_survives_a_death_anywhere() {
    let deaths = everywhere(4, reshard).await;
    println!("{deaths} deaths of a reshard");
    assert!(30 < deaths, "{deaths}");
}

#[tokio::test(start_paused = true)]
async fn a_rollback_of_three_writers_survives_a_death_anywhere() {
    let deaths = everywhere(2, three_writers).await;
    println!("{deaths} deaths of a rollback");
    assert!(30 < deaths, "{deaths}");
}
