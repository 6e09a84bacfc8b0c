//! Laws that hold for every snapshot.

use proptest::prelude::*;
use tidegate::domain::fault::FaultKind;
use tidegate::domain::finding::{Level, judge, verdict};
use tidegate::domain::ids;
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::support::{calm, fault, id, now, put};

const SERIES: &[&str] = &[
    "records",
    "bytes",
    "refused writes",
    "refused reads",
    "stream age",
    "fan-out age",
    "consumed",
    "writes",
    "table errors",
    "table throttles",
    "table events",
    "key-range events",
    "writer runs",
    "writer errors",
    "writer throttles",
    "consumer runs",
    "consumer errors",
    "consumer throttles",
    "consumer age",
    "freshness",
    "delivered",
    "firehose records",
    "firehose age",
    "conversions failed",
    "queue age",
    "records of shard 0",
    "refused of shard 0",
    "age of shard 0",
    "records of shard 1",
    "age of shard 1",
];

fn kinds() -> impl Strategy<Value = FaultKind> {
    prop_oneof![
        Just(FaultKind::Denied { permission: "kinesis:ListShards".to_owned() }),
        Just(FaultKind::Throttled),
        Just(FaultKind::Unreachable),
        Just(FaultKind::TimedOut),
        Just(FaultKind::Credentials),
        Just(FaultKind::NotFound),
        Just(FaultKind::Unreadable),
        Just(FaultKind::Service),
        Just(FaultKind::Rejected),
    ]
}

/// Breaks one of the sources: a fault, or no value at all.
fn break_source(snapshot: &mut Snapshot, which: usize, kind: &FaultKind, lost: bool) {
    fn hit<T>(held: &mut Held<T>, kind: &FaultKind, lost: bool) {
        held.fault = Some(fault(kind.clone(), "any:Call"));
        if lost {
            held.value = None;
            held.at = None;
        }
    }
    match which % 13 {
        0 => hit(&mut snapshot.identity, kind, lost),
        1 => hit(&mut snapshot.stream, kind, lost),
        2 => hit(&mut snapshot.shards, kind, lost),
        3 => hit(&mut snapshot.fan_out, kind, lost),
        4 => hit(&mut snapshot.limits, kind, lost),
        5 => hit(&mut snapshot.table, kind, lost),
        6 => hit(snapshot.functions.get_mut("HeliusPriceWebhook").unwrap(), kind, lost),
        7 => hit(snapshot.mappings.get_mut("PriceAnalytics").unwrap(), kind, lost),
        8 => hit(&mut snapshot.firehose, kind, lost),
        9 => hit(&mut snapshot.queue, kind, lost),
        10 => hit(&mut snapshot.alarms, kind, lost),
        11 => hit(&mut snapshot.scaling, kind, lost),
        _ => {
            let ids: Vec<_> = snapshot.metrics.ids().collect();
            snapshot.metrics.fail(&ids, &fault(kind.clone(), "cloudwatch:GetMetricData"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn judging_never_panics(
        series in prop::collection::vec((0..SERIES.len(), prop::collection::vec(prop::option::weighted(0.8, prop_oneof![Just(0.0), 0.0..1e9, Just(-5.0), Just(1e300)]), 0..60)), 0..12),
        broken in prop::collection::vec((0..13usize, kinds(), any::<bool>()), 0..4),
        later in -10_000i64..200_000,
        retention in 0u32..9000,
        shards in 0u32..3,
    ) {
        let mut snapshot = calm();
        for (which, values) in &series {
            put(&mut snapshot, &id(SERIES[*which]), values);
        }
        snapshot.stream.value.as_mut().unwrap().retention_hours = retention;
        snapshot.stream.value.as_mut().unwrap().open_shards = shards;
        for (which, kind, lost) in &broken {
            break_source(&mut snapshot, *which, kind, *lost);
        }
        snapshot.now = shift(now(), later);
        let findings = judge(&snapshot);
        let line = verdict(&findings, &snapshot);
        prop_assert!(!line.text.is_empty());
        for pair in findings.windows(2) {
            prop_assert!(pair[0].level >= pair[1].level);
        }
        for finding in &findings {
            prop_assert!(ids::get(finding.id).is_some(), "{}", finding.id);
            prop_assert!(!finding.text.contains("NaN") && !finding.text.contains("inf"), "{}", finding.text);
            prop_assert!(!finding.evidence.is_empty() && !finding.advice.is_empty());
        }
    }

    #[test]
    fn a_broken_source_never_gives_an_ok(which in 0..13usize, kind in kinds(), lost in any::<bool>()) {
        let mut snapshot = calm();
        break_source(&mut snapshot, which, &kind, lost);
        let findings = judge(&snapshot);
        prop_assert!(verdict(&findings, &snapshot).level > Level::Ok, "{findings:#?}");
    }

    #[test]
    fn old_figures_never_give_an_ok(later in 901i64..200_000) {
        let mut snapshot = calm();
        snapshot.now = shift(now(), later);
        let findings = judge(&snapshot);
        prop_assert!(verdict(&findings, &snapshot).level >= Level::Unknown, "{findings:#?}");
    }

    #[test]
    fn more_lag_never_makes_it_better(values in prop::collection::vec(0.0..400_000.0f64, 10), more in 0.0..5e7f64) {
        let level = |extra: f64| {
            let mut snapshot = calm();
            let ages: Vec<Option<f64>> = values.iter().map(|age| Some(age + extra)).collect();
            put(&mut snapshot, &id("consumer age"), &ages);
            judge(&snapshot).iter().map(|finding| finding.level).max().unwrap_or(Level::Ok)
        };
        prop_assert!(level(0.0) <= level(more));
    }

    #[test]
    fn more_refused_writes_never_make_it_better(few in 0.0..1000.0f64, more in 0.0..1e6f64) {
        let level = |refused: f64| {
            let mut snapshot = calm();
            put(&mut snapshot, &id("refused writes"), &[Some(refused.round()); 5]);
            judge(&snapshot).iter().map(|finding| finding.level).max().unwrap_or(Level::Ok)
        };
        prop_assert!(level(few) <= level(few + more));
    }
}
