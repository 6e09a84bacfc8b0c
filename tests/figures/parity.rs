//! Figures of the comparison of set and observed percentage: false alarms in a day of looking, and how soon a gap is found.

#[path = "../it/findings/days.rs"]
mod days;

use std::time::Duration;

use self::days::{Day, Gap, LAWS, Law, NONE, STEADY, USUAL, sharing};
use crate::{line, timed};

/// Days in which false alarms are counted.
const DAYS: u64 = 10_000;

/// Stages of each gap.
const GAPS: u64 = 10_000;

/// Prints all of them.
pub(crate) fn print() {
    let (lied, time) = timed(false_alarms);
    let all: usize = lied.iter().sum();
    let figure = format!("{all} of {DAYS} days ({:.2} %)", 100.0 * all as f64 / DAYS as f64);
    line("parity: false alarms, a look every minute", &figure, "at most 1 % of days");
    for (law, lied) in LAWS.iter().zip(lied) {
        line(&format!("  {}", law.name), &format!("{lied} of {} days", DAYS / LAWS.len() as u64), "none");
    }
    for law in [&USUAL, &LAWS[4]] {
        let figure = format!("{:.2} times a binomial's", sharing(law));
        line(&format!("  variance by shared decisions, {}", law.name), &figure, "none");
    }
    let half_a_point = Gap { points: 0.005, ..NONE };
    let lost = Gap { lost: 0.003, ..NONE };
    let gaps = [
        ("0.5 points", STEADY, half_a_point, 30),
        ("0.5 points", USUAL, half_a_point, 30),
        ("0.5 points", LAWS[4], half_a_point, 30),
        ("0.5 points", LAWS[2], half_a_point, 30),
        ("0.3 % lost", LAWS[3], lost, 60),
        ("0.3 % lost", LAWS[6], lost, 60),
    ];
    let ((), more) = timed(|| {
        for (what, law, wrong, bar) in gaps {
            for (when, from) in [("from the stage's beginning", 0), ("hours into the stage", 203)] {
                gap(&format!("{what}, {}, {when}", law.name), &law, Gap { from, ..wrong }, bar);
            }
        }
    });
    line("parity: time taken", &format!("{} s for days, {} s for gaps", seconds(time), seconds(more)), "minutes");
}

fn seconds(time: Duration) -> u64 {
    time.as_secs()
}

/// False alarms of each law, on every core.
fn false_alarms() -> Vec<usize> {
    let laws = LAWS.len() as u64;
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let part = |core: u64| {
        let mut lied = vec![0; LAWS.len()];
        for seed in (0..DAYS).filter(|seed| seed / laws % cores == core) {
            let law = (seed % laws) as usize;
            lied[law] += usize::from(Day::of(&LAWS[law], NONE, 1440, seed).found(1).is_some());
        }
        lied
    };
    std::thread::scope(|scope| {
        let part = &part;
        let running: Vec<_> = (0..cores).map(|core| scope.spawn(move || part(core))).collect();
        let parts = running.into_iter().map(|thread| thread.join().unwrap());
        parts.fold(vec![0; LAWS.len()], |sum, part| sum.iter().zip(part).map(|(one, other)| one + other).collect())
    })
}

/// Minutes from the beginning of a gap, on the clock, until a look finds it.
fn gap(what: &str, law: &Law, gap: Gap, bar: i64) {
    let longest = 240;
    let found = |seed: u64| Day::of(law, gap, gap.from + longest, DAYS + seed).found(gap.from + 1);
    let mut minutes: Vec<i64> = (0..GAPS).map(|seed| found(seed).map_or(longest, |at| at - gap.from)).collect();
    minutes.sort_unstable();
    let at = |part: f64| minutes[((minutes.len() - 1) as f64 * part).round() as usize];
    let within = minutes.partition_point(|minute| *minute <= bar) as f64 / GAPS as f64 * 100.0;
    let figure = format!("p50 {} m · p95 {} m · p99 {} m · {within:.1} % in time", at(0.5), at(0.95), at(0.99));
    line(&format!("  {what}"), &figure, &format!("{bar} m"));
}
