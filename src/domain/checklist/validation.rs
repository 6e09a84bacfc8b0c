//! The upgrade's seven validations.

use super::compare::{ENOUGH, Windows, known, paired};
use super::{Check, Mark, fresh};
use crate::domain::cost::{self, estimate};
use crate::domain::facts::QueryRun;
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::query;
use crate::domain::readings;
use crate::domain::rollout::stand;
use crate::domain::series::{seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// A ratio may differ by this share before it counts as changed.
const TOLERANCE: f64 = 0.1;

/// The seven validations, each judged as far as the data goes.
pub fn validations(snapshot: &Snapshot) -> Vec<Check> {
    vec![
        stream_receiving(snapshot),
        archive_arriving(snapshot),
        function_errors(snapshot),
        table_writes(snapshot),
        broadcasts(snapshot),
        budget(snapshot),
        athena(snapshot),
    ]
}

fn stream_receiving(snapshot: &Snapshot) -> Check {
    let id = "stream-receiving";
    if stand(snapshot).effective == Some(0.0) {
        return Check::not_applicable(id, "the flag is off: nothing is meant to reach the stream");
    }
    let records = MetricId::of(Metric::IncomingRecords, &snapshot.pipeline.stream);
    let end = snapshot.metrics.complete_until(&records, snapshot.now);
    let (total, minutes) = known(snapshot, &records, (shift(end, -300), end));
    let evidence = vec![format!("{} in {minutes} of the last 5 complete minutes", words::count(total, "record"))];
    if minutes == 0 || !snapshot.metrics.state(&records, end, snapshot.now).is_evidence() {
        return Check::waiting(id, evidence, "a new complete minute of IncomingRecords");
    }
    Check::judged(id, 0.0 < total, evidence)
}

fn archive_arriving(snapshot: &Snapshot) -> Check {
    let id = "archive-arriving";
    let Some(name) = &snapshot.pipeline.firehose else {
        return Check::not_applicable(id, "no delivery stream is named: set firehose = \"…\" for the pipeline");
    };
    let Some(buffer) = fresh(snapshot, &snapshot.firehose).map(|firehose| i64::from(firehose.buffer_seconds)) else {
        return Check::waiting(id, Vec::new(), "Firehose's buffer interval");
    };
    // Two beats, since one object may be filled just as the window begins.
    let window = (2 * buffer).max(900);
    let delivered = MetricId::of(Metric::FirehoseRecords, name);
    let end = snapshot.metrics.complete_until(&delivered, snapshot.now);
    let (records, deliveries) = known(snapshot, &delivered, (shift(end, -window), end));
    let success = MetricId::of(Metric::FirehoseSuccess, name);
    let shares = snapshot.metrics.range(&success, shift(end, -window), end);
    let worst = shares.iter().filter_map(|(_, share)| *share).reduce(f64::min);
    let freshness = readings::get(snapshot, "firehose.freshness_seconds").filter(|reading| reading.state.is_evidence());
    let oldest = freshness.and_then(|reading| reading.number());
    let mut evidence = vec![format!("{} in {deliveries} deliveries of the last {} minutes", words::count(records, "record"), window / 60)];
    evidence.extend(worst.map(|share| format!("of the deliveries, {:.1} % succeeded in the worst minute", share * 100.0)));
    evidence.extend(oldest.map(|age| format!("oldest record not yet in S3: {age:.0} s, with a buffer of {buffer} s")));
    let (Some(worst), Some(oldest)) = (worst, oldest) else {
        return match (deliveries, oldest) {
            // Firehose is heard and says that records wait longer than two beats, yet nothing was delivered.
            (0, Some(age)) if (2 * buffer) as f64 <= age => Check::of(id, Mark::Fail, evidence),
            _ => Check::waiting(id, evidence, "a delivery and its freshness"),
        };
    };
    Check::judged(id, 0.0 < records && 1.0 <= worst && oldest <= (2 * buffer).max(buffer + 120) as f64, evidence)
}

fn function_errors(snapshot: &Snapshot) -> Check {
    let id = "function-errors";
    let pipeline = &snapshot.pipeline;
    if pipeline.writers.is_empty() && pipeline.consumers.is_empty() {
        return Check::not_applicable(id, "no functions are named: set writers = [\"…\"] for the pipeline");
    }
    let (mut evidence, mut mark) = (Vec::new(), Mark::Pass);
    for function in pipeline.writers.iter().chain(&pipeline.consumers) {
        let (said, judged) = errors_of(snapshot, function);
        evidence.push(said);
        mark = mark.and(judged);
    }
    if mark == Mark::NotEnoughData {
        return Check::waiting(id, evidence, "five minutes of runs of each function, and an hour to compare with");
    }
    Check::of(id, mark, evidence)
}

/// Whether one function fails more often than before: more than chance would have it, and at least twice as often.
pub(in crate::domain) fn errors_of(snapshot: &Snapshot, function: &str) -> (String, Mark) {
    let errors = MetricId::of(Metric::FunctionErrors, function);
    let runs = MetricId::of(Metric::FunctionInvocations, function);
    match Windows::of(snapshot, &[&errors, &runs]) {
        Some(windows) => errors_in(snapshot, function, &windows),
        None => (format!("{function}: nothing new is known"), Mark::NotEnoughData),
    }
}

/// The same over given minutes.
pub(in crate::domain) fn errors_in(snapshot: &Snapshot, function: &str, windows: &Windows) -> (String, Mark) {
    let errors = MetricId::of(Metric::FunctionErrors, function);
    let runs = MetricId::of(Metric::FunctionInvocations, function);
    let (errors_now, runs_now, minutes) = paired(snapshot, (&errors, &runs), windows.now);
    let (errors_before, runs_before, minutes_before) = paired(snapshot, (&errors, &runs), windows.before);
    let share = |errors: f64, runs: f64| if runs == 0.0 { "no runs".to_owned() } else { format!("{:.2} %", errors / runs * 100.0) };
    let before = if minutes_before == 0 { "not known".to_owned() } else { share(errors_before, runs_before) };
    let said = match minutes {
        0 => format!("{function}: no complete minute of its runs is known, {} {before}", windows.before_words),
        _ => format!(
            "{function}: {} in {} ({}), {} {before}",
            words::count(errors_now, "error"),
            words::count(runs_now, "run"),
            share(errors_now, runs_now),
            windows.before_words
        ),
    };
    if minutes < windows.fewest {
        return (said, Mark::NotEnoughData);
    }
    if errors_now == 0.0 {
        return (said, Mark::Pass);
    }
    if minutes_before < ENOUGH || runs_before == 0.0 {
        return (said, Mark::NotEnoughData);
    }
    let expected = errors_before / runs_before * runs_now;
    let chance = 3.0 * expected.max(1.0).sqrt();
    let rose = expected + chance < errors_now && 2.0 * expected < errors_now;
    (said, if rose { Mark::Fail } else { Mark::Pass })
}

fn table_writes(snapshot: &Snapshot) -> Check {
    let id = "table-writes";
    if snapshot.pipeline.table.is_none() {
        return Check::not_applicable(id, "no table is named: set table = \"…\" for the pipeline");
    }
    let newest =
        |name: &str| readings::get(snapshot, name).filter(|reading| reading.state.is_evidence()).and_then(|reading| reading.number());
    let limit = snapshot.pipeline.limits.dynamodb_errors as f64;
    let (writes, errors, throttles) =
        (newest("table.writes_per_second"), newest("table.system_errors_per_minute"), newest("table.throttles_per_minute"));
    let mut evidence = Vec::new();
    evidence.extend(writes.map(|rate| format!("{rate:.1} writes/s")));
    evidence.extend(errors.map(|errors| format!("{} inside DynamoDB in the newest minute", words::count(errors, "error"))));
    evidence.extend(throttles.map(|throttles| format!("{} in the newest minute", words::count(throttles, "refused attempt"))));
    if errors.is_some_and(|errors| limit < errors) || throttles.is_some_and(|throttles| limit < throttles) {
        return Check::of(id, Mark::Fail, evidence);
    }
    match (writes, errors, throttles) {
        (Some(writes), Some(_), Some(_)) => Check::judged(id, 0.0 < writes, evidence),
        _ => Check::waiting(id, evidence, "a complete minute of the table's requests and write units"),
    }
}

pub(in crate::domain) fn broadcasts(snapshot: &Snapshot) -> Check {
    let id = "broadcasts";
    let (Some(queue), Some(writes)) = (&snapshot.pipeline.queue, snapshot.pipeline.table_writes()) else {
        return Check::not_applicable(id, "queue and table are not both named: set queue = \"…\" and table = \"…\" for the pipeline");
    };
    let sent = MetricId::of(Metric::QueueSent, queue);
    let Some(windows) = Windows::of(snapshot, &[&sent, &writes]) else { return Check::waiting(id, Vec::new(), "the queue's metrics") };
    let (said, mark) = broadcasts_in(snapshot, (&sent, &writes), &windows);
    match mark {
        Mark::NotEnoughData => Check::waiting(id, vec![said], "five minutes of queue and table now, and five before"),
        mark => Check::of(id, mark, vec![said]),
    }
}

/// Messages to the queue for each table write over given minutes, against before.
pub(in crate::domain) fn broadcasts_in(snapshot: &Snapshot, ids: (&MetricId, &MetricId), windows: &Windows) -> (String, Mark) {
    let (sent_now, writes_now, minutes) = paired(snapshot, ids, windows.now);
    let (sent_before, writes_before, minutes_before) = paired(snapshot, ids, windows.before);
    if minutes < windows.fewest || minutes_before < ENOUGH || writes_now == 0.0 || writes_before == 0.0 {
        let said = format!("{minutes} minutes of queue and table known now, {minutes_before} {}", windows.before_words);
        return (said, Mark::NotEnoughData);
    }
    let (now, before) = (sent_now / writes_now, sent_before / writes_before);
    let said = format!("{now:.3} messages a table write, {} {before:.3}", windows.before_words);
    (said, if (now - before).abs() <= TOLERANCE * before { Mark::Pass } else { Mark::Fail })
}

pub(in crate::domain) fn budget(snapshot: &Snapshot) -> Check {
    let id = "budget";
    let Some(budget) = snapshot.pipeline.limits.budget else {
        return Check::not_applicable(id, "no budget is set: set budget = \"…\" under [pipeline.limits], in US dollars a month");
    };
    let new_load = readings::get(snapshot, "stream.cost_usd_per_month").is_some_and(|cost| cost.state.is_evidence());
    match estimate(snapshot).map(|estimate| estimate.bill) {
        Ok(_) if !new_load => Check::waiting(id, Vec::new(), "a new complete minute of the stream's load"),
        Ok(bill) => {
            let mut evidence = vec![format!("${} a month at the present load, of a budget of ${budget}", bill.total_text())];
            evidence.extend(lines_of(&bill));
            Check::judged(id, bill.total() <= budget, evidence)
        }
        Err(error) => Check::waiting(id, Vec::new(), &error.awaited()),
    }
}

/// What a bill is made of and what it leaves out, one sentence a line.
pub(in crate::domain) fn lines_of(bill: &cost::Bill) -> impl Iterator<Item = String> {
    bill.lines.iter().map(cost::Line::sum).chain(bill.left_out.iter().map(|left_out| format!("not in it: {left_out}")))
}

/// Seconds after which a run of the archive's query says nothing about today.
pub const QUERY_LASTS: i64 = 24 * 3600;

/// The query is run on request: its last run is what there is to judge.
pub(in crate::domain) fn athena(snapshot: &Snapshot) -> Check {
    let id = "athena";
    if snapshot.pipeline.athena.is_none() {
        return Check::not_applicable(id, "no query is configured: set athena = { workgroup = \"…\", query = \"…\" } for the pipeline");
    }
    let wanted = "a run of the configured query in the last 24 hours";
    let age = |run: &QueryRun| seconds_between(run.ended, snapshot.now);
    // A run that ended later than the moment that is looked at says nothing of it.
    let Some(run) = snapshot.query.get().filter(|run| 0.0 <= age(run)) else { return Check::waiting(id, Vec::new(), wanted) };
    let ago = words::span(age(run));
    let mut evidence = vec![format!("{}: {} from {} scanned, {ago} ago", run.state, query::rows(run), query::size(run.scanned_bytes))];
    evidence.extend(run.problem.clone());
    if QUERY_LASTS < age(run) as i64 {
        return Check::waiting(id, evidence, wanted);
    }
    Check::judged(id, query::is_good(run), evidence)
}
