//! Which metrics and facts a pipeline needs, and how often each is due.

use super::metric::MetricId;
use super::snapshot::Snapshot;

/// Every metric that the pipeline's panels and findings rest on, given what is known so far.
pub fn metrics(_snapshot: &Snapshot) -> Vec<MetricId> {
    Vec::new()
}
