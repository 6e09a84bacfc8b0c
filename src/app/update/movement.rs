//! Focus and selection: panels, rows, lines of a dialog.

use super::chart;
use crate::app::keys::Command;
use crate::app::model::{Dialog, Model, Panel};
use crate::app::rows;
use crate::app::what_if;

/// Lines of one page of a dialog or list.
const PAGE: usize = 10;

/// Gives the focus to a panel and brings its selection back.
pub(super) fn focus(model: &mut Model, panel: Panel) {
    if panel == model.focus {
        return;
    }
    model.selections.insert(model.focus.selects_like(), model.selected);
    model.selected = model.selections.get(&panel.selects_like()).copied().unwrap_or(0);
    model.focus = panel;
    if !panel.is_chart() {
        model.chart.full = false;
    }
    clamp(model);
}

/// The next panel of the screen, or the one before. A full-screen chart gives way to the next chart.
pub(super) fn panel(model: &mut Model, forward: bool) {
    let panels: Vec<Panel> = model.screen.panels().iter().copied().filter(|panel| !model.chart.full || panel.is_chart()).collect();
    let at = panels.iter().position(|panel| *panel == model.focus).unwrap_or(0);
    let next = if forward { at + 1 } else { at + panels.len().max(1) - 1 };
    if let Some(panel) = panels.get(next % panels.len().max(1)) {
        focus(model, *panel);
    }
}

/// Keeps the selection on a row that exists.
pub(super) fn clamp(model: &mut Model) {
    let last = rows::of(model, model.focus).len().saturating_sub(1);
    model.selected = model.selected.min(last);
}

/// Up, down, sideways, to an end or a page.
pub(super) fn step(model: &mut Model, command: Command) {
    if model.dialog.is_none() && model.chart.cursor.is_some() && matches!(command, Command::Left | Command::Right) {
        chart::move_cursor(model, if command == Command::Left { -1 } else { 1 });
        return;
    }
    if model.dialog.is_none() && model.focus == Panel::WhatIf && matches!(command, Command::Left | Command::Right) {
        return what_if::turn(model, command == Command::Right);
    }
    let last = rows::count_in_front(model).saturating_sub(1);
    let moved = |at: usize| match command {
        Command::Up | Command::Left => at.saturating_sub(1),
        Command::Down | Command::Right => at.saturating_add(1),
        Command::PageUp => at.saturating_sub(PAGE),
        Command::PageDown => at.saturating_add(PAGE),
        Command::Top => 0,
        Command::Bottom => last,
        _ => at,
    };
    let place = match &mut model.dialog {
        None => &mut model.selected,
        Some(
            Dialog::Help { scroll }
            | Dialog::Why { scroll, .. }
            | Dialog::Change { scroll, .. }
            | Dialog::Query { scroll }
            | Dialog::Errors { scroll, .. }
            | Dialog::Handover { scroll, .. }
            | Dialog::Check { scroll, .. },
        ) => scroll,
        Some(Dialog::Findings { selected } | Dialog::Actions { selected } | Dialog::Torn { selected, .. }) => selected,
        Some(Dialog::Event { index }) => index,
        Some(Dialog::Sample { .. } | Dialog::Arm(_) | Dialog::Close { .. } | Dialog::Leave) => return,
    };
    *place = moved(*place).min(last);
}
