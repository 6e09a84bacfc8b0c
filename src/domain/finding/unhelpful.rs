//! What looks as if it would help a finding and does not: the advice's other half, by action. Whether going back helps stands
//! here once, for the advice and for whoever goes back unattended.

use super::Finding;
use crate::domain::action::Action;

/// Whether going back to less, or to nothing, on the stream helps what a finding tells of. Each arm says more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GoingBack {
    /// It does not, or nobody knows.
    HelpsNot,
    /// Only when the harm came with the change upwards: else the stream has no part in it.
    UndoesTheChange,
    /// It lowers the load at once.
    LowersTheLoad,
}

/// Whether going back helps what a finding of this id tells of.
pub fn going_back(id: &str) -> GoingBack {
    match id {
        "write-throttles" | "hot-key" | "hot-shard" | "bursting" | "near-capacity" => GoingBack::LowersTheLoad,
        "writer-errors" | "writer-throttles" | "table-silent" | "table-errors" | "table-throttles" | "queue-waits"
        | "broadcasts-changed" => GoingBack::UndoesTheChange,
        _ => GoingBack::HelpsNot,
    }
}

/// Why an action does not help a finding, in one clause; `None` when it may, or when nobody would think so.
pub fn unhelpful(finding: &Finding, wish: &Action) -> Option<&'static str> {
    if finding.wish.as_ref() == Some(wish) {
        return None;
    }
    let shards = matches!(wish, Action::Reshard { .. } | Action::Split { .. } | Action::Merge { .. } | Action::Mode { .. });
    let back = going_back(finding.id) == GoingBack::HelpsNot && (wish.is_way_back() || matches!(wish, Action::Flag { on: false }));
    let faster = matches!(wish, Action::Consumer { .. });
    match finding.id {
        "consumer-stalled" if faster => Some("the batch that fails would fail as often, only beside others"),
        "loss-near" | "consumer-stalled" | "consumer-stopped" | "consumer-lag" | "consumer-gives-up" | "consumer-drops" if shards => {
            Some("closed parents are read to their end before their children: more shards do not drain a backlog")
        }
        "loss-near" | "consumer-stalled" | "consumer-stopped" | "consumer-lag" | "consumer-gives-up" | "consumer-drops" if back => {
            Some("what is in the stream already stays unread")
        }
        "hot-key" if shards => Some("one key always goes to one shard"),
        "hot-shard" if matches!(wish, Action::Reshard { .. }) => Some("it spreads evenly: the shard's own load hardly falls"),
        "table-errors" | "table-throttles" | "table-silent" | "queue-waits" if shards => Some("the stream has no part in this path"),
        "firehose-fails" | "firehose-late" if shards || back => Some("what is in the stream already waits for the delivery all the same"),
        "parity-lost" if matches!(wish, Action::Percentage { .. }) => Some("a higher percentage makes the hole larger"),
        _ => None,
    }
}
