//! How virtual time passes: to the next minute's end, step or deadline, whichever comes first.

use super::World;

impl World {
    /// Lets the world run until `now`; an earlier moment changes nothing.
    pub fn advance_to(&mut self, now: jiff::Timestamp) {
        self.now = self.now.max(now);
    }

    /// Brings the traffic up to now, so that a change counts from this moment on and not before.
    pub(super) fn settle(&mut self) {}

    /// How many seconds the next step of a change takes: some tens.
    pub(super) fn step_seconds(&mut self) -> i64 {
        30
    }

    /// A new revision or id.
    pub(super) fn new_uuid(&mut self) -> String {
        String::new()
    }
}
