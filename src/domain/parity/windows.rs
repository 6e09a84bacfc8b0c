//! The windows of one look, each with its band, and which of them tells of a gap that still stands.

use jiff::Timestamp;

use super::boundary::{Boundary, FIRST_LOSS, FIRST_SURPLUS, LATER_LOSS, LATER_SURPLUS};
use super::noise::Noise;
use super::sequence::{Minute, Sums, reach};
use super::{EDGE_TOLERANCE, FEWEST_MINUTES, FEWEST_WRITES, MARGIN, SHIFTED};

/// Standard deviations for which a minute counts at most that may still grow.
const MOST: f64 = 3.0;

/// What the youngest minutes of a window are off by beyond chance, in records: they may still grow, so it tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Unripe {
    lack: f64,
    excess: f64,
}

impl Unripe {
    fn and(self, minute: &Minute, set: f64, noise: &Noise) -> Self {
        let off = minute.records - set / 100.0 * minute.writes;
        let most = MOST * noise.of_a_minute(minute.writes);
        Self { lack: self.lack + (-off - most).max(0.0), excess: self.excess + (off - most).max(0.0) }
    }
}

/// One window that ends with the newest minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Band<'a> {
    /// The index of its first minute.
    pub(super) first: usize,
    /// What it counts.
    pub(super) sums: Sums,
    /// How far it must be off: too little, and too much.
    boundaries: (Boundary, Boundary),
    /// How much the minutes scatter.
    noise: &'a Noise,
    /// What its youngest minutes are off by beyond chance.
    unripe: Unripe,
    /// Whether every write counts, so that a tolerance stands in the place of chance.
    edge: bool,
}

impl Band<'_> {
    /// Points from its ratio up to the band's upper end: a set percentage above that is a loss.
    pub(super) fn up(&self) -> f64 {
        self.points(&self.boundaries.0, self.unripe.lack)
    }

    /// Points from its ratio down to the band's lower end: a set percentage below that is a surplus.
    pub(super) fn down(&self) -> f64 {
        self.points(&self.boundaries.1, self.unripe.excess)
    }

    fn points(&self, boundary: &Boundary, unripe: f64) -> f64 {
        let minutes = f64::from(self.sums.minutes);
        let part = if self.edge {
            self.noise.at_the_ends() / self.sums.writes
        } else {
            reach(self.first, &self.sums, self.noise, boundary.height(minutes))
        };
        (part + unripe / self.sums.writes) * 100.0
    }

    /// Points by which the set percentage is missed; negative when too little arrives.
    fn gap(&self, set: f64) -> f64 {
        self.sums.ratio() * 100.0 - set
    }

    /// How far the band reaches towards the set percentage that a gap of this sign misses.
    fn towards(&self, gap: f64) -> f64 {
        if gap < 0.0 { self.up() } else { self.down() }
    }

    /// Points by which the gap is larger than chance and what is always a little off explain; not positive when they do.
    fn beyond(&self, set: f64) -> f64 {
        let (gap, edge) = (self.gap(set), is_edge(set));
        if self.sums.writes < FEWEST_WRITES || (!edge && gap.abs() <= MARGIN) {
            return 0.0;
        }
        // What is stored twice adds records; it never looks like a loss.
        let shifted = if gap < 0.0 { 0.0 } else { SHIFTED * set };
        gap.abs() - self.towards(gap) - if edge { EDGE_TOLERANCE } else { shifted }
    }
}

/// Whether every write counts or none, where chance has no width.
pub(super) fn is_edge(set: f64) -> bool {
    set <= 0.0 || 100.0 <= set
}

/// Every window that has enough minutes, the longest first.
pub(super) fn bands<'a>(minutes: &[Minute], noise: &'a Noise, settled: Option<Timestamp>, set: Option<f64>) -> Vec<Band<'a>> {
    let edge = set.is_some_and(is_edge);
    let mut bands = Vec::with_capacity(minutes.len());
    let (mut sums, mut unripe) = (Sums::default(), Unripe::default());
    for (first, minute) in minutes.iter().enumerate().rev() {
        sums = sums.and(minute);
        if let Some(set) = set.filter(|_| minute.may_grow) {
            unripe = unripe.and(minute, set, noise);
        }
        if sums.minutes < FEWEST_MINUTES {
            continue;
        }
        let since_the_change = settled.is_some_and(|settled| minute.start <= settled);
        let boundaries = if since_the_change { (FIRST_LOSS, FIRST_SURPLUS) } else { (LATER_LOSS, LATER_SURPLUS) };
        bands.push(Band { first, sums, boundaries, noise, unripe, edge });
    }
    bands.reverse();
    bands
}

/// The window that tells most clearly of a gap, unless a younger one shows that it is over.
pub(super) fn found<'b, 'a>(bands: &'b [Band<'a>], set: f64) -> Option<&'b Band<'a>> {
    let beyond = bands.iter().map(|band| (band, band.beyond(set))).filter(|(_, beyond)| 0.0 < *beyond);
    let (clearest, _) = beyond.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    // What was lost hours ago must not be told as going on: the youngest window that could see half of the gap decides.
    let gap = clearest.gap(set);
    let younger = bands.iter().rev().take_while(|band| clearest.first < band.first);
    let deciding = younger.filter(|band| band.towards(gap) <= gap.abs() / 2.0).map(|band| band.gap(set)).next();
    deciding.is_none_or(|newer| gap.abs() / 2.0 <= newer * gap.signum()).then_some(clearest)
}
