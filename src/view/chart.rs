//! Time series with axes, thresholds, gaps, event marks, cursor.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Look;
use super::theme::Role;
use crate::domain::reading::{State, Unit};

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is called in the legend and at the cursor.
    pub name: String,
    /// Usually one of [`Role::SERIES`].
    pub role: Role,
    /// Start of the period and its value, oldest first; `None` is a gap and never joined over.
    pub points: Vec<(Timestamp, Option<f64>)>,
    /// The newest period while it is still filling: drawn apart, since it will change.
    pub partial: Option<(Timestamp, f64)>,
}

/// A limit across the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// In the chart's unit.
    pub value: f64,
    /// `60 s limit`
    pub label: String,
}

/// Something that happened, on the time axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// When.
    pub at: Timestamp,
    /// What, in few words; shown when the cursor is on it.
    pub label: String,
}

/// Time that could not be read: hatched, and said in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blind {
    /// Start.
    pub from: Timestamp,
    /// End, exclusive.
    pub to: Timestamp,
}

/// Why the chart shows less than it could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What kind of trouble.
    pub state: State,
    /// One short sentence: `denied: needs cloudwatch:GetMetricData`.
    pub text: String,
}

/// How values become heights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal steps for equal differences, from zero.
    #[default]
    Linear,
    /// Equal steps for equal ratios; zero stands on the ground line.
    Log,
}

/// All that a chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartData {
    /// Of every value.
    pub unit: Unit,
    /// The lines, the one that matters most first.
    pub series: Vec<Line>,
    /// Limits.
    pub thresholds: Vec<Threshold>,
    /// Events.
    pub marks: Vec<Mark>,
    /// Time that could not be read.
    pub blind: Vec<Blind>,
    /// The left edge.
    pub from: Timestamp,
    /// The right edge, exclusive.
    pub to: Timestamp,
    /// The cursor's minute.
    pub cursor: Option<Timestamp>,
    /// Why there is less to see than there could be.
    pub note: Option<Note>,
    /// Linear or logarithmic.
    pub scale: Scale,
}

impl ChartData {
    /// An empty chart of a window.
    pub fn window(unit: Unit, from: Timestamp, to: Timestamp) -> Self {
        Self {
            unit,
            series: Vec::new(),
            thresholds: Vec::new(),
            marks: Vec::new(),
            blind: Vec::new(),
            from,
            to,
            cursor: None,
            note: None,
            scale: Scale::Linear,
        }
    }
}

/// Draws a chart into an area of any size.
pub fn draw(_data: &ChartData, _look: &Look, _area: Rect, _buffer: &mut Buffer) {}

/// Draws values as one row of bars, newest at the right; `None` is a gap.
pub fn sparkline(_values: &[Option<f64>], _role: Role, _look: &Look, _area: Rect, _buffer: &mut Buffer) {}
