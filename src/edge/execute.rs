//! Executes what was approved: intent on disk, fresh facts, one wave of calls after the other, and what came of it.
//!
//! Nothing is sent that is not in the journal, nothing is sent twice, and what nobody can tell is told as unknown.

mod between;
mod fresh;
mod proof;
pub mod resume;
mod until;
mod wave;

use std::time::Duration;

use jiff::Timestamp;

use self::fresh::Facts;
use self::wave::Step;
use super::aws::Aws;
use super::change::Line;
use super::clock::Clock;
use super::journal::{Hold, Journal, Note, Refused, Unwritten};
use crate::domain::approval::Approved;
use crate::domain::journal::{Event, Intent, Moves};
use crate::domain::outcome::{Outcome, Progress, Refusal};
use crate::domain::pipeline::Pipeline;
use crate::domain::plan::{Plan, plan};
use crate::domain::rollout;

/// What an execution stands on.
#[derive(Debug)]
pub struct Ground<'a> {
    /// AWS.
    pub aws: &'a Aws,
    /// The pipeline that the plan is for.
    pub pipeline: &'a Pipeline,
    /// The clock of the world.
    pub clock: &'a Clock,
    /// Where everything is written down first.
    pub journal: &'a Journal,
    /// Who hears of it, and what stops it.
    pub line: Line,
    /// How long the change is looked at once it is applied.
    pub verify_for: Duration,
    /// The run that this one goes on with.
    pub continues: Option<u64>,
}

/// One execution.
struct Run<'a> {
    approved: &'a Approved,
    ground: &'a Ground<'a>,
    number: u64,
    who: Option<String>,
    /// The share of the traffic that was meant for the stream, when that is one number.
    share: Option<f64>,
    /// From where to where the wish moves the traffic, as the flag stood before.
    moves: Option<Moves>,
}

/// Why no more is sent.
type Halt = Outcome;

/// Executes an approved plan and says how it ended; the journal and `progress` are told the same. Dropping it leaves at once:
/// what is in flight then is in the journal, and the next start finds it.
pub async fn execute(approved: &Approved, ground: &Ground<'_>) -> Outcome {
    let mut facts = Facts::of(ground);
    facts.history(ground).await;
    facts.read(ground, &fresh::before(approved.plan(), ground.pipeline), fresh::patience(approved.plan())).await;
    let who = facts.snapshot.identity.get().map(|identity| identity.arn.clone());
    // Whoever goes on with a run does not know what it was before that.
    let share = if ground.continues.is_some() { None } else { rollout::stand(&facts.snapshot).effective };
    let moves = if ground.continues.is_some() { None } else { Moves::of(&approved.plan().wish, &facts.snapshot) };
    let mut run = Run { approved, ground, number: 0, who, share, moves };
    let outcome = match run.begin().await {
        // Held until it has settled: others see that it is executed, and leave it alone.
        Ok((number, hold)) => {
            run.number = number;
            ground.line.tell(Progress::Began { run: number });
            if let Some(why) = hold.untold() {
                ground.line.tell(Progress::Unheld { why: why.to_owned() });
            }
            let outcome = run.settle(&mut facts).await;
            drop(hold);
            outcome
        }
        Err(Unwritten::Refused(Refused::InOtherHands(other))) => {
            let since = facts.snapshot.history.runs().iter().find(|run| run.number == other).map(|run| run.at);
            Outcome::InOtherHands { run: other, since }
        }
        Err(error) => Outcome::Failed { step: 0, why: format!("{error}; nothing was sent"), kind: Refusal::Other },
    };
    ground.line.tell(Progress::Settled { outcome: outcome.clone() });
    outcome
}

