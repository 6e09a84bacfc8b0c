//! The two clocks of loss, and when a backlog is drained.

use serde::{Deserialize, Serialize};

use super::Reader;
use super::slope::Slope;
use crate::domain::snapshot::Snapshot;

/// Seconds with a band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// The middle.
    pub value: f64,
    /// The soonest.
    pub low: f64,
    /// The latest; infinite when the slope's band reaches zero.
    pub high: f64,
}

/// How long unread data is kept, and what the reader's pace makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Clock {
    /// Seconds that an unread record stays readable: the lesser of retention and the mapping's maximum record age.
    pub kept: Option<f64>,
    /// Seconds to the first loss if the reader stopped now; 0 when records are being lost.
    pub floor: Option<f64>,
    /// Seconds to the first loss at the present pace; `None` when the age does not grow.
    pub projection: Option<Span>,
    /// Seconds until the backlog is read; only when the age surely falls.
    pub drain: Option<Span>,
}

/// The clocks of a reader at this lag and slope.
pub fn of(kept: Option<f64>, lag: Option<f64>, slope: Option<Slope>) -> Clock {
    let floor = kept.zip(lag).map(|(kept, lag)| (kept - lag).max(0.0));
    let growing = slope.filter(|slope| slope.value > 0.0 && slope.low > 0.0);
    let projection =
        floor.zip(growing).map(|(left, slope)| Span { value: left / slope.value, low: left / slope.high, high: left / slope.low });
    let falling = slope.filter(|slope| slope.value < 0.0 && slope.high < 0.0);
    let drain = lag.zip(falling).map(|(lag, slope)| Span { value: lag / -slope.value, low: lag / -slope.low, high: lag / -slope.high });
    Clock { kept, floor, projection, drain }
}

/// Seconds that a record waits for this reader before it is gone.
pub fn kept(snapshot: &Snapshot, reader: &Reader) -> Option<f64> {
    let retention = f64::from(snapshot.stream.get()?.retention_hours) * 3600.0;
    Some(maximum_record_age(snapshot, reader).map_or(retention, |age| age.min(retention)))
}

/// The least maximum record age of the function's mappings: older records are discarded unread.
pub fn maximum_record_age(snapshot: &Snapshot, reader: &Reader) -> Option<f64> {
    let Reader::Function(name) = reader else { return None };
    let mappings = snapshot.mappings.get(name)?.get()?;
    mappings.iter().filter(|mapping| mapping.maximum_record_age > 0).map(|mapping| f64::from(mapping.maximum_record_age)).reduce(f64::min)
}
