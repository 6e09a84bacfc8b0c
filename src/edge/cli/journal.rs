//! `journal` and `holes`: what was changed by whom and why, whether that record is whole, and what is missing from the archive.

use std::time::Duration;

use serde_json::{Value, json};

use super::arguments::{Common, HolesAction, JournalAction, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{apply, change, paint, reach, watched, write_json};
use crate::domain::holes::{Hole, holes};
use crate::domain::journal::{Entry, Event, Hands, History};
use crate::domain::pipeline::Pipeline;
use crate::edge::execute::resume;
use crate::view::text;

/// Shows or verifies the journal.
pub(super) async fn run(action: &JournalAction, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let journal = change::journal(around)?;
    let account = journal.read().await.map_err(|error| Failure::error(error.to_string()))?;
    if let Some(torn) = &account.torn {
        writeln!(around.err, "note: {torn}")?;
    }
    if !account.broken.is_empty() {
        let each: Vec<String> = account.broken.iter().map(|broken| format!("{}: {broken}", journal.path().display())).collect();
        return Err(Failure { exit: Exit::Bad, text: each.join("\n") });
    }
    let entries = account.entries;
    match action {
        JournalAction::Verify => {
            let text = format!("{} entries, each as it was written, none missing.", entries.len());
            match common.output {
                Output::Json => write_json(around, &json!({ "verdict": "pass", "entries": entries.len() }))?,
                Output::Text => writeln!(around.out, "{text}")?,
            }
            Ok(Exit::Done)
        }
        JournalAction::List => {
            let shown: Vec<&Entry> = entries.iter().filter(|entry| wanted(entry, common, around)).collect();
            list(&shown, common, around)
        }
        JournalAction::Close { run, reason } => close((&entries, account.hands), *run, reason, common, around).await,
        JournalAction::Show { number } => {
            let of_run = |entry: &&Entry| entry.seq == *number || run_of(&entry.event) == Some(*number);
            let shown: Vec<&Entry> = entries.iter().filter(of_run).collect();
            if shown.is_empty() {
                return Err(Failure::error(format!("the journal has no entry {number}: it ends at {}", entries.len())));
            }
            match common.output {
                Output::Json => list(&shown, common, around),
                Output::Text => {
                    for entry in shown {
                        let text = serde_json::to_string_pretty(entry).map_err(|error| Failure::error(error.to_string()))?;
                        writeln!(around.out, "{text}")?;
                    }
                    Ok(Exit::Done)
                }
            }
        }
    }
}

/// Closes a run, open or settled. What an open one did to the flag goes into the ledger of holes with it.
async fn close(
    (entries, hands): (&[Entry], Hands),
    run: u64,
    reason: &str,
    common: &Common,
    around: &mut Around<'_>,
) -> Result<Exit, Failure> {
    if reason.trim().is_empty() {
        return Err(Failure { exit: Exit::Refused, text: "closing a run takes a reason, which the journal keeps".to_owned() });
    }
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?.clone();
    let history = History::of(&pipeline.stream, entries).in_hands(hands);
    let runs = history.runs();
    let Some(found) = runs.iter().find(|one| one.number == run) else {
        return Err(Failure::error(format!("the journal has no run {run} of {}; `tidegate journal list` numbers them", pipeline.stream)));
    };
    if let Some(why) = &found.closed {
        writeln!(around.out, "Run {run} is closed already: {why}")?;
        return Ok(Exit::Done);
    }
    if let Err(why) = found.is_free() {
        return Err(apply::in_hand(run, &found.intent.action, &why));
    }
    if found.is_open() {
        let base = change::Base::of(&pipeline, around).await?;
        let (line, ..) = change::line();
        let ground = base.ground(&pipeline, line, Duration::ZERO, None);
        if let Some(left) = resume::left(&ground).await.iter().find(|left| left.run == run) {
            let closed = resume::close(&ground, None, left, reason.to_owned()).await;
            closed.map_err(apply::unwritten)?;
        }
    } else {
        change::note(Event::Closed { run, reason: reason.to_owned() }, None, &pipeline, around).await?;
    }
    writeln!(around.out, "Run {run} is closed ({}): {reason}", found.intent.action)?;
    Ok(Exit::Done)
}

/// With a pipeline named or configured alone only its entries; without any configuration all of them.
fn wanted(entry: &Entry, common: &Common, around: &Around<'_>) -> bool {
    let config = watched::configuration(common, around).ok();
    let pipeline = config.as_ref().and_then(|config| watched::chosen(config, common).ok());
    pipeline.is_none_or(|pipeline| pipeline.stream == entry.stream)
}

fn run_of(event: &Event) -> Option<u64> {
    match event {
        Event::Sending { run, .. } | Event::Answered { run, .. } | Event::Settled { run, .. } | Event::Closed { run, .. } => Some(*run),
        _ => None,
    }
}

fn list(entries: &[&Entry], common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    if common.output == Output::Json {
        let document = serde_json::to_value(entries).map_err(|error| Failure::error(error.to_string()))?;
        write_json(around, &document)?;
        return Ok(Exit::Done);
    }
    let paint = paint::Paint::of(common, around);
    if entries.is_empty() {
        writeln!(around.out, "Nothing was changed from here yet.")?;
    }
    for entry in entries {
        let who = entry.who.as_deref().map_or("-", |arn| arn.rsplit('/').next().unwrap_or(arn));
        let line = format!("{:>5}  {}  {}  {who}  {}", entry.seq, text::date_clock(entry.at), entry.pipeline, entry.event.sentence());
        writeln!(around.out, "{}", paint.text(&line))?;
    }
    Ok(Exit::Done)
}

/// Lists the holes of the archive, or notes that one was filled.
pub(super) async fn holes_of(action: &HolesAction, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?.clone();
    let now = reach::clock(around).await?.now();
    let all = holes(&change::history(&pipeline, around).await?, now);
    match action {
        HolesAction::List => tell(&all, &pipeline, common, around),
        HolesAction::Fill { hole, reason } => {
            let Some(found) = all.iter().find(|one| one.id == *hole) else {
                return Err(Failure::error(format!("there is no hole {hole}")));
            };
            if reason.trim().is_empty() {
                return Err(Failure { exit: Exit::Refused, text: "filling a hole takes a reason, which the journal keeps".to_owned() });
            }
            change::note(Event::HoleFilled { opened: found.id, reason: reason.clone() }, None, &pipeline, around).await?;
            writeln!(around.out, "Hole {hole} is noted as filled.")?;
            Ok(Exit::Done)
        }
    }
}

fn tell(all: &[Hole], pipeline: &Pipeline, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    if common.output == Output::Json {
        let document = serde_json::to_value(all).unwrap_or(Value::Null);
        write_json(around, &document)?;
        return Ok(Exit::Done);
    }
    if all.is_empty() {
        writeln!(around.out, "No hole in the archive of {} is known.", pipeline.stream)?;
    }
    let zone = reach::zone();
    for hole in all {
        let until = hole.until.map_or_else(|| "still open".to_owned(), |until| format!("until {}", text::clock_both(until, &zone)));
        let missing = hole.missing.map_or_else(|| "an unknown number of".to_owned(), |missing| format!("about {missing}"));
        writeln!(
            around.out,
            "{}  from {}, {until}, at {} %: {missing} records are missing",
            hole.id,
            text::date_clock(hole.from),
            hole.percentage
        )?;
        let end = match (&hole.filled, hole.fill_by) {
            (Some(how), _) => format!("filled: {how}"),
            (None, Some(by)) => format!("backfill from the table by {} UTC: then its TTL begins to drop them", text::date_clock(by)),
            (None, None) => "until when the table keeps them is not known".to_owned(),
        };
        writeln!(around.out, "       {end}")?;
    }
    Ok(Exit::Done)
}
