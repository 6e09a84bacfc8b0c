//! The table: the path that must never fail.

use super::{Finding, Level, look, words};
use crate::domain::facts::Table;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// Minutes in which the worst one counts.
const MINUTES: i64 = 3;

/// Findings of the table.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(table) = &snapshot.pipeline.table else { return };
    findings.extend(silent(snapshot, table));
    findings.extend(errors(snapshot, table));
    findings.extend(throttles(snapshot, table));
}

/// Writers run and nothing is written.
fn silent(snapshot: &Snapshot, table: &str) -> Option<Finding> {
    let writes = look::table(snapshot, Metric::TableRequests)?;
    let until = snapshot.metrics.complete_until(&writes, snapshot.now);
    let track = snapshot.metrics.track(&writes)?;
    let from = shift(until, -180);
    let missing = track.answered(from) && track.series.range(from, until).all(|(_, value)| value.is_none());
    let wrote_before = track.series.last_until(from).is_some();
    let runs = |writer: &String| look::recent(snapshot, &MetricId::of(Metric::FunctionInvocations, writer), 3).iter().sum::<f64>();
    let invoked: f64 = snapshot.pipeline.writers.iter().map(runs).sum();
    let lately = snapshot.now.duration_since(until).as_secs() < 600;
    if !(missing && wrote_before && lately && invoked > 0.0) {
        return None;
    }
    let text = format!("Nothing was written to {table} for three minutes while its writers ran {} times.", words::number(invoked));
    let finding =
        Finding::new("table-silent", table, Level::Alarm, text).resting_on([look::measured(snapshot, &writes, "no successful request")]);
    let advice = "Read the writers' log: the table is the primary path. Switching the stream off does not bring table writes back.";
    Some(finding.advise(advice).reads(["table.writes_per_second"]))
}

fn errors(snapshot: &Snapshot, table: &str) -> Option<Finding> {
    let id = look::table(snapshot, Metric::TableSystemErrors)?;
    let worst = look::worst(snapshot, &id, MINUTES).filter(|worst| *worst > snapshot.pipeline.limits.dynamodb_errors as f64)?;
    let text = format!("DynamoDB fails {} of {table}: errors of its own.", per_minute(worst, "request"));
    let finding =
        Finding::new("table-errors", table, Level::Alarm, text).resting_on([look::measured(snapshot, &id, &per_minute(worst, "error"))]);
    let advice = "Look at the AWS Health dashboard; writers must retry with a pause. Neither a rollback of the stream nor resharding helps the table, \
                  unless it began with the last change upwards: then a rollback undoes it.";
    Some(finding.advise(advice).reads(["table.system_errors_per_minute"]))
}

fn per_minute(value: f64, thing: &str) -> String {
    format!("{} a minute", words::count(value, thing))
}

fn throttles(snapshot: &Snapshot, table: &str) -> Option<Finding> {
    let requests = look::table(snapshot, Metric::TableThrottledRequests)?;
    let events = MetricId::of(Metric::TableThrottleEvents, table);
    let ranges = MetricId::of(Metric::TableKeyRangeThrottles, table);
    let worst = |id: &MetricId| look::worst(snapshot, id, MINUTES).unwrap_or_default();
    let (refused, writes, key_range) = (worst(&requests), worst(&events), worst(&ranges));
    let most = refused.max(writes);
    if most <= 0.0 {
        return None;
    }
    let level = if most > snapshot.pipeline.limits.throttles as f64 { Level::Alarm } else { Level::Warn };
    let (why, advice) = cause(snapshot.table.get(), writes, key_range);
    let text = format!("DynamoDB throttles {} to {table}: {why}.", per_minute(most, "write"));
    let finding = Finding::new("table-throttles", table, level, text).resting_on([
        look::measured(snapshot, &requests, &per_minute(refused, "request")),
        look::measured(snapshot, &events, &per_minute(writes, "event")),
        look::measured(snapshot, &ranges, &format!("{} of them by one key range", words::number(key_range))),
    ]);
    Some(finding.advise(format!("{advice} Resharding the stream does nothing for the table.")).reads(["table.throttles_per_minute"]))
}

/// Which of the table's limits it is: a key range, the table's own capacity, or one above the table.
fn cause(table: Option<&Table>, writes: f64, key_range: f64) -> (String, &'static str) {
    if key_range > 0.0 && key_range >= writes / 2.0 {
        let why = "one key range is hot, whatever the table's capacity".to_owned();
        return (why, "Spread the hot partition key: more capacity does not help one key range.");
    }
    match table.map(|table| (table.billing.as_str(), table.write_units)) {
        Some(("PROVISIONED", units)) => (
            format!("its {units} write units a second are used up"),
            "Raise the table's write capacity or its scaling maximum, or switch it to on-demand.",
        ),
        Some(_) => (
            "not by a key range, so it is the table's own ceiling or the account's".to_owned(),
            "Look at the table's maximum on-demand throughput and at the account's quota; on-demand also refuses more than twice the old peak.",
        ),
        None => (
            "whether by the table or the account cannot be told: the table was not read".to_owned(),
            "Look at the table's capacity and at the account's quota.",
        ),
    }
}
