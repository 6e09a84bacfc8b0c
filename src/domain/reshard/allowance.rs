//! Calls that AWS takes only so often in any 24 hours: how many are left, and when the next is free.

use jiff::Timestamp;

use crate::domain::series::shift;

/// Seconds of the window.
const DAY: i64 = 24 * 3600;

/// What is left of a number of calls in any 24 hours, as far as is known: others may have used some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    most: u32,
    /// Calls of the last 24 hours, oldest first.
    used: Vec<Timestamp>,
    now: Timestamp,
}

/// How far a ladder leads today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To its end.
    Today {
        /// Calls that are left afterwards, at most.
        left: u32,
    },
    /// Not to its end.
    Later {
        /// Calls that can be made today, at most.
        calls: u32,
        /// The count that they lead to.
        today: u32,
        /// When the next call is free.
        next: Timestamp,
        /// When the last call is free, if each is made as soon as it is.
        last: Timestamp,
    },
}

impl Allowance {
    /// So many calls in any 24 hours, of which these were made.
    pub fn of(most: u32, mut used: Vec<Timestamp>, now: Timestamp) -> Self {
        used.retain(|at| shift(now, -DAY) < *at);
        used.sort();
        Self { most, used, now }
    }

    /// Calls that are known to have been made in the last 24 hours.
    pub fn used(&self) -> u32 {
        u32::try_from(self.used.len()).unwrap_or(u32::MAX)
    }

    /// Calls that are left now, at most.
    pub fn left(&self) -> u32 {
        self.most.saturating_sub(self.used())
    }

    /// The same after so many more calls.
    pub fn left_after(&self, calls: u32) -> u32 {
        self.left().saturating_sub(calls)
    }

    /// When the nth call from now is free at the soonest; the first is number 1.
    pub fn free_at(&self, nth: u32) -> Timestamp {
        // Among the calls of the last day and those still to come it is this one, and the one `most` before it must be a day old.
        let place = self.used.len() + nth.saturating_sub(1) as usize;
        let Some(before) = place.checked_sub(self.most as usize) else { return self.now };
        let made = self.used.get(before).copied();
        let made = made.unwrap_or_else(|| self.free_at(u32::try_from(before - self.used.len()).unwrap_or(u32::MAX).saturating_add(1)));
        shift(made, DAY)
    }

    /// How far a ladder from a count leads today.
    pub fn reach(&self, from: u32, ladder: &[u32]) -> Reach {
        let (left, wanted) = (self.left(), u32::try_from(ladder.len()).unwrap_or(u32::MAX));
        if wanted <= left {
            return Reach::Today { left: left - wanted };
        }
        let today = (left as usize).checked_sub(1).and_then(|index| ladder.get(index)).copied().unwrap_or(from);
        Reach::Later { calls: left, today, next: self.free_at(left + 1), last: self.free_at(wanted) }
    }
}
