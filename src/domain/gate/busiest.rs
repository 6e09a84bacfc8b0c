//! The busiest minute of the table's writes, of the last 14 days or of the table's age, and how much of that is known.
//!
//! The newest day is held by the minute; what lies before it was read once and reduced. Both together are known where CloudWatch
//! has answered. DynamoDB publishes a minute only when a request succeeded in it (developer guide, "DynamoDB metrics and dimensions":
//! metrics are sent when they are not zero), so an answered minute without a value is one in which nothing was written: no hole.

use jiff::Timestamp;

use crate::domain::fortnight::{FORTNIGHT, Peak};
use crate::domain::metrics::Track;
use crate::domain::series::{floor, shift};
use crate::domain::snapshot::Snapshot;

/// Seconds of the time that may be unknown: windows move on between two answers, and the newest minutes arrive late.
const MISSING: i64 = 3600;

/// Seconds from the first write to the newest minute that show a day's rhythm: less may miss its peak.
const RHYTHM: i64 = 23 * 3600;

/// Seconds without a write that are worth saying.
const QUIET: i64 = 6 * 3600;

/// The busiest known minute of the table's writes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Busiest {
    /// Its start.
    pub at: Timestamp,
    /// Writes a second in it.
    pub per_second: f64,
    /// Seconds that are looked back: 14 days, or since the table was made.
    pub wanted: i64,
    /// Seconds of them that CloudWatch has answered.
    pub known: i64,
    /// Seconds of the known ones in which no write was counted.
    pub quiet: i64,
    /// When the first write was counted in them.
    pub first: Timestamp,
    /// The end of what is looked back at.
    pub until: Timestamp,
}

impl Busiest {
    /// Whether all of the time is known, but for the hour that it moves on between two answers.
    pub fn is_whole(&self) -> bool {
        self.wanted <= self.known + MISSING
    }

    /// Seconds until a day's rhythm was seen; 0 when it was.
    pub fn seconds_to_a_day(&self) -> i64 {
        (RHYTHM - self.until.duration_since(self.first).as_secs()).max(0)
    }

    /// Of how much it is the busiest minute, in words.
    pub(super) fn of(&self) -> String {
        let days = |seconds: i64| {
            let tenths = (seconds as f64 / 8640.0).round() as i64;
            if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) }
        };
        let (wanted, known) = (days(self.wanted), days(self.known));
        match (self.is_whole(), self.wanted < FORTNIGHT) {
            (true, false) => format!("{wanted} days"),
            (true, true) => format!("{wanted} days, the table's age"),
            (false, _) => format!("{known} of {wanted} days known"),
        }
    }

    /// How much of the time nothing was written, when that is worth saying.
    pub(super) fn quiet(&self) -> Option<String> {
        let days = self.quiet as f64 / 86_400.0;
        (QUIET <= self.quiet).then(|| format!("in {days:.1} of these days CloudWatch counted no write"))
    }
}

/// The busiest minute of the last 14 days, as far as it is known; `None` without a table or without any write.
pub fn busiest_minute(snapshot: &Snapshot) -> Option<Busiest> {
    let writes = snapshot.pipeline.table_writes()?;
    // The time ends where minutes should be complete by now: what has not arrived since is missing.
    let until = floor(shift(snapshot.now, -snapshot.metrics.delay(writes.metric)), 60);
    let oldest = shift(until, -FORTNIGHT);
    let held = snapshot.metrics.track(&writes);
    let complete = snapshot.metrics.complete_until(&writes, snapshot.now);
    let before = snapshot.fortnight.get();
    let answered = [
        before.map(|before| (before.from, before.until)),
        held.and_then(Track::answered_window).map(|(from, to)| (from, to.min(complete))),
    ];
    let since = oldest.max(answered[1].map_or(oldest, |(start, _)| start));
    let minutes = held.into_iter().flat_map(|held| held.series.range(since, complete));
    let minutes: Vec<Peak> = minutes.filter_map(|(at, count)| Some(Peak { at, count: count? })).collect();
    let first = before.and_then(|before| before.first).into_iter().chain(minutes.first().map(|minute| minute.at)).min()?;
    // What was counted before the table was made went to another one of its name: the same load.
    let made = snapshot.table.get().and_then(|table| table.created).map(|made| floor(made, 60).min(until).min(first));
    let from = made.unwrap_or(oldest).max(oldest);
    // A peak that left the time since it was read still counts, until it is read again: nothing that is known surpasses it.
    let peaks = before.and_then(|before| before.busiest).into_iter().chain(minutes.iter().copied());
    let busiest = peaks.reduce(|best, other| if other.count < best.count { best } else { other })?;
    let known = covered(&answered, (from, until));
    let newer = minutes.iter().filter(|minute| before.is_none_or(|before| before.until <= minute.at)).count();
    let written = i64::from(before.map_or(0, |before| before.minutes)).saturating_add(i64::try_from(newer).unwrap_or(i64::MAX / 120));
    Some(Busiest {
        at: busiest.at,
        per_second: busiest.count / 60.0,
        wanted: until.duration_since(from).as_secs(),
        known,
        quiet: (known - 60 * written).max(0),
        first: first.max(from),
        until,
    })
}

/// Seconds of a time that these windows cover together.
fn covered(windows: &[Option<(Timestamp, Timestamp)>], (from, until): (Timestamp, Timestamp)) -> i64 {
    let clamped = windows.iter().flatten().map(|(start, end)| ((*start).max(from), (*end).min(until)));
    let mut windows: Vec<_> = clamped.filter(|(start, end)| start < end).collect();
    windows.sort_unstable();
    let add = |(sum, reached): (i64, Timestamp), (start, end): (Timestamp, Timestamp)| {
        let start = start.max(reached);
        (sum + end.duration_since(start).as_secs().max(0), reached.max(end))
    };
    windows.into_iter().fold((0, from), add).0
}
