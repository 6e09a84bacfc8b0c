//! When the journal is read: one reading at a time, one more when something happened meanwhile, and ever fewer while it fails.

use jiff::Timestamp;

/// Doublings of the pause after which it grows no more: from 10 s to ten minutes.
const MOST: u32 = 6;

/// Whether a reading is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Out {
    #[default]
    No,
    Once,
    /// What was written since it began may not be in it: it is to be read once more.
    Again,
}

/// The life of the readings of the journal, which is one for all pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JournalFeed {
    out: Out,
    /// When it was asked for or answered last.
    last: Option<Timestamp>,
    failures: u32,
}

impl JournalFeed {
    /// Asks for a reading. Whether it is to be begun now: while one is out, another follows it.
    pub fn ask(&mut self, now: Timestamp) -> bool {
        let is_free = self.out == Out::No;
        self.out = if is_free { Out::Once } else { Out::Again };
        self.last = Some(now);
        is_free
    }

    /// Takes note that the reading came back, with what is in the journal or without.
    pub fn settle(&mut self, answer: Result<(), ()>, now: Timestamp) -> Next {
        let next = if self.out == Out::Again { Next::Again } else { Next::Rest };
        self.out = Out::No;
        self.last = Some(now);
        self.failures = if answer.is_ok() { 0 } else { self.failures.saturating_add(1) };
        next
    }

    /// Failures in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Whether a pause of so many seconds is over; each failure in a row doubles it.
    pub fn has_rested(&self, pause: i64, now: Timestamp) -> bool {
        let pause = pause.saturating_mul(1 << self.failures.min(MOST));
        self.out == Out::No && self.last.is_some_and(|last| pause <= now.duration_since(last).as_secs())
    }
}

/// What follows a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another one, at once.
    Again,
    /// Nothing.
    Rest,
}
