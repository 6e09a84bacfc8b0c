//! Going back unattended: harm that a promotion brought is undone, harm that it did not bring is left, and where one family of
//! metrics goes missing nothing is undone by what it said before.

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::action::Action;
use tidegate::domain::checklist::{Check, Mark};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::finding::{GoingBack, going_back, judge, unhelpful};
use tidegate::domain::gate::{self, GATES};
use tidegate::domain::ids::FINDINGS;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::metrics::{Points, Track};
use tidegate::domain::plan;
use tidegate::domain::rollout::machine::phase;
use tidegate::domain::rollout::watch::{Decision, Reading, Terms, decide};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;
use tidegate::sim::scenario::{self, Scenario, Trouble};
use tidegate::sim::world::World;

use super::observe;

/// What goes wrong when half of the writes go to the stream, the gate that must bring it back, and the families of metrics that
/// it cannot be told without.
struct Bad {
    gate: &'static str,
    trouble: fn() -> Trouble,
    needs: &'static [Metric],
}

const BAD: [Bad; 4] = [
    Bad {
        gate: "writer-functions",
        trouble: || Trouble { writer_failing: Some([0.05, 0.1]), ..Trouble::default() },
        needs: &[Metric::FunctionErrors, Metric::FunctionInvocations],
    },
    Bad {
        gate: "table-unharmed",
        // So few that the writes for each run do not tell of it too.
        trouble: || Trouble { table_throttled: Some([0.02, 0.05]), ..Trouble::default() },
        needs: &[Metric::TableThrottledRequests, Metric::TableRequests],
    },
    Bad {
        gate: "table-unharmed",
        trouble: || Trouble { table_errors: Some([0.01, 0.03]), ..Trouble::default() },
        needs: &[Metric::TableSystemErrors, Metric::TableRequests],
    },
    Bad {
        gate: "queue",
        trouble: || Trouble { broadcast_share: Some([0.3, 0.7]), ..Trouble::default() },
        needs: &[Metric::QueueSent, Metric::TableRequests],
    },
];

/// How a metric goes missing.
#[derive(Debug, Clone, Copy)]
enum Missing {
    /// It is refused, by itself.
    Refused,
    /// It is answered, without any new value.
    Empty,
    /// It is not asked for any more.
    Unasked,
}

const WAYS: [Missing; 3] = [Missing::Refused, Missing::Empty, Missing::Unasked];

fn start() -> Timestamp {
    "2026-11-23T03:14:30Z".parse().unwrap()
}

/// A world at 10 % in which something goes wrong at 50 %, so many minutes after somebody went up.
fn promoted(bad: &Bad, seed: u64, minutes: i64) -> World {
    let half = scenario::get("fails-at-half").unwrap();
    let law = tidegate::sim::scenario::Law { percentage: 10, trouble: (bad.trouble)(), ..half.law };
    let mut world = World::genesis_after(&Scenario { name: half.name, law }, seed, start(), (observe::HOURS + 1) * 3600);
    set(&mut world, 50);
    later(&mut world, minutes * 60);
    world
}

/// Somebody sets the percentage at the writer, from nowhere that the journal knows of.
fn set(world: &mut World, percentage: u8) {
    let now = world.now;
    let writer = world.functions.get_mut("HeliusPriceWebhook").unwrap();
    writer.environment.insert("KINESIS_PERCENTAGE".to_owned(), percentage.to_string());
    writer.last_modified = now;
}

fn later(world: &mut World, seconds: i64) {
    let until = shift(world.now, seconds);
    world.advance_to(until);
}

fn ready() -> Vec<plan::Check> {
    vec![plan::Check { id: "flag-configured".to_owned(), verdict: plan::Verdict::Pass, evidence: "it is".to_owned() }]
}

fn gates(snapshot: &Snapshot) -> Vec<Check> {
    gate::judge(snapshot, &ready())
}

fn reading(snapshot: &Snapshot) -> Reading {
    let gates = gates(snapshot);
    Reading::of(snapshot, &gates, phase(snapshot, &gates))
}

fn eager() -> Terms {
    Terms { promote: true, roll_back: true, until: 100, patience: std::time::Duration::from_mins(45) }
}

/// What two looks a minute apart decide.
fn twice(world: &mut World) -> Decision {
    let first = reading(&observe::observe(world));
    later(world, 60);
    decide(&[first, reading(&observe::observe(world))], &eager())
}

