//! Set against observed percentage: one confidence sequence, the same on every screen, gate and finding.
//!
//! A window of complete minutes begins at the flag's last change and another at each minute after it, so that when somebody
//! looks changes nothing; each lives six hours. A window differs when its band leaves out the set percentage *and* the gap is
//! larger than [`MARGIN`]. Too little is what must be found, so it has most of the false alarms: of days in which nothing is
//! wrong, the first window may tell of a loss on 0.36 %, the later ones together on 0.54 %; of a surplus 0.04 % and 0.02 %.
//! Together that is 0.96 % in 24 hours of looking (a union bound over chances that `boundary` says and a test computes).
//! At 0 % and 100 %, where every write counts and a binomial has no width, a tolerance stands in its place, widened by what may
//! run over at the ends of the window.
//!
//! A complete minute may still grow for [`LATE`] seconds, because a part of it came late. Between 0 % and 100 % it counts at
//! once, but for no more than three standard deviations of a minute: what it is off by beyond that widens the band.
//!
//! `cargo bench -- parity` measures it on simulated days that are looked at every minute, with retries that are stored twice, up
//! to 5 % of a minute running over into the next, updates of one token that share a decision, and minutes that grow for three
//! more minutes. In 10,000 such days 24 were told wrongly (0.24 %; 0.8 % in the worst of ten worlds, in which the share itself
//! scatters). How soon a gap is found, counted on the clock, in 10,000 stages each; "later" is hours after the flag's change:
//!
//! | gap | from | middle | 95 of 100 | 99 of 100 | in time |
//! |---|---|---|---|---|---|
//! | 0.5 points at 10 % of a steady 116 writes/s | the beginning | 16 m | 23 m | 27 m | 99.8 % in 30 m |
//! | | later | 17 m | 26 m | 32 m | 98.5 % in 30 m |
//! | the same where traffic swings by 30 % (81–151/s) | the beginning | 16 m | 25 m | 30 m | 99.0 % in 30 m |
//! | | later | 17 m | 30 m | 36 m | 95.8 % in 30 m |
//! | 0.3 % lost at 100 % | the beginning | 24 m | 30 m | 32 m | 100.0 % in 60 m |
//! | | later | 19 m | 26 m | 29 m | 100.0 % in 60 m |
//! | the same where 5 % of a minute run over | the beginning | 38 m | 49 m | 54 m | 99.9 % in 60 m |
//! | | later | 34 m | 49 m | 55 m | 99.9 % in 60 m |
//!
//! Little more can be had for a gap that begins later: two of the 30 minutes pass until a minute is complete, and in the other
//! 28 a cumulative sum that knows the noise beforehand, with 0.54 % of false alarms, finds it in 99.1 at 116 writes a second.
//! Where decisions hold for a second the variance is 2.75 times a binomial's instead of 1.18 times, and half of these gaps take
//! 23 minutes from the beginning and 33 later.
//!
//! What no statistics can tell from a gap: a writer that samples by token keeps the share that its tokens have.

pub mod boundary;
pub mod noise;
pub mod sequence;
mod windows;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::noise::Noise;
use self::sequence::{Minute, Sums};
use super::metric::{Metric, MetricId};
use super::rollout;
use super::series::{floor, shift};
use super::snapshot::Snapshot;

/// Points by which set and observed may differ without meaning anything.
pub const MARGIN: f64 = 0.2;

/// The tolerance in points at 0 % and 100 %.
pub const EDGE_TOLERANCE: f64 = 0.1;

/// Part of the set percentage by which retries that were stored twice may shift the observed one.
pub const SHIFTED: f64 = 0.0015;

/// Fewest minutes that a verdict rests on.
pub const FEWEST_MINUTES: u32 = 8;

/// Fewest table writes that a verdict rests on.
pub const FEWEST_WRITES: f64 = 1000.0;

/// Minutes that are shown when nothing can be compared.
const RECENT: u32 = 30;

/// Minutes that a window lives.
pub const LONGEST: i64 = 360;

/// Seconds after a change of the flag that count for neither side: old instances drain, minutes smear.
const SETTLING: i64 = 60;

/// Seconds for which a complete minute may still grow, because a part of it came late.
pub const LATE: i64 = 180;

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

/// The start of the first minute that counts after a change of the flag.
pub(in crate::domain) fn settled(changed: Timestamp) -> Timestamp {
    shift(floor(shift(changed, 59), 60), SETTLING)
}

