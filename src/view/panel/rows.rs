//! Lists inside a panel: which part of them is seen, the selected row, lines of label and value.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene};
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// The first row to show, so that the selected one is seen and the window moves as little as it must.
pub(super) fn first(selected: usize, rows: usize, height: usize) -> usize {
    if rows <= height { 0 } else { selected.saturating_sub(height / 2).min(rows - height) }
}

/// Puts the selected row's background and its bar at the left edge.
pub(super) fn select(scene: Scene<'_>, line: Rect, buffer: &mut Buffer) {
    if !scene.focus() {
        return;
    }
    let behind = scene.look.style(Role::Selection);
    for column in 0..line.width {
        if let Some(cell) = buffer.cell_mut((line.x + column, line.y)) {
            cell.set_style(behind);
        }
    }
    pen::dot(buffer, line, 0, 0, scene.look.glyphs.selected, scene.look.style(Role::Accent));
}

/// The part of `area` that is the line at `row`.
pub(super) fn line(area: Rect, row: usize) -> Rect {
    let row = u16::try_from(row).unwrap_or(u16::MAX);
    Rect { y: area.y.saturating_add(row), height: u16::from(row < area.height), ..area }
}

/// `label ····· value  age`: the label at the left, the value at a fixed column, so that values stand under each other.
pub(super) fn pair(scene: Scene<'_>, area: Rect, row: usize, label: &str, cell: &Cell, column: u16, buffer: &mut Buffer) {
    let line = line(area, row);
    if line.height == 0 {
        return;
    }
    let look = scene.look;
    pen::put_within(buffer, line, 1, 0, column.saturating_sub(2), label, look.style(Role::Dim));
    let taken = pen::put(buffer, line, column, 0, &cell.words, look.style(cell.role));
    // A column of air stands before the age and one behind it.
    let room = line.width.saturating_sub(column + taken + 2);
    let age = text::age_within(&cell.age, usize::from(room));
    pen::put_right(buffer, Rect { width: line.width.saturating_sub(1), ..line }, 0, age, look.style(Role::Dim));
}

/// The first `room` lines of evidence from a row and column on; a line after which something was left out ends in `…`.
/// Returns the row after them.
pub(super) fn evidence(
    scene: Scene<'_>,
    area: Rect,
    (row, column): (usize, u16),
    (told, role): (&[String], Role),
    room: usize,
    buffer: &mut Buffer,
) -> usize {
    let columns = usize::from(area.width.saturating_sub(column + 1));
    let shown = room.min(told.len());
    for (nth, words) in told.iter().take(room).enumerate() {
        let is_cut = nth + 1 == shown && shown < told.len();
        let words =
            if is_cut { format!("{}…", text::fit(words, columns.saturating_sub(1)).trim_end_matches('…')) } else { words.clone() };
        pen::put(buffer, line(area, row + nth), column, 0, &words, scene.look.style(role));
    }
    row + shown
}

/// Wrapped text from `row` on, at most `most` lines. Returns the row after it.
pub(super) fn paragraph(scene: Scene<'_>, area: Rect, row: usize, words: &str, role: Role, most: usize, buffer: &mut Buffer) -> usize {
    let inner = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
    let mut lines = text::wrap(words, usize::from(inner.width));
    if most < lines.len() {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let cut = text::fit(last, usize::from(inner.width).saturating_sub(1));
            *last = if cut.ends_with('…') { cut } else { format!("{cut}…") };
        }
    }
    let count = lines.len();
    for (index, words) in lines.iter().enumerate() {
        let line = line(inner, row + index);
        if line.height != 0 {
            pen::put(buffer, line, 0, 0, words, scene.look.style(role));
        }
    }
    row + count
}
