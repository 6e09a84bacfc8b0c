//! Where labels, cells, values, times and legend of a heat map stand.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::super::chart::clock::Clock;
use super::super::theme::Role;
use super::super::{Look, pen, text};
use super::bucket::Bucket;
use super::{HeatData, cell};

/// The parts of a heat map and the rows that it shows.
pub(super) struct Grid {
    area: Rect,
    /// The cells alone.
    pub(super) cells: Rect,
    label_width: u16,
    value_width: u16,
    /// The first row that is shown.
    pub(super) first: usize,
    /// How many are shown.
    pub(super) shown: usize,
    /// Lines a row.
    pub(super) thick: u16,
    /// Lines below the cells: times, legend.
    below: u16,
}

impl Grid {
    pub(super) fn of(data: &HeatData, area: Rect) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = &String>| texts.map(|words| text::width(words)).max().unwrap_or(0);
        let cap = |width: usize, most: u16| u16::try_from(width).unwrap_or(most).min(most);
        let labels = cap(widest(&mut data.rows.iter().map(|row| &row.label)), 14) + 3;
        let values = cap(widest(&mut data.rows.iter().map(|row| &row.value)), 12) + 1;
        let label_width = if labels + 8 <= area.width { labels } else { 0 };
        let value_width = if 1 < values && label_width + values + 16 <= area.width { values } else { 0 };
        let below = match area.height {
            0..4 => 0,
            4..6 => 1,
            _ => 2,
        };
        let room = area.height - below;
        let rows = u16::try_from(data.rows.len()).unwrap_or(u16::MAX).max(1);
        let thick = if rows.saturating_mul(2) <= room { 2 } else { 1 };
        let shown = usize::from((room / thick).min(rows));
        let selected = data.selected.unwrap_or(0).min(data.rows.len().saturating_sub(1));
        let first = (selected + 1).saturating_sub(shown).min(data.rows.len().saturating_sub(shown));
        let cells = Rect {
            x: area.x + label_width,
            y: area.y,
            width: area.width - label_width - value_width,
            height: u16::try_from(shown).unwrap_or(room) * thick,
        };
        Self { area, cells, label_width, value_width, first, shown, thick, below }
    }

    /// Name and newest value of a row.
    pub(super) fn labels(&self, data: &HeatData, look: &Look, index: usize, line: usize, buffer: &mut Buffer) {
        let row = &data.rows[index];
        let at = u16::try_from(line).unwrap_or(u16::MAX).saturating_mul(self.thick);
        let is_selected = data.selected == Some(index);
        let style = if is_selected { look.style(Role::Accent).add_modifier(Modifier::BOLD) } else { look.style(Role::Dim) };
        if 3 < self.label_width {
            if is_selected {
                pen::put(buffer, self.area, 0, at, look.glyphs.selected, style);
            }
            let columns = self.label_width - 3;
            pen::put_within(buffer, self.area, 1, at, columns, &text::right(&row.label, usize::from(columns)), style);
        }
        if 1 < self.value_width {
            let columns = usize::from(self.value_width - 1);
            let style = look.style(if is_selected { Role::Text } else { Role::Dim });
            pen::put_right(buffer, self.area, at, &text::right(&row.value, columns), style);
        }
    }

    /// A stroke through every row at the cursor's minute.
    pub(super) fn cursor(&self, data: &HeatData, look: &Look, clock: Clock, buffer: &mut Buffer) {
        let column = data.cursor.and_then(|at| clock.column(at, usize::from(self.cells.width)));
        let Some(column) = column.and_then(|column| u16::try_from(column).ok()) else { return };
        for row in 0..self.cells.height {
            if let Some(cell) = buffer.cell_mut((self.cells.x + column, self.cells.y + row)) {
                // A refusal is worth more than the stroke.
                if cell.symbol() != look.glyphs.refused {
                    cell.set_symbol(look.glyphs.cursor);
                }
                cell.set_style(look.style(Role::Cursor));
            }
        }
    }

    /// Times below the cells, and what the cells mean.
    pub(super) fn foot(&self, data: &HeatData, look: &Look, clock: Clock, buffer: &mut Buffer) {
        let dim = look.style(Role::Dim);
        if 1 <= self.below {
            let row = Rect { y: self.cells.bottom(), height: 1, ..self.cells };
            for (start, label) in &clock.axis(usize::from(row.width), 0).labels {
                pen::put(buffer, row, *start, 0, label, dim);
            }
        }
        if 2 <= self.below {
            let row = Rect { y: self.cells.bottom() + 1, height: 1, ..self.area };
            self.legend(data, look, row, buffer);
        }
    }

    /// The ramp with its ends in words, then what else a cell can be.
    fn legend(&self, data: &HeatData, look: &Look, row: Rect, buffer: &mut Buffer) {
        let dim = look.style(Role::Dim);
        let mut at = if self.label_width + 40 <= row.width { self.label_width } else { 0 };
        at += pen::put(buffer, row, at, 0, "0 ", dim);
        for heat in 0..8_u32 {
            let sample = Bucket { most: Some(data.full * (f64::from(heat) + 0.5) / 7.0), refused: false };
            let (glyph, style) = cell(look, data.full, sample);
            for _ in 0..2 {
                pen::dot(buffer, row, at, 0, glyph, style);
                at += 1;
            }
        }
        at += pen::put(buffer, row, at, 0, &format!(" {}", text::quantity(data.full, data.unit)), dim);
        let refused = cell(look, data.full, Bucket { most: Some(data.full), refused: true });
        let gap = cell(look, data.full, Bucket::default());
        for ((glyph, style), words) in [(refused, "refused"), (gap, "no data")] {
            let room = row.width.saturating_sub(at);
            if usize::from(room) < 5 + text::width(words) {
                return;
            }
            pen::dot(buffer, row, at + 3, 0, glyph, style);
            at += 5 + pen::put(buffer, row, at + 5, 0, words, dim);
        }
        let hidden = data.rows.len() - self.shown;
        if 0 < hidden {
            let words = format!("{} of {} shown", self.shown, data.rows.len());
            if usize::from(row.width.saturating_sub(at)) > text::width(&words) {
                pen::put_right(buffer, row, 0, &words, dim);
            }
        }
    }
}
