//! The seam between the console and whoever executes an approved change.

use tokio::sync::mpsc;

use crate::app::msg::Msg;
use crate::domain::approval::Approved;
use crate::domain::outcome::{Outcome, Progress, Refusal};

use super::world::World;

/// Executes an approved change in a task of its own and tells how it goes.
///
/// No executor is joined to the console yet: the change settles at once as refused, and nothing is sent.
pub(super) fn perform_change(world: &World, change: u64, approved: &Approved, answers: &mpsc::UnboundedSender<Msg>) {
    let why = format!("nothing was sent: `{}` cannot be executed by this build", approved.plan().action);
    let outcome = Outcome::Failed { step: 0, why, kind: Refusal::Other };
    // Nobody listens any more once the console is left.
    let _ = answers.send(Msg::Progress { change, at: world.now(), progress: Progress::Settled { outcome } });
}
