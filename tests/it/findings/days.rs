//! Simulated days of a dual write: how often a comparison lies in 24 hours of looking every minute, and how soon it finds a gap.

use jiff::Timestamp;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution as _, Normal, Poisson};
use tidegate::domain::parity::sequence::Minute;
use tidegate::domain::parity::{self, LATE, LONGEST, Parity, Verdict};
use tidegate::domain::series::shift;

/// Minutes after its end at which a minute is taken as complete.
const COMPLETE: i64 = 2;

/// Tokens that are traded, and the exponent of the Zipf law over them.
const TOKENS: (u32, f64) = (400, 0.8);

/// What a writer and its metrics are like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Law {
    /// For people.
    pub(crate) name: &'static str,
    /// The set share.
    pub(crate) set: f64,
    /// Writes a second.
    pub(crate) rate: f64,
    /// Most by which traffic rises and falls over the day, as a part of it.
    pub(crate) rhythm: f64,
    /// Seconds for which a token's updates share one decision.
    pub(crate) cohort: f64,
    /// Scatter of the share between minutes, as a part of it.
    pub(crate) scatter: f64,
    /// Most of a minute's records that run over into the next one, as a part.
    pub(crate) smear: f64,
    /// Part of the records that a retry stores twice.
    pub(crate) twice: f64,
    /// Part of the minutes that still grow after they were taken as complete, for up to three minutes.
    pub(crate) growing: f64,
}

/// The guide's own rate at 10 %, with everything that goes wrong a little in any week.
pub(crate) const USUAL: Law = Law {
    name: "10 % of 116/s",
    set: 0.1,
    rate: 116.0,
    rhythm: 0.3,
    cohort: 0.1,
    scatter: 0.0,
    smear: 0.02,
    twice: 0.0005,
    growing: 0.005,
};

/// The same at 116 writes in every second, where the usual one has 81 to 151.
pub(crate) const STEADY: Law = Law { name: "10 % of a steady 116/s", rhythm: 0.0, ..USUAL };

/// The worlds in which false alarms are counted, in turn.
pub(crate) const LAWS: [Law; 10] = [
    USUAL,
    Law { name: "1 % of 116/s", set: 0.01, ..USUAL },
    Law { name: "50 % of 116/s", set: 0.5, ..USUAL },
    Law { name: "100 % of 116/s", set: 1.0, ..USUAL },
    Law { name: "10 %, a second's cohorts, 5 % smear", cohort: 1.0, smear: 0.05, ..USUAL },
    Law { name: "50 %, a second's cohorts, 5 % smear", set: 0.5, cohort: 1.0, smear: 0.05, ..USUAL },
    Law { name: "100 %, 5 % smear", set: 1.0, smear: 0.05, ..USUAL },
    Law { name: "10 % of 10/s, 30 % scatter", rate: 10.0, scatter: 0.3, smear: 0.05, ..USUAL },
    Law { name: "50 %, 10 % scatter", set: 0.5, scatter: 0.1, smear: 0.05, ..USUAL },
    Law { name: "100 % of 10/s, 5 % smear", set: 1.0, rate: 10.0, smear: 0.05, ..USUAL },
];

/// What goes wrong and from which minute on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gap {
    /// Part of all writes that are not sent although they should be.
    pub(crate) points: f64,
    /// Part of what should be sent that is lost.
    pub(crate) lost: f64,
    /// The minute, counted from the flag's change.
    pub(crate) from: i64,
}

/// Nothing goes wrong.
pub(crate) const NONE: Gap = Gap { points: 0.0, lost: 0.0, from: 0 };

/// The moment of the flag's change.
fn change() -> Timestamp {
    "2026-11-23T00:00:00Z".parse().unwrap()
}

/// One minute as it ends up, and how it looks until it is whole.
#[derive(Debug, Clone, Copy)]
struct Told {
    whole: Minute,
    partly: Minute,
    /// Minutes after completeness until it is whole.
    late: i64,
}

/// A day's minutes.
pub(crate) struct Day {
    set: f64,
    minutes: Vec<Told>,
}

/// By how much one decision for several updates widens the binomial's variance: the mean number that share one, as an update sees it.
/// At 116 updates a second 1.18 times where decisions hold for a tenth of a second, 2.75 times where they hold for a whole one.
pub(crate) fn sharing(law: &Law) -> f64 {
    let weights: Vec<f64> = (1..=TOKENS.0).map(|rank| f64::from(rank).powf(-TOKENS.1)).collect();
    let total: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|weight| (weight / total) * (weight / total)).sum();
    1.0 + law.rate * law.cohort * squares
}

impl Day {
    /// So many minutes of a world after the flag's change.
    pub(crate) fn of(law: &Law, gap: Gap, minutes: i64, seed: u64) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let (turn, sharing) = (dice.random_range(0.0..std::f64::consts::TAU), sharing(law));
        let scatter = Normal::new(0.0, law.scatter * law.set).unwrap();
        let mut over = 0.0;
        let told = |nth: i64| {
            let rhythm = 1.0 + law.rhythm * (turn + nth as f64 / 1440.0 * std::f64::consts::TAU).sin();
            let writes: f64 = Poisson::new(law.rate * 60.0 * rhythm).unwrap().sample(&mut dice);
            let (points, lost) = if gap.from <= nth { (gap.points, gap.lost) } else { (0.0, 0.0) };
            let share = ((law.set + scatter.sample(&mut dice) - points) * (1.0 - lost)).clamp(0.0, 1.0);
            let decisions = Binomial::new((writes / sharing).round() as u64, share).unwrap();
            let sent = if share < 1.0 { (decisions.sample(&mut dice) as f64 * sharing).min(writes) } else { writes };
            let runs_over = (sent * dice.random_range(0.0..=law.smear)).round();
            let twice = if law.twice > 0.0 { Poisson::new((sent * law.twice).max(1e-9)).unwrap().sample(&mut dice) } else { 0.0 };
            let records = (sent - runs_over + over + twice).round();
            over = runs_over;
            let start = shift(change(), nth * 60);
            let late = if dice.random_bool(law.growing) { dice.random_range(1..=3) } else { 0 };
            let part = dice.random_range(0.7..0.95);
            let whole = Minute { start, records, writes, may_grow: false };
            let partly =
                if dice.random_bool(0.5) { Minute { records: records * part, ..whole } } else { Minute { writes: writes * part, ..whole } };
            Told { whole, partly, late }
        };
        Self { set: law.set * 100.0, minutes: (0..minutes).map(told).collect() }
    }

    /// The minutes that a look so many minutes after the change may rest on.
    pub(crate) fn minutes(&self, at: i64) -> Vec<Minute> {
        let until = at - COMPLETE;
        let oldest = until - LONGEST;
        let from = oldest.max(1);
        let seen = |nth: i64| {
            let told = &self.minutes[nth as usize];
            let minute = if at < nth + 1 + COMPLETE + told.late { told.partly } else { told.whole };
            Minute { may_grow: until - LATE / 60 <= nth, ..minute }
        };
        (from..until).map(seen).collect()
    }

    /// What a look so many minutes after the change says.
    pub(crate) fn look(&self, at: i64) -> Parity {
        parity::compare(&self.minutes(at), Some(shift(change(), 60)), Ok(self.set))
    }

    /// Minutes after the change at which the first look finds a difference.
    pub(crate) fn found(&self, from: i64) -> Option<i64> {
        let differs = |at: &i64| matches!(self.look(*at).verdict, Verdict::Differs { .. } | Verdict::Ignored);
        (from..=i64::try_from(self.minutes.len()).unwrap()).find(differs)
    }
}
