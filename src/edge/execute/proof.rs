//! Once everything is applied: whether it does what it was made for, and what is missing in the archive from then on.

use std::time::Duration;

use jiff::Timestamp;

use super::fresh::{self, Facts, PATIENCE, WAY_BACK};
use super::{Ground, Run};
use crate::app::ask::guards;
use crate::domain::action::Action;
use crate::domain::holes;
use crate::domain::journal::Event;
use crate::domain::outcome::{Outcome, Progress};
use crate::domain::plan::{Check, Verdict};
use crate::domain::rollout;
use crate::domain::series::shift;
use crate::domain::verify::verify;

/// How often it is looked at: metrics are paid for by the ask, and a new minute comes once a minute.
const PACE: Duration = Duration::from_secs(30);

/// By then three complete minutes after the change have arrived, if they arrive at all.
const ARRIVES: Duration = Duration::from_mins(7);

impl Run<'_> {
    /// Looks until everything that can be seen was seen, or the time for it is over.
    pub(super) async fn prove(&self, facts: &mut Facts, since: Timestamp) -> Outcome {
        let feeds = fresh::before(self.plan(), self.ground.pipeline);
        let mut passed = Duration::ZERO;
        loop {
            facts.read(self.ground, &feeds, PATIENCE).await;
            let mut checks = verify(self.plan(), &facts.snapshot, since);
            if !checks.is_empty() {
                facts.read_metrics(self.ground, since, PATIENCE).await;
                checks = verify(self.plan(), &facts.snapshot, since);
            }
            let missing = missing(&checks);
            let over = self.ground.verify_for <= passed || self.ground.line.is_stopped();
            // What cannot be seen may only not have arrived yet.
            let seen = checks.iter().all(|check| check.verdict == Verdict::Pass) || ARRIVES <= passed;
            match missing {
                None if seen || over => return Outcome::Done { checks },
                Some(waits_for) if over => return Outcome::Applied { checks, waits_for },
                _ => {}
            }
            self.ground.line.tell(Progress::Verifying { checks: checks.clone() });
            let pause = PACE.min(self.ground.verify_for.saturating_sub(passed));
            tokio::select! {
                () = self.ground.clock.sleep(pause) => passed += pause,
                () = self.ground.line.stopped() => {}
            }
        }
    }
}

/// What a change of the flag does to the ledger of holes, by what the holders say now. `before` is the share of the traffic
/// that was meant for the stream; without one, the ledger is brought up to what is.
pub(super) async fn ledger(ground: &Ground<'_>, facts: &mut Facts, wish: &Action, before: Option<f64>, at: Timestamp) -> Vec<Event> {
    if !wish.moves_flag() {
        return Vec::new();
    }
    // The size of a hole is worth a moment, and no more: the way back does not wait for CloudWatch.
    facts.read(ground, &guards(wish, ground.pipeline).collect(), WAY_BACK).await;
    facts.read_metrics(ground, shift(at, -900), WAY_BACK).await;
    let after = rollout::stand(&facts.snapshot).effective;
    holes::entailed(before, after, &facts.snapshot.history, &facts.snapshot, at)
}

/// The first thing that is not seen yet, in one sentence.
fn missing(checks: &[Check]) -> Option<String> {
    checks.iter().find(|check| check.verdict == Verdict::Block).map(|check| check.evidence.clone())
}
