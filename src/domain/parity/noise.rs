//! How much minutes scatter around what is true of them, measured on the minutes that are judged.
//!
//! The gap that is looked for must not be taken for scatter: a window and the minutes before it are each measured about their
//! own ratio. A gap that came and went earlier would be; neighbours are not touched by it, so the lesser of both counts.

use super::sequence::{Minute, Sums};

/// Minutes apart at which residuals are compared: neighbours share what runs over from one minute to the next.
const APART: [usize; 2] = [2, 3];

/// Part of the pairs of neighbours that says something new.
const NEW: f64 = 0.6;

/// Weighted values in a form that can be taken from each other.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Spread {
    weight: f64,
    sum: f64,
    squares: f64,
}

impl Spread {
    fn and(self, value: f64, weight: f64) -> Self {
        Self { weight: self.weight + weight, sum: self.sum + weight * value, squares: self.squares + weight * value * value }
    }

    fn without(self, other: Self) -> Self {
        Self { weight: self.weight - other.weight, sum: self.sum - other.sum, squares: self.squares - other.squares }
    }

    /// The squares about the values' own mean.
    fn about_its_mean(self) -> f64 {
        if self.weight <= 0.0 { 0.0 } else { (self.squares - self.sum * self.sum / self.weight).max(0.0) }
    }
}

/// What the minutes from the first one on add up to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Scatter {
    /// As chance makes it: a minute's variance grows like its writes.
    chance: Spread,
    /// As a share makes it that moves by itself: like their square.
    share: Spread,
    squared_writes: f64,
}

impl Scatter {
    fn and(self, off: f64, writes: f64) -> Self {
        let value = off / writes;
        Self {
            chance: self.chance.and(value, writes),
            share: self.share.and(value, 1.0),
            squared_writes: self.squared_writes + writes * writes,
        }
    }

    fn without(self, other: Self) -> Self {
        Self {
            chance: self.chance.without(other.chance),
            share: self.share.without(other.share),
            squared_writes: self.squared_writes - other.squared_writes,
        }
    }
}

/// How much the minutes scatter around their ratio. Those that may still grow tell nothing of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Noise {
    /// Minutes that it was measured on.
    minutes: f64,
    /// Before each of them, what the ones before it add up to; at the end, what all do.
    scatter: Vec<Scatter>,
    /// Variance of one write as minutes show it that lie close together.
    near: f64,
    /// The largest single deviation, in records.
    largest: f64,
}

impl Noise {
    /// Measures it, oldest minute first. Every minute must be usable.
    pub fn of(minutes: &[Minute]) -> Self {
        let whole = minutes.iter().filter(|minute| !minute.may_grow);
        let ratio = whole.clone().fold(Sums::default(), Sums::and).ratio();
        let (mut steps, mut largest, mut last) = ([0.0; 3], 0.0_f64, [0.0; 3]);
        let (mut scatter, mut sum) = (vec![Scatter::default()], Scatter::default());
        for (nth, minute) in whole.enumerate() {
            let off = minute.records - ratio * minute.writes;
            largest = largest.max(off.abs());
            sum = sum.and(off, minute.writes);
            scatter.push(sum);
            let off = off / minute.writes.sqrt();
            for (step, before) in steps.iter_mut().zip(last).take(nth) {
                *step += (off - before) * (off - before);
            }
            last = [off, last[0], last[1]];
        }
        let count = scatter.len() - 1;
        // Half of the mean square of a difference is variance less covariance at that distance.
        let half = |back: usize| steps[back - 1] / 2.0 / count.saturating_sub(back).max(1) as f64;
        Self { minutes: count as f64, scatter, near: f64::midpoint(half(APART[0]), half(APART[1])), largest }
    }

    /// The variance of one write that a band so many standard errors wide may rest on, of a window that begins at this minute.
    /// Both estimates pay for how few minutes they know.
    pub fn variance(&self, first: usize, stretch: f64) -> f64 {
        let (two_stretches, moving) = self.of_two(first);
        let near = self.near * moving * student(stretch, NEW * (self.minutes - 3.0));
        near.min(two_stretches * moving * student(stretch, self.freedom(first)))
    }

    /// Minutes less the ratios that are taken from them: a window's, and that of what lies before it.
    fn freedom(&self, first: usize) -> f64 {
        self.minutes - if first == 0 { 1.0 } else { 2.0 }
    }

    /// The variance of one write about the ratios of a window and of what lies before it, and by how much it must be raised
    /// where the window is busier than the rest and the share moves by itself.
    fn of_two(&self, first: usize) -> (f64, f64) {
        let all = self.scatter.last().copied().unwrap_or_default();
        let before = self.scatter.get(first).copied().unwrap_or(all);
        let window = all.without(before);
        let freedom = self.freedom(first).max(1.0);
        let chance = (before.chance.about_its_mean() + window.chance.about_its_mean()) / freedom;
        let share = (before.share.about_its_mean() + window.share.about_its_mean()) / freedom;
        let busy = share * window.squared_writes / window.chance.weight.max(1.0);
        (chance, if chance < busy && 0.0 < chance { busy / chance } else { 1.0 })
    }

    /// The standard deviation of a minute with so many writes, in records.
    pub fn of_a_minute(&self, writes: f64) -> f64 {
        (self.of_two(0).0.min(self.near) * writes).sqrt()
    }

    /// Records by which the ends of a window may be wrong: what ran over into it and out of it.
    pub fn at_the_ends(&self) -> f64 {
        1.5 * self.largest.max(1.0) * (1.0 + 8.0 / self.minutes)
    }
}

/// By how much a measured variance must be raised for the tails of Student's distribution.
fn student(stretch: f64, freedom: f64) -> f64 {
    let part = stretch * stretch / freedom.max(0.5);
    if 30.0 < part { f64::INFINITY } else { part.exp_m1() / part }
}