impl Run<'_> {
    fn plan(&self) -> &Plan {
        self.approved.plan()
    }

    fn now(&self) -> Timestamp {
        self.ground.clock.now()
    }

    fn intent(&self) -> Intent {
        let plan = self.plan();
        Intent {
            digest: plan.digest.clone(),
            action: plan.action.clone(),
            wish: plan.wish.clone(),
            account: plan.account.clone(),
            region: plan.region.clone(),
            tier: plan.tier,
            consent: self.approved.consent().clone(),
            overrides: self.approved.overrides().to_vec(),
            calls: plan.steps.iter().map(|step| step.call.clone()).collect(),
            guards: plan.guards.clone(),
            continues: self.ground.continues,
            moves: self.moves.clone(),
        }
    }

    /// The intent on the disk: the run's number, and the lock that tells others of it.
    async fn begin(&self) -> Result<(u64, Hold), Unwritten> {
        let note = self.entry(Event::Approved(Box::new(self.intent())));
        self.ground.journal.begin(note).await.map(|(entry, hold)| (entry.seq, hold)).inspect_err(|error| tracing::error!("{error}"))
    }

    /// Writes an entry and answers once it is on the disk.
    async fn note(&self, event: Event) -> Result<(), Unwritten> {
        self.ground.journal.append(self.entry(event)).await.map(drop).inspect_err(|error| tracing::error!("{error}"))
    }

    fn entry(&self, event: Event) -> Note {
        let pipeline = self.ground.pipeline;
        let (at, who) = (self.now(), self.who.clone());
        Note { at, who, pipeline: pipeline.name.clone(), stream: pipeline.stream.clone(), event }
    }

    /// Every wave, in order.
    async fn waves(&self, facts: &mut Facts) -> Result<(), Halt> {
        self.is_as_planned(facts)?;
        let waves = self.steps();
        for (nth, steps) in waves.iter().enumerate() {
            let next = waves.get(nth + 1).and_then(|wave| wave.first()).map(|step| step.index);
            if self.ground.line.is_stopped() {
                return Err(Outcome::Stopped { step: steps.first().map_or(0, |step| step.index) });
            }
            if let Some(before) = nth.checked_sub(1) {
                self.between(facts, &waves[before], steps).await?;
            }
            self.send(facts, steps, next).await?;
        }
        Ok(())
    }

    /// The steps of each wave, in order.
    fn steps(&self) -> Vec<Vec<Step<'_>>> {
        let steps = self.plan().steps.iter().enumerate().map(|(index, step)| Step { index, step });
        let mut waves: Vec<Vec<Step<'_>>> = Vec::new();
        for step in steps {
            match waves.last_mut().filter(|wave| wave.first().is_some_and(|first| first.step.wave == step.step.wave)) {
                Some(wave) => wave.push(step),
                None => waves.push(vec![step]),
            }
        }
        waves
    }

    /// The facts that guard the plan, read just now: what differs stops it before anything is sent.
    fn is_as_planned(&self, facts: &Facts) -> Result<(), Halt> {
        let made = self.plan();
        let now = plan(&made.wish, &facts.snapshot);
        // What cannot be read does not block the way back; what is known to be different does.
        let mut changed = if made.wish.is_way_back() { made.guards.contradicted(&now.guards) } else { made.guards.changed(&now.guards) };
        let mut same = |what: &str, was: &str, is: &str| {
            if was != is {
                changed.push(format!("the {what} was {was} and is {is} now"));
            }
        };
        same("pipeline", &made.pipeline, &self.ground.pipeline.name);
        if facts.snapshot.identity.get().is_some() {
            same("Region", &made.region, &now.region);
        }
        if changed.is_empty() { Ok(()) } else { Err(Outcome::Stale { changed, step: 0 }) }
    }

    /// Every wave, the ledger, the proof, and how it ended. The outcome stands whether or not the disk takes it.
    async fn settle(&self, facts: &mut Facts) -> Outcome {
        let done = self.waves(facts).await;
        let since = self.now();
        let nothing_was_sent = matches!(&done, Err(Outcome::Stale { step: 0, .. } | Outcome::Stopped { step: 0 }));
        if !nothing_was_sent {
            // Before the proof, which takes minutes: a hole is there from the moment of the change on.
            for event in proof::ledger(self.ground, facts, &self.plan().wish, self.share, since).await {
                let _ = self.note(event).await;
            }
        }
        let outcome = match done {
            Ok(()) => self.prove(facts, since).await,
            Err(halt) => halt,
        };
        let _ = self.note(Event::Settled { run: self.number, outcome: outcome.clone() }).await;
        outcome
    }
}
