//! The fixed names under which values are published, each made from a snapshot.

use super::reading::Reading;
use super::snapshot::Snapshot;

/// Every published reading in the order of `status`: `stream.status`, `consumer.NAME.lag_seconds`, …
pub fn all(_snapshot: &Snapshot) -> Vec<(String, Reading)> {
    Vec::new()
}

/// One reading by its published name.
pub fn get(snapshot: &Snapshot, name: &str) -> Option<Reading> {
    all(snapshot).into_iter().find(|(other, _)| other == name).map(|(_, reading)| reading)
}
