//! Shards × time.

mod bucket;
mod grid;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::chart::Note;
use super::chart::clock::Clock;
use super::markers::Marker;
use super::theme::Role;
use super::{Look, pen};
use crate::domain::reading::Unit;
use bucket::Bucket;
use grid::Grid;

/// One shard.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatRow {
    /// At the left: the shard's short name.
    pub label: String,
    /// At the right: its newest value, in words.
    pub value: String,
    /// Start of the period and its value, oldest first; `None` is a gap, which is not zero.
    pub points: Vec<(Timestamp, Option<f64>)>,
    /// Periods in which it refused writes.
    pub refused: Vec<Timestamp>,
}

/// All that a heat map shows.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatData {
    /// In hash-key order.
    pub rows: Vec<HeatRow>,
    /// The left edge.
    pub from: Timestamp,
    /// The right edge, exclusive.
    pub to: Timestamp,
    /// The value of the hottest step: 100 for per cent of a shard's limit.
    pub full: f64,
    /// Of the values.
    pub unit: Unit,
    /// The selected row.
    pub selected: Option<usize>,
    /// The cursor's minute.
    pub cursor: Option<Timestamp>,
    /// Why there is less to see than there could be.
    pub note: Option<Note>,
}

/// Draws a heat map into an area of any size; the rows shown follow the selection.
pub fn draw(data: &HeatData, look: &Look, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let grid = Grid::of(data, area);
    let columns = usize::from(grid.cells.width);
    if data.rows.is_empty() {
        let words = data.note.as_ref().map_or("no shards are known", |note| note.text.as_str());
        let role = data.note.as_ref().map_or(Role::Dim, |note| Role::of_state(note.state));
        pen::put(buffer, area, 0, area.height / 2, words, look.style(role));
        return;
    }
    let clock = Clock::of(data.from, data.to);
    let mut buckets = Vec::with_capacity(columns);
    for (line, index) in (grid.first..data.rows.len()).take(grid.shown).enumerate() {
        bucket::fill(&data.rows[index], clock, columns, &mut buckets);
        for repeat in 0..grid.thick {
            let row = u16::try_from(line).unwrap_or(u16::MAX).saturating_mul(grid.thick) + repeat;
            cells(data, look, &buckets, grid.cells, row, buffer);
        }
        grid.labels(data, look, index, line, buffer);
    }
    grid.cursor(data, look, clock, buffer);
    grid.foot(data, look, clock, buffer);
}

/// One row of cells.
fn cells(data: &HeatData, look: &Look, buckets: &[Bucket], area: Rect, row: u16, buffer: &mut Buffer) {
    for (column, bucket) in (0..area.width).zip(buckets) {
        let (glyph, style) = cell(look, data.full, *bucket);
        pen::dot(buffer, area, column, row, glyph, style);
    }
}

/// Glyph and style of a bucket: a gap is a dot on the bare surface, never the coolest colour.
fn cell(look: &Look, full: f64, bucket: Bucket) -> (&'static str, Style) {
    let Some(value) = bucket.most else {
        let glyph = if bucket.refused { look.glyphs.refused } else { look.glyphs.gap };
        return (glyph, look.style(if bucket.refused { Role::Alarm } else { Role::Gap }));
    };
    let step = step(value, full);
    let in_words = look.theme.mono || look.glyphs.marker == Marker::Ascii;
    let behind = look.style(Role::HEAT[step]);
    match (bucket.refused, in_words) {
        (true, true) => (look.glyphs.refused, look.style(Role::Alarm)),
        (true, false) => (look.glyphs.refused, behind.patch(look.theme.heat_ink(step))),
        (false, true) => (look.glyphs.shades[step], look.style(Role::Text)),
        (false, false) => (" ", behind),
    }
}

/// The step of a value: the last one is kept for what is at the limit or over it.
fn step(value: f64, full: f64) -> usize {
    if full <= 0.0 || value <= 0.0 {
        return 0;
    }
    ((value / full * 7.0).floor() as usize).min(7)
}
