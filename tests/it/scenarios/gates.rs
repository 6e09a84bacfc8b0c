//! The gates over whole worlds: a calm one passes, trouble fails the gate that it is about, and what is missing never lets anyone through.

use proptest::prelude::*;
use tidegate::domain::checklist::{Check, Mark};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::gate::{self, GATES};
use tidegate::domain::metric::Metric;
use tidegate::domain::metrics::Track;
use tidegate::domain::plan;
use tidegate::domain::reading::Held;
use tidegate::domain::rollout::machine::{Phase, phase};
use tidegate::domain::rollout::watch::{Decision, Reading, Terms, decide};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;
use tidegate::sim::scenario;
use tidegate::sim::world::World;

use super::{fortnight, observe};

/// A way back of which everything holds.
fn ready() -> Vec<plan::Check> {
    vec![plan::Check { id: "flag-configured".to_owned(), verdict: plan::Verdict::Pass, evidence: "it is".to_owned() }]
}

/// A world with a day before it, as a first look sees it.
fn seen(scenario: &str, seed: u64) -> Snapshot {
    let start = shift("2026-11-23T03:14:30Z".parse().unwrap(), i64::try_from(seed).unwrap() * 3571);
    let mut world = World::genesis(&scenario::get(scenario).unwrap(), seed, start);
    let mut snapshot = observe::observe_hours(&mut world, 24);
    fortnight::read(&mut world, &mut snapshot);
    snapshot
}

fn of(gates: &[Check], mark: Mark) -> Vec<&'static str> {
    gates.iter().filter(|gate| gate.mark == mark).map(|gate| gate.id).collect()
}

#[test]
fn a_calm_world_passes_every_gate_at_the_first_look() {
    for seed in 500..504 {
        let snapshot = seen("calm", seed);
        let gates = gate::judge(&snapshot, &ready());
        assert_eq!(gates.iter().map(|gate| gate.id).collect::<Vec<_>>(), GATES.map(|(id, _)| id));
        assert_eq!(
            gate::verdict(&gates),
            Mark::Pass,
            "seed {seed}: {:#?}",
            gates.iter().filter(|gate| gate.mark != Mark::Pass).collect::<Vec<_>>()
        );
        assert_eq!(of(&gates, Mark::NotApplicable), ["protected-hours"]);
        assert_eq!(phase(&snapshot, &gates), Phase::Ready { to: 50 });
        assert!(gates.iter().all(|gate| !gate.evidence.is_empty()));
    }
}

/// The gate that must fail in each scenario.
const FAILING: &[(&str, &str)] = &[
    ("hot-shard", "stream-throttles"),
    ("ordered-keys", "stream-throttles"),
    ("slow-consumer", "iterator-age"),
    ("poison-pill", "iterator-age"),
    ("fanout-stall", "iterator-age"),
    ("stopped-consumer", "consumers"),
    ("checkpoint-gap", "consumers"),
    ("dropped-events", "consumers"),
    ("dynamo-throttle", "table-unharmed"),
    ("table-errors", "table-unharmed"),
    ("writer-errors", "writer-functions"),
    ("parity-drift", "parity"),
    ("percentage-ignored", "parity"),
    ("stream-silent", "parity"),
    ("firehose-delay", "firehose-freshness"),
    ("broadcast-loss", "queue"),
    ("over-budget", "cost"),
    ("busy-past", "capacity"),
];

#[test]
fn trouble_fails_the_gate_that_it_is_about() {
    for (scenario, wanted) in FAILING {
        for seed in [510, 511] {
            let snapshot = seen(scenario, seed);
            let gates = gate::judge(&snapshot, &ready());
            assert!(of(&gates, Mark::Fail).contains(wanted), "{scenario} seed {seed}: {gates:#?}");
            assert!(matches!(phase(&snapshot, &gates), Phase::Holding { .. }), "{scenario}");
        }
    }
}