/// Takes what came of a family of metrics after the moment of `before`.
fn take_away(snapshot: &mut Snapshot, before: &Snapshot, family: Metric, how: Missing) {
    let ids: Vec<MetricId> = snapshot.metrics.ids().filter(|id| id.metric == family).collect();
    for id in ids {
        let end = before.metrics.complete_until(&id, before.now);
        let from = shift(end, -observe::HOURS * 3600);
        let points: Vec<(Timestamp, f64)> = before
            .metrics
            .track(&id)
            .into_iter()
            .flat_map(|track| track.series.range(from, end))
            .filter_map(|(at, value)| Some((at, value?)))
            .collect();
        let (until, at) = match how {
            Missing::Empty => (shift(snapshot.now, 30), snapshot.now),
            Missing::Refused | Missing::Unasked => (end, before.now),
        };
        *snapshot.metrics.track_mut(&id) = Track::default();
        snapshot.metrics.take_window(&Points { id: id.clone(), points, fault: None }, from, until, at);
        if matches!(how, Missing::Refused) {
            let fault = Fault {
                kind: FaultKind::Service,
                call: "cloudwatch:GetMetricData".to_owned(),
                code: Some("InternalError".to_owned()),
                message: String::new(),
                at: snapshot.now,
            };
            snapshot.metrics.fail(&[id], &fault);
        }
    }
}

#[test]
fn harm_that_a_promotion_brought_is_undone() {
    for bad in &BAD {
        for seed in [640, 641] {
            let decided = twice(&mut promoted(bad, seed, 12));
            assert!(matches!(&decided, Decision::RollBack { gates } if gates.contains(&bad.gate)), "{} {seed}: {decided:?}", bad.gate);
        }
    }
}

#[test]
fn what_a_missing_family_said_before_brings_nothing_back() {
    for bad in &BAD {
        let mut world = promoted(bad, 650, 12);
        let before = observe::observe(&mut world);
        let first = reading(&before);
        let snapshots: Vec<Snapshot> = (0..8)
            .map(|_| {
                later(&mut world, 60);
                observe::observe(&mut world)
            })
            .collect();
        for family in Metric::ALL {
            for how in WAYS {
                let mut readings = vec![first.clone()];
                let mut gates = Vec::new();
                for whole in &snapshots {
                    let mut damaged = whole.clone();
                    take_away(&mut damaged, &before, *family, how);
                    readings.push(reading(&damaged));
                    if let Decision::RollBack { gates: more } = decide(&readings, &eager()) {
                        gates.extend(more);
                    }
                }
                let told = format!("{} without {family:?}, {how:?}: {gates:?}", bad.gate);
                if *family == Metric::IncomingRecords && matches!(how, Missing::Empty) {
                    // Three minutes of the table without a record are known to have none.
                    continue;
                }
                if bad.needs.contains(family) || *family == Metric::IncomingRecords {
                    assert!(!gates.contains(&bad.gate), "{told}");
                } else if !is_control_of(*family, bad) {
                    assert!(gates.contains(&bad.gate), "{told}");
                }
            }
        }
    }
}

/// Whether an absent count of what the gate needs is a zero only because this family arrives.
fn is_control_of(family: Metric, bad: &Bad) -> bool {
    use tidegate::domain::metric::Absence;
    bad.needs.iter().any(|need| need.definition().absent == Absence::ZeroWhen(family))
}

#[test]
fn harm_that_no_promotion_brought_is_left_where_a_rollback_does_not_help() {
    for scenario in ["dynamo-throttle", "broadcast-loss", "table-errors", "writer-errors", "stopped-consumer", "firehose-delay"] {
        for seed in [660, 661] {
            let mut world = super::world(scenario, seed);
            for _ in 0..3 {
                let decided = twice(&mut world);
                assert!(!matches!(decided, Decision::RollBack { .. }), "{scenario} {seed}: {decided:?}");
            }
        }
    }
    for scenario in ["spike", "hot-shard"] {
        let decided = twice(&mut super::world(scenario, 662));
        assert!(matches!(&decided, Decision::RollBack { gates } if gates.contains(&"stream-throttles")), "{scenario}: {decided:?}");
    }
}

