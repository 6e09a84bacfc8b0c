//! The archive's query: what bounds its cost before it is run, and its rows afterwards.

use super::{Line, Page, labelled, wrapped};
use crate::app::actions;
use crate::app::ask::Feed;
use crate::app::model::Model;
use crate::domain::facts::QueryRun;
use crate::domain::query::{Bound, bound, dollars, price_of, rows, size};
use crate::view::text;
use crate::view::theme::Role;

/// Columns of a value at the most, and at the least.
const CELL: (usize, usize) = (28, 4);

pub(super) fn page(model: &Model, scroll: usize, columns: usize) -> Page {
    let snapshot = &model.watch.snapshot;
    let mut lines = Vec::new();
    let mut about = String::new();
    if let Some(athena) = &snapshot.pipeline.athena {
        about.clone_from(&athena.workgroup);
        lines.extend(wrapped(0, "Run the configured query over the archive? Athena bills what it scans.", Role::Text, columns));
        lines.push(Line::blank());
        lines.extend(labelled("query", &athena.query, Role::Dim, columns));
        lines.extend(labelled("workgroup", &athena.workgroup, Role::Dim, columns));
    }
    let is_out = |feed: &Feed| model.watch.feeds.state(feed).in_flight.is_some();
    let bound = bound(snapshot);
    let (sentence, role) = match &bound {
        _ if is_out(&Feed::Workgroup) => ("being read: the workgroup's limit".to_owned(), Role::Dim),
        Bound::Cutoff { .. } => (bound.sentence(), Role::Text),
        _ => (bound.sentence(), Role::Warn),
    };
    lines.extend(labelled("cost bound", &sentence, role, columns));
    lines.extend(labelled(
        "needs",
        "athena:StartQueryExecution, GetQueryExecution, GetQueryResults, and rights on its data",
        Role::Dim,
        columns,
    ));
    lines.push(Line::blank());
    match actions::can_query(model) {
        Ok(()) => lines.extend(wrapped(0, "Nothing is run before Enter.", Role::Accent, columns)),
        Err(why) => lines.extend(wrapped(0, &format!("Not now: {why}."), Role::Warn, columns)),
    }
    lines.extend(last(model, columns));
    Page { title: "query".to_owned(), about, hint: "Enter runs it · Esc does not".to_owned(), lines, foot: Vec::new(), scroll }
}

/// The last run, or why it did not come about.
fn last(model: &Model, columns: usize) -> Vec<Line> {
    let held = &model.watch.snapshot.query;
    let mut lines = Vec::new();
    if held.fault.is_none() && held.get().is_none() {
        return lines;
    }
    lines.extend([Line::blank(), Line::stroke()]);
    if let Some(fault) = &held.fault {
        lines.extend(labelled("failed", &fault.to_string(), Role::Alarm, columns));
    }
    let Some(run) = held.get() else { return lines };
    let role = if run.state == "SUCCEEDED" && 0 < run.rows { Role::Ok } else { Role::Alarm };
    let cost = dollars(price_of(&model.watch.snapshot, run.scanned_bytes));
    let told = format!("{} at {} UTC, {}", run.state, text::date_clock(run.ended), rows(run));
    lines.extend(labelled("last run", &told, role, columns));
    lines.extend(labelled("scanned", &format!("{}, {cost}", size(run.scanned_bytes)), Role::Dim, columns));
    if let Some(problem) = &run.problem {
        lines.extend(labelled("why", problem, Role::Alarm, columns));
    }
    lines.push(Line::blank());
    lines.extend(table(run));
    lines
}

/// Head and first rows, each column as wide as its widest value.
fn table(run: &QueryRun) -> Vec<Line> {
    let value = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    let width = |at: usize| {
        let widest = run.first.iter().map(|row| text::width(&value(row, at))).max().unwrap_or_default();
        widest.max(text::width(&run.columns[at])).clamp(CELL.1, CELL.0)
    };
    let widths: Vec<usize> = (0..run.columns.len()).map(width).collect();
    let line = |row: &[String], role: Role| {
        let cells: Vec<String> = widths.iter().enumerate().map(|(at, width)| text::left(&value(row, at), *width)).collect();
        Line::of(cells.join("  "), role)
    };
    let mut lines = vec![line(&run.columns, Role::Dim)];
    lines.extend(run.first.iter().map(|row| line(row, Role::Text)));
    lines
}