/// The parity of a snapshot.
pub fn of(snapshot: &Snapshot) -> Parity {
    let set = set_percentage(snapshot);
    let pipeline = &snapshot.pipeline;
    let Some(writes) = pipeline.table_writes() else {
        return Parity::cannot_tell(set.ok(), "no table is configured to compare with");
    };
    if pipeline.counts_requests() {
        return Parity::cannot_tell(set.ok(), "the writers use a batch operation, and CloudWatch counts its requests, not its items");
    }
    let records = MetricId::of(Metric::IncomingRecords, &pipeline.stream);
    let until = snapshot.metrics.complete_until(&records, snapshot.now).min(snapshot.metrics.complete_until(&writes, snapshot.now));
    let changed = rollout::stand(snapshot).holders.iter().filter_map(|holder| holder.changed).max();
    let settled = changed.map(settled);
    let oldest = shift(until, -LONGEST * 60);
    let from = settled.map_or(oldest, |settled| settled.max(oldest));
    let Some(track) = snapshot.metrics.track(&writes) else { return compare(&[], None, set) };
    let both = track.series.range(from, until).filter_map(|(start, writes)| {
        let records = snapshot.metrics.value(&records, start)?;
        Some(Minute { start, records, writes: writes?, may_grow: shift(until, -LATE) <= start })
    });
    let minutes: Vec<Minute> = both.filter(Minute::is_usable).collect();
    compare(&minutes, settled, set)
}

/// Compares usable minutes (oldest first, all under the same flag) with what was set. `settled` is when the flag's last change
/// was through: a window that begins there is the first one.
pub fn compare(minutes: &[Minute], settled: Option<Timestamp>, set: Result<f64, &'static str>) -> Parity {
    let mut parity = Parity::cannot_tell(set.ok(), "");
    // Where a tolerance stands for chance, what is late would look like a loss of a whole minute's part.
    let ripe: Vec<Minute>;
    let minutes = if set.is_ok_and(|set| !windows::is_edge(set)) {
        minutes
    } else {
        ripe = minutes.iter().filter(|minute| !minute.may_grow).copied().collect();
        &ripe
    };
    let noise = Noise::of(minutes);
    let bands = windows::bands(minutes, &noise, settled, set.ok());
    let Some(whole) = bands.first() else {
        let missing = FEWEST_MINUTES.saturating_sub(Sums::of(minutes).minutes).max(1);
        parity.verdict = set.map_or_else(|why| Verdict::CannotTell(why.to_owned()), |_| Verdict::NotEnough { minutes_more: missing });
        return fill(parity, minutes, None);
    };
    let set = match set {
        Ok(set) => set,
        Err(why) => {
            parity.verdict = Verdict::CannotTell(why.to_owned());
            // Nobody knows since when the flag stands: what reached the stream lately is all that can be shown.
            let lately = bands.iter().rev().find(|band| RECENT <= band.sums.minutes).unwrap_or(whole);
            return fill(parity, &minutes[lately.first..], Some(lately));
        }
    };
    let found = windows::found(&bands, set);
    let shown = found.unwrap_or(whole);
    let mut parity = fill(parity, &minutes[shown.first..], Some(shown));
    parity.verdict = match found {
        Some(band) => difference(&band.sums, set),
        None if whole.sums.writes < FEWEST_WRITES => Verdict::NotEnough { minutes_more: 1 },
        None if (set / 4.0).max(0.5) < whole.up().max(whole.down()) => Verdict::NotEnough { minutes_more: parity.minutes.max(5) },
        None => Verdict::Agrees,
    };
    parity
}

/// What a window says that differs.
fn difference(sums: &Sums, set: f64) -> Verdict {
    let observed = sums.ratio() * 100.0;
    if 0.0 < set && set < 95.0 && 97.0 < observed {
        return Verdict::Ignored;
    }
    let writes_per_hour = sums.writes / f64::from(sums.minutes) * 60.0;
    Verdict::Differs { lost_per_hour: (set - observed) / 100.0 * writes_per_hour }
}

/// Notes what a verdict rests on.
fn fill(mut parity: Parity, minutes: &[Minute], band: Option<&windows::Band<'_>>) -> Parity {
    let sums = Sums::of(minutes);
    (parity.minutes, parity.records, parity.writes) = (sums.minutes, sums.records, sums.writes);
    parity.from = minutes.first().map(|minute| minute.start);
    parity.until = minutes.last().map(|minute| shift(minute.start, 60));
    if let Some(band) = band {
        let observed = sums.ratio() * 100.0;
        parity.observed = Some(observed);
        parity.low = Some((observed - band.down()).max(0.0));
        parity.high = Some(observed + band.up());
    }
    parity
}
