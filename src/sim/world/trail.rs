//! What CloudTrail remembers: who changed which stream, and how.

use jiff::Timestamp;

use super::World;

/// Events that are kept.
const MOST: usize = 1000;

/// One change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// `UpdateShardCount`, …
    pub operation: &'static str,
    /// The caller's ARN.
    pub who: String,
    /// The stream.
    pub stream: String,
}

impl Trace {
    /// The end of the caller's ARN: what CloudTrail calls the user name.
    pub fn user(&self) -> &str {
        self.who.rsplit('/').next().unwrap_or(&self.who)
    }
}

impl World {
    /// Remembers a change by the present caller.
    pub(super) fn trace(&mut self, operation: &'static str, stream: &str) {
        let trace = Trace { id: self.new_uuid(), at: self.now, operation, who: self.caller.clone(), stream: stream.to_owned() };
        if self.trail.len() == MOST {
            self.trail.remove(0);
        }
        self.trail.push(trace);
    }
}
