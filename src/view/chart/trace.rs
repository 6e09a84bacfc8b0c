//! Lines into dots: the highest value of each column is kept, gaps stay open.

use jiff::Timestamp;

use super::Line;
use super::canvas::{Canvas, Owner, PARTIAL};
use super::clock::{Clock, seconds_between};
use super::height::Heights;

/// The least and the most of one column of dots.
#[derive(Debug, Clone, Copy)]
struct Column {
    x: usize,
    least: f64,
    most: f64,
}

/// Where lines are drawn.
pub(super) struct Tracer<'a> {
    pub(super) canvas: &'a mut Canvas,
    pub(super) clock: Clock,
    pub(super) heights: &'a Heights,
}

impl Tracer<'_> {
    /// Draws a line and, when `filled`, the area under it.
    pub(super) fn line(&mut self, line: &Line, owner: Owner, filled: bool) {
        let period = period(&line.points);
        let (mut column, mut before): (Option<Column>, Option<Column>) = (None, None);
        let mut last: Option<Timestamp> = None;
        for (at, value) in &line.points {
            let hole = last.is_some_and(|last| period * 1.5 < seconds_between(last, *at));
            let value = value.filter(|value| value.is_finite());
            if value.is_none() || hole {
                self.flush(before, column, owner, filled);
                (before, column) = (None, None);
            }
            let (Some(value), Some(x)) = (value, self.clock.column(*at, self.canvas.width())) else {
                continue;
            };
            last = Some(*at);
            match &mut column {
                Some(column) if column.x == x => {
                    column.least = column.least.min(value);
                    column.most = column.most.max(value);
                }
                _ => {
                    self.flush(before, column, owner, filled);
                    before = column;
                    column = Some(Column { x, least: value, most: value });
                }
            }
        }
        self.flush(before, column, owner, filled);
        self.partial(line, period);
    }

    /// Draws a column and its way from the one before.
    fn flush(&mut self, before: Option<Column>, column: Option<Column>, owner: Owner, filled: bool) {
        let Some(column) = column else { return };
        let rows = self.canvas.height();
        let top = self.heights.row(column.most, rows);
        let from = before.map_or((column.x, top), |before| (before.x, self.heights.row(before.most, rows)));
        each_dot(from, (column.x, top), |x, y| {
            self.canvas.dot(x, y, owner);
            if filled {
                self.area(x, y);
            }
        });
        for y in top..=self.heights.row(column.least, rows) {
            self.canvas.shade(column.x, y);
        }
    }

    /// One dot in four below a line: an area that does not draw the eye, and whose edge does not look stepped.
    fn area(&mut self, x: usize, top: usize) {
        if x.is_multiple_of(2) {
            for y in (top + 1..self.canvas.height()).filter(|y| y % 2 == x / 2 % 2) {
                self.canvas.shade(x, y);
            }
        }
    }

    /// A dotted way from the newest complete value to the one that is still filling.
    fn partial(&mut self, line: &Line, period: f64) {
        let Some((at, value)) = line.partial.filter(|(_, value)| value.is_finite()) else { return };
        let (width, rows) = (self.canvas.width(), self.canvas.height());
        let Some(x) = self.clock.column(at, width) else { return };
        let y = self.heights.row(value, rows);
        let near = |(last, value): (Timestamp, Option<f64>)| {
            let value = value.filter(|_| seconds_between(last, at) <= period.max(60.0) * 1.5)?;
            Some((self.clock.column(last, width)?, self.heights.row(value, rows)))
        };
        let from = line.points.last().copied().and_then(near).unwrap_or((x, y));
        let mut count = 0;
        each_dot(from, (x, y), |x, y| {
            count += 1;
            if count % 2 == 0 {
                self.canvas.dot(x, y, PARTIAL);
            }
        });
        self.canvas.dot(x, y, PARTIAL);
    }
}

/// Seconds between two neighbours: the least that occurs.
fn period(points: &[(Timestamp, Option<f64>)]) -> f64 {
    let steps = points.windows(2).map(|pair| seconds_between(pair[0].0, pair[1].0)).filter(|step| 0.0 < *step);
    steps.fold(f64::INFINITY, f64::min)
}

/// The dots of a straight way from one dot to another, both included (Bresenham).
fn each_dot(from: (usize, usize), to: (usize, usize), mut paint: impl FnMut(usize, usize)) {
    let place = |(x, y): (usize, usize)| (i32::try_from(x).unwrap_or(i32::MAX), i32::try_from(y).unwrap_or(i32::MAX));
    let ((mut x, mut y), (end_x, end_y)) = (place(from), place(to));
    let (across, down) = ((end_x - x).abs(), -(end_y - y).abs());
    let (step_x, step_y) = ((end_x - x).signum(), (end_y - y).signum());
    let mut error = across + down;
    loop {
        paint(x as usize, y as usize);
        if x == end_x && y == end_y {
            return;
        }
        let twice = 2 * error;
        if down <= twice {
            error += down;
            x += step_x;
        }
        if twice <= across {
            error += across;
            y += step_y;
        }
    }
}
