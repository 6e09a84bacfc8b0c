//! The charts' window: pan, zoom, cursor, back to now.

use jiff::Timestamp;

use super::movement;
use crate::app::keys::Command;
use crate::app::model::Model;
use crate::domain::series::{floor, shift};

/// Pans by a quarter of the window, or zooms by one step.
pub(super) fn window(model: &mut Model, command: Command) {
    let now = model.now;
    match command {
        Command::PanBack => model.chart.pan(-model.chart.span / 4, now),
        Command::PanForward => model.chart.pan(model.chart.span / 4, now),
        Command::ZoomIn => model.chart.zoom(false, now),
        _ => model.chart.zoom(true, now),
    }
}

/// Back to the newest minute.
pub(super) fn live(model: &mut Model) {
    model.chart.end = None;
    model.chart.cursor = None;
    model.frozen = None;
    movement::clamp(model);
}

/// Puts the cursor on the newest minute that is shown complete, or takes it away.
pub(super) fn cursor(model: &mut Model) {
    if model.chart.cursor.take().is_some() {
        return;
    }
    let complete = floor(shift(model.now, -crate::domain::metrics::ASSUMED_DELAY), 60);
    let newest = shift(model.chart.right(model.now).min(complete), -60);
    model.chart.cursor = Some(newest.max(model.chart.left(model.now)));
}

/// Moves the cursor by columns; the window follows.
pub(super) fn move_cursor(model: &mut Model, steps: i64) {
    model.chart.move_cursor(steps, model.now);
}

/// Shows a moment in the middle, with the cursor on it; `None` comes back to now.
pub(super) fn show(model: &mut Model, at: Option<Timestamp>) -> Result<(), String> {
    let Some(at) = at else {
        live(model);
        return Ok(());
    };
    let oldest = shift(model.now, -crate::app::model::ChartWindow::KEPT);
    if at < oldest {
        return Err("CloudWatch keeps no values for longer than 455 days.".to_owned());
    }
    model.chart.end = Some(shift(floor(at, 60), model.chart.span / 2));
    model.chart.pan(0, model.now);
    model.chart.cursor = Some(floor(at, 60));
    Ok(())
}
