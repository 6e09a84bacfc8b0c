//! Durations, ages and times of day.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::fit::width;
use super::number::number;

/// A span in its two largest units: `38 s`, `4 m 12 s`, `21 h 12 m`, `2 d 4 h`.
pub fn duration(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.unsigned_abs();
    let two = |large: u64, large_unit: &str, small: u64, small_unit: &str| {
        if small == 0 { format!("{sign}{large} {large_unit}") } else { format!("{sign}{large} {large_unit} {small} {small_unit}") }
    };
    match seconds {
        0..60 => format!("{sign}{seconds} s"),
        60..3600 => two(seconds / 60, "m", seconds % 60, "s"),
        3600..86_400 => two(seconds / 3600, "h", seconds % 3600 / 60, "m"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
    }
}

/// Seconds with one decimal while they are few: `0.4 s`, `38 s`, then as a [`duration`].
pub(super) fn seconds_short(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "—".to_owned();
    }
    let rounded = (seconds * 10.0).round() / 10.0;
    if rounded.abs() < 10.0 && rounded.fract() != 0.0 { format!("{} s", number(rounded)) } else { duration(seconds.round() as i64) }
}

/// How long ago, in one unit: `just now`, `38 s ago`, `2 m ago`, `3 h ago`; a time ahead is `in 18 s`.
pub fn age(seconds: i64) -> String {
    let size = seconds.unsigned_abs();
    let one = match size {
        0..60 => format!("{size} s"),
        60..3600 => format!("{} m", size / 60),
        3600..172_800 => format!("{} h", size / 3600),
        _ => format!("{} d", size / 86_400),
    };
    match seconds {
        -1..=1 => "just now".to_owned(),
        ..-1 => format!("in {one}"),
        _ => format!("{one} ago"),
    }
}

/// An age in at most `columns`: whole, else without its "ago", else nothing.
pub fn age_within(age: &str, columns: usize) -> &str {
    let bare = age.strip_suffix(" ago").unwrap_or(age);
    [age, bare].into_iter().find(|age| width(age) <= columns).unwrap_or_default()
}

/// A count-down: `18 s`, `4:05`, `1:02:03`.
pub fn minutes_seconds(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds {
        0..100 => format!("{seconds} s"),
        100..3600 => format!("{}:{:02}", seconds / 60, seconds % 60),
        _ => format!("{}:{:02}:{:02}", seconds / 3600, seconds % 3600 / 60, seconds % 60),
    }
}

fn of(at: Timestamp, zone: &TimeZone) -> (i8, i8, i8, i8) {
    let at = zone.to_datetime(at);
    (at.month(), at.day(), at.hour(), at.minute())
}

/// The minute in UTC: `03:12`.
pub fn clock(at: Timestamp) -> String {
    clock_local(at, &TimeZone::UTC)
}

/// The minute in a zone: `04:12`.
pub fn clock_local(at: Timestamp, zone: &TimeZone) -> String {
    let (.., hour, minute) = of(at, zone);
    format!("{hour:02}:{minute:02}")
}

/// Day and minute in UTC: `Nov 22 03:12`.
pub fn date_clock(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (month, day, hour, minute) = of(at, &TimeZone::UTC);
    let month = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).unwrap_or(&"");
    format!("{month} {day} {hour:02}:{minute:02}")
}

/// UTC and the user's own time: `03:12 UTC (04:12 local)`; UTC alone where they are the same.
pub fn clock_both(at: Timestamp, zone: &TimeZone) -> String {
    let (utc, local) = (clock(at), clock_local(at, zone));
    if utc == local { format!("{utc} UTC") } else { format!("{utc} UTC ({local} local)") }
}
