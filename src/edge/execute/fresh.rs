//! Facts read just now, all at once, into a snapshot that holds nothing older.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;

use super::Ground;
use super::wave::Step;
use crate::app::ask::{self, Answer, Ask, Feed, MetricsRequest, Outcome};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::pipeline::Pipeline;
use crate::domain::plan::Plan;
use crate::domain::series::{floor, shift};
use crate::domain::snapshot::Snapshot;
use crate::domain::watchlist;

/// The most time for a reading.
pub(super) const PATIENCE: Duration = Duration::from_secs(45);

/// The same before the way back: who does not answer by then is not waited for.
pub(super) const WAY_BACK: Duration = Duration::from_secs(6);

/// How long the reading before a plan's first call may take.
pub(super) fn patience(plan: &Plan) -> Duration {
    if plan.wish.is_way_back() { WAY_BACK } else { PATIENCE }
}

/// What is read before a plan's first call: what it was planned on, and what tells whether its first calls are needed at all.
pub(super) fn before(plan: &Plan, pipeline: &Pipeline) -> BTreeSet<Feed> {
    let first = plan.steps.iter().filter(|step| step.wave == 0).flat_map(|step| ask::witnesses(&step.call, pipeline));
    ask::guards(&plan.wish, pipeline).chain(first).collect()
}

/// What tells whether these steps came about.
pub(super) fn witnesses(steps: &[Step<'_>], pipeline: &Pipeline) -> BTreeSet<Feed> {
    steps.iter().flat_map(|step| ask::witnesses(&step.step.call, pipeline)).collect()
}

/// The facts of one execution.
pub(super) struct Facts {
    pub(super) snapshot: Snapshot,
    asked: u64,
}

impl Facts {
    pub(super) fn of(ground: &Ground<'_>) -> Self {
        Self { snapshot: Snapshot::blank(ground.pipeline.clone(), ground.clock.now()), asked: 0 }
    }

    /// What the journal says of the stream; a journal that cannot be read says nothing, and the first entry will tell why.
    pub(super) async fn history(&mut self, ground: &Ground<'_>) {
        match ground.journal.history(&ground.pipeline.stream).await {
            Ok(history) => self.snapshot.history = history,
            Err(error) => tracing::warn!("{error}"),
        }
    }

    /// Asks these sources, all at once.
    pub(super) async fn read(&mut self, ground: &Ground<'_>, feeds: &BTreeSet<Feed>, limit: Duration) {
        let now = ground.clock.now();
        self.snapshot.now = now;
        let asks: Vec<Ask> = feeds.iter().map(|feed| self.ask(feed.clone(), None)).collect();
        let outcomes = join_all(asks.iter().map(|ask| perform(ground, ask, now, limit))).await;
        for (ask, outcome) in asks.iter().zip(outcomes) {
            ask.feed.keep(outcome, &mut self.snapshot, now);
        }
    }

    /// Asks CloudWatch for the minutes from a little before `since` until now.
    pub(super) async fn read_metrics(&mut self, ground: &Ground<'_>, since: Timestamp, limit: Duration) {
        let now = ground.clock.now();
        let (from, to) = (shift(floor(since, 60), -300), shift(floor(now, 60), 60));
        let request = MetricsRequest { ids: watchlist::metrics(&self.snapshot), from, to, period: 60 };
        let ask = self.ask(Feed::Metrics, Some(request.clone()));
        match perform(ground, &ask, now, limit).await {
            Ok(Answer::Metrics { points, .. }) => {
                for one in &points {
                    self.snapshot.metrics.take_window(one, from, to, now);
                }
            }
            Ok(_) => {}
            Err(fault) => self.snapshot.metrics.fail(&request.ids, &fault),
        }
    }

    fn ask(&mut self, feed: Feed, metrics: Option<MetricsRequest>) -> Ask {
        self.asked += 1;
        Ask { number: self.asked, pipeline: 0, feed, metrics }
    }
}

async fn perform(ground: &Ground<'_>, ask: &Ask, now: Timestamp, limit: Duration) -> Outcome {
    let answer = tokio::time::timeout(limit, ground.aws.perform(ground.pipeline, ask, now)).await;
    answer.unwrap_or_else(|_| {
        let message = format!("no answer within {} s", limit.as_secs());
        Err(Fault { kind: FaultKind::TimedOut, call: format!("{:?}", ask.feed), code: None, message, at: now })
    })
}
