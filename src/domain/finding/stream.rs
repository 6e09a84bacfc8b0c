//! The stream itself: its status, its shards against the account's limit, its scaling.

use jiff::Timestamp;

use super::{Finding, Level, words};
use crate::domain::cost::{self, estimate};
use crate::domain::facts::Scaling;
use crate::domain::limits::long_change;
use crate::domain::metric::Metric;
use crate::domain::snapshot::Snapshot;

/// Findings of stream and account.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    findings.extend(status(snapshot));
    findings.extend(shard_limit(snapshot));
    findings.extend(scaling(snapshot));
    findings.extend(budget(snapshot));
}

fn status(snapshot: &Snapshot) -> Option<Finding> {
    let summary = snapshot.stream.get()?;
    let name = &snapshot.pipeline.stream;
    if summary.status == "ACTIVE" {
        return None;
    }
    let (since, at_least) = changing_since(snapshot);
    let span = words::span(snapshot.now.duration_since(since).as_secs_f64());
    let span = if at_least { format!("at least {span}") } else { span };
    let long = long_change(shards_touched(snapshot));
    let (level, text, advice) = match summary.status.as_str() {
        "DELETING" => (
            Level::Alarm,
            format!("Stream {name} is being deleted: its records go with it."),
            "Switch the flag off: the table alone then holds the records.",
        ),
        status if long < snapshot.now.duration_since(since).as_secs() => (
            Level::Warn,
            format!(
                "Stream {name} has been {status} for {span}, longer than a change of its size takes; no other change is taken until it ends."
            ),
            "Wait, or open a case with AWS: a change can be neither stopped nor hurried. Reads and writes go on.",
        ),
        other => {
            (Level::Ok, format!("Stream {name} is {other}: reads and writes go on, no other change is taken."), "Wait until it is ACTIVE.")
        }
    };
    let closed = snapshot.shards.get().map_or(0, |map| map.closed_parents().len());
    let evidence = [
        format!("status {} for {span} — kinesis:DescribeStreamSummary", summary.status),
        format!("expected to end within {}: a minute a shard, ten at least", words::span(long as f64)),
        format!("{} open shards, {closed} closed ones that they came from — kinesis:ListShards", summary.open_shards),
    ];
    let finding = Finding::new("stream-changing", name, level, text).resting_on(evidence);
    Some(finding.advise(advice).reads(["stream.status", "stream.open_shards"]))
}

/// Since when the stream changes, and whether it may have begun earlier: by what was watched, or by a scaling activity that runs.
fn changing_since(snapshot: &Snapshot) -> (Timestamp, bool) {
    let activities = snapshot.scaling.get().map(Scaling::known_activities).unwrap_or_default();
    let running = activities.iter().filter(|activity| activity.status == "InProgress").map(|activity| activity.started).min();
    let watched = snapshot.changing.map_or((snapshot.now, true), |change| (change.since, !change.seen_to_begin));
    match running {
        Some(started) if started < watched.0 => (started, false),
        _ => watched,
    }
}

/// How many shards a change touches at most: those that were open when it began, or that it has opened since.
fn shards_touched(snapshot: &Snapshot) -> u32 {
    let open = snapshot.stream.get().map_or(0, |summary| summary.open_shards);
    open.max(snapshot.changing.map_or(0, |change| change.open_then))
}

fn shard_limit(snapshot: &Snapshot) -> Option<Finding> {
    let limits = snapshot.limits.get()?;
    if limits.shard_limit == 0 || f64::from(limits.open_shards) < 0.9 * f64::from(limits.shard_limit) {
        return None;
    }
    let text = format!("The account has {} of {} shards open: a reshard may be refused.", limits.open_shards, limits.shard_limit);
    let finding =
        Finding::new("shard-limit", "", Level::Warn, text).resting_on(["open shards of the account — kinesis:DescribeLimits".to_owned()]);
    Some(
        finding
            .advise("Ask for a higher quota before you need it; short-lived shards of a reshard count too.")
            .reads(["stream.open_shards"]),
    )
}

/// What the pipeline costs at the load of the last hour, against the owner's budget.
fn budget(snapshot: &Snapshot) -> Option<Finding> {
    let budget = snapshot.pipeline.limits.budget?;
    super::look::fresh(snapshot, &super::look::stream(snapshot, Metric::IncomingRecords))?;
    let bill = estimate(snapshot).ok()?.bill;
    if bill.total() <= budget {
        return None;
    }
    let text = format!("The pipeline costs ${} a month at this load, the budget is ${budget}.", bill.total_text());
    let finding = Finding::new("over-budget", "", Level::Warn, text).resting_on(bill.lines.iter().map(cost::Line::sum));
    let advice = "Compare the modes on the cost screen. Fewer shards help only while their load allows it; a rollback saves the PUT units, not the shards.";
    let wish = super::wish::fewer_shards(snapshot);
    Some(finding.advise(advice).wish(wish).reads(["stream.open_shards", "stream.incoming_records_per_second"]))
}

fn scaling(snapshot: &Snapshot) -> Option<Finding> {
    let newest = snapshot.scaling.get()?.known_activities().first()?;
    if !matches!(newest.status.as_str(), "Failed" | "Unfulfilled") {
        return None;
    }
    let text = format!("The last automatic scaling did not happen ({}): {}", newest.status, newest.description);
    let finding = Finding::new("scaling-failed", "", Level::Warn, text)
        .resting_on([format!("{} — application-autoscaling:DescribeScalingActivities", newest.cause)]);
    Some(
        finding
            .advise("Look at the function behind the scalable target: it calls UpdateShardCount, which AWS limits to ten times in 24 h.")
            .reads(["stream.open_shards"]),
    )
}
