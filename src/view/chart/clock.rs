//! The x axis: times to columns, and ticks at round times.

use jiff::Timestamp;

use super::super::text;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// Steps between two labels, shortest first.
const STEPS: [i64; 16] = [
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
];

/// Whole seconds from one time to another: no chart shows less, and a chart asks thousands of times a frame.
pub(in crate::view) fn seconds_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_second() - from.as_second()) as f64
}

/// Times to columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::view) struct Clock {
    from: Timestamp,
    span: f64,
}

impl Clock {
    /// A window; one that is empty or reversed is taken as a minute long.
    pub(in crate::view) fn of(from: Timestamp, to: Timestamp) -> Self {
        Self { from, span: seconds_between(from, to).max(60.0) }
    }

    /// The column of a time, of `columns`; `None` outside of the window.
    pub(in crate::view) fn column(&self, at: Timestamp, columns: usize) -> Option<usize> {
        let share = seconds_between(self.from, at) / self.span;
        // A hair is added because a time that is exactly on a column must not fall before it.
        let column = (share * columns as f64 + 1e-6).floor();
        (0.0 <= column && column < columns as f64).then_some(column as usize)
    }

    /// Like [`Clock::column`], but a time outside stands at the nearer edge.
    pub(in crate::view) fn column_or_edge(&self, at: Timestamp, columns: usize) -> usize {
        let share = seconds_between(self.from, at) / self.span;
        ((share * columns as f64 + 1e-6).floor().max(0.0) as usize).min(columns.saturating_sub(1))
    }

    /// The columns that a period of some seconds touches; none when it lies outside of the window.
    pub(in crate::view) fn columns(&self, start: Timestamp, period: f64, columns: usize) -> std::ops::Range<usize> {
        let (start, scale) = (seconds_between(self.from, start), columns as f64 / self.span);
        // A cast stops at zero, and a hair is taken off because a column that is only met at its edge is not touched.
        let first = (start * scale + 1e-6) as usize;
        let end = ((start + period) * scale - 1e-6).max(0.0);
        let last = if end <= 0.0 { 0 } else { end as usize + 1 };
        first.min(columns)..last.min(columns)
    }

    /// The columns of ticks, and the labels with the columns where they start. `lead` is how far a label starts before
    /// its tick. The step is the shortest whose labels leave room to say which clock they tell.
    pub(in crate::view) fn axis(&self, columns: usize, lead: usize) -> Axis {
        const ROOM: f64 = 9.0;
        let most = (columns as f64 / ROOM).max(1.0);
        let first = STEPS.iter().position(|step| self.span / *step as f64 <= most).unwrap_or(STEPS.len() - 1);
        let axes = || STEPS[first..].iter().take(3).map(|step| self.with_step(*step, columns, lead));
        axes().find(|axis| axis.tells_zone).unwrap_or_else(|| self.with_step(STEPS[first], columns, lead))
    }

    fn with_step(&self, step: i64, columns: usize, lead: usize) -> Axis {
        let first = self.from.as_second().div_euclid(step) + i64::from(self.from.as_second().rem_euclid(step) != 0);
        let times = (first..).map(|index| Timestamp::from_second(index.saturating_mul(step)));
        let within = times.map_while(Result::ok).take(columns + 1).map_while(|at| Some((self.column(at, columns)?, at)));
        let ticks: Vec<(usize, String)> = within.map(|(column, at)| (column, label(at, step))).collect();
        let mut labels = spread(&ticks, lead, columns);
        let tells_zone = tell_zone(&mut labels, columns);
        let narrow = |column: usize| u16::try_from(column).unwrap_or(u16::MAX);
        Axis {
            ticks: ticks.into_iter().map(|(column, _)| narrow(column)).collect(),
            labels: labels.into_iter().map(|(start, label)| (narrow(start), label)).collect(),
            tells_zone,
        }
    }
}

/// What stands on a time axis.
pub(in crate::view) struct Axis {
    /// Columns of the ticks.
    pub(in crate::view) ticks: Vec<u16>,
    /// First column and words of each label, from the left.
    pub(in crate::view) labels: Vec<(u16, String)>,
    /// Whether a label says `UTC`.
    tells_zone: bool,
}

/// Where labels stand, none over another; one at the edge moves in rather than being lost.
fn spread(ticks: &[(usize, String)], lead: usize, columns: usize) -> Vec<(usize, String)> {
    let mut placed: Vec<(usize, String)> = Vec::new();
    for (column, time) in ticks {
        let Some(last_start) = columns.checked_sub(text::width(time)) else { continue };
        let start = column.saturating_sub(lead).min(last_start);
        if placed.last().is_none_or(|(before, label)| before + text::width(label) + 2 <= start) {
            placed.push((start, time.clone()));
        }
    }
    placed
}

/// Writes `UTC` after the first label that has room behind it, or before them all. False when there is no room.
fn tell_zone(labels: &mut Vec<(usize, String)>, columns: usize) -> bool {
    const ZONE: &str = "UTC";
    let end = |(start, label): &(usize, String)| start + text::width(label);
    let next = |index: usize| labels.get(index + 1).map_or(columns + 2, |(start, _)| *start);
    let gap = (0..labels.len()).find(|index| end(&labels[*index]) + ZONE.len() + 3 <= next(*index));
    let before = labels.first().and_then(|(start, _)| start.checked_sub(ZONE.len() + 2));
    match (gap, before) {
        (Some(index), _) => labels[index].1 = format!("{} {ZONE}", labels[index].1),
        (None, Some(start)) => labels.insert(0, (start, ZONE.to_owned())),
        (None, None) => return false,
    }
    true
}

/// Times of day; the day itself at midnight.
fn label(at: Timestamp, step: i64) -> String {
    let with_date = text::date_clock(at);
    let is_midnight = at.as_second().rem_euclid(DAY) == 0;
    match with_date.rsplit_once(' ') {
        Some((date, _)) if is_midnight && MINUTE < step => date.to_owned(),
        Some((_, time)) => time.to_owned(),
        None => with_date,
    }
}
