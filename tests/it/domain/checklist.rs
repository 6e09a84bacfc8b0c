//! The seven validations: each passes when all is well, fails alone, and waits when nothing is known.

use rust_decimal::dec;
use tidegate::domain::checklist::{self, CHECKS, Check, Mark, infrastructure, validations};
use tidegate::domain::facts::{Alarm, Firehose, Lifecycle, LifecycleRule, Scaling, ScalingPolicy, ScalingTarget, Tracking};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::metric::Metric;
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;

use super::build::{Build, alarm, denied, firehose, lifecycle, mapping, now, of, table_part};

const STREAM: &str = "PriceTicks";

fn well() -> Build {
    let mut build = Build::reference().calm();
    build.snapshot.pipeline.limits.budget = Some(dec!(5000));
    build.snapshot.scaling = Held::fresh(scaling("IncomingRecords", 42_000.0), shift(now(), -10));
    build
}

/// A target within the default bounds, with one policy that keeps the sum of a metric at a value.
fn scaling(metric: &str, target: f64) -> Scaling {
    let resource_id = "https://x.example/prod/scalableTargetDimensions/PriceTicks".to_owned();
    let tracks = Some(Tracking { metric: metric.to_owned(), statistic: "Sum".to_owned(), target });
    Scaling {
        targets: vec![ScalingTarget { resource_id, min: 2, max: 10, suspended: Vec::new() }],
        policies: Ok(vec![ScalingPolicy { name: "track".to_owned(), tracks }]),
        ..Scaling::default()
    }
}

