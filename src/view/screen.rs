//! The panels of the current screen, or the one chart that fills it, and what lies over them.

use ratatui::buffer::Buffer;

use super::layout::{self, Grid};
use super::{Look, dialog, panel};
use crate::app::model::Model;

/// Draws the panels of the current screen.
pub fn draw(model: &Model, look: &Look, grid: Grid, buffer: &mut Buffer) {
    if model.chart.full && model.focus.is_chart() {
        panel::draw(model.focus, model, look, grid.body, buffer);
    } else {
        for (panel, place) in layout::panels(model.screen, model.focus, grid.class, grid.body) {
            panel::draw(panel, model, look, place, buffer);
        }
    }
    if let Some(dialog) = &model.dialog {
        dialog::draw(dialog, model, look, grid.body, buffer);
    }
}
