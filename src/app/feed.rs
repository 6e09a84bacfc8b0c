//! When each source is asked: cadence, one ask in flight, backoff.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ask::Feed;

/// The life of one feed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FeedState {
    /// The number of the ask that is out.
    pub in_flight: Option<u64>,
    /// When it is asked next; `None` means at once.
    pub due: Option<Timestamp>,
    /// Failures in a row; they set the backoff.
    pub failures: u32,
}

/// Every feed of the watched pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Feeds {
    /// By feed.
    pub states: BTreeMap<Feed, FeedState>,
    /// The number of the newest ask.
    pub last_number: u64,
}
