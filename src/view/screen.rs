//! One file per screen.

use ratatui::buffer::Buffer;

use super::frame::Frame;
use super::layout::{self, Grid};
use super::theme::Role;
use super::{Look, pen};
use crate::app::model::Model;

/// Draws the panels of the current screen.
pub fn draw(model: &Model, look: &Look, grid: Grid, buffer: &mut Buffer) {
    for (panel, place) in layout::panels(model.screen, model.focus, grid.class, grid.body) {
        let title = format!("{panel:?}").to_lowercase();
        let frame = Frame { title: &title, focus: panel == model.focus, ..Frame::default() };
        let inner = frame.draw(look, place, buffer);
        pen::put(buffer, inner, 0, 0, "not drawn yet", look.style(Role::Dim));
    }
}