/// A comparison of the infrastructure.
fn compared(build: &Build, id: &str) -> (&'static str, String) {
    let found = infrastructure(&build.snapshot).into_iter().find(|check| check.id == id);
    let check = found.unwrap_or_else(|| panic!("no check {id}"));
    (check.compared(), check.evidence.join("\n"))
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
fn scaling_that_is_not_there_or_aims_elsewhere_is_found() {
    let with = |scaling: Scaling| {
        let mut build = well();
        build.snapshot.scaling = Held::fresh(scaling, now());
        compared(&build, "scaling-target")
    };
    let (word, told) = with(scaling("IncomingRecords", 42_000.0));
    assert_eq!((word, told.as_str()), ("pass", "track keeps IncomingRecords at 42,000: 70 % of a shard"));
    assert_eq!(with(scaling("StreamUtilization", 70.0)).0, "pass");
    assert_eq!(with(scaling("IncomingBytes", 0.7 * 60.0 * 1_048_576.0)).0, "pass");
    let (word, told) = with(scaling("IncomingRecords", 54_000.0));
    assert!(word == "differs" && told.contains("90 % of a shard, and 70 % is configured"), "{word} {told}");
    let (word, told) = with(scaling("QueueDepth", 5.0));
    assert!(word == "pass" && told.contains("is not compared"), "{word} {told}");
    let (word, told) = with(Scaling::default());
    assert!(word == "missing" && told.contains("no scalable target under custom-resource names PriceTicks"), "{word} {told}");
    assert_eq!(with(Scaling { policies: Ok(Vec::new()), ..scaling("", 0.0) }).0, "differs");
    let mut frozen = scaling("IncomingRecords", 42_000.0);
    frozen.targets[0].suspended = ["scaling in", "scaling out", "scheduled scaling"].map(str::to_owned).to_vec();
    assert_eq!(with(frozen).0, "differs");
    let denied = Err(denied("application-autoscaling:DescribeScalingPolicies"));
    let (word, told) = with(Scaling { policies: denied, ..scaling("", 0.0) });
    assert!(word == "unknown" && told.contains("DescribeScalingPolicies"), "{word} {told}");
}

#[test]
fn an_archive_that_is_not_parquet_on_the_upgrades_beat_differs() {
    let with = |change: fn(&mut Firehose)| {
        let mut build = well();
        let mut changed = firehose();
        change(&mut changed);
        build.snapshot.firehose = Held::fresh(changed, now());
        ["firehose-format", "firehose-buffer", "firehose-compression"].map(|id| compared(&build, id).0)
    };
    assert_eq!(with(|_| {}), ["pass", "pass", "pass"]);
    assert_eq!(with(|firehose| firehose.converts_to = None), ["differs", "pass", "not applicable"]);
    assert_eq!(with(|firehose| firehose.converts_to = Some("orc".to_owned())), ["pass", "pass", "pass"]);
    assert_eq!(with(|firehose| firehose.buffer_seconds = 900), ["pass", "differs", "pass"]);
    assert_eq!(with(|firehose| firehose.buffer_seconds = 10), ["pass", "differs", "pass"]);
    assert_eq!(with(|firehose| firehose.buffer_mb = 5), ["pass", "differs", "pass"]);
    assert_eq!(with(|firehose| firehose.compression = "GZIP".to_owned()), ["pass", "pass", "differs"]);
}

#[test]
fn a_table_that_nothing_expires_differs_and_retention_is_set_beside_the_upgrades() {
    let mut build = well();
    assert!(compared(&build, "table-ttl").1.contains("items expire by their attribute expires"));
    build.snapshot.table.value.as_mut().unwrap().ttl_attribute = Ok(None);
    let (word, told) = compared(&build, "table-ttl");
    assert!(word == "differs" && told.contains("after 7 days"), "{word} {told}");
    build.snapshot.table.value.as_mut().unwrap().ttl_attribute = Err(denied("dynamodb:DescribeTimeToLive"));
    let (word, told) = compared(&build, "table-ttl");
    assert!(word == "unknown" && told.contains("DescribeTimeToLive"), "{word} {told}");
    assert!(compared(&build, "retention").1.contains("24 h, as in the upgrade"));
    build.snapshot.stream.value.as_mut().unwrap().retention_hours = 168;
    let (word, told) = compared(&build, "retention");
    assert!(word == "pass" && told.contains("beyond the upgrade's 24 h is billed"), "{word} {told}");
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
fn an_alarm_that_cannot_warn_in_time_differs_and_says_in_what() {
    let lag = || alarm("lag", "GetRecords.IteratorAgeMilliseconds");
    let throttles = || alarm("throttles", "WriteProvisionedThroughputExceeded");
    let text = str::to_owned;
    let shard = ("ShardId".to_owned(), "shardId-000000000000".to_owned());
    let bad = [
        ("alarm-lag", Alarm { comparison: text("LessThanThreshold"), ..lag() }, "below its threshold"),
        ("alarm-lag", Alarm { statistic: text("Minimum"), ..lag() }, "the Minimum"),
        ("alarm-lag", Alarm { threshold: 999_999_999.0, ..lag() }, "999,999,999 ms is beyond the limit of 60,000 ms"),
        ("alarm-lag", Alarm { threshold: 60.0, ..lag() }, "milliseconds"),
        ("alarm-lag", Alarm { periods: 10, datapoints: 10, period_seconds: 3600, ..lag() }, "too late"),
        ("alarm-lag", Alarm { period_seconds: 10, ..lag() }, "shorter than the minute"),
        ("alarm-lag", Alarm { actions_enabled: false, ..lag() }, "switched off"),
        ("alarm-lag", Alarm { actions: Vec::new(), ..lag() }, "nobody is told"),
        ("alarm-lag", Alarm { namespace: text("Custom"), ..lag() }, "Custom"),
        (
            "alarm-lag",
            Alarm {
                namespace: text("AWS/Lambda"),
                dimensions: vec![("FunctionName".to_owned(), text("HeliusPriceWebhook"))],
                ..alarm("lag", "IteratorAge")
            },
            "no consumer",
        ),
        ("alarm-throttles", Alarm { statistic: text("Average"), ..throttles() }, "the Average"),
        ("alarm-throttles", Alarm { threshold: 11.0, ..throttles() }, "11 is beyond the limit of 10"),
        ("alarm-throttles", Alarm { periods: 3, datapoints: 2, ..throttles() }, "one minute is enough"),
        ("alarm-throttles", Alarm { dimensions: [throttles().dimensions, vec![shard]].concat(), ..throttles() }, "a part of the stream"),
    ];
    for (id, wrong, why) in bad {
        let mut build = well();
        let right = if id == "alarm-lag" { throttles() } else { lag() };
        build.snapshot.alarms = Held::fresh(vec![right, wrong.clone()], now());
        let checks = infrastructure(&build.snapshot);
        let check = checks.iter().find(|check| check.id == id).unwrap();
        assert_eq!(check.compared(), "differs", "{wrong:?}");
        assert!(check.evidence[0].contains(why), "{:?}", check.evidence);
        assert!(check.evidence.iter().any(|line| line.contains("the right one")), "{:?}", check.evidence);
    }
}

#[test]
fn an_alarm_that_rings_earlier_or_by_another_metric_of_the_kind_passes() {
    let lag = || alarm("lag", "GetRecords.IteratorAgeMilliseconds");
    let of_consumer = ("FunctionName".to_owned(), "PriceAnalytics".to_owned());
    let good = [
        Alarm { threshold: 30_000.0, ..lag() },
        Alarm { comparison: "GreaterThanOrEqualToThreshold".to_owned(), ..lag() },
        Alarm { periods: 5, datapoints: 3, ..lag() },
        Alarm { period_seconds: 300, ..lag() },
        Alarm { namespace: "AWS/Lambda".to_owned(), dimensions: vec![of_consumer], ..alarm("lag", "IteratorAge") },
    ];
    for right in good {
        let mut build = well();
        build.snapshot.alarms = Held::fresh(vec![right.clone()], now());
        let checks = infrastructure(&build.snapshot);
        assert_eq!(mark(&checks, "alarm-lag"), Mark::Pass, "{right:?}");
        let missing = checks.iter().find(|check| check.id == "alarm-throttles").unwrap();
        assert_eq!(missing.compared(), "missing");
        // One that is wrong beside it takes nothing away.
        build.snapshot.alarms = Held::fresh(vec![Alarm { threshold: 1e9, ..lag() }, right], now());
        assert_eq!(mark(&infrastructure(&build.snapshot), "alarm-lag"), Mark::Pass);
    }
    let mut build = well();
    build.snapshot.alarms = Held::fresh(vec![Alarm { is_formula: true, ..lag() }], now());
    assert_eq!(mark(&infrastructure(&build.snapshot), "alarm-lag"), Mark::NotEnoughData, "a formula is not compared");
}

#[test]
fn an_archive_that_athena_will_not_see_differs() {
    let check = |lifecycle: Lifecycle, archive_days: Option<u32>| {
        let mut build = well();
        build.snapshot.pipeline.assumptions.archive_days = archive_days;
        build.snapshot.lifecycle = Held::fresh(lifecycle, now());
        infrastructure(&build.snapshot).into_iter().find(|check| check.id == "archive-lifecycle").unwrap()
    };
    let differs = |lifecycle, kept, why: &str| {
        let check = check(lifecycle, kept);
        assert_eq!(check.compared(), "differs", "{check:?}");
        assert!(check.evidence.iter().any(|line| line.contains(why)), "{:?}", check.evidence);
    };
    differs(lifecycle("GLACIER", 90, 2_555), None, "after 90 days objects below prices/ go to GLACIER, where Athena skips them");
    differs(lifecycle("DEEP_ARCHIVE", 365, 2_555), None, "DEEP_ARCHIVE");
    differs(lifecycle("GLACIER_IR", 90, 365), None, "deleted after 365 days, and the archive is to be kept for 2,555 days");
    let passes = |lifecycle, kept, says: &str| {
        let check = check(lifecycle, kept);
        assert_eq!(check.mark, Mark::Pass, "{check:?}");
        assert!(check.evidence.join("\n").contains(says), "{:?}", check.evidence);
    };
    passes(lifecycle("GLACIER_IR", 90, 2_555), None, "archive for prices/: after 90 days to GLACIER_IR, deleted after 2,555 days");
    passes(lifecycle("GLACIER", 365, 365), Some(365), "deleted after 365 days");
    passes(Lifecycle::default(), None, "nothing deletes the objects");
    // Rules that do not act, or act on other objects, change nothing.
    let change = |change: fn(&mut LifecycleRule)| {
        let mut changed = lifecycle("GLACIER", 1, 2);
        changed.rules.iter_mut().for_each(change);
        changed
    };
    passes(change(|rule| rule.is_enabled = false), None, "nothing deletes");
    passes(change(|rule| rule.prefix = "errors/".to_owned()), None, "nothing deletes");
    passes(change(|rule| rule.is_tagged = true), None, "nothing deletes");
    // What Firehose writes is not known: rules for a part of the bucket cannot be judged, those for all of it can.
    let blind = |lifecycle: Lifecycle| {
        let mut build = well();
        build.snapshot.firehose = Held::default();
        build.snapshot.lifecycle = Held::fresh(lifecycle, now());
        compared(&build, "archive-lifecycle").0
    };
    let words = ["prices/", "errors/", ""].map(|prefix| {
        let mut changed = lifecycle("GLACIER", 1, 2);
        changed.rules[0].prefix = prefix.to_owned();
        blind(changed)
    });
    assert_eq!((words, blind(lifecycle("GLACIER_IR", 90, 2_555))), (["unknown", "unknown", "differs"], "pass"));
    // A bucket that is not there is missing.
    let mut gone = well();
    gone.snapshot.lifecycle = Held::default();
    gone.snapshot.lifecycle.take(Err(Fault { kind: FaultKind::NotFound, ..denied("s3:GetLifecycleConfiguration") }), now());
    assert_eq!(compared(&gone, "archive-lifecycle").0, "missing");
    differs(change(|rule| rule.prefix = String::new()), None, "deleted after 2 days");
    let mut refused = well();
    refused.snapshot.lifecycle = Held::default();
    refused.snapshot.lifecycle.take(Err(denied("s3:GetLifecycleConfiguration")), now());
    let check = infrastructure(&refused.snapshot).into_iter().find(|check| check.id == "archive-lifecycle").unwrap();
    assert!(check.compared() == "unknown" && check.evidence[0].contains("s3:GetLifecycleConfiguration"), "{check:?}");
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
