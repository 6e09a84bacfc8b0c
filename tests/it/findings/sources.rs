//! Sources that do not answer: one finding a cause, and never an OK.

use tidegate::domain::fault::FaultKind;
use tidegate::domain::finding::{Level, judge, verdict};
use tidegate::domain::metric::Metric;
use tidegate::domain::reading::State;
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::support::{calm, expect, fault, find, given, id, now};

fn denied(permission: &str) -> FaultKind {
    FaultKind::Denied { permission: permission.to_owned() }
}

/// Every source fails for the same reason; the last values are still held.
fn all_fail(snapshot: &mut Snapshot, kind: &FaultKind) {
    let why = Some(fault(kind.clone(), "any:Call"));
    snapshot.identity.fault.clone_from(&why);
    snapshot.stream.fault.clone_from(&why);
    snapshot.shards.fault.clone_from(&why);
    snapshot.table.fault.clone_from(&why);
    snapshot.queue.fault.clone_from(&why);
    let ids: Vec<_> = snapshot.metrics.ids().collect();
    snapshot.metrics.fail(&ids, why.as_ref().unwrap());
}

#[test]
fn one_cause_is_one_finding() {
    let mut snapshot = calm();
    all_fail(&mut snapshot, &FaultKind::Credentials);
    expect(&snapshot, "credentials UNKNOWN : No usable AWS credentials: refused. Values shown are of 03:14 UTC or older.");
    assert_eq!(find(&snapshot, "credentials").evidence.len(), 6);
}

#[test]
fn a_passing_failure_is_a_warning_until_values_grow_old() {
    let mut snapshot = calm();
    all_fail(&mut snapshot, &FaultKind::Unreachable);
    expect(&snapshot, "unreachable WARN : AWS does not answer for the metrics, the stream, the shards, the identity and 2 more");
    snapshot.now = shift(now(), 900);
    let findings = judge(&snapshot);
    assert_eq!((findings[0].id, findings[0].level), ("unreachable", Level::Unknown));
}

#[test]
fn a_missing_permission_is_named() {
    let mut snapshot = calm();
    snapshot.alarms.fault = Some(fault(denied("cloudwatch:DescribeAlarms"), "cloudwatch:DescribeAlarms"));
    expect(&snapshot, "denied WARN : AWS denies the alarms: cloudwatch:DescribeAlarms is missing.");
    assert!(find(&snapshot, "denied").advice.contains("`tidegate iam`"));
    let ids: Vec<_> = snapshot.metrics.ids().collect();
    snapshot.metrics.fail(&ids, &fault(denied("cloudwatch:GetMetricData"), "cloudwatch:GetMetricData"));
    expect(&snapshot, "denied UNKNOWN : cloudwatch:GetMetricData and cloudwatch:DescribeAlarms are missing.");
}

#[test]
fn a_part_that_may_not_be_read_is_no_off_and_is_told() {
    let refused = |call: &str| fault(denied(call), call);
    let mut snapshot = calm();
    let expiry = "dynamodb:DescribeTimeToLive";
    snapshot.table.value.as_mut().unwrap().ttl_attribute = Err(refused(expiry));
    // No verdict rests on it: it is listed, and the line that says that all is well names what was not read.
    assert_eq!(find(&snapshot, "denied").level, Level::Ok);
    assert!(find(&snapshot, "denied").text.contains(expiry));
    let line = verdict(&judge(&snapshot), &snapshot);
    assert!(line.level == Level::Ok && line.text.ends_with("Not read: the table's expiry (TTL)."), "{line:?}");
    let cell = tidegate::domain::readings::get(&snapshot, "table.ttl_attribute").unwrap();
    assert_eq!((cell.value, cell.state, cell.fault), (None, State::Denied, Some(refused(expiry))));
    // A scaling that failed would be a warning, so not to know of one is a warning too.
    let scaling = snapshot.scaling.value.as_mut().unwrap();
    scaling.activities = Err(fault(FaultKind::Service, "application-autoscaling:DescribeScalingActivities"));
    expect(&snapshot, "aws-error WARN : AWS fails to answer for the scaling activities");
    let state = |name: &str| tidegate::domain::readings::get(&snapshot, name).unwrap().state;
    assert_eq!((state("scaling.last_activity"), state("scaling.policies")), (State::Unreachable, State::Fresh));
}

