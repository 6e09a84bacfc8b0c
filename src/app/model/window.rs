//! The window of time that all charts share.

use jiff::Timestamp;

use crate::domain::metrics::kept;
use crate::domain::series::{floor, shift};

/// The window of time that all charts share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChartWindow {
    /// Seconds across; between 15 minutes and 15 days.
    pub span: i64,
    /// The right edge; `None` follows now.
    pub end: Option<Timestamp>,
    /// The cursor's minute, when `v` put one on the charts.
    pub cursor: Option<Timestamp>,
    /// Whether the focused chart fills the screen.
    pub full: bool,
}

impl Default for ChartWindow {
    fn default() -> Self {
        Self { span: 3 * 3600, end: None, cursor: None, full: false }
    }
}

impl ChartWindow {
    /// The steps of the zoom, narrowest first, in seconds.
    pub const SPANS: [i64; 11] = [900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400, 4 * 86_400, 8 * 86_400, Self::REACH];

    /// The widest that a chart can be: 15 days, for so long one-minute metrics are kept by CloudWatch.
    pub const REACH: i64 = 15 * 86_400;

    /// How far back a chart can look: 455 days, for so long CloudWatch keeps values of an hour.
    pub const KEPT: i64 = kept::OLDEST;

    /// The right edge, exclusive: the end of the minute that is still filling, or where it was panned to.
    pub fn right(&self, now: Timestamp) -> Timestamp {
        self.end.unwrap_or_else(|| shift(floor(now, 60), 60))
    }

    /// The left edge.
    pub fn left(&self, now: Timestamp) -> Timestamp {
        shift(self.right(now), -self.span)
    }

    /// Whether the right edge follows now.
    pub fn is_live(&self) -> bool {
        self.end.is_none()
    }

    /// Moves the window by `seconds`; it never leaves the 455 days before `now`, and at now it follows again.
    pub fn pan(&mut self, seconds: i64, now: Timestamp) {
        let live = Self { end: None, ..*self }.right(now);
        let oldest = shift(live, self.span - Self::KEPT);
        let end = floor(shift(self.right(now), seconds), 60).max(oldest);
        self.end = (end < live).then_some(end);
    }

    /// The next step of the zoom, wider or narrower, about the cursor, else about the middle, else at the live edge.
    pub fn zoom(&mut self, wider: bool, now: Timestamp) {
        let next = if wider {
            Self::SPANS.into_iter().find(|span| *span > self.span)
        } else {
            Self::SPANS.into_iter().rev().find(|span| *span < self.span)
        };
        let Some(span) = next else { return };
        let kept = self.cursor.or_else(|| self.end.map(|end| shift(end, -self.span / 2)));
        let part = kept.map_or(1.0, |kept| kept.duration_since(self.left(now)).as_secs() as f64 / self.span.max(1) as f64);
        self.span = span;
        if let Some(kept) = kept {
            let to_the_right = ((1.0 - part.clamp(0.0, 1.0)) * span as f64) as i64;
            self.end = Some(shift(kept, to_the_right));
            self.pan(0, now);
        }
    }

    /// One column of a usual chart: how far one press moves the cursor.
    pub fn step(&self) -> i64 {
        (self.span / 120 / 60).max(1) * 60
    }

    /// Moves the cursor by steps; the window follows it over its edges.
    pub fn move_cursor(&mut self, steps: i64, now: Timestamp) {
        let Some(cursor) = self.cursor else { return };
        let live = Self { end: None, ..*self }.right(now);
        let (oldest, newest) = (shift(live, -Self::KEPT), shift(live, -60));
        let moved = floor(shift(cursor, steps * self.step()), 60).clamp(oldest, newest);
        self.cursor = Some(moved);
        let (left, right) = (self.left(now), self.right(now));
        if moved < left {
            self.pan(-left.duration_since(moved).as_secs(), now);
        } else if right <= moved {
            self.pan(moved.duration_since(right).as_secs() + 60, now);
        }
    }
}