#[test]
fn a_busy_minute_of_the_past_is_all_that_holds_a_calm_world_back() {
    for seed in 515..519 {
        let snapshot = seen("busy-past", seed);
        assert_eq!(of(&gate::judge(&snapshot, &ready()), Mark::Fail), ["capacity"], "seed {seed}");
        // The day that is held does not show it.
        let unread = Snapshot { fortnight: Held::default(), ..snapshot };
        assert_eq!(of(&gate::judge(&unread, &ready()), Mark::NotEnoughData), ["capacity"], "seed {seed}");
    }
}

#[test]
fn worlds_that_cannot_be_seen_hold() {
    for scenario in ["denied", "cloudwatch-outage", "expired-credentials"] {
        let snapshot = seen(scenario, 520);
        let gates = gate::judge(&snapshot, &ready());
        assert_eq!(gate::verdict(&gates), Mark::NotEnoughData, "{scenario}: {gates:#?}");
        let reading = Reading::of(&snapshot, &gates, phase(&snapshot, &gates));
        assert_eq!(decide(&[reading], &eager()), Decision::Wait);
    }
}

fn eager() -> Terms {
    Terms { promote: true, roll_back: true, until: 100, patience: std::time::Duration::from_mins(45) }
}

fn denied() -> Fault {
    Fault {
        kind: FaultKind::Denied { permission: "any".to_owned() },
        call: "any".to_owned(),
        code: None,
        message: "no".to_owned(),
        at: "2026-11-23T03:14:30Z".parse().unwrap(),
    }
}

fn take_away<T>(held: &mut Held<T>) {
    *held = Held { fault: Some(denied()), ..Held::default() };
}

/// Ways in which evidence goes missing.
const DAMAGES: usize = 12;

fn damage(snapshot: &mut Snapshot, which: usize, later: i64) {
    let ids: Vec<_> = snapshot.metrics.ids().collect();
    let mut forget = |of: &dyn Fn(Metric) -> bool| {
        for id in ids.iter().filter(|id| of(id.metric)) {
            *snapshot.metrics.track_mut(id) = Track::default();
        }
    };
    match which {
        0 => snapshot.now = shift(snapshot.now, later),
        1 => forget(&|_| true),
        2 => forget(&|metric| matches!(metric, Metric::IncomingRecords)),
        3 => forget(&|metric| matches!(metric, Metric::TableRequests)),
        4 => forget(&|metric| matches!(metric, Metric::FunctionInvocations | Metric::FunctionDuration)),
        5 => forget(&|metric| matches!(metric, Metric::FunctionIteratorAge | Metric::FanOutBehind | Metric::FirehoseBehind)),
        6 => snapshot.functions.values_mut().for_each(take_away),
        7 => snapshot.mappings.values_mut().for_each(take_away),
        8 => take_away(&mut snapshot.alarms),
        9 => take_away(&mut snapshot.stream),
        10 => take_away(&mut snapshot.fortnight),
        _ => take_away(&mut snapshot.firehose),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_missing_stale_or_denied_never_promotes_nor_rolls_back(
        damages in prop::collection::vec(prop::collection::vec(0..DAMAGES, 1..4), 1..5),
        later in 1200i64..100_000,
    ) {
        thread_local! {
            static CALM: Snapshot = seen("calm", 530);
        }
        let mut readings = Vec::new();
        for (nth, damaged) in (0i64..).zip(&damages) {
            let mut snapshot = CALM.with(Clone::clone);
            snapshot.now = shift(snapshot.now, nth * 60);
            for which in damaged {
                damage(&mut snapshot, *which, later);
            }
            let gates = gate::judge(&snapshot, &ready());
            prop_assert_ne!(gate::verdict(&gates), Mark::Pass, "{:?}", damaged);
            readings.push(Reading::of(&snapshot, &gates, phase(&snapshot, &gates)));
            let decision = decide(&readings, &eager());
            prop_assert!(!matches!(decision, Decision::Promote { .. } | Decision::RollBack { .. } | Decision::Reached), "{decision:?} {damaged:?}");
        }
    }
}
