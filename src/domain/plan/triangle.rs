//! What acting, going back and doing nothing cost: the estimator's answer for what the calls change.

use super::{Cost, Step};
use crate::domain::call::Call;
use crate::domain::cost::triangle::Part;
use crate::domain::cost::{ShapeChange, stream_bill, triangle};
use crate::domain::facts::StreamSummary;
use crate::domain::snapshot::Snapshot;

/// How many shard-level metrics there are.
const SHARD_METRICS: u32 = 7;

/// Adds what calls change to a change that is known so far. The last of a ladder's calls counts.
pub(super) fn changed(steps: &[Step], stream: Option<&StreamSummary>, mut change: ShapeChange) -> ShapeChange {
    let open = stream.map(|stream| stream.open_shards);
    for step in steps {
        match &step.call {
            Call::UpdateShardCount { to, .. } => change.shards = Some(*to),
            Call::SplitShard { .. } => change.shards = open.map(|open| open + 1),
            Call::MergeShards { .. } => change.shards = open.map(|open| open.saturating_sub(1)),
            Call::UpdateStreamMode { mode, .. } => change.mode = Some(*mode),
            Call::IncreaseRetention { hours, .. } | Call::DecreaseRetention { hours, .. } => change.retention_hours = Some(*hours),
            Call::EnableShardMetrics { .. } => change.shard_metrics = Some(SHARD_METRICS),
            Call::DisableShardMetrics { .. } => change.shard_metrics = Some(0),
            _ => {}
        }
    }
    change
}

/// Fills in the costs. What the plan said itself of doing nothing comes first: lost data before dollars.
pub(super) fn fill(cost: &mut Cost, snapshot: &Snapshot, change: &ShapeChange) {
    let told = triangle(snapshot, change);
    if *change == ShapeChange::default() {
        // Nothing that is billed by its shape changes.
        cost.monthly_before = told.monthly_before.amount();
        cost.monthly_after = cost.monthly_before;
    } else {
        cost.monthly_before = told.monthly_before.amount();
        cost.monthly_after = told.monthly_after.amount();
        // How the flag goes back is told with its way back, and going back from going back is no price.
        if change.percentage.is_none() {
            cost.notes.push(told.way_back);
        }
    }
    // Nothing but the stream's own lines is made dearer or cheaper by its shape.
    let stream = stream_bill(snapshot).ok().map(|bill| bill.total());
    cost.stream_after = stream.zip(cost.monthly_before.zip(cost.monthly_after)).map(|(stream, (before, after))| stream + after - before);
    (cost.one_off, cost.way_back) = (told.one_off.amount(), told.one_off.amount());
    let unknown = [("now", &told.monthly_before), ("afterwards", &told.monthly_after)];
    for (when, part) in unknown {
        if let Part::CannotTell(why) = part {
            cost.notes.push(format!("a month {when}: cannot tell: {why}"));
        }
    }
    cost.notes.dedup();
    let words = told.do_nothing.words.join("; ");
    cost.do_nothing = if cost.do_nothing.is_empty() { format!("{words}.") } else { format!("{} {words}.", cost.do_nothing) };
}
