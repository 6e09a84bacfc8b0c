//! Time series with axes, thresholds, gaps, event marks, cursor.

mod canvas;
pub(in crate::view) mod clock;
mod height;
mod overlay;
mod parts;
mod spark;
mod trace;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Look;
use super::markers::Marker;
use super::theme::Role;
use crate::domain::reading::{State, Unit};
use canvas::{Canvas, Ink, Owner, PARTIAL};
use clock::Clock;
use overlay::Plot;
use parts::Parts;
pub use spark::sparkline;
use trace::Tracer;

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
pub fn draw(data: &ChartData, look: &Look, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let parts = Parts::of(data, look, area);
    let plot = parts.plot;
    let clock = Clock::of(data.from, data.to);
    let mut canvas = Canvas::new(look.glyphs.marker, plot.width, plot.height);
    let mut tracer = Tracer { canvas: &mut canvas, clock, heights: &parts.heights };
    // The area under a line would be as loud as the line where there are no colours, and where dots are large.
    let filled = data.series.len() == 1 && !look.theme.mono && look.glyphs.marker == Marker::Braille;
    for (index, line) in data.series.iter().enumerate() {
        tracer.line(line, Owner::try_from(index).unwrap_or(PARTIAL - 1).min(PARTIAL - 1), filled);
    }
    ink(data, look, &canvas, plot, buffer);
    let any = data.series.iter().any(|line| line.partial.is_some() || line.points.iter().any(|(_, value)| value.is_some()));
    parts.axes(data, look, clock, any, buffer);
    if let Some(row) = parts.legend {
        overlay::legend(data, look, row, buffer);
    }
    let over = Plot { data, look, area: plot, canvas: &canvas, clock, heights: &parts.heights };
    over.blind(buffer);
    if any {
        over.thresholds(buffer);
    }
    over.partial_ends(buffer);
    over.note(any, buffer);
    over.cursor(buffer);
}

/// Puts the dots into cells.
fn ink(data: &ChartData, look: &Look, canvas: &Canvas, plot: Rect, buffer: &mut Buffer) {
    for row in 0..plot.height {
        for column in 0..plot.width {
            let (glyph, role) = match canvas.ink(column, row) {
                Ink::Blank => continue,
                Ink::Fill(_) if look.theme.mono || look.glyphs.marker == Marker::Ascii => continue,
                Ink::Fill(glyph) => (glyph, Role::Fill),
                Ink::Line(PARTIAL, glyph) => (glyph, Role::Partial),
                Ink::Line(owner, glyph) => (glyph, data.series.get(usize::from(owner)).map_or(Role::Series1, |line| line.role)),
            };
            if let Some(cell) = buffer.cell_mut((plot.x + column, plot.y + row)) {
                cell.set_char(glyph).set_style(look.style(role));
            }
        }
    }
}
