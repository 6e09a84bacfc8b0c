//! Whether the flag's last change sent more to the stream: by the journal's word, or by what the stream took before and after.

use jiff::Timestamp;

use super::stand::stand;
use crate::domain::checklist::compare::{begun, paired};
use crate::domain::journal::Moves;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// Seconds that a run may take from its approval to the change of the flag: a deploy command is slow.
const RUN_TAKES: i64 = 3600;

/// By more than this part the stream's share of the writes must have risen to count as a change upwards.
const RISEN: f64 = 0.1;

/// Whether the last change went up. An unknown time of the change, or nothing to tell by, is no.
pub(in crate::domain) fn went_up(snapshot: &Snapshot) -> bool {
    let Some(changed) = stand(snapshot).unchanged_since else { return false };
    by_the_journal(snapshot, changed).or_else(|| by_the_metrics(snapshot)).unwrap_or(false)
}

/// What the journal says of the run that made the change; `None` when it was not made from here.
fn by_the_journal(snapshot: &Snapshot, changed: Timestamp) -> Option<bool> {
    let runs = snapshot.history.runs();
    let made = |run: &&crate::domain::journal::Run<'_>| (shift(changed, -RUN_TAKES)..=shift(changed, 60)).contains(&run.at);
    let run = runs.iter().rev().filter(|run| run.intent.wish.moves_flag()).find(made)?;
    run.intent.moves.as_ref().and_then(Moves::rises)
}

/// The share that the stream took in the hour before against the one since, apart by more than chance; `None` when it is not known.
fn by_the_metrics(snapshot: &Snapshot) -> Option<bool> {
    let pipeline = &snapshot.pipeline;
    let records = MetricId::of(Metric::IncomingRecords, &pipeline.stream);
    let writes = pipeline.table_writes()?;
    let begun = begun(snapshot)?;
    let end = snapshot.metrics.complete_until(&records, snapshot.now).min(snapshot.metrics.complete_until(&writes, snapshot.now));
    let of = |window| {
        let (records, writes, minutes) = paired(snapshot, (&records, &writes), window);
        (2 <= minutes && 0.0 < writes).then_some((records, writes))
    };
    let (before, since) = (of((shift(begun, -3660), shift(begun, -60)))?, of((begun, shift(begun, 3600).min(end)))?);
    let share = |(records, writes): (f64, f64)| records / writes;
    let chance = 3.0 * (since.0.max(1.0).sqrt() / since.1 + before.0.max(1.0).sqrt() / before.1);
    Some(share(before) * (1.0 + RISEN) + chance < share(since))
}
