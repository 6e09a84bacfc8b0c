//! How late the minutes of one namespace become final, as measured from answers that changed.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Seconds after its end at which a minute is taken as complete, until the delay was measured.
pub const ASSUMED_DELAY: i64 = 120;

/// Minutes that are remembered: the delay falls again when an hour went better.
const REMEMBERED: usize = 60;

/// Minutes that must have been seen before the measured delay replaces the assumed one.
const ENOUGH: usize = 5;

/// Longest pause between two answers that still tells when a change came, not merely when we looked.
const LONGEST_PAUSE: i64 = 150;

/// A minute that changes later than this is a correction, not an arrival.
const LATEST: i64 = 900;

/// The last change that was seen of each of the newest minutes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Delay {
    /// End of the minute (seconds since the epoch) and seconds from there to its last change, oldest first.
    minutes: VecDeque<(i64, i64)>,
}

impl Delay {
    /// Notes that the minute which ended at `end` was different at `at` from what it was at `before`.
    ///
    /// The change came somewhere between the two answers. Taking the later one whole would let the delay
    /// creep: asks are due by the delay, and each is a little late. So it is rounded down to half a minute,
    /// but never to before the answer that had not seen it.
    pub(super) fn saw_change(&mut self, end: Timestamp, before: Timestamp, at: Timestamp) {
        let (end, before, at) = (end.as_second(), before.as_second(), at.as_second());
        let (upper, lower) = (at - end, before - end);
        if at - before > LONGEST_PAUSE || !(0..=LATEST).contains(&upper) {
            return;
        }
        let rounded = upper.div_euclid(30) * 30;
        let delay = if rounded <= lower { upper } else { rounded };
        let place = self.minutes.partition_point(|(minute, _)| *minute < end);
        match self.minutes.get_mut(place) {
            Some((minute, known)) if *minute == end => *known = (*known).max(delay),
            _ => self.minutes.insert(place, (end, delay)),
        }
        if self.minutes.len() > REMEMBERED {
            self.minutes.pop_front();
        }
    }

    /// Seconds after its end at which a minute is final. One straggler an hour does not make all others wait:
    /// the last five minutes are read again anyway.
    pub(super) fn seconds(&self) -> i64 {
        if self.minutes.len() < ENOUGH {
            return ASSUMED_DELAY;
        }
        let (mut first, mut second) = (0, 0);
        for (_, delay) in &self.minutes {
            if first <= *delay {
                (first, second) = (*delay, first);
            } else {
                second = second.max(*delay);
            }
        }
        second.max(30)
    }
}
