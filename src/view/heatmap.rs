//! Shards × time.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Look;
use super::chart::Note;
use crate::domain::reading::Unit;

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
pub fn draw(_data: &HeatData, _look: &Look, _area: Rect, _buffer: &mut Buffer) {}
