//! Dropped events: counted, not counted and unknown, and where a run of drops begins.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tidegate::domain::call;
use tidegate::domain::dropped::{Dropped, Run, switch_on};
use tidegate::domain::facts::Mapping;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::reading::{Reading, State};
use tidegate::domain::readings;
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::build::{Build, complete, mapping, now, of};

/// Minutes that are judged, and the most that lies between two drops of one run.
const QUARTER: i64 = 15;

fn metrics() -> [MetricId; 2] {
    [Metric::MappingDropped, Metric::MappingPolled].map(|metric| of(metric, "0c5c1f0e"))
}

fn counting() -> Mapping {
    Mapping { counts_events: true, ..mapping() }
}

/// A mapping that dropped 7 events in each of these minutes before the newest complete one, and polled in those.
fn build(drops: &BTreeSet<i64>, polls: &BTreeSet<i64>) -> Build {
    let [dropped, polled] = metrics();
    let build = Build::reference().counting();
    build.minutes(&dropped, |ago| drops.contains(&ago).then_some(7.0)).minutes(&polled, |ago| polls.contains(&ago).then_some(0.0))
}

proptest! {
    #[test]
    fn a_count_is_of_the_newest_quarter_and_its_run_has_no_longer_pause(
        drops in prop::collection::btree_set(0i64..170, 0..40),
        polls in prop::collection::btree_set(0i64..170, 0..170),
    ) {
        let known: Vec<i64> = (0..QUARTER).filter(|ago| drops.contains(ago) || polls.contains(ago)).collect();
        let dropped: Vec<i64> = (0..QUARTER).filter(|ago| drops.contains(ago)).collect();
        let mut first = dropped.first().copied();
        for ago in &drops {
            first = first.map(|first| if *ago <= first + QUARTER { first.max(*ago) } else { first });
        }
        match Dropped::lately(&build(&drops, &polls).snapshot, &counting()) {
            Dropped::NotCounted => prop_assert!(false, "it is counted"),
            Dropped::Unknown => prop_assert!(known.is_empty()),
            Dropped::Counted(count) => {
                prop_assert_eq!((count.minutes, count.events), (known.len(), 7.0 * dropped.len() as f64));
                prop_assert_eq!(count.run.is_some(), !dropped.is_empty(), "a missing minute is no drop");
                if let Some((run, first)) = count.run.zip(first) {
                    let events = 7.0 * drops.iter().filter(|ago| **ago <= first).count() as f64;
                    prop_assert_eq!(run, Run { since: shift(complete(), -60 * (first + 1)), events });
                }
            }
        }
    }
}

#[test]
fn where_nobody_counts_a_number_that_arrived_says_nothing() {
    let all: BTreeSet<i64> = (0..60).collect();
    assert_eq!(Dropped::lately(&build(&all, &all).snapshot, &mapping()), Dropped::NotCounted);
}

#[test]
fn what_is_stale_is_not_known() {
    let all: BTreeSet<i64> = (0..60).collect();
    let mut snapshot = build(&all, &all).snapshot;
    assert!(Dropped::lately(&snapshot, &counting()).running().is_some());
    snapshot.now = shift(now(), 3600);
    assert_eq!(Dropped::lately(&snapshot, &counting()), Dropped::Unknown);
}

#[test]
fn the_command_that_has_lambda_count_can_be_pasted_whatever_the_id_is() {
    let line = "aws --region us-east-1 lambda update-event-source-mapping --uuid 0c5c1f0e --metrics-config Metrics=EventCount";
    assert_eq!(switch_on(&Build::reference().snapshot, &mapping()), line);
    assert_eq!(
        call::count_events("a'; rm b", ""),
        r"aws lambda update-event-source-mapping --uuid 'a'\''; rm b' --metrics-config Metrics=EventCount"
    );
}

/// One published reading.
fn reading(snapshot: &Snapshot, name: &str) -> Reading {
    readings::get(snapshot, name).unwrap_or_else(|| panic!("{name} is not published"))
}

#[test]
fn dropped_events_are_a_number_only_where_they_are_counted() {
    let full = || Build::reference().fan_out("audit.v2").calm();
    let name = "consumer.PriceAnalytics.dropped_per_minute";
    let off = reading(&full().snapshot, name);
    assert_eq!((off.value, off.state), (None, State::NotConfigured));
    let command = "`aws --region us-east-1 lambda update-event-source-mapping --uuid 0c5c1f0e --metrics-config Metrics=EventCount`";
    assert!(off.source.field.contains(command), "{}", off.source.field);
    let [dropped, polled] = metrics();
    let on = full().counting().steady(&polled, 60.0).silent(&dropped);
    assert_eq!((reading(&on.snapshot, name).number(), reading(&on.snapshot, name).state), (Some(0.0), State::Fresh));
    let some = on.minutes(&dropped, |ago| (ago == 0).then_some(12.0));
    assert_eq!(reading(&some.snapshot, name).number(), Some(12.0));
    assert!(readings::series(&some.snapshot, name, shift(complete(), -600), now()).is_some());
    assert_eq!(reading(&full().counting().snapshot, name).state, State::NoData, "nothing has arrived yet");
    assert_eq!(reading(&Build::named().snapshot, name).state, State::NoData, "nobody knows whether it is counted");
    assert_eq!(readings::get(&full().snapshot, "consumer.audit.v2.dropped_per_minute"), None, "a fan-out consumer has no mapping");
}
