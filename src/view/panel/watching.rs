//! What this console itself costs, and what it asks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, rows};
use crate::view::frame::Frame;
use crate::view::text;
use crate::view::theme::Role;

/// Where values begin.
const COLUMN: u16 = 22;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let cost = Cell::named(scene.snapshot, "watching.cost_usd_per_hour");
    let frame = Frame { title: "watching", value: Some((&cost.words, cost.role)), focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    let named = [
        ("metrics a look", "watching.metrics"),
        ("asked so far", "watching.metrics_requested"),
        ("spent so far", "watching.spent_usd"),
        ("this pace", "watching.cost_usd_per_hour"),
    ];
    let mut row = 0;
    for (label, name) in named {
        if scene.focus() && scene.selected() == row {
            rows::select(scene, rows::line(inner, row), buffer);
        }
        let mut cell = Cell::named(scene.snapshot, name);
        cell.age = String::new();
        rows::pair(scene, inner, row, label, &cell, COLUMN, buffer);
        row += 1;
    }
    let refresh = i64::try_from(scene.snapshot.pipeline.refresh.as_secs()).unwrap_or(60);
    let words = format!(
        "CloudWatch takes $0.01 for each 1,000 metrics asked for, however many minutes each brings. Asked every {}; \
         asking faster shows nothing new, since these metrics have one value a minute.",
        text::duration(refresh)
    );
    rows::paragraph(scene, inner, row + 1, &words, Role::Dim, usize::from(inner.height).saturating_sub(row + 1), buffer);
}
