//! What is seen after a change of the flag or of a mapping, and what is not proven.

use tidegate::domain::facts::Mapping;
use tidegate::domain::metric::Metric;
use tidegate::domain::plan::{Plan, Verdict};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;
use tidegate::domain::verify::verify;

use super::{calm, function, planned, three, undecryptable, writer};
use crate::domain::build::{Build, mapping, now, of, table_part};

/// Verdicts with the begin of their evidence, of a change that was made this many seconds ago.
fn seen(plan: &Plan, snapshot: &Snapshot, ago: i64) -> Vec<(String, Verdict, String)> {
    verify(plan, snapshot, shift(now(), -ago)).into_iter().map(|check| (check.id, check.verdict, check.evidence)).collect()
}

/// The world ten seconds ago said this, and the stream took so many records in the newest minutes.
fn after(enabled: &str, percentage: &str, records: impl Fn(i64) -> Option<f64>) -> Build {
    let mut build = calm().minutes(&of(Metric::IncomingRecords, "PriceTicks"), records);
    let mut says = function("HeliusPriceWebhook", Some(enabled), Some(percentage));
    says.last_modified = Some(shift(now(), -1800));
    writer(&mut build, says);
    build
}

fn check<'a>(checks: &'a [(String, Verdict, String)], id: &str) -> (Verdict, &'a str) {
    checks.iter().find(|(of, ..)| of == id).map(|(_, verdict, evidence)| (*verdict, evidence.as_str())).unwrap()
}

#[test]
fn a_rollback_is_proven_by_what_is_read_back_and_by_minutes_with_table_writes_and_no_records() {
    let plan = planned(&calm().snapshot, "rollback");
    let stopped = |ago: i64| (10 < ago).then_some(6_944.0);
    let checks = seen(&plan, &after("false", "0", stopped).snapshot, 900);
    assert_eq!(check(&checks, "read-back"), (Verdict::Pass, "HeliusPriceWebhook says off and 0 %"));
    let (verdict, evidence) = check(&checks, "writes-stopped");
    assert_eq!(verdict, Verdict::Pass, "{evidence}");
    assert!(evidence.contains("11 complete minutes"), "{evidence}");
}

#[test]
fn a_rollback_is_not_proven_while_records_come_in_or_nothing_arrives() {
    let plan = planned(&calm().snapshot, "rollback");
    let flowing = after("false", "0", |_| Some(700.0));
    let checks = seen(&plan, &flowing.snapshot, 900);
    let (verdict, evidence) = check(&checks, "writes-stopped");
    assert!(verdict == Verdict::Block && evidence.contains("700 records") && evidence.contains("behind an alias"), "{evidence}");
    // Too early: no minute is complete since.
    assert_eq!(check(&seen(&plan, &flowing.snapshot, 60), "writes-stopped").0, Verdict::Block);
    // The table's figures are missing as well: absence proves nothing.
    let dark = after("false", "0", |_| None).silent(&table_part(Metric::TableRequests));
    assert_eq!(check(&seen(&plan, &dark.snapshot, 900), "writes-stopped").0, Verdict::Block);
    let mut unnamed = after("false", "0", |_| None);
    unnamed.snapshot.pipeline.table = None;
    let checks = seen(&plan, &unnamed.snapshot, 900);
    assert!(matches!(check(&checks, "writes-stopped"), (Verdict::Warn, text) if text.starts_with("not verifiable: ")));
}

#[test]
fn which_writer_still_writes_is_named() {
    let mut build = after("false", "0", |_| Some(700.0));
    three(&mut build);
    writer(&mut build, undecryptable("Fourth"));
    let plan = planned(&build.snapshot, "rollback");
    let checks = seen(&plan, &build.snapshot, 900);
    let of = |name: &str| checks.iter().find(|(id, _, evidence)| id == "read-back" && evidence.contains(name)).unwrap();
    assert_eq!(of("HeliusPriceWebhook").1, Verdict::Pass);
    assert_eq!((of("Second").1, of("Third").1, of("Fourth").1), (Verdict::Block, Verdict::Block, Verdict::Warn));
    assert!(of("Second").2.contains("still writes"));
    let (_, evidence) = check(&checks, "writes-stopped");
    assert!(evidence.contains("Second and Fourth"), "{evidence}");
}

