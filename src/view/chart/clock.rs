//! The x axis: times to columns, and ticks at round times.

use jiff::Timestamp;

use super::super::text;
use crate::domain::series::seconds_between;

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

    /// The columns that a period touches, its end excluded; none when it lies outside of the window.
    pub(in crate::view) fn columns(&self, start: Timestamp, end: Timestamp, columns: usize) -> std::ops::Range<usize> {
        let place = |at: Timestamp| seconds_between(self.from, at) / self.span * columns as f64;
        let (first, last) = ((place(start) + 1e-6).floor().max(0.0) as usize, (place(end) - 1e-6).ceil().max(0.0) as usize);
        first.min(columns)..last.min(columns)
    }

    /// Column and label of each tick, none nearer to the next than its label is wide.
    pub(in crate::view) fn ticks(&self, columns: usize) -> Vec<(usize, String)> {
        const ROOM: f64 = 9.0;
        let most = (columns as f64 / ROOM).max(1.0);
        let step = STEPS.iter().copied().find(|step| self.span / *step as f64 <= most).unwrap_or(STEPS[STEPS.len() - 1]);
        let first = self.from.as_second().div_euclid(step) + i64::from(self.from.as_second().rem_euclid(step) != 0);
        let times = (first..).map(|index| Timestamp::from_second(index * step));
        let within = times.map_while(Result::ok).take(columns + 1).map_while(|at| Some((self.column(at, columns)?, at)));
        within.map(|(column, at)| (column, label(at, step))).collect()
    }
}

/// Where labels stand, none over another, and which clock they tell, where there is room to say it.
/// `lead` is how many columns a label starts before its tick.
pub(in crate::view) fn labels(ticks: &[(usize, String)], lead: usize, columns: usize) -> Vec<(u16, String)> {
    const ZONE: &str = "UTC";
    let mut placed: Vec<(usize, String)> = Vec::new();
    for (column, time) in ticks {
        let wide = text::width(time);
        // A label at the edge moves in rather than being lost.
        let Some(last_start) = columns.checked_sub(wide) else { continue };
        let start = column.saturating_sub(lead).min(last_start);
        let is_near = column.saturating_sub(lead) <= start + lead;
        if is_near && placed.last().is_none_or(|(before, label)| before + text::width(label) + 2 <= start) {
            placed.push((start, time.clone()));
        }
    }
    let ends = |index: usize| placed[index].0 + text::width(&placed[index].1);
    let next = |index: usize| placed.get(index + 1).map_or(columns + 2, |(start, _)| *start);
    let gap = (0..placed.len()).find(|index| ends(*index) + ZONE.len() + 3 <= next(*index));
    if let Some(index) = gap {
        placed[index].1 = format!("{} {ZONE}", placed[index].1);
    } else if let Some(start) = placed.first().and_then(|(start, _)| start.checked_sub(ZONE.len() + 2)) {
        placed.insert(0, (start, ZONE.to_owned()));
    }
    placed.into_iter().map(|(start, label)| (u16::try_from(start).unwrap_or(u16::MAX), label)).collect()
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
