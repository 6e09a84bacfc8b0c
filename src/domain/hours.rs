//! Protected hours: from a weekday and time to a weekday and time in one time zone, every week.

use jiff::Timestamp;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

/// A weekly span of time, its end not included. It may run over the end of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Minutes from Monday 00:00 at which it begins.
    from: i32,
    /// Minutes from Monday 00:00 at which it ends.
    to: i32,
    /// Where the clock hangs.
    zone: TimeZone,
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

fn minute_of_week(day: Weekday, time: Time) -> i32 {
    (i32::from(day.to_monday_zero_offset()) * 24 + i32::from(time.hour())) * 60 + i32::from(time.minute())
}

impl Hours {
    /// Whether a moment lies in the protected hours.
    pub fn contain(&self, at: Timestamp) -> bool {
        let local = at.to_zoned(self.zone.clone());
        let minute = minute_of_week(local.weekday(), local.time());
        if self.from < self.to { self.from <= minute && minute < self.to } else { self.from <= minute || minute < self.to }
    }
}

impl Hours {
    /// Seconds until they end, for a moment that lies in them; a change of the clocks meanwhile is not counted.
    pub fn left(&self, at: Timestamp) -> Option<i64> {
        let local = at.to_zoned(self.zone.clone());
        let minute = minute_of_week(local.weekday(), local.time());
        let minutes = (self.to - minute).rem_euclid(7 * 24 * 60);
        self.contain(at).then(|| i64::from(minutes) * 60 - i64::from(local.second()))
    }
}

fn weekday(text: &str) -> Result<Weekday, String> {
    let lower = text.to_lowercase();
    let found = WEEKDAYS.iter().find(|(name, _)| 3 <= lower.len() && name.starts_with(&lower));
    found.map(|(_, day)| *day).ok_or_else(|| format!("{text:?} is not a weekday; write it as Mon, Tue, Wed, Thu, Fri, Sat or Sun"))
}

fn time(text: &str) -> Result<Time, String> {
    let wrong = || format!("{text:?} is not a time of day; write it as 16:00");
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let (hour, minute) = (hour.parse::<i8>().map_err(|_| wrong())?, minute.parse::<i8>().map_err(|_| wrong())?);
    Time::new(hour, minute, 0, 0).map_err(|_| wrong())
}

/// Reads `Fri 16:00 - Mon 08:00 Europe/Berlin`.
pub fn parse(text: &str) -> Result<Hours, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [from_day, from_time, "-" | "–" | "to", to_day, to_time, zone] = words.as_slice() else {
        return Err("not a span of hours; write it as Fri 16:00 - Mon 08:00 Europe/Berlin".to_owned());
    };
    let from = minute_of_week(weekday(from_day)?, time(from_time)?);
    let to = minute_of_week(weekday(to_day)?, time(to_time)?);
    if from == to {
        return Err("it begins and ends at the same moment; leave the key out, or write a longer span".to_owned());
    }
    let zone = TimeZone::get(zone).map_err(|_| format!("{zone:?} is not a time zone; write it as Europe/Berlin or UTC"))?;
    Ok(Hours { from, to, zone })
}
