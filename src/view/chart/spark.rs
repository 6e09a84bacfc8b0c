//! A line of bars: one row, no axes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::markers::Glyphs;
use super::super::theme::Role;
use super::super::{Look, pen};

/// Draws values as one row of bars, newest at the right; `None` is a gap. Values that share a column keep their highest.
pub fn sparkline(values: &[Option<f64>], role: Role, look: &Look, area: Rect, buffer: &mut Buffer) {
    let columns = usize::from(area.width);
    if columns == 0 || values.is_empty() {
        return;
    }
    let high = values.iter().flatten().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
    let shown = values.len().min(columns);
    for column in 0..shown {
        let (first, end) = (column * values.len() / shown, ((column + 1) * values.len() / shown).max(1));
        let most = values[first..end].iter().flatten().copied().filter(|value| value.is_finite()).reduce(f64::max);
        let (glyph, role) = match most {
            None => (look.glyphs.gap, Role::Gap),
            Some(value) => (bar(&look.glyphs, value, high), role),
        };
        let at = u16::try_from(columns - shown + column).unwrap_or(u16::MAX);
        pen::dot(buffer, area, at, 0, glyph, look.style(role));
    }
}

/// The bar of a value; what is not nothing is higher than nothing.
fn bar(glyphs: &Glyphs, value: f64, high: f64) -> &'static str {
    if value <= 0.0 || high <= 0.0 {
        return glyphs.bars[0];
    }
    let step = (value / high * 7.0).ceil() as usize;
    glyphs.bars[step.clamp(1, 7)]
}
