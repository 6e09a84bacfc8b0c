//! A function's errors: what reading its log group takes, and what was read.

use super::{Line, Page, labelled, wrapped};
use crate::app::actions;
use crate::app::model::Model;
use crate::domain::errors::{self, TAKES};
use crate::domain::facts::ErrorLines;
use crate::view::text;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, function: &str, scroll: usize, columns: usize) -> Page {
    let mut lines = Vec::new();
    lines.extend(wrapped(0, &format!("Read the error lines of {function} from its log group?"), Role::Text, columns));
    lines.push(Line::blank());
    for sentence in TAKES {
        lines.extend(wrapped(2, sentence, Role::Dim, columns));
    }
    lines.push(Line::blank());
    match actions::can_read_errors(model, function) {
        Ok(()) => lines.extend(wrapped(0, "Nothing is read before Enter.", Role::Accent, columns)),
        Err(why) => lines.extend(wrapped(0, &format!("Not now: {why}."), Role::Warn, columns)),
    }
    lines.extend(found(model, function, columns));
    Page {
        title: "last errors".to_owned(),
        about: function.to_owned(),
        hint: "Enter reads · Esc does not".to_owned(),
        lines,
        foot: Vec::new(),
        scroll,
    }
}

/// What was read, or why it was not.
fn found(model: &Model, function: &str, columns: usize) -> Vec<Line> {
    let Some(held) = model.watch.snapshot.errors.get(function) else { return Vec::new() };
    let mut lines = Vec::new();
    if held.fault.is_some() || held.get().is_some() {
        lines.extend([Line::blank(), Line::stroke()]);
    }
    if let Some(fault) = &held.fault {
        lines.extend(labelled("failed", &fault.to_string(), Role::Alarm, columns));
    }
    if let Some(found) = held.get() {
        lines.extend(told(model, found, columns));
    }
    lines
}

fn told(model: &Model, found: &ErrorLines, columns: usize) -> Vec<Line> {
    let mut lines = labelled("log group", &found.group, Role::Dim, columns);
    let span = format!("{} to {} UTC", text::date_clock(found.from), text::date_clock(found.to));
    lines.extend(labelled("looked at", &span, Role::Dim, columns));
    let role = if found.is_complete { Role::Text } else { Role::Warn };
    lines.extend(labelled("error lines", &errors::lines(found), role, columns));
    lines.extend(labelled("failed runs", &errors::beside(&model.watch.snapshot, found), Role::Text, columns));
    if !found.is_complete {
        lines.extend(labelled("", "There is more than ten pages: a newer line may exist.", Role::Warn, columns));
    }
    match &found.newest {
        Some((at, line)) => {
            lines.extend(labelled("newest", &format!("{} UTC", text::date_clock(*at)), Role::Text, columns));
            lines.extend(labelled("", line, Role::Text, columns));
        }
        None => lines.extend(labelled("newest", "none", Role::Ok, columns)),
    }
    lines.extend(labelled("", errors::DIFFER, Role::Dim, columns));
    lines
}
