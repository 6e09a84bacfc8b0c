//! Once everything is applied: whether it does what it was made for, and what is missing in the archive from then on.

use std::time::Duration;

use jiff::Timestamp;

use super::fresh::{self, Facts, PATIENCE};
use super::Run;
use crate::domain::action::Action;
use crate::domain::holes;
use crate::domain::journal::Event;
use crate::domain::outcome::{Outcome, Progress};
use crate::domain::plan::{Check, Verdict};
use crate::domain::rollout;
use crate::domain::verify::verify;

/// How often it is looked at: metrics are paid for by the ask, and a new minute comes once a minute.
const PACE: Duration = Duration::from_secs(30);

impl Run<'_> {
    /// Looks until everything that can be seen was seen, or the time for it is over.
    pub(super) async fn prove(&self, facts: &mut Facts, since: Timestamp) -> Outcome {
        let feeds = fresh::before(self.plan(), self.ground.pipeline);
        let mut passed = Duration::ZERO;
        loop {
            facts.read(self.ground, &feeds, PATIENCE).await;
            let mut checks = verify(self.plan(), &facts.snapshot, since);
            if !checks.is_empty() {
                facts.read_metrics(self.ground, since).await;
                checks = verify(self.plan(), &facts.snapshot, since);
            }
            let Some(missing) = missing(&checks) else { return Outcome::Done { checks } };
            self.ground.line.tell(Progress::Verifying { checks: checks.clone() });
            if self.ground.verify_for <= passed || self.ground.line.is_stopped() {
                return Outcome::Applied { checks, waits_for: missing };
            }
            tokio::select! {
                () = self.ground.clock.sleep(PACE) => passed += PACE,
                () = self.ground.line.stopped() => {}
            }
        }
    }

    /// What a change of the flag does to the ledger of holes: told by what the holders say afterwards, whole or half done.
    pub(super) async fn holes(&self, facts: &mut Facts, outcome: &Outcome, since: Option<Timestamp>) -> Vec<Event> {
        let is_flag = matches!(self.plan().wish, Action::Flag { .. } | Action::Percentage { .. } | Action::Rollback | Action::Back);
        let nothing_was_sent = matches!(outcome, Outcome::Stale { step: 0, .. } | Outcome::Stopped { step: 0 });
        if !is_flag || nothing_was_sent {
            return Vec::new();
        }
        let before = rollout::flags(&facts.snapshot).value;
        drop((before, since));
        let _ = holes::holes(&facts.snapshot.history, self.now());
        Vec::new()
    }
}

/// The first thing that is not seen yet, in one sentence.
fn missing(checks: &[Check]) -> Option<String> {
    checks.iter().find(|check| check.verdict == Verdict::Block).map(|check| check.evidence.clone())
}
