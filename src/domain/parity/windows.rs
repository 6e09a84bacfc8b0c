//! The windows of one look, each with its band, and which of them tells of a gap that still stands.

use jiff::Timestamp;

use super::sequence::{Minute, Noise, Sums, half_width};
use super::{ALPHA_A_DAY, EDGE_TOLERANCE, EVERY, FEWEST_MINUTES, FEWEST_WRITES, MARGIN, SHIFTED};

/// Minutes at which the band is tightest: of the first window, and of all others.
const TUNED: (f64, f64) = (25.0, 40.0);

/// One window that ends with the newest minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Band {
    /// The index of its first minute.
    pub(super) first: usize,
    /// What it counts.
    pub(super) sums: Sums,
    /// Half the width of its band, in points.
    pub(super) half: f64,
}

impl Band {
    /// Points by which the set percentage is missed; negative when too little arrives.
    fn gap(&self, set: f64) -> f64 {
        self.sums.ratio() * 100.0 - set
    }

    /// Points by which the gap is larger than chance and what is always a little off explain; not positive when they do.
    fn beyond(&self, set: f64) -> f64 {
        let gap = self.gap(set).abs();
        if self.sums.writes < FEWEST_WRITES {
            return 0.0;
        }
        if is_edge(set) {
            return gap - self.half - EDGE_TOLERANCE;
        }
        if gap <= MARGIN { 0.0 } else { gap - self.half - SHIFTED * set }
    }
}

fn is_edge(set: f64) -> bool {
    set <= 0.0 || 100.0 <= set
}

/// Every window that has enough minutes, the longest first.
pub(super) fn bands(minutes: &[Minute], settled: Option<Timestamp>, set: Option<f64>) -> Vec<Band> {
    if minutes.len() < FEWEST_MINUTES as usize {
        return Vec::new();
    }
    let noise = Noise::of(minutes);
    let edge = set.is_some_and(is_edge);
    let mut bands = Vec::with_capacity(minutes.len() / 5 + 1);
    let mut sums = Sums::default();
    for (first, minute) in minutes.iter().enumerate().rev() {
        sums = sums.and(minute);
        let begins = first == 0 || minute.start.as_second().rem_euclid(EVERY) == 0;
        if !begins || sums.minutes < FEWEST_MINUTES {
            continue;
        }
        let since_the_change = settled.is_some_and(|settled| minute.start <= settled);
        let (tuned, alpha) = if since_the_change { (TUNED.0, ALPHA_A_DAY.0) } else { (TUNED.1, ALPHA_A_DAY.1 / (86_400 / EVERY) as f64) };
        let half = if edge { noise.at_the_ends() / sums.writes } else { half_width(&sums, &noise, tuned, alpha) };
        bands.push(Band { first, sums, half: half * 100.0 });
    }
    bands.reverse();
    bands
}

/// The window that tells most clearly of a gap, unless a younger one shows that it is over.
pub(super) fn found(bands: &[Band], set: f64) -> Option<&Band> {
    let clearest = bands.iter().filter(|band| 0.0 < band.beyond(set)).max_by(|one, other| one.beyond(set).total_cmp(&other.beyond(set)))?;
    // What was lost hours ago must not be told as going on: the youngest window that could see half of the gap decides.
    let gap = clearest.gap(set);
    let younger = bands.iter().rev().take_while(|band| clearest.first < band.first);
    let deciding = younger.filter(|band| band.half <= gap.abs() / 2.0).map(|band| band.gap(set)).next();
    deciding.is_none_or(|newer| gap.abs() / 2.0 <= newer * gap.signum()).then_some(clearest)
}
