//! Where a value comes from: call, metric, statistic, period, formula, permission, and what it cannot see.

use super::{Line, Page, labelled};
use crate::app::model::Model;
use crate::domain::reading::{Reading, State};
use crate::domain::readings;
use crate::view::panel::Cell;
use crate::view::text;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, names: &[String], scroll: usize, columns: usize) -> Page {
    let snapshot = &model.shown().snapshot;
    let mut lines = Vec::new();
    for name in names {
        let Some(reading) = readings::get(snapshot, name) else { continue };
        if !lines.is_empty() {
            lines.push(Line::blank());
        }
        one(model, name, &reading, columns, &mut lines);
    }
    if lines.is_empty() {
        lines.push(Line::of("What is selected has no value of its own.", Role::Dim));
    }
    Page { title: "why".to_owned(), about: String::new(), hint: "y copies · Esc closes".to_owned(), lines, foot: Vec::new(), scroll }
}

pub(super) fn one(model: &Model, name: &str, reading: &Reading, columns: usize, lines: &mut Vec<Line>) {
    let cell = Cell::of(reading);
    lines.push(Line::parts(vec![(format!("{name}  "), Role::Title), (cell.words, cell.role)]));
    let mut state = reading.state.word().to_owned();
    if let (Some(at), Some(age)) = (reading.at, reading.age_seconds) {
        state = format!("{state}, sampled until {}, {}", text::clock_both(at, &model.zone), text::age(age));
    }
    lines.extend(labelled("state", &state, Role::of_state(reading.state), columns));
    let source = &reading.source;
    let period = source.period_seconds.map(text::duration);
    let statistic = source.statistic.as_ref().map(|statistic| match &period {
        Some(period) => format!("{statistic} of each {period}"),
        None => statistic.clone(),
    });
    let label = if reading.state == State::NotConfigured { "to see it" } else { "measured as" };
    let told = [
        (label, Some(source.field.clone())),
        ("statistic", statistic),
        ("formula", source.formula.clone()),
        ("cannot see", source.blind_spot.clone()),
        ("went wrong", reading.fault.as_ref().map(ToString::to_string)),
    ];
    for (label, words) in told {
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            let role = if label == "went wrong" { Role::Warn } else { Role::Text };
            lines.extend(labelled(label, &words, role, columns));
        }
    }
    // A call and the permission that it needs have the same name.
    let label = if source.call.contains(':') { "permission" } else { "asked by" };
    if !source.call.is_empty() {
        lines.extend(labelled(label, &source.call, Role::Text, columns));
    }
}
