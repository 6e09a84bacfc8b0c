//! `query`: what bounds the cost of the archive's query, and with `--run` its rows.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::arguments::{Common, Output, Query};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::watched::plain;
use super::{paint, reach, watched, write_json};
use crate::app::ask::{Ask, Feed};
use crate::domain::facts::QueryRun;
use crate::domain::fault::FaultKind;
use crate::domain::finding::words::span;
use crate::domain::pipeline::Pipeline;
use crate::domain::query::{Bound, bound, dollars, held, is_good, price_of, rows, size};
use crate::domain::reading::Held;
use crate::domain::series::seconds_between;
use crate::domain::snapshot::Snapshot;
use crate::edge::aws::Aws;
use crate::edge::paths::Paths;
use crate::edge::queries::Queries;

/// Says the bound, and runs the query when that is wanted. A run that fails or returns nothing ends with exit code 3.
pub(super) async fn run(asked: &Query, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?;
    if common.at.is_some() {
        return Err(Failure::usage("--at: the archive cannot be asked about a past moment"));
    }
    if pipeline.athena.is_none() {
        return Err(Failure::usage("no query is configured: set athena = { workgroup = \"…\", query = \"…\" } for the pipeline"));
    }
    let now = reach::clock(around).await?.now();
    let aws = reach::aws(pipeline, around);
    let mut snapshot = Snapshot::blank(pipeline.clone(), now);
    read(&aws, pipeline, Feed::Workgroup, &mut snapshot, now).await;
    // Without credentials nothing can be run, and nothing is known of what it would cost.
    if let Some(fault) = snapshot.workgroup.fault.as_ref().filter(|fault| fault.kind == FaultKind::Credentials) {
        return Err(Failure { exit: Exit::from(fault), text: fault.to_string() });
    }
    let last = last(pipeline, around).filter(|run| run.ended <= now);
    snapshot.query = last.clone().map(held).unwrap_or_default();
    let bound = bound(&snapshot);
    snapshot.query = Held::default();
    if common.output == Output::Text {
        writeln!(around.out, "{}", paint::Paint::of(common, around).text(&bound.sentence()))?;
    }
    if asked.run {
        read(&aws, pipeline, Feed::Query, &mut snapshot, now).await;
    }
    if let Some(fault) = &snapshot.query.fault {
        return Err(Failure { exit: Exit::from(fault), text: fault.to_string() });
    }
    let ran = snapshot.query.get();
    if let Some(run) = ran {
        keep(pipeline, run, around)?;
    }
    match (common.output, ran) {
        (Output::Json, _) => write_json(around, &document(&bound, ran, last.as_ref(), &snapshot))?,
        (Output::Text, Some(run)) => words(run, &snapshot, common, around)?,
        (Output::Text, None) => nothing_run(last.as_ref(), now, common, around)?,
    }
    Ok(if ran.is_none_or(is_good) { Exit::Done } else { Exit::Bad })
}

/// The kept runs of this user; `None` without a home for them.
pub(super) fn queries(around: &Around<'_>) -> Option<Queries> {
    Paths::of(&around.environment).map(|paths| Queries::at(paths.queries_file()))
}

/// The last run of the pipeline's query that this machine knows of.
pub(super) fn last(pipeline: &Pipeline, around: &Around<'_>) -> Option<QueryRun> {
    queries(around)?.last(pipeline)
}

/// Keeps a run for the commands that judge it. A run that cannot be kept was paid for all the same: its rows are shown.
fn keep(pipeline: &Pipeline, run: &QueryRun, around: &mut Around<'_>) -> Result<(), Failure> {
    let why = match queries(around).map(|queries| queries.keep(pipeline, run)) {
        Some(Ok(())) => return Ok(()),
        Some(Err(error)) => plain(&error),
        None => "there is no home directory: set HOME or XDG_STATE_HOME".to_owned(),
    };
    writeln!(around.err, "note: this run is not kept, so that `checklist` will not know of it: {why}")?;
    Ok(())
}

async fn read(aws: &Aws, pipeline: &Pipeline, feed: Feed, snapshot: &mut Snapshot, now: Timestamp) {
    let ask = Ask { number: 1, pipeline: 0, feed, metrics: None };
    let outcome = aws.perform(pipeline, &ask, now).await;
    ask.feed.keep(outcome, snapshot, now);
}

/// `run` is what was run now, `last_run` what was known before, of which no rows are kept.
fn document(bound: &Bound, ran: Option<&QueryRun>, last: Option<&QueryRun>, snapshot: &Snapshot) -> Value {
    let told = |run: &QueryRun| {
        json!({
            "state": run.state, "rows": run.rows, "has_more": run.has_more, "scanned_bytes": run.scanned_bytes,
            "usd": price_of(snapshot, run.scanned_bytes), "ended": run.ended, "problem": run.problem, "columns": run.columns,
            "first_rows": run.first,
        })
    };
    json!({ "pipeline": snapshot.pipeline.name, "bound": bound, "run": ran.map(told), "last_run": last.map(told) })
}

fn nothing_run(last: Option<&QueryRun>, now: Timestamp, common: &Common, around: &mut Around<'_>) -> Result<(), Failure> {
    writeln!(around.out, "nothing was run: `tidegate query --run` runs it")?;
    if let Some(run) = last {
        let paint = paint::Paint::of(common, around);
        let ago = span(seconds_between(run.ended, now));
        writeln!(around.out, "the last run, {ago} ago: {}, {}", paint.text(&run.state), rows(run))?;
    }
    Ok(())
}

fn words(run: &QueryRun, snapshot: &Snapshot, common: &Common, around: &mut Around<'_>) -> Result<(), Failure> {
    let paint = paint::Paint::of(common, around);
    let cost = dollars(price_of(snapshot, run.scanned_bytes));
    writeln!(around.out, "{}: {}, {} scanned, {cost}", paint.text(&run.state), rows(run), size(run.scanned_bytes))?;
    if let Some(problem) = &run.problem {
        writeln!(around.out, "{}", paint.text(problem))?;
    }
    for row in std::iter::once(&run.columns).chain(&run.first) {
        let cells: Vec<_> = row.iter().map(|cell| paint.text(cell)).collect();
        writeln!(around.out, "{}", cells.join("\t"))?;
    }
    Ok(())
}
