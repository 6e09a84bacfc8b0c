//! Writing into cells that may not be there: everything is cut at the edge, nothing panics.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::text;

/// Writes text at a column and row of `area`, cut with `…` at its right edge. Returns the columns that it took.
pub fn put(buffer: &mut Buffer, area: Rect, column: u16, row: u16, words: &str, style: Style) -> u16 {
    put_within(buffer, area, column, row, area.width, words, style)
}

/// Writes text that may take `width` columns at most, and that is cut at the edge of `area`.
pub fn put_within(buffer: &mut Buffer, area: Rect, column: u16, row: u16, width: u16, words: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    if area.height <= row || area.width <= column {
        return 0;
    }
    let room = width.min(area.width - column);
    let words = text::fit(words, usize::from(room));
    let (end, _) = buffer.set_stringn(area.x + column, area.y + row, &words, usize::from(room), whole(style));
    end - area.x - column
}

/// Writes text so that it ends at the right edge of `area`. Returns the columns that it took.
pub fn put_right(buffer: &mut Buffer, area: Rect, row: u16, words: &str, style: Style) -> u16 {
    let width = u16::try_from(words.width()).unwrap_or(u16::MAX).min(area.width);
    put(buffer, area, area.width - width, row, words, style)
}

/// One glyph in one cell; outside of `area` nothing happens.
pub fn dot(buffer: &mut Buffer, area: Rect, column: u16, row: u16, glyph: &str, style: Style) {
    if column < area.width
        && row < area.height
        && let Some(cell) = buffer.cell_mut((area.x + column, area.y + row))
    {
        cell.set_symbol(glyph).set_style(whole(style));
    }
}

/// A style that leaves no weight of what was drawn before; reverse stays, for a selected row is drawn that way.
fn whole(style: Style) -> Style {
    let weights = Modifier::BOLD | Modifier::DIM | Modifier::ITALIC | Modifier::UNDERLINED;
    Style { sub_modifier: style.sub_modifier | weights.difference(style.add_modifier), ..style }
}

/// Clears an area to a style: what was drawn below is gone.
pub fn clear(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let mut blank = Cell::EMPTY;
    blank.set_style(style);
    for row in area.top()..area.bottom() {
        let start = buffer.index_of(area.left(), row);
        buffer.content[start..start + usize::from(area.width)].fill(blank.clone());
    }
}
