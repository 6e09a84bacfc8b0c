//! What speaks for and against the next stage, as far as the console can see it now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Scene, checks, rows};
use crate::app::rows as list;
use crate::domain::checklist;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::theme::Role;

/// Columns of the mark's word.
const MARK: u16 = 18;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let validations = checklist::validations(scene.snapshot);
    let head = checks::tally(&validations);
    let frame = Frame { title: "evidence", value: Some((&head, Role::Text)), focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    let shown = list::of(scene.model, scene.panel);
    let checks = validations.iter().filter(|check| shown.iter().any(|row| row.key == check.id));
    // Where columns are dear the sign alone says how it came out: each has its own shape.
    let title = if inner.width < 60 { 3 } else { MARK };
    let mut row = 0;
    for (index, check) in checks.enumerate() {
        let line = rows::line(inner, row);
        if line.height == 0 {
            return;
        }
        if index == scene.selected() {
            rows::select(scene, line, buffer);
        }
        let (sign, role) = checks::glyph(scene, check.mark);
        pen::put(buffer, line, 1, 0, sign, scene.look.style(role));
        if title == MARK {
            pen::put_within(buffer, line, 3, 0, MARK - 3, check.mark.word(), scene.look.style(role));
        }
        pen::put(buffer, line, title, 0, check.title, scene.look.style(Role::Text));
        row += 1;
        let waits = check.waits_for.as_ref().map(|what| format!("waits for {what}"));
        if let Some(words) = waits.or_else(|| check.evidence.first().cloned()) {
            let line = rows::line(inner, row);
            if usize::from(inner.height) < validations.len() * 2 || line.height == 0 {
                continue;
            }
            let most = if usize::from(inner.height) < validations.len() * 3 { 1 } else { 2 };
            // A paragraph keeps one column at each side.
            let told = Rect { x: inner.x + title - 1, width: inner.width.saturating_sub(title - 1), ..inner };
            row = rows::paragraph(scene, told, row, &words, Role::Dim, most, buffer);
        }
    }
}
