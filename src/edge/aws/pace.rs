//! No call rate above AWS's: each operation waits for its turn.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::time::{Instant, sleep_until};

use super::operation::Operation;

/// When each operation may be called next.
#[derive(Debug, Default)]
pub(super) struct Pace {
    next: Mutex<BTreeMap<Operation, Instant>>,
}

impl Pace {
    /// Waits until the operation may be called. Turns are given in the order of asking.
    pub(super) async fn turn(&self, operation: Operation) {
        let gap = operation.gap();
        if gap.is_zero() {
            return;
        }
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let turn = next.get(&operation).map_or(now, |due| now.max(*due));
            next.insert(operation, turn + gap);
            turn
        };
        sleep_until(turn).await;
    }
}
