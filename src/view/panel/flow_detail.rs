//! Every value of the box that is selected in the picture.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, rows};
use crate::app::model::Panel;
use crate::app::rows as list;
use crate::view::frame::Frame;
use crate::view::text;
use crate::view::theme::Role;

/// Columns of one value with its label; as many columns of them as fit.
const WIDE: u16 = 58;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let chosen = list::of(scene.model, Panel::Flow).into_iter().nth(scene.model.selection(Panel::Flow));
    let about = chosen.map(|row| row.key).unwrap_or_default();
    let frame = Frame { title: "selected", about: &about, focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    let shown = list::of(scene.model, Panel::FlowDetail);
    if shown.is_empty() {
        rows::paragraph(scene, inner, 0, "This box has no figures of its own.", Role::Dim, 1, buffer);
        return;
    }
    let columns = (inner.width / WIDE).max(1);
    let width = inner.width / columns;
    let height = usize::from(inner.height).max(1);
    let page = height * usize::from(columns);
    let from = rows::first(scene.selected(), shown.len(), page);
    let label = label_width(width);
    for (index, row) in shown.iter().enumerate().skip(from).take(page) {
        let (column, line) = ((index - from) / height, (index - from) % height);
        let part = Rect { x: inner.x + u16::try_from(column).unwrap_or(0) * width, width, ..inner };
        if scene.focus() && index == scene.selected() {
            rows::select(scene, rows::line(part, line), buffer);
        }
        rows::pair(scene, part, line, &name(&row.key), &Cell::named(scene.snapshot, &row.key), label, buffer);
    }
}

fn label_width(width: u16) -> u16 {
    (width / 2).clamp(12, 34)
}

/// The field at the end of a reading's name, in words.
fn name(reading: &str) -> String {
    let field = reading.rsplit('.').next().unwrap_or(reading);
    let words = field.replace("_per_second", "").replace("_per_minute", "").replace("_seconds", "").replace("_percent", "");
    text::fit(&words.replace('_', " "), 34)
}
