//! The seven validations: each passes when all is well, fails alone, and waits when nothing is known.

use rust_decimal::dec;
use tidegate::domain::checklist::{self, CHECKS, Check, Mark, infrastructure, validations};
use tidegate::domain::facts::Alarm;
use tidegate::domain::metric::Metric;
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;

use super::build::{Build, alarm, firehose, mapping, now, of, table_part};

const STREAM: &str = "PriceTicks";

fn well() -> Build {
    let mut build = Build::reference().calm();
    build.snapshot.pipeline.limits.budget = Some(dec!(5000));
    build
}

fn mark(checks: &[Check], id: &str) -> Mark {
    checks.iter().find(|check| check.id == id).map_or_else(|| panic!("no check {id}"), |check| check.mark)
}

/// The ids of validations that fail.
fn failing(build: &Build) -> Vec<&'static str> {
    validations(&build.snapshot).iter().filter(|check| check.mark == Mark::Fail).map(|check| check.id).collect()
}

#[test]
fn every_check_is_listed_once_in_the_order_of_the_screen() {
    let build = well();
    let ids: Vec<&str> = validations(&build.snapshot).iter().chain(&infrastructure(&build.snapshot)).map(|check| check.id).collect();
    assert_eq!(ids, CHECKS.map(|(id, _)| id));
}

#[test]
fn when_all_is_well_everything_passes_but_what_is_not_configured() {
    let build = well();
    for check in validations(&build.snapshot).iter().chain(&infrastructure(&build.snapshot)) {
        let expected = if check.id == "athena" { Mark::NotApplicable } else { Mark::Pass };
        assert_eq!(check.mark, expected, "{check:?}");
        assert!(!check.evidence.is_empty(), "{} has no evidence", check.id);
    }
}

#[test]
fn each_validation_fails_alone() {
    let errors = of(Metric::FunctionErrors, "HeliusPriceWebhook");
    let cases = vec![
        ("archive-arriving", well().steady(&of(Metric::FirehoseFreshness, "PriceArchiveFirehose"), 5_000.0)),
        ("function-errors", well().minutes(&errors, |ago| (ago < 10).then_some(700.0))),
        ("table-writes", well().minutes(&table_part(Metric::TableSystemErrors), |ago| (ago < 10).then_some(3.0))),
        ("broadcasts", well().minutes(&of(Metric::QueueSent, "BroadcastQueue"), |ago| Some(if ago < 15 { 30_000.0 } else { 69_440.0 }))),
    ];
    for (id, build) in cases {
        assert_eq!(failing(&build), [id]);
    }
    let mut dear = well();
    dear.snapshot.pipeline.limits.budget = Some(dec!(10));
    assert_eq!(failing(&dear), ["budget"]);
    let mut build = Build::reference();
    build.snapshot.pipeline.firehose = None;
    let silent = build.silent(&of(Metric::IncomingRecords, STREAM)).steady(&table_part(Metric::TableRequests), 600.0);
    assert_eq!(failing(&silent), ["stream-receiving"]);
}

#[test]
fn nothing_known_is_not_enough_data_and_never_a_pass() {
    for check in validations(&Build::named().snapshot).iter().chain(&infrastructure(&Build::named().snapshot)) {
        assert!(matches!(check.mark, Mark::NotEnoughData | Mark::NotApplicable), "{check:?}");
        assert_eq!(check.waits_for.is_some(), check.mark == Mark::NotEnoughData, "{check:?}");
    }
}

#[test]
fn what_is_not_named_is_not_applicable_and_says_how_to_name_it() {
    let checks = validations(&Build::bare().snapshot);
    for id in ["archive-arriving", "function-errors", "table-writes", "broadcasts", "budget", "athena"] {
        assert_eq!(mark(&checks, id), Mark::NotApplicable, "{id}");
    }
    let said = checks.iter().filter(|check| check.mark == Mark::NotApplicable).all(|check| check.evidence[0].contains(" = "));
    assert!(said);
}

#[test]
fn a_flag_that_is_off_asks_nothing_of_the_stream() {
    let build = well().function("HeliusPriceWebhook", Some("false"), Some("10"));
    assert_eq!(mark(&validations(&build.snapshot), "stream-receiving"), Mark::NotApplicable);
}

