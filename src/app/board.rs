//! Findings over time: dwell times against flapping, acknowledgement, the verdict shown.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::finding::{Finding, Verdict};

/// One finding as it stands on the board.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// As it was judged last.
    pub finding: Finding,
    /// Since when, at this level.
    pub since: Timestamp,
    /// Until when it is acknowledged; it stays listed, but does not lead the verdict.
    pub acknowledged_until: Option<Timestamp>,
}

/// Every finding that holds, worst first.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Board {
    /// Worst first; acknowledged ones last.
    pub standing: Vec<Standing>,
    /// The line on the first screen.
    pub verdict: Option<Verdict>,
}