/// Whatever AWS denies: the verdict is never an OK that does not say so, the permission is named, and what alarms
/// rest on (the stream and the metrics) leaves it unknown.
#[test]
fn no_denied_source_is_called_well() {
    type Deny = fn(&mut Snapshot, tidegate::domain::fault::Fault);
    let sources: [(&str, Level, Deny); 13] = [
        ("kinesis:DescribeStreamSummary", Level::Unknown, |to, fault| to.stream.fault = Some(fault)),
        ("cloudwatch:GetMetricData", Level::Unknown, |to, fault| {
            let ids: Vec<_> = to.metrics.ids().collect();
            to.metrics.fail(&ids, &fault);
        }),
        ("kinesis:ListShards", Level::Warn, |to, fault| to.shards.fault = Some(fault)),
        ("kinesis:ListStreamConsumers", Level::Warn, |to, fault| to.fan_out.fault = Some(fault)),
        ("kinesis:DescribeLimits", Level::Warn, |to, fault| to.limits.fault = Some(fault)),
        ("cloudwatch:DescribeAlarms", Level::Warn, |to, fault| to.alarms.fault = Some(fault)),
        ("application-autoscaling:DescribeScalableTargets", Level::Warn, |to, fault| to.scaling.fault = Some(fault)),
        ("dynamodb:DescribeTable", Level::Warn, |to, fault| to.table.fault = Some(fault)),
        ("firehose:DescribeDeliveryStream", Level::Warn, |to, fault| to.firehose.fault = Some(fault)),
        ("sqs:GetQueueAttributes", Level::Warn, |to, fault| to.queue.fault = Some(fault)),
        ("lambda:GetFunctionConfiguration", Level::Warn, |to, fault| {
            to.functions.values_mut().for_each(|held| held.fault = Some(fault.clone()));
        }),
        ("lambda:ListEventSourceMappings", Level::Warn, |to, fault| {
            to.mappings.values_mut().for_each(|held| held.fault = Some(fault.clone()));
        }),
        ("lambda:ListAliases", Level::Warn, |to, fault| {
            to.functions.values_mut().for_each(|held| held.value.as_mut().unwrap().aliases = Err(fault.clone()));
        }),
    ];
    for (permission, level, deny) in sources {
        let mut snapshot = calm();
        deny(&mut snapshot, fault(denied(permission), permission));
        let line = verdict(&judge(&snapshot), &snapshot);
        assert_eq!(line.level, level, "{permission}: {line:?}");
        assert!(line.text.contains(permission), "{permission}: {line:?}");
    }
}

#[test]
fn causes_stand_apart() {
    let mut snapshot = calm();
    snapshot.firehose.fault = Some(fault(FaultKind::NotFound, "firehose:DescribeDeliveryStream"));
    snapshot.limits.fault = Some(fault(FaultKind::Throttled, "kinesis:DescribeLimits"));
    snapshot.queue.fault = Some(fault(FaultKind::Unreadable, "sqs:GetQueueAttributes"));
    snapshot.scaling.fault = Some(fault(FaultKind::Service, "application-autoscaling:DescribeScalingActivities"));
    snapshot.table.fault = Some(fault(FaultKind::Rejected, "dynamodb:DescribeTable"));
    expect(
        &snapshot,
        "api-throttled WARN : AWS throttles our reading of the shard limit
         not-found WARN : AWS does not know Firehose in account 123456789012, us-east-1.
         unreadable WARN : The answers for the queue are not what AWS sends
         aws-error WARN : AWS fails to answer for the scaling
         rejected WARN : AWS rejects how we ask for the table",
    );
}

#[test]
fn a_wrong_clock_is_told_by_aws_and_by_the_minutes() {
    let mut snapshot = calm();
    let mut why = fault(FaultKind::Rejected, "kinesis:DescribeStreamSummary");
    why.code = Some("RequestTimeTooSkewed".to_owned());
    snapshot.stream.fault = Some(why);
    expect(&snapshot, "clock-skew UNKNOWN : This machine's clock is wrong");
    let mut snapshot = calm();
    snapshot.metrics.track_mut(&id("records")).series.put(shift(now(), 400), 700.0);
    expect(&snapshot, "clock-skew UNKNOWN : This machine's clock is slow by at least 6 m");
}

