//! How full a shard is, as a bar: `━━━━━───────`. The worse of records and bytes counts.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Scene;
use crate::view::pen;
use crate::view::theme::Role;

/// The name of the reading that the bar shows.
pub(super) fn reading(shard: &str) -> String {
    format!("shard.{shard}.utilisation_percent")
}

/// Draws the bar of a load in percent over `cells` columns from `at` on.
pub(super) fn draw(scene: Scene<'_>, line: Rect, at: u16, cells: u16, percent: f64, buffer: &mut Buffer) {
    let full = (percent / 100.0 * f64::from(cells)).ceil().clamp(0.0, f64::from(cells)) as u16;
    let target = f64::from(scene.snapshot.pipeline.scaling.target_utilisation);
    let role = if 100.0 <= percent {
        Role::Alarm
    } else if target < percent {
        Role::Warn
    } else {
        Role::Series1
    };
    for index in 0..cells {
        let (glyph, role) = if index < full { (scene.look.glyphs.bar_full, role) } else { (scene.look.glyphs.bar_rest, Role::Faint) };
        pen::dot(buffer, line, at + index, 0, glyph, scene.look.style(role));
    }
}
