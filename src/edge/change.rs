//! The one door through which anything is changed: AWS, a process, a file. Each way through it demands an [`Approved`].

mod command;
mod file;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};

use super::aws::Aws;
use crate::domain::approval::Approved;
use crate::domain::call::Call;
use crate::domain::outcome::Progress;

pub use super::aws::change::Sent;

/// Where a call's output goes, and what ends it early.
#[derive(Debug, Clone)]
pub struct Line {
    /// Who hears of the progress.
    pub progress: mpsc::UnboundedSender<Progress>,
    /// True once somebody wants it to stop.
    pub stop: watch::Receiver<bool>,
}

impl Line {
    /// Tells; that nobody listens any more changes nothing.
    pub fn tell(&self, progress: Progress) {
        let _ = self.progress.send(progress);
    }

    /// Whether somebody wants it to stop.
    pub fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Ready once somebody wants it to stop; never, when there is nobody left who could.
    pub async fn stopped(&self) {
        let mut stop = self.stop.clone();
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Makes one call of an approved plan; `step` counts from 0.
pub async fn send(aws: &Aws, approved: &Approved, step: usize, now: Timestamp, line: &Line) -> Sent {
    match approved.plan().steps.get(step).map(|step| &step.call) {
        Some(Call::RunCommand { .. }) => command::run(approved, step, line).await,
        Some(Call::WriteFile { .. }) => file::write(approved, step).await,
        _ => aws.change(approved, step, now).await,
    }
}
