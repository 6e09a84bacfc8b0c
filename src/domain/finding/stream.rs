//! The stream itself: its status, its shards against the account's limit, its scaling.

use super::{Finding, Level, words};
use crate::domain::metric::Metric;
use crate::domain::price::{Prices, stream_monthly};
use crate::domain::snapshot::Snapshot;

/// Seconds after which a change of the stream is long.
const LONG_CHANGE: i64 = 1800;

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
    let source = format!("status {} — kinesis:DescribeStreamSummary", summary.status);
    let running = snapshot.scaling.get().and_then(|scaling| scaling.activities.iter().find(|activity| activity.status == "InProgress"));
    let since = running.map(|activity| snapshot.now.duration_since(activity.started).as_secs());
    let (level, text, advice) = match summary.status.as_str() {
        "ACTIVE" => return None,
        "DELETING" => (
            Level::Alarm,
            format!("Stream {name} is being deleted: its records go with it."),
            "Switch the flag off: the table alone then holds the records.",
        ),
        "UPDATING" if since.is_some_and(|since| since > LONG_CHANGE) => {
            let since = words::span(since.unwrap_or_default() as f64);
            (
                Level::Warn,
                format!("Stream {name} has been changing for {since}; no other change is taken until it ends."),
                "Wait, or ask AWS: a change cannot be stopped. Reads and writes go on.",
            )
        }
        other => {
            (Level::Ok, format!("Stream {name} is {other}: reads and writes go on, no other change is taken."), "Wait until it is ACTIVE.")
        }
    };
    let finding = Finding::new("stream-changing", name, level, text).resting_on([source]);
    Some(finding.advise(advice).reads(["stream.status", "stream.open_shards"]))
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

/// What the stream costs at the load of the newest minute, against the owner's budget.
fn budget(snapshot: &Snapshot) -> Option<Finding> {
    let budget = snapshot.pipeline.limits.budget?;
    super::look::fresh(snapshot, &super::look::stream(snapshot, Metric::IncomingRecords))?;
    let bill = stream_monthly(snapshot, &Prices::default()).ok().filter(|bill| budget < bill.total())?;
    let text = format!("The stream costs ${} a month at this load, the budget is ${budget}.", bill.total_text());
    let finding = Finding::new("over-budget", "", Level::Warn, text).resting_on(bill.lines.iter().map(crate::domain::price::Line::sum));
    let advice = "Compare the modes on the cost screen, and batch small records. Fewer shards help only while their load allows it; a rollback saves the PUT units, not the shards.";
    let wish = super::wish::fewer_shards(snapshot);
    Some(finding.advise(advice).wish(wish).reads(["stream.open_shards", "stream.incoming_records_per_second"]))
}

fn scaling(snapshot: &Snapshot) -> Option<Finding> {
    let newest = snapshot.scaling.get()?.activities.first()?;
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