#[test]
fn a_reading_from_before_the_change_proves_nothing() {
    let plan = planned(&calm().snapshot, "rollback");
    let checks = seen(&plan, &after("false", "0", |_| None).snapshot, 5);
    assert_eq!(check(&checks, "read-back"), (Verdict::Block, "HeliusPriceWebhook was not read since the change"));
}

#[test]
fn an_update_that_is_not_through_or_failed_is_not_read_back() {
    let plan = planned(&calm().snapshot, "percentage 50");
    for status in ["InProgress", "Failed"] {
        let mut build = after("true", "50", |_| Some(34_720.0));
        if let Some(function) = build.snapshot.functions.get_mut("HeliusPriceWebhook").and_then(|held| held.value.as_mut()) {
            status.clone_into(&mut function.last_update_status);
        }
        assert_eq!(check(&seen(&plan, &build.snapshot, 1800), "read-back").0, Verdict::Block, "{status}");
    }
}

#[test]
fn a_percentage_is_proven_when_the_observed_one_follows() {
    let plan = planned(&calm().snapshot, "percentage 50");
    let half = after("true", "50", |_| Some(34_720.0));
    let checks = seen(&plan, &half.snapshot, 1800);
    let (verdict, evidence) = check(&checks, "observed-follows");
    assert_eq!(verdict, Verdict::Pass, "{evidence}");
    let all = after("true", "50", |_| Some(69_440.0));
    let checks = seen(&plan, &all.snapshot, 1800);
    let (verdict, evidence) = check(&checks, "observed-follows");
    assert!(verdict == Verdict::Block && evidence.contains("does not read the percentage"), "{evidence}");
    let mut batches = half.snapshot.clone();
    "BatchWriteItem".clone_into(&mut batches.pipeline.table_operation);
    assert_eq!(check(&seen(&plan, &batches, 1800), "observed-follows").0, Verdict::Warn);
    // Minutes from before the change do not count.
    assert_eq!(check(&seen(&plan, &half.snapshot, 10), "observed-follows").0, Verdict::Block);
}

#[test]
fn a_mapping_is_read_back_and_its_lag_has_to_fall() {
    let plan = planned(&calm().snapshot, "consumer PriceAnalytics --parallelisation 4");
    let with = |mapping: Mapping, age: fn(i64) -> Option<f64>| {
        let mut build = calm().minutes(&of(Metric::FunctionIteratorAge, "PriceAnalytics"), age);
        build.snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![mapping], shift(now(), -10)));
        build.snapshot
    };
    let set = Mapping { parallelisation: 4, ..mapping() };
    let falling = with(set.clone(), |ago| Some(100_000.0 + 20_000.0 * ago as f64));
    let checks = seen(&plan, &falling, 600);
    assert_eq!((check(&checks, "read-back").0, check(&checks, "lag-falls").0), (Verdict::Pass, Verdict::Pass), "{checks:?}");
    let rising = with(Mapping { state: "Updating".to_owned(), ..set }, |ago| Some(3_000_000.0 - 30_000.0 * ago as f64));
    let checks = seen(&plan, &rising, 600);
    assert_eq!((check(&checks, "read-back").0, check(&checks, "lag-falls").0), (Verdict::Block, Verdict::Block), "{checks:?}");
    let checks = seen(&plan, &with(mapping(), |_| Some(800.0)), 600);
    assert!(check(&checks, "read-back").1.contains("parallelisation"));
    // After a pause the lag is meant to grow.
    let pause = planned(&calm().snapshot, "consumer PriceAnalytics --pause");
    let paused = with(Mapping { state: "Disabled".to_owned(), ..mapping() }, |_| Some(800.0));
    assert_eq!(seen(&pause, &paused, 600).len(), 1);
}
