//! Which part of a chart's area holds plot, axes and legend, at each size.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::theme::Role;
use super::super::{Look, pen, text};
use super::ChartData;
use super::canvas;
use super::clock::Clock;
use super::height::Heights;

/// The parts of one chart.
pub(super) struct Parts {
    /// Inside of the axes.
    pub(super) plot: Rect,
    /// Above the plot, when there is more than one line and room.
    pub(super) legend: Option<Rect>,
    /// The y axis.
    pub(super) heights: Heights,
    /// Columns left of the plot; 0 when there is no room for labels.
    gutter: u16,
    /// Whether a stroke stands between plot and times.
    stroke: bool,
    /// Whether times stand below.
    times: bool,
}

impl Parts {
    pub(super) fn of(data: &ChartData, look: &Look, area: Rect) -> Self {
        let legend_rows = u16::from(1 < data.series.len() && 6 <= area.height);
        let stroke = 6 <= area.height;
        let times = 3 <= area.height && 8 <= area.width;
        let rows = area.height - legend_rows - u16::from(stroke) - u16::from(times);
        let heights = Heights::of(data, rows, canvas::grain(look.glyphs.marker).1);
        let labels = heights.label_width().max(if times { text::width(&heights.unit) } else { 0 });
        let gutter = u16::try_from(labels + 2).unwrap_or(u16::MAX);
        let gutter = if gutter + 8 <= area.width { gutter } else { 0 };
        let plot = Rect { x: area.x + gutter, y: area.y + legend_rows, width: area.width - gutter, height: rows };
        let legend = (legend_rows == 1).then_some(Rect { height: 1, ..area });
        Self { plot, legend, heights, gutter, stroke, times }
    }

    /// Strokes, ticks, labels, and a mark for each event.
    pub(super) fn axes(&self, data: &ChartData, look: &Look, clock: Clock, any: bool, buffer: &mut Buffer) {
        self.values(look, any, buffer);
        if self.times {
            self.clock_row(data, look, clock, buffer);
        }
    }

    /// The labels at the left; without a value there is nothing to measure.
    fn values(&self, look: &Look, any: bool, buffer: &mut Buffer) {
        if self.gutter == 0 {
            return;
        }
        let side = Rect { x: self.plot.x - self.gutter, width: self.gutter, ..self.plot };
        let (faint, dim) = (look.style(Role::Faint), look.style(Role::Dim));
        for row in 0..side.height {
            pen::dot(buffer, side, side.width - 1, row, look.glyphs.stroke.vertical, faint);
        }
        if !any {
            return;
        }
        let mut free_below = side.height;
        for (value, label) in &self.heights.ticks {
            let row = self.cell_row(*value, canvas::grain(look.glyphs.marker).1);
            if free_below <= row {
                continue;
            }
            free_below = row;
            let columns = usize::from(side.width) - 2;
            pen::put(buffer, side, 0, row, &text::right(label, columns), dim);
            pen::dot(buffer, side, side.width - 1, row, look.glyphs.stroke.tick_left, faint);
        }
    }

    /// The cell row of a value. Ticks stand where the dots of their value stand.
    fn cell_row(&self, value: f64, grain: usize) -> u16 {
        let dots = usize::from(self.plot.height) * grain;
        u16::try_from(self.heights.row(value, dots) / grain).unwrap_or(0)
    }

    /// The stroke below the plot, the times and the unit.
    fn clock_row(&self, data: &ChartData, look: &Look, clock: Clock, buffer: &mut Buffer) {
        let left = self.plot.x - self.gutter;
        let width = self.plot.width + self.gutter;
        let stroke = Rect { x: left, y: self.plot.bottom(), width, height: 1 };
        let labels = Rect { y: stroke.y + u16::from(self.stroke), ..stroke };
        let (faint, dim) = (look.style(Role::Faint), look.style(Role::Dim));
        let columns = usize::from(self.plot.width);
        if self.stroke {
            for column in 0..self.plot.width {
                pen::dot(buffer, stroke, self.gutter + column, 0, look.glyphs.stroke.horizontal, faint);
            }
            if 0 < self.gutter {
                pen::dot(buffer, stroke, self.gutter - 1, 0, look.glyphs.stroke.corner, faint);
            }
        }
        if 2 < self.gutter {
            pen::put(buffer, labels, 0, 0, &text::right(&self.heights.unit, usize::from(self.gutter) - 2), dim);
        }
        let axis = clock.axis(columns, 2);
        for column in axis.ticks.iter().filter(|_| self.stroke) {
            pen::dot(buffer, stroke, self.gutter + column, 0, look.glyphs.stroke.tick_below, faint);
        }
        for (start, label) in &axis.labels {
            pen::put(buffer, labels, self.gutter + start, 0, label, dim);
        }
        let row = if self.stroke { stroke } else { Rect { y: self.plot.bottom() - 1, ..stroke } };
        for mark in &data.marks {
            if let Some(column) = clock.column(mark.at, columns) {
                let column = self.gutter + u16::try_from(column).unwrap_or(u16::MAX);
                pen::dot(buffer, row, column, 0, look.glyphs.mark, look.style(Role::Mark));
            }
        }
    }
}