#[test]
fn as_many_errors_as_ever_are_no_rise() {
    let errors = of(Metric::FunctionErrors, "HeliusPriceWebhook");
    assert_eq!(failing(&well().steady(&errors, 20.0)), Vec::<&str>::new());
    assert_eq!(failing(&well().minutes(&errors, |ago| Some(if ago == 3 { 2.0 } else { 0.0 }))), Vec::<&str>::new(), "two by chance");
}

#[test]
fn infrastructure_that_cannot_work_is_found() {
    let mut build = well();
    let mut broken = firehose();
    (broken.buffer_mb, broken.compression) = (5, "Snappy".to_owned());
    broken.source_stream_arn = Some("arn:aws:kinesis:us-east-1:123456789012:stream/Other".to_owned());
    build.snapshot.firehose = Held::fresh(broken, now());
    let mut discarding = mapping();
    discarding.maximum_record_age = 3600;
    build.snapshot.mappings.insert("PriceAnalytics".to_owned(), Held::fresh(vec![discarding], now()));
    build.snapshot.pipeline.scaling.min = 4;
    let build = build.steady(&of(Metric::FunctionIteratorAge, "PriceAnalytics"), 13.0 * 3_600_000.0);
    let checks = infrastructure(&build.snapshot);
    for id in ["retention", "record-age", "shard-bounds", "firehose-source", "firehose-buffer", "firehose-compression"] {
        assert_eq!(mark(&checks, id), Mark::Fail, "{id}");
    }
}

#[test]
fn alarms_on_metrics_that_cannot_exist_are_found_and_do_not_count() {
    let with = |namespace: &str, metric: &str, dimensions: &[&str]| Alarm {
        namespace: namespace.to_owned(),
        dimensions: dimensions.iter().map(|name| ((*name).to_owned(), "x".to_owned())).collect(),
        ..alarm("a", metric)
    };
    let dead = [
        with("AWS/Kinesis", "UserRecordsPut", &["StreamName"]),
        with("AWS/Kinesis", "IteratorAgeMilliseconds", &["StreamName"]),
        with("AWS/DynamoDB", "UserErrors", &["TableName"]),
        with("AWS/DynamoDB", "SystemErrors", &["TableName"]),
    ];
    for alarm in &dead {
        assert!(checklist::impossible(alarm).is_some(), "{} {}", alarm.namespace, alarm.metric);
    }
    let alive = [
        with("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", &["StreamName"]),
        with("AWS/Kinesis", "IteratorAgeMilliseconds", &["StreamName", "ShardId"]),
        with("AWS/DynamoDB", "UserErrors", &[]),
        with("AWS/DynamoDB", "SystemErrors", &["TableName", "Operation"]),
        with("AWS/Lambda", "IteratorAge", &["FunctionName"]),
    ];
    for alarm in &alive {
        assert_eq!(checklist::impossible(alarm), None, "{} {}", alarm.namespace, alarm.metric);
    }
    let mut build = well();
    build.snapshot.alarms = Held::fresh(dead.to_vec(), now());
    let checks = infrastructure(&build.snapshot);
    for id in ["alarm-metrics", "alarm-lag", "alarm-throttles"] {
        assert_eq!(mark(&checks, id), Mark::Fail, "{id}");
    }
}

#[test]
fn before_means_before_the_last_change_when_that_is_held() {
    // The queue was fed at half the rate only before the flag changed two hours ago.
    let sent = of(Metric::QueueSent, "BroadcastQueue");
    let build = well().minutes(&sent, |ago| Some(if ago < 115 { 69_440.0 } else { 34_720.0 }));
    assert_eq!(failing(&build), ["broadcasts"]);
    // Without a known change the hour before is compared, which is the same.
    let mut build = build;
    build.snapshot.pipeline.flag = None;
    assert_eq!(failing(&build), Vec::<&str>::new());
    assert!(shift(now(), -2 * 3600) < now());
}

#[test]
fn an_hour_old_world_passes_and_fails_nothing() {
    let mut build = well();
    build.snapshot.now = shift(now(), 3600);
    for check in validations(&build.snapshot).iter().chain(&infrastructure(&build.snapshot)) {
        assert!(matches!(check.mark, Mark::NotEnoughData | Mark::NotApplicable), "{check:?}");
    }
}
