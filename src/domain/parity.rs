//! Set against observed percentage: one confidence sequence, the same on every screen, gate and finding.

pub mod sequence;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::sequence::{Interval, Minute, Sequence};
use super::metric::{Metric, MetricId};
use super::rollout;
use super::series::{floor, shift};
use super::snapshot::Snapshot;

/// Points by which set and observed may differ without meaning anything.
pub const MARGIN: f64 = 0.2;

/// The tolerance at 0 % and 100 %, where every write counts and a binomial has no width.
pub const EDGE_TOLERANCE: f64 = 0.5;

/// Fewest minutes that a verdict rests on.
pub const FEWEST_MINUTES: u32 = 6;

/// Fewest table writes that a verdict rests on.
pub const FEWEST_WRITES: f64 = 1000.0;

/// False alarms allowed in 24 hours of looking.
const ALPHA_PER_DAY: f64 = 0.01;

/// The looks back, in minutes: a short one sees what began lately, a long one sees what is small.
/// Each starts on a fixed grid of half its length, so that when somebody looks changes nothing, and the
/// starts of a day share an even part of the allowed false alarms.
pub const LOOKS: [i64; 3] = [20, 60, 360];

/// Seconds after a change of the flag that count for neither side: old instances drain, minutes smear.
const SETTLING: i64 = 60;

/// What set and observed say of each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// The observed percentage follows the set one.
    Agrees,
    /// It does not; so many records an hour are missing (negative: too many arrive).
    Differs {
        /// Records an hour by which the stream falls short of what was set.
        lost_per_hour: f64,
    },
    /// Everything arrives although less was set: the writer does not read the percentage.
    Ignored,
    /// Too few minutes, too few writes, or the band is still too wide to say anything.
    NotEnough {
        /// Complete minutes that are still needed, at least.
        minutes_more: u32,
    },
    /// It cannot be told at all, and why.
    CannotTell(String),
}

/// Set and observed percentage with the band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parity {
    /// What the flag says, 0 when off; `None` when it cannot be told.
    pub set: Option<f64>,
    /// Stream records ÷ table writes, percent.
    pub observed: Option<f64>,
    /// The band's lower end, percent.
    pub low: Option<f64>,
    /// The band's upper end, percent.
    pub high: Option<f64>,
    /// Complete minutes that it rests on.
    pub minutes: u32,
    /// Records that the stream took in those minutes.
    pub records: f64,
    /// Successful table writes in those minutes.
    pub writes: f64,
    /// The first of those minutes.
    pub from: Option<Timestamp>,
    /// The end of the last of them.
    pub until: Option<Timestamp>,
    /// What follows.
    pub verdict: Verdict,
}

impl Parity {
    fn cannot_tell(set: Option<f64>, why: &str) -> Self {
        Self {
            set,
            observed: None,
            low: None,
            high: None,
            minutes: 0,
            records: 0.0,
            writes: 0.0,
            from: None,
            until: None,
            verdict: Verdict::CannotTell(why.to_owned()),
        }
    }
}

/// What every holder of the flag agrees on: percent of the traffic, 0 when off.
/// `Err` says why there is no such number.
pub fn set_percentage(snapshot: &Snapshot) -> Result<f64, &'static str> {
    if snapshot.pipeline.flag.is_none() {
        return Err("no flag is configured");
    }
    let stand = rollout::stand(snapshot);
    match stand.effective.filter(|share| share.is_finite()) {
        Some(share) => Ok(share),
        None if stand.holders.is_empty() => Err("the flag was not read yet"),
        None if stand.disagreement.is_empty() => Err("what the flag says cannot be told"),
        None => Err("the writers do not agree on the flag"),
    }
}

/// The parity of a snapshot.
pub fn of(snapshot: &Snapshot) -> Parity {
    let set = set_percentage(snapshot);
    let pipeline = &snapshot.pipeline;
    let Some(table) = &pipeline.table else {
        return Parity::cannot_tell(set.ok(), "no table is configured to compare with");
    };
    if pipeline.table_operation.starts_with("Batch") || pipeline.table_operation.starts_with("Transact") {
        return Parity::cannot_tell(set.ok(), "the writers use a batch operation, and CloudWatch counts its requests, not its items");
    }
    let records = MetricId::of(Metric::IncomingRecords, &pipeline.stream);
    let writes = MetricId::part(Metric::TableRequests, table, &pipeline.table_operation);
    let until = snapshot.metrics.complete_until(&records, snapshot.now).min(snapshot.metrics.complete_until(&writes, snapshot.now));
    let changed = rollout::stand(snapshot).holders.iter().filter_map(|holder| holder.changed).max();
    let settled = changed.map(|at| shift(floor(shift(at, 59), 60), SETTLING));
    let minutes = |from: Timestamp| -> Vec<Minute> {
        let Some(track) = snapshot.metrics.track(&writes) else { return Vec::new() };
        let both = track.series.range(from, until).filter_map(|(start, writes)| {
            let records = snapshot.metrics.value(&records, start)?;
            Some(Minute { start, records, writes: writes? })
        });
        both.collect()
    };
    let oldest = shift(until, -LOOKS[LOOKS.len() - 1] * 60);
    let all = minutes(settled.map_or(oldest, |settled| settled.max(oldest)));
    compare(&all, until, set)
}