#[test]
fn a_silent_cloudwatch_is_not_a_silent_pipeline() {
    let mut snapshot = calm();
    let ids: Vec<_> = snapshot.metrics.ids().collect();
    for id in &ids {
        let series = &mut snapshot.metrics.track_mut(id).series;
        let old = series.clone();
        *series = tidegate::domain::series::Series::every(60);
        for (start, value) in old.range(shift(now(), -10_000), shift(now(), -1500)) {
            if let Some(value) = value {
                series.put(start, value);
            }
        }
    }
    expect(
        &snapshot,
        "metrics-silent UNKNOWN AWS/Kinesis: CloudWatch answers but has had no data of PriceTicks since 02:50 UTC (24 m ago).",
    );
}

#[test]
fn one_refused_metric_is_named() {
    let mut snapshot = calm();
    snapshot.metrics.fail(&[id("table errors")], &fault(denied("cloudwatch:GetMetricData"), "cloudwatch:GetMetricData"));
    expect(&snapshot, "denied UNKNOWN : AWS denies AWS/DynamoDB SystemErrors: cloudwatch:GetMetricData is missing.");
}

#[test]
fn nothing_read_yet_is_unknown() {
    let snapshot = Snapshot::blank(super::support::pipeline(), now());
    let findings = judge(&snapshot);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].id, findings[0].level), ("not-read", Level::Unknown));
}

#[test]
fn an_ok_says_what_it_rests_on_and_needs_fresh_records() {
    let snapshot = calm();
    let told = verdict(&[], &snapshot);
    assert_eq!(told.level, Level::Ok);
    assert_eq!(
        told.text,
        "All well at 03:12 UTC: 12 records/s, no refused writes, no reader more than 0.9 s behind, 10 % of the table's writes reach the stream, 10 % are set."
    );
    let blank = Snapshot::blank(super::support::pipeline(), now());
    assert_eq!(verdict(&[], &blank).level, Level::Unknown);
}

#[test]
fn flag_holders_are_compared_and_read() {
    let mut snapshot = calm();
    snapshot.pipeline.writers.push("Second".to_owned());
    let second = super::support::function("Second", "50");
    snapshot.functions.insert("Second".to_owned(), tidegate::domain::reading::Held::fresh(second, now()));
    expect(&snapshot, "flag-disagrees WARN : The writers disagree on the flag: from 10 % to 50 % of the traffic.");
    let mut snapshot = calm();
    snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap().percentage = None;
    expect(&snapshot, "flag-unreadable WARN HeliusPriceWebhook: KINESIS_PERCENTAGE is not set in HeliusPriceWebhook");
    let mut snapshot = calm();
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    (writer.enabled, writer.percentage) = (None, None);
    writer.environment_error = Some("kms:Decrypt is denied".to_owned());
    expect(&snapshot, "flag-unreadable WARN HeliusPriceWebhook: kms:Decrypt is denied");
}

#[test]
fn an_alias_is_a_warning_only_when_the_percentages_differ() {
    let mut snapshot = calm();
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.aliases = Ok(vec![("live".to_owned(), "7".to_owned())]);
    expect(&snapshot, "");
    assert_eq!(find(&snapshot, "flag-alias").level, Level::Ok);
    given(&mut snapshot, "records: 0.0*60");
    assert_eq!(find(&snapshot, "flag-alias").level, Level::Warn);
    assert!(find(&snapshot, "parity-lost").advice.contains("HeliusPriceWebhook:live (version 7)"));
}

#[test]
fn every_reading_that_a_finding_names_exists() {
    let mut snapshot = calm();
    given(&mut snapshot, "refused writes: 45*5\n refused reads: 40*5\n consumer age: 0..840000*15\n table errors: 4*3\n records: 300*60");
    given(
        &mut snapshot,
        "table throttles: 50*3\n writer errors: 200*5\n consumer throttles: 30*3\n freshness: 900*3\n queue age: 0..540*10",
    );
    let findings = judge(&snapshot);
    assert!(findings.len() > 8);
    for finding in &findings {
        for name in &finding.readings {
            assert!(tidegate::domain::readings::get(&snapshot, name).is_some(), "{}: {name}", finding.id);
        }
        assert!(!finding.advice.is_empty() && !finding.evidence.is_empty(), "{}", finding.id);
    }
    assert!(Metric::ALL.len() > 20);
}
