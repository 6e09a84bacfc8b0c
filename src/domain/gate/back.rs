//! Whether going back helps what a gate tells of: the findings about the same harm decide.

use crate::domain::finding::{GoingBack, going_back};

/// Whether going back helps what a gate tells of when it fails.
pub fn helped_by_going_back(gate: &str) -> GoingBack {
    let beside: &[&str] = match gate {
        "stream-throttles" => &["write-throttles", "hot-key", "hot-shard", "bursting"],
        "table-unharmed" => &["table-silent", "table-errors", "table-throttles"],
        "writer-functions" => &["writer-errors", "writer-throttles"],
        "queue" => &["queue-waits", "broadcasts-changed"],
        "iterator-age" => &["consumer-stopped", "consumer-stalled", "consumer-lag", "loss-near"],
        "consumers" => &["consumer-gives-up", "consumer-errors", "consumer-throttles", "consumer-stopped"],
        "firehose-freshness" => &["firehose-late", "firehose-fails"],
        "parity" => &["parity-lost", "parity-surplus", "percentage-ignored"],
        _ => &[],
    };
    beside.iter().map(|id| going_back(id)).max().unwrap_or(GoingBack::HelpsNot)
}