/// Compares minutes (oldest first, all under the same flag) with what was set.
pub fn compare(minutes: &[Minute], until: Timestamp, set: Result<f64, &'static str>) -> Parity {
    let mut shown: Option<Parity> = None;
    for look in LOOKS.iter().rev() {
        let from = grid_start(until, *look);
        let newest = &minutes[minutes.partition_point(|minute| minute.start < from)..];
        let mut sequence = Sequence::new(*look);
        for minute in newest {
            sequence.push(minute);
        }
        let here = weigh(&sequence, newest, alpha(*look), set);
        shown = Some(match shown {
            None => here,
            Some(long) => choose(long, here),
        });
    }
    shown.unwrap_or_else(|| Parity::cannot_tell(set.ok(), "there are no minutes to compare"))
}

/// Where the sequence of this look begins: between half and all of its length ago, on a fixed grid.
pub fn grid_start(until: Timestamp, look: i64) -> Timestamp {
    let half = look * 30;
    shift(floor(until, half), -half)
}

/// The share of the allowed false alarms that one start of this look may use.
pub fn alpha(look: i64) -> f64 {
    let starts_a_day = 1440.0 / (look as f64 / 2.0);
    ALPHA_PER_DAY / LOOKS.len() as f64 / starts_a_day
}

/// The long look is shown, unless the short one found something newer.
fn choose(long: Parity, short: Parity) -> Parity {
    let found = |parity: &Parity| matches!(parity.verdict, Verdict::Differs { .. } | Verdict::Ignored);
    // What was lost hours ago must not be reported as going on: the short band excludes the long look's mean.
    let over = short.low.zip(short.high).zip(long.observed).is_some_and(|((low, high), was)| was < low || was > high);
    let take_short = found(&short) || (found(&long) && over && matches!(short.verdict, Verdict::Agrees));
    if take_short { short } else { long }
}

/// One look's verdict.
fn weigh(sequence: &Sequence, minutes: &[Minute], alpha: f64, set: Result<f64, &'static str>) -> Parity {
    let mut parity = Parity::cannot_tell(set.ok(), "");
    parity.minutes = sequence.minutes();
    parity.records = sequence.records();
    parity.writes = sequence.writes();
    parity.from = minutes.first().map(|minute| minute.start);
    parity.until = minutes.last().map(|minute| shift(minute.start, 60));
    let interval = sequence.interval(alpha);
    if let Some(Interval { middle, low, high }) = interval {
        parity.observed = Some(middle * 100.0);
        parity.low = Some((low * 100.0).max(0.0));
        parity.high = Some(high * 100.0);
    }
    parity.verdict = match set {
        Err(why) => Verdict::CannotTell(why.to_owned()),
        Ok(set) => verdict(&parity, set),
    };
    parity
}

fn verdict(parity: &Parity, set: f64) -> Verdict {
    let missing = FEWEST_MINUTES.saturating_sub(parity.minutes);
    let (Some(observed), Some(low), Some(high)) = (parity.observed, parity.low, parity.high) else {
        return Verdict::NotEnough { minutes_more: missing.max(1) };
    };
    if missing > 0 || parity.writes < FEWEST_WRITES {
        return Verdict::NotEnough { minutes_more: missing.max(1) };
    }
    let margin = if set <= 0.0 || set >= 100.0 { EDGE_TOLERANCE } else { MARGIN };
    if high < set - margin || low > set + margin {
        if set > 0.0 && set < 95.0 && observed > 97.0 {
            return Verdict::Ignored;
        }
        let writes_per_hour = parity.writes / f64::from(parity.minutes) * 60.0;
        return Verdict::Differs { lost_per_hour: (set - observed) / 100.0 * writes_per_hour };
    }
    let too_wide = (high - low) / 2.0 > (set / 4.0).max(0.5);
    if too_wide { Verdict::NotEnough { minutes_more: parity.minutes.max(5) } } else { Verdict::Agrees }
}
