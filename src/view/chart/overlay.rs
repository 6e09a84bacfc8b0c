//! What stands over the lines of a chart: limits, cursor and read-out, notes, legend.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::super::theme::Role;
use super::super::{Look, pen, text};
use super::canvas::Canvas;
use super::clock::{Clock, seconds_between};
use super::height::Heights;
use super::{ChartData, Line};
use crate::domain::reading::State;

/// The plot: the area inside of the axes and what is drawn there.
pub(super) struct Plot<'a> {
    pub(super) data: &'a ChartData,
    pub(super) look: &'a Look,
    pub(super) area: Rect,
    pub(super) canvas: &'a Canvas,
    pub(super) clock: Clock,
    pub(super) heights: &'a Heights,
}

impl Plot<'_> {
    /// Limits as dashed lines with their labels; one that is out of reach is named at the top.
    pub(super) fn thresholds(&self, buffer: &mut Buffer) {
        let style = self.look.style(Role::Threshold);
        let mut free = 0;
        for limit in self.data.thresholds.iter().filter(|limit| limit.value.is_finite()) {
            if self.heights.is_above(limit.value) {
                let words = format!("{} {}", self.look.glyphs.up, limit.label);
                // Below the lines where they leave no room at the top.
                let place = (free..self.area.height.min(free + 4)).find(|row| self.label_on(*row, &words, style, buffer));
                free = place.map_or(free, |row| row + 1);
                continue;
            }
            let row = self.canvas.cell_row(self.heights.row(limit.value, self.canvas.height()));
            for column in (0..self.area.width).filter(|column| !self.canvas.has_line(*column, row)) {
                pen::dot(buffer, self.area, column, row, self.look.glyphs.dashed, style);
            }
            self.label_on(row, &limit.label, style, buffer);
        }
    }

    /// A label on a row, at the right or else at the left; false when both would cover a line.
    fn label_on(&self, row: u16, label: &str, style: Style, buffer: &mut Buffer) -> bool {
        let words = format!(" {label} ");
        let width = u16::try_from(text::width(&words)).unwrap_or(u16::MAX);
        if self.area.width < width + 4 || self.area.height <= row {
            return false;
        }
        let readout = self.readout_place();
        let is_free = |start: &u16| {
            let label = Rect { x: self.area.x + start, y: self.area.y + row, width, height: 1 };
            let hidden = readout.is_some_and(|place| place.intersects(label));
            !hidden && (*start..start + width).all(|column| !self.canvas.has_line(column, row))
        };
        let start = [self.area.width - width - 1, 1].into_iter().find(is_free);
        if let Some(start) = start {
            pen::put(buffer, self.area, start, row, &words, style);
        }
        start.is_some()
    }

    /// Time that could not be read, hatched where nothing else is drawn.
    pub(super) fn blind(&self, buffer: &mut Buffer) {
        let (columns, style) = (usize::from(self.area.width), self.look.style(Role::Gap));
        for blind in &self.data.blind {
            if self.data.to <= blind.from || blind.to <= self.data.from {
                continue;
            }
            let last = crate::domain::series::shift(blind.to, -1);
            for column in self.clock.column_or_edge(blind.from, columns)..=self.clock.column_or_edge(last, columns) {
                let column = u16::try_from(column).unwrap_or(u16::MAX);
                for row in (0..self.area.height).filter(|row| !self.canvas.has_line(column, *row)) {
                    pen::dot(buffer, self.area, column, row, self.look.glyphs.hatch, style);
                }
            }
        }
    }

    /// A ring where each line's newest minute stands so far.
    pub(super) fn partial_ends(&self, buffer: &mut Buffer) {
        for (at, value) in self.data.series.iter().filter_map(|line| line.partial).filter(|(_, value)| value.is_finite()) {
            if let Some(x) = self.clock.column(at, self.canvas.width()) {
                let row = self.canvas.cell_row(self.heights.row(value, self.canvas.height()));
                pen::dot(buffer, self.area, self.canvas.cell_column(x), row, self.look.glyphs.partial, self.look.style(Role::Partial));
            }
        }
    }

    /// Why there is nothing, or less, to see. `any` tells whether a value is in the window.
    pub(super) fn note(&self, any: bool, buffer: &mut Buffer) {
        let (state, words) = match &self.data.note {
            Some(note) => (note.state, note.text.as_str()),
            None if any => return,
            None => (State::NoData, "no data in this window"),
        };
        let style = self.look.style(Role::of_state(state));
        if any {
            let words = format!("{} {words} ", self.look.glyphs.state(state));
            pen::put(buffer, self.area, 0, 0, words.trim_start(), style);
            return;
        }
        let lines = text::wrap(words, usize::from(self.area.width.saturating_sub(2)));
        let top = usize::from(self.area.height).saturating_sub(lines.len()) / 2;
        for (index, line) in lines.iter().enumerate() {
            let width = text::width(line) + 2;
            let column = usize::from(self.area.width).saturating_sub(width) / 2;
            let place = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
            pen::put(buffer, self.area, place(column), place(top + index), &format!(" {line} "), style);
        }
    }

    /// The cursor's column, and what each line reads there.
    pub(super) fn cursor(&self, buffer: &mut Buffer) {
        let Some(column) = self.cursor_column() else { return };
        let style = self.look.style(Role::Cursor);
        for row in (0..self.area.height).filter(|row| !self.canvas.has_line(column, *row)) {
            pen::dot(buffer, self.area, column, row, self.look.glyphs.cursor, style);
        }
        let Some((at, place)) = self.data.cursor.zip(self.readout_place()) else { return };
        let behind = self.look.style(Role::Overlay);
        let parts = self.readout(at);
        let mut column = 0;
        for (row, (words, style)) in (0..).zip(&parts) {
            if place.height == 1 {
                column += pen::put(buffer, place, column, 0, words, behind.patch(*style));
            } else {
                pen::put(buffer, place, 0, row, &text::left(words, usize::from(place.width)), behind.patch(*style));
            }
        }
    }

    fn cursor_column(&self) -> Option<u16> {
        let column = self.clock.column(self.data.cursor?, usize::from(self.area.width))?;
        u16::try_from(column).ok()
    }

    /// Where the read-out stands: beside the cursor, in one row when that is short, else a row for each line.
    fn readout_place(&self) -> Option<Rect> {
        let column = self.cursor_column()?;
        let parts = self.readout(self.data.cursor?);
        let widths = || parts.iter().map(|(words, _)| text::width(words));
        let whole = widths().sum::<usize>();
        let (width, height) = if whole < usize::from(self.area.width / 2) { (whole, 1) } else { (widths().max()?, parts.len()) };
        let [width, height] = [width, height].map(|size| u16::try_from(size).unwrap_or(u16::MAX));
        let start = if column + 1 + width <= self.area.width { column + 1 } else { column.saturating_sub(width) };
        Some(Rect { x: self.area.x + start, y: self.area.y, width, height }.intersection(self.area))
    }

    fn readout(&self, at: Timestamp) -> Vec<(String, Style)> {
        let mut lines = vec![(format!(" {} UTC ", text::clock(at)), self.look.style(Role::Cursor).add_modifier(Modifier::BOLD))];
        for line in &self.data.series {
            let words = match (value_at(line, at), line.partial) {
                (Some(value), _) => text::quantity(value, self.data.unit),
                (None, Some((start, value))) if start == at => format!("{} so far", text::quantity(value, self.data.unit)),
                _ => "no data".to_owned(),
            };
            let name = if self.data.series.len() < 2 { String::new() } else { format!("{} ", line.name) };
            lines.push((format!(" {name}{words} "), self.look.style(line.role)));
        }
        let column_span = seconds_between(self.data.from, self.data.to) / f64::from(self.area.width.max(1));
        let near = |mark: &&super::Mark| seconds_between(at, mark.at).abs() <= column_span.max(60.0) / 2.0;
        for mark in self.data.marks.iter().filter(near) {
            lines.push((format!(" {} {} ", self.look.glyphs.mark, mark.label), self.look.style(Role::Mark)));
        }
        lines
    }
}

/// The value of the period that starts at `at`, or the last that starts before it within one period.
fn value_at(line: &Line, at: Timestamp) -> Option<f64> {
    let place = line.points.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
    let (start, value) = line.points[place];
    let next = line.points.get(place + 1).map_or(60.0, |(next, _)| seconds_between(start, *next));
    if seconds_between(start, at) < next.max(60.0) { value } else { None }
}

/// A sample and a name for each line, right-aligned on one row.
pub(super) fn legend(data: &ChartData, look: &Look, row: Rect, buffer: &mut Buffer) {
    let mut end = row.width;
    for line in data.series.iter().rev() {
        let width = u16::try_from(text::width(&line.name) + 4).unwrap_or(u16::MAX);
        let Some(start) = end.checked_sub(width) else { return };
        let at = start + pen::put(buffer, row, start, 0, look.glyphs.line, look.style(line.role));
        pen::put(buffer, row, at + 1, 0, &line.name, look.style(Role::Dim));
        end = start.saturating_sub(1);
    }
}
