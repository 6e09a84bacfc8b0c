//! `status` and `check`: one look, in words or JSON, with the verdict's exit code.

use super::arguments::{Check, Common, FailOn, Output, Status};
use super::around::Around;
use super::document::{self, Document};
use super::exit::{Exit, Failure};
use super::{change, paint, query, reach, watched, write_json};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::finding::Level;
use crate::domain::journal::History;
use crate::domain::pipeline::Pipeline;
use crate::domain::reading::{Reading, State};
use crate::domain::readings;
use crate::domain::snapshot::Snapshot;
use crate::edge::once::{Known, Look, Purpose, look_with};
use crate::view::text;

/// Everything that is known, once.
pub(super) async fn status(status: &Status, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    if status.schema {
        write_json(around, &document::schema())?;
        return Ok(Exit::Done);
    }
    let pipeline = configured(common, around)?;
    of(&pipeline, common, around).await
}

/// Everything that is known of this pipeline, once.
pub(super) async fn of(pipeline: &Pipeline, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let look = see(pipeline, common, around).await?;
    match common.output {
        Output::Json => json(&look, around)?,
        Output::Text => words(&look, common, around)?,
    }
    end(&look, FailOn::Alarm)
}

/// The verdict alone.
pub(super) async fn check(check: &Check, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let pipeline = configured(common, around)?;
    let look = see(&pipeline, common, around).await?;
    match common.output {
        Output::Json => json(&look, around)?,
        Output::Text => {
            let paint = paint::Paint::of(common, around);
            writeln!(around.out, "{}  {}", paint.level(look.verdict.level), paint.text(&look.verdict.text))?;
        }
    }
    end(&look, check.fail_on)
}

fn configured(common: &Common, around: &Around<'_>) -> Result<Pipeline, Failure> {
    let config = watched::configuration(common, around)?;
    watched::chosen(&config, common).cloned()
}

async fn see(pipeline: &Pipeline, common: &Common, around: &Around<'_>) -> Result<Look, Failure> {
    let now = reach::clock(around).await?.now();
    let at = reach::at(common, now)?;
    // What was changed from here is known as ours, as in the console. A journal that cannot be read is as if there were none:
    // `journal verify` says what is wrong with it.
    let history = if at.is_some() { History::default() } else { change::history(pipeline, around).await.unwrap_or_default() };
    let known = Known { history, query: query::last(pipeline, around) };
    Ok(look_with(&reach::aws(pipeline, around), pipeline, Purpose::Verdict, known, now, at).await)
}

fn json(look: &Look, around: &mut Around<'_>) -> Result<(), Failure> {
    let document =
        serde_json::to_value(Document::from(look)).map_err(|error| Failure::error(format!("failed to write the answer: {error}")))?;
    write_json(around, &document)
}

/// The exit code of a look. What stands in the way of any verdict is also told on the error output.
fn end(look: &Look, fail_on: FailOn) -> Result<Exit, Failure> {
    // An alarm that other sources prove is worse than a stream that does not answer.
    let stands_in_the_way =
        |failure: &Failure| look.verdict.level != Level::Alarm || matches!(failure.exit, Exit::Error | Exit::Credentials | Exit::Usage);
    if let Some(failure) = unreachable(&look.snapshot).filter(stands_in_the_way) {
        return Err(failure);
    }
    Ok(match (look.verdict.level, fail_on) {
        (Level::Alarm, _) | (Level::Warn, FailOn::Warn) => Exit::Bad,
        (Level::Unknown, _) => Exit::Inconclusive,
        (Level::Ok | Level::Warn, _) => Exit::Done,
    })
}

/// Why nothing can be said of the stream, when it never answered.
pub(super) fn unreachable(snapshot: &Snapshot) -> Option<Failure> {
    let stream = &snapshot.stream;
    let fault = stream.fault.as_ref().filter(|_| stream.get().is_none())?;
    Some(Failure { exit: Exit::from(fault), text: sentence(fault, snapshot) })
}

fn sentence(fault: &Fault, snapshot: &Snapshot) -> String {
    match fault.kind {
        FaultKind::NotFound => format!("there is no stream {} here: {}", snapshot.pipeline.stream, fault.message),
        _ => fault.to_string(),
    }
}

fn words(look: &Look, common: &Common, around: &mut Around<'_>) -> Result<(), Failure> {
    let paint = paint::Paint::of(common, around);
    let snapshot = &look.snapshot;
    let pipeline = &snapshot.pipeline;
    let identity = snapshot.identity.get();
    let region = identity.map(|identity| identity.region.clone()).or_else(|| pipeline.region.clone());
    let account = identity.map(|identity| identity.account.clone());
    let mut head = vec![pipeline.name.clone()];
    head.extend([Some(pipeline.environment.clone()).filter(|name| *name != pipeline.name), account, region].into_iter().flatten());
    let zone = reach::zone();
    writeln!(around.out, "{}  {}", paint.text(&head.join(" > ")), text::clock_both(snapshot.now, &zone))?;
    writeln!(around.out, "{}  {}", paint.level(look.verdict.level), paint.text(&look.verdict.text))?;
    for finding in &look.findings {
        writeln!(around.out, "\n{}  {}  {}", paint.level(finding.level), finding.id, paint.text(&finding.text))?;
        for line in &finding.evidence {
            writeln!(around.out, "      {}", paint.text(line))?;
        }
        if !finding.advice.is_empty() {
            writeln!(around.out, "      {} {}", paint.arrow(), paint.text(&finding.advice))?;
        }
    }
    writeln!(around.out)?;
    let readings = readings::all(snapshot);
    let longest = readings.iter().map(|(name, _)| text::width(name)).max().unwrap_or_default();
    for (name, reading) in &readings {
        writeln!(around.out, "{}  {}", text::left(name, longest), paint.text(&cell(reading)))?;
    }
    Ok(())
}

/// Columns of a value; a longer one is shown whole.
const VALUE: usize = 16;

/// Value, age and state of one reading, as in a cell of the console.
fn cell(reading: &Reading) -> String {
    let value = reading.value.as_ref().map_or_else(|| "-".to_owned(), |value| text::value(value, reading.unit));
    let age = reading.age_seconds.map(text::age).unwrap_or_default();
    let state = match reading.state {
        State::NotConfigured => format!("not configured: {}", reading.source.field),
        state => state.word().to_owned(),
    };
    let fault = reading.fault.as_ref().map(|fault| format!("  ({fault})")).unwrap_or_default();
    let indent = " ".repeat(VALUE.saturating_sub(text::width(&value)));
    format!("{indent}{value}  {}  {state}{fault}", text::left(&age, 10))
}