#[test]
fn a_stage_that_was_gone_back_to_does_not_answer_for_the_one_above_it() {
    let bad = &BAD[0];
    let mut world = promoted(bad, 670, 20);
    set(&mut world, 10);
    for minute in 0..25 {
        later(&mut world, 60);
        let decided = twice(&mut world);
        assert!(!matches!(decided, Decision::RollBack { .. } | Decision::Promote { .. }) || 8 <= minute, "{minute}: {decided:?}");
        assert!(!matches!(decided, Decision::RollBack { .. }), "{minute}: {decided:?}");
    }
}

#[test]
fn a_new_stage_says_nothing_until_five_minutes_of_it_are_known() {
    let mut world = super::world("calm", 680);
    set(&mut world, 50);
    later(&mut world, 6);
    let young = gates(&observe::observe(&mut world));
    for id in ["stream-throttles", "iterator-age", "table-unharmed", "writer-functions", "consumers", "queue"] {
        let gate = young.iter().find(|gate| gate.id == id).unwrap();
        assert_eq!(gate.mark, Mark::NotEnoughData, "{gate:?}");
        assert!(gate.waits_seconds.is_some_and(|seconds| (300..=480).contains(&seconds)), "{gate:?}");
        assert!(!gate.evidence.iter().any(|line| line.contains("0.0 ms") || line.contains("0 errors in 0")), "{gate:?}");
    }
    later(&mut world, 12 * 60);
    let grown = gates(&observe::observe(&mut world));
    for id in ["stream-throttles", "table-unharmed", "writer-functions", "consumers", "queue"] {
        let gate = grown.iter().find(|gate| gate.id == id).unwrap();
        assert_eq!(gate.mark, Mark::Pass, "{gate:?}");
    }
}

#[test]
fn one_table_says_whether_going_back_helps() {
    let helps: Vec<&str> = FINDINGS.iter().filter(|row| going_back(row.id) != GoingBack::HelpsNot).map(|row| row.id).collect();
    assert_eq!(helps.len(), 12, "{helps:?}");
    let gates: Vec<&str> = GATES.iter().map(|(id, _)| *id).filter(|id| gate::helped_by_going_back(id) != GoingBack::HelpsNot).collect();
    assert_eq!(gates, ["stream-throttles", "table-unharmed", "writer-functions", "queue"]);
    // Where the advice says that going back lowers the load, the table says so too, and nothing calls that unhelpful.
    for scenario in ["spike", "hot-shard", "slow-consumer", "broadcast-loss", "firehose-delay"] {
        let snapshot = observe::observe(&mut super::world(scenario, 690));
        for finding in judge(&snapshot) {
            let class = going_back(finding.id);
            assert!(!finding.advice.contains("back lowers the load") || class == GoingBack::LowersTheLoad, "{finding:?}");
            assert!(class == GoingBack::HelpsNot || unhelpful(&finding, &Action::Rollback).is_none(), "{finding:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_order_of_damaged_looks_brings_back_what_the_missing_family_said(
        which in 0..BAD.len(),
        looks in prop::collection::vec(prop::option::of((0..Metric::ALL.len(), 0..WAYS.len())), 2..8),
    ) {
        thread_local! {
            static LOOKS: Vec<(Snapshot, Vec<Snapshot>)> = BAD.iter().map(|bad| {
                let mut world = promoted(bad, 700, 12);
                let before = observe::observe(&mut world);
                let snapshots = (0..8).map(|_| { later(&mut world, 60); observe::observe(&mut world) }).collect();
                (before, snapshots)
            }).collect();
        }
        let bad = &BAD[which];
        let (before, snapshots) = LOOKS.with(|looks| looks[which].clone());
        let mut readings = vec![reading(&before)];
        for (whole, damage) in snapshots.iter().zip(&looks) {
            let mut snapshot = whole.clone();
            let mut is_missing = false;
            if let Some((family, how)) = damage {
                let family = Metric::ALL[*family];
                take_away(&mut snapshot, &before, family, WAYS[*how]);
                is_missing = bad.needs.contains(&family) || family == Metric::IncomingRecords;
            }
            readings.push(reading(&snapshot));
            if let Decision::RollBack { gates } = decide(&readings, &eager()) {
                prop_assert!(!is_missing || !gates.contains(&bad.gate), "{:?} {:?}", bad.gate, damage);
            }
        }
    }
}
