//! A moment as people write it: `03:02`, `03:02 UTC`, `2026-11-23 03:02`, `2026-11-23T03:02:00Z`.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Reads a moment of the past. A time of day alone is the newest such time; without a zone it is the reader's own.
pub fn moment(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let refused = || format!("\"{text}\" is not a moment: write it like 03:02, 03:02 UTC or 2026-11-23T03:02:00Z.");
    let trimmed = text.trim();
    let (body, zone) = match trimmed.strip_suffix("UTC").or_else(|| trimmed.strip_suffix("utc")) {
        Some(body) => (body.trim(), &TimeZone::UTC),
        None => (trimmed, zone),
    };
    let at = if let Ok(at) = body.parse::<Timestamp>() {
        at
    } else if body.len() < 9 {
        let time: Time = body.parse().map_err(|_| refused())?;
        latest(time, now, zone).ok_or_else(refused)?
    } else {
        let when: DateTime = body.parse().map_err(|_| refused())?;
        when.to_zoned(zone.clone()).map_err(|_| refused())?.timestamp()
    };
    if now < at { Err(format!("{text} is not past yet.")) } else { Ok(at) }
}

/// The newest moment at or before now that has this time of day.
fn latest(time: Time, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let today = now.to_zoned(zone.clone()).date();
    let at = |date: jiff::civil::Date| Some(date.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp());
    at(today).filter(|at| *at <= now).or_else(|| at(today.checked_sub(1.day()).ok()?))
}
