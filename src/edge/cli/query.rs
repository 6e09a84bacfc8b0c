//! `query`: what bounds the cost of the archive's query, and with `--run` its rows.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::arguments::{Common, Output, Query};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{paint, reach, watched, write_json};
use crate::app::ask::{Ask, Feed};
use crate::domain::facts::QueryRun;
use crate::domain::pipeline::Pipeline;
use crate::domain::query::{bound, dollars, price_of, rows, size};
use crate::domain::snapshot::Snapshot;
use crate::edge::aws::Aws;

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
    let bound = bound(&snapshot);
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
    match common.output {
        Output::Json => write_json(around, &document(&bound, ran, &snapshot))?,
        Output::Text => words(ran, &snapshot, common, around)?,
    }
    let is_good = ran.is_none_or(|run| run.state == "SUCCEEDED" && 0 < run.rows);
    Ok(if is_good { Exit::Done } else { Exit::Bad })
}

async fn read(aws: &Aws, pipeline: &Pipeline, feed: Feed, snapshot: &mut Snapshot, now: Timestamp) {
    let ask = Ask { number: 1, pipeline: 0, feed, metrics: None };
    let outcome = aws.perform(pipeline, &ask, now).await;
    ask.feed.keep(outcome, snapshot, now);
}

fn document(bound: &crate::domain::query::Bound, ran: Option<&QueryRun>, snapshot: &Snapshot) -> Value {
    let run = ran.map(|run| {
        json!({
            "state": run.state, "rows": run.rows, "has_more": run.has_more, "scanned_bytes": run.scanned_bytes,
            "usd": price_of(snapshot, run.scanned_bytes), "ended": run.ended, "problem": run.problem, "columns": run.columns,
            "first_rows": run.first,
        })
    });
    json!({ "pipeline": snapshot.pipeline.name, "bound": bound, "run": run })
}

fn words(ran: Option<&QueryRun>, snapshot: &Snapshot, common: &Common, around: &mut Around<'_>) -> Result<(), Failure> {
    let paint = paint::Paint::of(common, around);
    let Some(run) = ran else {
        writeln!(around.out, "nothing was run: `tidegate query --run` runs it")?;
        return Ok(());
    };
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
