//! One complete look at a pipeline, for everything headless.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::{Instant, timeout_at};

use super::aws::Aws;
use crate::app::ask::{Ask, Feed, needs};
use crate::app::effect::Effect;
use crate::app::keys::KeyTable;
use crate::app::model::{Begin, Model, Options};
use crate::app::msg::Msg;
use crate::app::update::{start, update};
use crate::domain::action::Action;
use crate::domain::facts::QueryRun;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::finding::{Finding, Verdict, judge, verdict};
use crate::domain::journal::History;
use crate::domain::pipeline::Pipeline;
use crate::domain::query;
use crate::domain::snapshot::Snapshot;

/// How long a look may take: two operations after each other at their own limit of 20 s, and a little.
pub const LIMIT: Duration = Duration::from_secs(45);

/// What one look saw.
#[derive(Debug, Clone)]
pub struct Look {
    /// Everything that was answered, and what was not.
    pub snapshot: Snapshot,
    /// What is worth saying of it, worst first.
    pub findings: Vec<Finding>,
    /// The line that sums it up.
    pub verdict: Verdict,
}

/// What this machine knows of a pipeline before anything is asked.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// What the journal says of the stream.
    pub history: History,
    /// The last run of the archive's query.
    pub query: Option<QueryRun>,
}

/// What a look is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The verdict and its findings.
    Verdict,
    /// The gates too: what they alone rest on is read.
    Gates,
}

/// Asks every source once, as the console does at its start, and judges what came back.
/// `at` looks at a past moment instead of now.
pub async fn look(aws: &Aws, pipeline: &Pipeline, now: Timestamp, at: Option<Timestamp>) -> Look {
    look_with(aws, pipeline, Purpose::Verdict, Known::default(), now, at).await
}

/// The same for a purpose, with what is known already.
pub async fn look_with(aws: &Aws, pipeline: &Pipeline, purpose: Purpose, known: Known, now: Timestamp, at: Option<Timestamp>) -> Look {
    let mut model = model(pipeline, purpose, now, at);
    model.watch.snapshot.history = known.history;
    model.watch.snapshot.query = known.query.map(query::held).unwrap_or_default();
    let effects = start(&mut model);
    see(aws, &mut model, effects, &[], LIMIT).await;
    let snapshot = model.watch.snapshot;
    let findings = judge(&snapshot);
    let verdict = verdict(&findings, &snapshot);
    Look { snapshot, findings, verdict }
}

/// A pipeline that is looked at again and again, each source on the console's own beat.
#[derive(Debug)]
pub struct Watching {
    model: Model,
    has_begun: bool,
}

impl Watching {
    /// Nothing is asked yet.
    pub fn of(pipeline: &Pipeline, now: Timestamp) -> Self {
        Self { model: model(pipeline, Purpose::Gates, now, None), has_begun: false }
    }

    /// Asks what is due at this moment, and answers all that is known then.
    pub async fn look(&mut self, aws: &Aws, history: History, now: Timestamp) -> &Snapshot {
        self.model.watch.snapshot.history = history;
        let effects = if self.has_begun { update(&mut self.model, Msg::Tick(now)) } else { start(&mut self.model) };
        self.has_begun = true;
        see(aws, &mut self.model, effects, &[], LIMIT).await;
        &self.model.watch.snapshot
    }
}

/// How long sources that a plan can do without may take once those that it needs have answered.
const GRACE: Duration = Duration::from_secs(4);

/// What a plan rests on: every source is asked once. Once those that the wish needs have answered, the others get a
/// moment more when the wish goes back to safety, and all of their time otherwise.
pub async fn gather(aws: &Aws, pipeline: &Pipeline, wish: &Action, history: History, now: Timestamp) -> Snapshot {
    let grace = if wish.is_way_back() { GRACE } else { LIMIT };
    // More of the traffic to the stream is held against the gates.
    let purpose = if wish.may_promote() { Purpose::Gates } else { Purpose::Verdict };
    let mut model = model(pipeline, purpose, now, None);
    model.watch.snapshot.history = history;
    let effects = start(&mut model);
    see(aws, &mut model, effects, &needs(wish, pipeline), grace).await;
    model.watch.snapshot
}

/// Performs what is asked until nothing is out any more. `grace` runs from the moment at which the sources of `first` have answered.
async fn see(aws: &Aws, model: &mut Model, mut effects: Vec<Effect>, first: &[Feed], grace: Duration) {
    let (pipeline, now) = (model.pipelines[model.current].clone(), model.now);
    let begun = Instant::now();
    let mut end = begun + LIMIT;
    let mut waiting = FuturesUnordered::new();
    let mut out: Vec<Ask> = Vec::new();
    // What is read before a change alone is asked for beside what is watched.
    for feed in first {
        if model.watch.feeds.state(feed).in_flight.is_none() {
            effects.push(Effect::Ask(model.watch.feeds.ask(0, feed.clone(), None, now)));
        }
    }
    loop {
        for effect in effects.drain(..) {
            if let Effect::Ask(ask) = effect {
                out.push(ask.clone());
                let pipeline = &pipeline;
                waiting.push(async move { (aws.perform(pipeline, &ask, now).await, ask) });
            }
        }
        if !out.iter().any(|ask| first.contains(&ask.feed)) {
            end = end.min(Instant::now() + grace);
        }
        match timeout_at(end, waiting.next()).await {
            Ok(Some((outcome, ask))) => {
                out.retain(|other| other.number != ask.number);
                // Time stands still for one look: nothing falls due a second time.
                effects = update(model, Msg::Answered { ask, at: now, outcome });
            }
            Ok(None) => break,
            Err(_) => {
                out.drain(..).for_each(|ask| drop(update(model, unanswered(ask, now))));
                break;
            }
        }
    }
    drop(waiting);
}

fn model(pipeline: &Pipeline, purpose: Purpose, now: Timestamp, at: Option<Timestamp>) -> Model {
    Model::new(Begin {
        now,
        zone: TimeZone::UTC,
        pipelines: vec![pipeline.clone()],
        current: 0,
        theme: String::new(),
        themes: Vec::new(),
        keys: KeyTable::default(),
        size: (80, 24),
        options: Options { at, gates: purpose == Purpose::Gates, ..Options::default() },
    })
}

fn unanswered(ask: Ask, now: Timestamp) -> Msg {
    let call = super::aws::operation::Operation::first_of(&ask.feed).permission().to_owned();
    let message = "no answer in the time that there was".to_owned();
    let fault = Fault { kind: FaultKind::TimedOut, call, code: None, message, at: now };
    Msg::Answered { ask, at: now, outcome: Err(fault) }
}
