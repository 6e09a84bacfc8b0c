//! Between the console and the executor: changes that run beside everything else, and the journal that tells of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::world::{Answerer, World};
use crate::app::msg::Msg;
use crate::domain::approval::Approved;
use crate::domain::journal::Event;
use crate::domain::outcome::{Outcome, Progress, Refusal};
use crate::domain::pipeline::Pipeline;
use crate::domain::verify::look_for;
use crate::edge::change::Line;
use crate::edge::execute::{self, Ground, resume};
use crate::edge::journal::{Journal, Note, Unwritten};

/// The changes that run, and where they are written down.
#[derive(Debug)]
pub(super) struct Changes {
    journal: Journal,
    stops: BTreeMap<u64, watch::Sender<bool>>,
}

/// A pipeline and its place among the others.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) index: usize,
    pub(super) pipeline: Pipeline,
}

impl Changes {
    pub(super) fn new(journal: Journal) -> Self {
        Self { journal, stops: BTreeMap::new() }
    }

    /// Executes an approved change in a task of its own and tells how it goes.
    pub(super) fn execute(
        &mut self,
        (change, continues): (u64, Option<u64>),
        approved: Approved,
        subject: Subject,
        world: &World,
        answers: mpsc::UnboundedSender<Msg>,
    ) {
        let (stop, stopped) = watch::channel(false);
        self.stops.retain(|_, stop| !stop.is_closed());
        self.stops.insert(change, stop);
        let (progress, mut told) = mpsc::unbounded_channel();
        let (journal, ready, now) = (self.journal.clone(), world.ready(), world.now());
        // Nobody listens any more once the console is left.
        let tell = move |at, progress| drop(answers.send(Msg::Progress { change, at, progress }));
        tokio::spawn(async move {
            let Some(answerer) = ready.await else {
                let why = "nobody is there to answer, and nothing was sent".to_owned();
                let outcome = Outcome::Failed { step: 0, why, kind: Refusal::Other };
                tell(now, Progress::Settled { outcome });
                return;
            };
            let clock = answerer.clock.clone();
            let work = tokio::spawn(async move {
                let line = Line { progress, stop: stopped };
                let ground = ground(&answerer, &subject, &journal, line, (look_for(&approved.plan().wish), continues));
                if let Some(ground) = ground {
                    execute::execute(&approved, &ground).await;
                }
            });
            while let Some(progress) = told.recv().await {
                tell(clock.now(), progress);
            }
            if let Err(error) = work.await {
                let why = format!("executing it failed: {error}; the journal says what was in flight");
                tell(clock.now(), Progress::Settled { outcome: Outcome::Unknown { step: 0, why } });
            }
        });
    }

    /// Sends no further call of a change.
    pub(super) fn stop(&self, change: u64) {
        if let Some(stop) = self.stops.get(&change) {
            stop.send_replace(true);
        }
    }

    /// Reads the journal and tells of it.
    pub(super) fn read(&self, answers: mpsc::UnboundedSender<Msg>) {
        let journal = self.journal.clone();
        tokio::spawn(async move { tell_journal(&journal, &answers).await });
    }

    /// Writes an event down and tells whether it stands.
    pub(super) fn note(&self, event: Event, who: Option<String>, subject: Subject, world: &World, answers: mpsc::UnboundedSender<Msg>) {
        let (journal, ready) = (self.journal.clone(), world.ready());
        tokio::spawn(async move {
            let outcome = match ready.await {
                Some(answerer) => write(&answerer, event.clone(), who, &subject, &journal).await.map_err(|error| error.to_string()),
                None => Err("nobody is there to answer, and nothing was written".to_owned()),
            };
            if let Err(why) = &outcome {
                tracing::error!("{why}");
            }
            let _ = answers.send(Msg::Noted { event, outcome });
        });
    }
}

/// What an execution stands on; nothing where nobody answers for the pipeline.
fn ground<'a>(
    answerer: &'a Answerer,
    subject: &'a Subject,
    journal: &'a Journal,
    line: Line,
    (verify_for, continues): (Duration, Option<u64>),
) -> Option<Ground<'a>> {
    let (aws, clock, pipeline) = (answerer.client(subject.index)?, &answerer.clock, &subject.pipeline);
    Some(Ground { aws, pipeline, clock, journal, line, verify_for, continues })
}

/// Writes one event. A run that is closed may have moved the flag: its hole is written with it.
async fn write(answerer: &Arc<Answerer>, event: Event, who: Option<String>, subject: &Subject, journal: &Journal) -> Result<(), Unwritten> {
    if let Event::Closed { run, reason } = &event {
        let (progress, _told) = mpsc::unbounded_channel();
        let (_stop, stopped) = watch::channel(false);
        if let Some(ground) = ground(answerer, subject, journal, Line { progress, stop: stopped }, (Duration::ZERO, None)) {
            let open = resume::left(&ground).await;
            if let Some(left) = open.iter().find(|left| left.run == *run) {
                return resume::close(&ground, who, left, reason.clone()).await;
            }
        }
    }
    let pipeline = &subject.pipeline;
    let note = Note { at: answerer.clock.now(), who, pipeline: pipeline.name.clone(), stream: pipeline.stream.clone(), event };
    journal.append(note).await.map(drop)
}

async fn tell_journal(journal: &Journal, answers: &mpsc::UnboundedSender<Msg>) {
    match journal.read().await {
        Ok(account) => {
            for broken in &account.broken {
                tracing::error!("{}: {broken}", journal.path().display());
            }
            let _ = answers.send(Msg::Journal { entries: account.entries, hands: account.hands });
        }
        Err(error) => {
            tracing::error!("{error}");
            let _ = answers.send(Msg::Unread { why: error.to_string() });
        }
    }
}
