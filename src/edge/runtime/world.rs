//! Who answers: AWS, or the embedded world once it is built. Every ask is answered exactly once.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};

use crate::app::ask::{Ask, Outcome};
use crate::app::msg::Msg;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::pipeline::Pipeline;
use crate::edge::aws::{Aws, Connection};
use crate::edge::clock::Clock;
use crate::sim::{self, Sim};

/// Who answers.
#[derive(Debug, Clone)]
pub enum Source {
    /// AWS, or whatever stands at the endpoints: one connection a pipeline.
    Aws {
        /// In the order of the pipelines; the last one serves those that have none.
        connections: Vec<Connection>,
        /// Whose now counts.
        clock: Clock,
    },
    /// The embedded world, built while the first frame is on the screen.
    World(sim::Options),
}

/// What answers once it stands.
#[derive(Debug)]
pub(super) struct Answerer {
    clients: Vec<Aws>,
    /// Whose now counts.
    pub(super) clock: Clock,
}

impl Answerer {
    /// Who answers for a pipeline; the last one serves those that have none of their own.
    pub(super) fn client(&self, pipeline: usize) -> Option<&Aws> {
        self.clients.get(pipeline).or_else(|| self.clients.last())
    }
}

/// The answerer, or the promise of one.
#[derive(Debug)]
pub(super) struct World {
    ready: watch::Receiver<Option<Arc<Answerer>>>,
    first: Timestamp,
}

impl World {
    /// Begins to build the world. A world that is still being built stands at its first moment.
    pub(super) fn begin(source: Source, first: Timestamp) -> Self {
        let (built, ready) = watch::channel(None);
        match source {
            Source::Aws { connections, clock } => {
                let clients = connections.into_iter().map(Aws::new).collect();
                built.send_replace(Some(Arc::new(Answerer { clients, clock })));
            }
            // A thread of its own: leaving does not wait for it.
            Source::World(options) => {
                std::thread::spawn(move || {
                    // The command line knows the scenarios and has checked the name: without a world every ask says so.
                    let Ok(sim) = Sim::start(&options) else { return };
                    let aws = Aws::new(Connection::embedded(sim.http_client()));
                    built.send_replace(Some(Arc::new(Answerer { clients: vec![aws], clock: Clock::World(sim) })));
                });
            }
        }
        Self { ready, first }
    }

    /// Now, by the clock of who answers.
    pub(super) fn now(&self) -> Timestamp {
        self.ready.borrow().as_ref().map_or(self.first, |answerer| answerer.clock.now())
    }

    /// Who answers, once it stands; `None` when it never will.
    pub(super) fn ready(&self) -> impl Future<Output = Option<Arc<Answerer>>> + Send + use<> {
        let mut ready = self.ready.clone();
        async move { ready.wait_for(Option::is_some).await.ok().and_then(|built| built.clone()) }
    }

    /// Asks in a task of its own and sends what came back.
    pub(super) fn ask(&self, ask: Ask, pipeline: Pipeline, answers: mpsc::UnboundedSender<Msg>) {
        let (ready, first) = (self.ready(), self.first);
        let asked = ask.clone();
        let performed = tokio::spawn(async move {
            let answerer = ready.await?;
            let client = answerer.client(asked.pipeline)?;
            let outcome = client.perform(&pipeline, &asked, answerer.clock.now()).await;
            Some((answerer.clock.now(), outcome))
        });
        tokio::spawn(async move {
            let (at, outcome) = match performed.await {
                Ok(Some(answer)) => answer,
                Ok(None) => (first, lost(first, "nobody is there to answer")),
                Err(error) => (first, lost(first, &format!("reading the answer failed: {error}"))),
            };
            // Nobody listens any more once the console is left.
            let _ = answers.send(Msg::Answered { ask, at, outcome });
        });
    }
}

/// An ask that cannot be answered is a fault like any other, or its feed would wait for ever.
fn lost(at: Timestamp, why: &str) -> Outcome {
    Err(Fault { kind: FaultKind::Unreadable, call: "tidegate".to_owned(), code: None, message: why.to_owned(), at })
}
