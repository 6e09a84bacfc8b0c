//! One wave: what stands already is not sent, what must not be sent stops everything, and everything else leaves at once.

use std::time::Duration;

use futures::future::join_all;

use super::fresh::{self, Facts, PATIENCE};
use super::{Halt, Run};
use crate::domain::call::Call;
use crate::domain::journal::Event;
use crate::domain::outcome::{Answer, Outcome, Progress, Refusal};
use crate::domain::plan;
use crate::domain::standing::{Standing, hindrance, standing};
use crate::edge::change::{self, Sent};

/// Pauses between readings of the world when an answer was lost: a request that was still under way then has arrived.
const READINGS: [u64; 4] = [1, 2, 4, 8];

/// One step and its place in the plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) index: usize,
    pub(super) step: &'a plan::Step,
}

/// What came of one step, and why the journal could not keep it.
struct Came<'a> {
    step: Step<'a>,
    answer: Answer,
    unwritten: Option<String>,
}

impl Run<'_> {
    /// Sends a wave and waits until its calls have come about. `next` is the first step after it.
    pub(super) async fn send(&self, facts: &mut Facts, steps: &[Step<'_>], next: Option<usize>) -> Result<(), Halt> {
        let mut missing = Vec::new();
        let mut came: Vec<Came<'_>> = Vec::new();
        for step in steps {
            match standing(&step.step.call, &facts.snapshot) {
                // A deploy command is the source of what is deployed: it runs although the writers have the values already.
                Standing::Stands(evidence) if !matches!(step.step.call, Call::RunCommand { .. }) => {
                    came.push(self.answered(*step, Answer::Stood { evidence }).await);
                }
                _ => missing.push(*step),
            }
        }
        let hindrances: Vec<String> = missing.iter().filter_map(|step| hindrance(&step.step.call, &facts.snapshot)).collect();
        if !hindrances.is_empty() {
            return Err(Outcome::Stale { changed: hindrances, step: missing.first().map_or(0, |step| step.index) });
        }
        came.extend(join_all(missing.into_iter().map(|step| self.one(step))).await);
        let standing: Vec<Step<'_>> = came.iter().filter(|came| came.answer.stands()).map(|came| came.step).collect();
        if let Some((step, why)) = came.iter().find_map(unknown) {
            return Err(Outcome::Unknown { step, why });
        }
        let settled = self.wait(facts, &standing, next).await;
        if let Some(halt) = refused(&came, !standing.is_empty()) {
            return Err(halt);
        }
        settled?;
        match (came.into_iter().find_map(|came| came.unwritten), next) {
            (Some(why), Some(step)) => Err(Outcome::Failed { step, why: format!("{why}; nothing more was sent"), kind: Refusal::Other }),
            _ => Ok(()),
        }
    }

    /// One call: into the journal, out of the door, its answer into the journal.
    async fn one<'a>(&self, step: Step<'a>) -> Came<'a> {
        let call = &step.step.call;
        let event = Event::Sending { run: self.number, step: step.index, call: call.name().to_owned(), subject: call.subject().to_owned() };
        if let Err(error) = self.note(event).await {
            let answer = Answer::Refused { code: None, why: format!("{error}; it was not sent"), kind: Refusal::Other };
            return Came { step, answer, unwritten: None };
        }
        let line = &self.ground.line;
        line.tell(Progress::Sending { step: step.index });
        let answer = match change::send(self.ground.aws, self.approved, step.index, self.now(), line).await {
            Sent::Answered(answer) => answer,
            Sent::Lost(why) => self.resolve(step, &why).await,
        };
        self.answered(step, answer).await
    }

    async fn answered<'a>(&self, step: Step<'a>, answer: Answer) -> Came<'a> {
        let event = Event::Answered { run: self.number, step: step.index, answer: answer.clone() };
        let unwritten = self.note(event).await.err().map(|error| error.to_string());
        self.ground.line.tell(Progress::Answered { step: step.index, answer: answer.clone() });
        Came { step, answer, unwritten }
    }

    /// The answer was lost: the world is read until it tells, and nothing is ever sent again.
    async fn resolve(&self, step: Step<'_>, why: &str) -> Answer {
        let mut facts = Facts::of(self.ground);
        let feeds = fresh::witnesses(&[step], self.ground.pipeline);
        let mut told = Standing::CannotTell("nothing was read".to_owned());
        for pause in READINGS {
            let what = format!("the answer was lost ({why}); the world is read");
            self.ground.line.tell(Progress::Waiting { step: step.index, what });
            self.ground.clock.sleep(Duration::from_secs(pause)).await;
            facts.read(self.ground, &feeds, PATIENCE).await;
            told = match standing(&step.step.call, &facts.snapshot) {
                Standing::Stands(seen) | Standing::Changing(seen) => {
                    return Answer::Found { evidence: format!("{seen} (the answer was lost: {why})") };
                }
                // A world that could be read once and then not was as it was read.
                Standing::CannotTell(_) if matches!(told, Standing::NotYet(_)) => told,
                other => other,
            };
        }
        match told {
            Standing::NotYet(seen) => {
                Answer::Refused { code: None, why: format!("{why}; the change was not made: {seen}"), kind: Refusal::Other }
            }
            other => Answer::Unknown { why: format!("{why}; {}", other.sentence()) },
        }
    }
}

fn unknown(came: &Came<'_>) -> Option<(usize, String)> {
    match &came.answer {
        Answer::Unknown { why } => Some((came.step.index, why.clone())),
        _ => None,
    }
}

/// How a wave with refusals ends: some of it stands, or none.
fn refused(came: &[Came<'_>], some_stand: bool) -> Option<Halt> {
    let mut first = None;
    let mut failed = Vec::new();
    for one in came {
        if let Answer::Refused { why, kind, .. } = &one.answer {
            first = first.or(Some((one.step.index, *kind)));
            failed.push((one.step.step.call.subject().to_owned(), why.clone()));
        }
    }
    let (step, kind) = first?;
    if some_stand {
        return Some(Outcome::Partial { failed });
    }
    let why: Vec<String> = failed.into_iter().map(|(_, why)| why).collect();
    Some(Outcome::Failed { step, why: why.join("; "), kind })
}
