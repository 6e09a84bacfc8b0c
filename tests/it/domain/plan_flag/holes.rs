//! What settled changes of the flag do to the ledger of holes.

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::holes::{Hole, entailed, holes, writes_per_hour};
use tidegate::domain::journal::{Entry, Event, History};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::{calm, three};
use crate::domain::build::now;

/// Adds events as the journal would.
fn add(history: &mut History, events: Vec<Event>, at: Timestamp) {
    for event in events {
        let seq = history.entries().len() as u64 + 1;
        let (who, pipeline, stream, text) = (None, "prices".to_owned(), "PriceTicks".to_owned(), String::new());
        history.add(Entry { seq, at, who, pipeline, stream, event, prev: text.clone(), hash: text });
    }
}

/// The ledger after changes of the effective percentage, an hour apart.
fn ledger(snapshot: &Snapshot, shares: &[Option<f64>]) -> Vec<Hole> {
    let mut history = History::default();
    let mut end = now();
    for pair in shares.windows(2) {
        let at = end;
        end = shift(at, 3600);
        let events = entailed(pair[0], pair[1], &history, snapshot, at);
        add(&mut history, events, at);
    }
    holes(&history, end)
}

fn shares(ledger: &[Hole]) -> Vec<(u32, bool, Option<u64>)> {
    ledger.iter().map(|hole| (hole.percentage, hole.until.is_some(), hole.missing)).collect()
}

#[test]
fn a_rollback_opens_a_hole_with_an_estimate_and_a_deadline() {
    let snapshot = calm().snapshot;
    // 69,440 writes a minute.
    assert_eq!(writes_per_hour(&snapshot), Some(69_440.0 * 60.0));
    let ledger = ledger(&snapshot, &[Some(100.0), Some(0.0)]);
    assert_eq!(shares(&ledger), [(0, false, Some(4_166_400))]);
    assert_eq!(ledger[0].from, now());
    assert_eq!(ledger[0].fill_by, Some(shift(now(), 7 * 86_400)));
}

#[test]
fn each_stage_is_a_hole_of_its_own_until_everything_is_sent() {
    let steps = [100.0, 0.0, 10.0, 50.0, 100.0].map(Some);
    assert_eq!(
        shares(&ledger(&calm().snapshot, &steps)),
        [(0, true, Some(4_166_400)), (10, true, Some(3_749_760)), (50, true, Some(2_083_200))]
    );
}

#[test]
fn a_share_between_whole_percents_is_rounded_so_that_the_hole_is_not_smaller() {
    assert_eq!(shares(&ledger(&calm().snapshot, &[Some(100.0), Some(99.5)])), [(99, false, Some(20_832))]);
}

#[test]
fn without_a_rate_a_table_or_a_ttl_a_hole_is_still_a_hole() {
    let mut snapshot = calm().snapshot;
    snapshot.pipeline.table = None;
    snapshot.pipeline.table_keeps = None;
    let ledger = ledger(&snapshot, &[Some(100.0), Some(0.0)]);
    assert_eq!((shares(&ledger), ledger[0].fill_by), (vec![(0, false, None)], None));
    let mut batches = calm().snapshot;
    "BatchWriteItem".clone_into(&mut batches.pipeline.table_operation);
    assert_eq!(writes_per_hour(&batches), None);
}

#[test]
fn holders_that_do_not_agree_make_a_hole_of_unknown_size_by_the_least_of_them() {
    let mut build = calm();
    three(&mut build);
    assert_eq!(shares(&ledger(&build.snapshot, &[Some(100.0), None])), [(0, false, None)]);
    // Once they agree the same hole has a size.
    assert_eq!(shares(&ledger(&build.snapshot, &[Some(100.0), None, Some(0.0)])), [(0, true, None), (0, false, Some(4_166_400))]);
}

#[test]
fn a_change_that_moves_nothing_opens_nothing() {
    assert_eq!(ledger(&calm().snapshot, &[Some(10.0), Some(10.0)]), []);
    assert_eq!(ledger(&calm().snapshot, &[Some(100.0), Some(100.0)]), []);
}

proptest! {
    /// At most one hole is open, it is that of the last change, and the same change again says nothing new.
    #[test]
    fn the_ledger_follows_the_percentage(steps in prop::collection::vec(prop::option::weighted(0.9, 0..=100_u32), 2..8)) {
        let steps: Vec<Option<f64>> = steps.into_iter().map(|step| step.map(f64::from)).collect();
        let snapshot = calm().snapshot;
        let mut history = History::default();
        for pair in steps.windows(2) {
            let events = entailed(pair[0], pair[1], &history, &snapshot, now());
            add(&mut history, events, now());
            prop_assert_eq!(entailed(pair[0], pair[1], &history, &snapshot, now()), Vec::new());
            let open: Vec<Hole> = holes(&history, now()).into_iter().filter(|hole| hole.until.is_none()).collect();
            prop_assert!(open.len() <= 1);
            match pair[1] {
                Some(share) if 100.0 <= share => prop_assert!(open.is_empty()),
                Some(share) if pair[0] != pair[1] => prop_assert!((f64::from(open[0].percentage) - share).abs() < 1e-9),
                _ => {}
            }
        }
    }
}
