//! A run of the journal that did not come to an end: what left, what was answered, and the two ways to deal with it.

use super::{Line, Page, labelled, question, wrapped};
use crate::app::actions::TORN;
use crate::app::guard::Question;
use crate::app::model::Model;
use crate::domain::journal::Run;
use crate::domain::outcome::Answer;
use crate::domain::plan::plan;
use crate::view::text;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, number: u64, selected: usize, columns: usize) -> Page {
    let snapshot = &model.watch.snapshot;
    let runs = snapshot.history.open_runs();
    let mut lines = Vec::new();
    if let Some(run) = runs.iter().find(|run| run.number == number) {
        let free = run.is_free();
        let head = match &free {
            Ok(()) => "It did not come to an end: the console was left while it ran.".to_owned(),
            Err(why) => format!("It is not over: {why}."),
        };
        lines.extend(wrapped(0, &head, if free.is_ok() { Role::Text } else { Role::Accent }, columns));
        lines.extend(run.untold().into_iter().flat_map(|why| wrapped(0, &format!("But {why}."), Role::Warn, columns)));
        lines.push(Line::blank());
        lines.extend(told(run, columns));
        lines.push(Line::blank());
        let made = plan(&run.intent.wish, snapshot);
        // Everything is read anew before it is gone on with: what is old now says nothing.
        let blocks: Vec<&str> = made.blocks().filter(|check| check.id != "facts-fresh").map(|check| check.evidence.as_str()).collect();
        let stands = match (blocks.is_empty(), made.has_changes()) {
            (true, false) => "everything that was wished for stands".to_owned(),
            (true, true) => format!("{} of {} calls are still to be made", made.steps.len(), run.intent.calls.len()),
            (false, _) => blocks.join("; "),
        };
        lines.extend(labelled("the world", &stands, Role::Accent, columns));
        lines.push(Line::blank());
        for (index, (label, note)) in TORN.iter().enumerate() {
            let (role, note) = match &free {
                Ok(()) => (Role::Text, (*note).to_owned()),
                Err(why) => (Role::Dim, format!("not now: {why}")),
            };
            lines.push(Line::of(format!(" {label}"), role).selected(index == selected));
            lines.extend(wrapped(3, &note, Role::Dim, columns));
        }
    } else {
        lines.push(Line::of("It is not open any more.", Role::Dim));
    }
    let about = format!("run {number} of the journal");
    let hint = "Enter does it · Esc leaves it open".to_owned();
    Page { title: "a change is open".to_owned(), about, hint, lines, foot: Vec::new(), scroll: 0 }
}

/// What the journal says of it.
fn told(run: &Run<'_>, columns: usize) -> Vec<Line> {
    let mut lines = labelled("change", &run.intent.action, Role::Title, columns);
    let who = run.who.map_or("somebody whom AWS did not name", text::short_arn);
    lines.extend(labelled("approved", &format!("{} UTC by {who}", text::date_clock(run.at)), Role::Text, columns));
    for (step, call) in run.intent.calls.iter().enumerate() {
        let answers = run.sent.iter().rev().find(|(number, _)| *number == step).map(|(_, answer)| answer);
        let (word, role) = match answers {
            None => ("not sent", Role::Dim),
            Some(None) if run.is_free().is_err() => ("sent, no answer yet", Role::Accent),
            Some(None) => ("sent, the answer was lost", Role::Warn),
            Some(Some(answer)) if answer.stands() => ("done", Role::Ok),
            Some(Some(Answer::Unknown { .. })) => ("sent, and nobody knows", Role::Warn),
            Some(Some(_)) => ("refused", Role::Alarm),
        };
        lines.extend(labelled(&format!("step {}", step + 1), &format!("{} {}: {word}", call.name(), call.subject()), role, columns));
    }
    lines
}

/// Asks for the reason.
pub(super) fn closing(model: &Model, number: u64, asked: &Question, columns: usize) -> Page {
    let runs = model.watch.snapshot.history.runs();
    let wish = runs.iter().find(|run| run.number == number).map(|run| run.intent.action.clone()).unwrap_or_default();
    let mut lines = wrapped(0, &format!("`{wish}` is closed in the journal as it stands."), Role::Text, columns);
    lines.extend(wrapped(0, "Nothing is sent to AWS, and nothing is taken back.", Role::Dim, columns));
    let foot = question::foot(asked, "closes it", columns);
    let about = format!("run {number} of the journal");
    Page { title: "close".to_owned(), about, hint: "Esc leaves it open".to_owned(), lines, foot, scroll: 0 }
}
