//! What `apply`, `rollback` and `resume` share: consent, execution with progress on the error output, and the exit code.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tokio::sync::{mpsc, watch};

use super::arguments::{Common, Confirm, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{paint, reach, write_json};
use crate::domain::approval::{Approved, Arming, Consent, Override, Refused, approve};
use crate::domain::journal::{Event, History};
use crate::domain::outcome::{Outcome, Progress, Refusal};
use crate::domain::pipeline::Pipeline;
use crate::domain::plan::{Check, Plan};
use crate::domain::verify::{self, look_for};
use crate::edge::aws::Aws;
use crate::edge::change::Line;
use crate::edge::clock::Clock;
use crate::edge::execute::{self, Ground};
use crate::edge::journal::{Journal, Note};
use crate::edge::paths::Paths;

/// What a command executes with.
pub(super) struct Base {
    /// AWS.
    pub(super) aws: Aws,
    /// The clock of the world.
    pub(super) clock: Clock,
    /// Where everything is written down first.
    pub(super) journal: Journal,
}

impl Base {
    pub(super) async fn of(pipeline: &Pipeline, around: &Around<'_>) -> Result<Self, Failure> {
        Ok(Self { aws: reach::aws(pipeline, around), clock: reach::clock(around).await?, journal: journal(around)? })
    }

    /// What an execution stands on.
    pub(super) fn ground<'a>(&'a self, pipeline: &'a Pipeline, line: Line, verify_for: Duration, continues: Option<u64>) -> Ground<'a> {
        Ground { aws: &self.aws, pipeline, clock: &self.clock, journal: &self.journal, line, verify_for, continues }
    }
}

/// A line to an execution: itself, what it tells, and what stops it.
pub(super) fn line() -> (Line, mpsc::UnboundedReceiver<Progress>, watch::Sender<bool>) {
    let (progress, told) = mpsc::unbounded_channel();
    let (stop, stopped) = watch::channel(false);
    (Line { progress, stop: stopped }, told, stop)
}

/// The journal of this user.
pub(super) fn journal(around: &Around<'_>) -> Result<Journal, Failure> {
    let paths = Paths::of(&around.environment)
        .ok_or_else(|| Failure::error("there is no home directory for the journal: set HOME or XDG_STATE_HOME"))?;
    Ok(Journal::at(paths.journal_file()))
}

/// What the journal says of a pipeline's stream.
pub(super) async fn history(pipeline: &Pipeline, around: &Around<'_>) -> Result<History, Failure> {
    journal(around)?.history(&pipeline.stream).await.map_err(|error| Failure::error(error.to_string()))
}

/// Writes down something that was done by hand, and by whom as far as AWS said.
pub(super) async fn note(event: Event, who: Option<String>, pipeline: &Pipeline, around: &Around<'_>) -> Result<(), Failure> {
    let at = reach::clock(around).await?.now();
    let note = Note { at, who, pipeline: pipeline.name.clone(), stream: pipeline.stream.clone(), event };
    journal(around)?.append(note).await.map(drop).map_err(|error| Failure::error(error.to_string()))
}

/// Approves by what the command line says. A missing or wrong word is a refusal.
pub(super) fn consent(plan: Plan, confirm: &Confirm, pipeline: &Pipeline, common: &Common, now: Timestamp) -> Result<Approved, Failure> {
    let refused = |text: String| Failure { exit: Exit::Refused, text };
    if !common.write {
        return Err(refused(format!("`{}` changes {}: it takes --write and --confirm {}", plan.action, plan.pipeline, plan.confirm)));
    }
    let Some(word) = confirm.confirm.clone() else {
        return Err(refused(format!("`{}` takes --confirm {}", plan.action, plan.confirm)));
    };
    let reason = confirm.reason.clone().unwrap_or_default();
    let overrides = confirm.overrides.iter().map(|rule| Override { rule: rule.clone(), reason: reason.clone() }).collect();
    let arming = Arming { writes: pipeline.writes, until: None };
    let commands = plan.commands();
    let way_back = plan.wish.is_way_back();
    approve(plan, Consent::Confirmed { word }, overrides, arming, now).map_err(|why| {
        // Where this console may not, the hand still can.
        let paste = if why == Refused::Never && way_back { format!("; to do it by hand:\n{commands}") } else { String::new() };
        refused(format!("{why}{paste}"))
    })
}

/// Executes, tells progress on the error output and the outcome as the answer.
pub(super) async fn execute(
    approved: &Approved,
    pipeline: &Pipeline,
    continues: Option<u64>,
    confirm: &Confirm,
    common: &Common,
    around: &mut Around<'_>,
) -> Result<Exit, Failure> {
    let paint = paint::Paint::of(common, around);
    let base = Base::of(pipeline, around).await?;
    let verify_for = confirm.verify.unwrap_or_else(|| look_for(&approved.plan().wish));
    let Some((run, outcome)) = carry_out(approved, pipeline, &base, (verify_for, continues), paint, around).await? else {
        return Ok(Exit::Interrupted);
    };
    let (digest, action) = (&approved.plan().digest, &approved.plan().action);
    match common.output {
        Output::Json => write_json(around, &json!({ "run": run, "digest": digest, "action": action, "outcome": outcome }))?,
        Output::Text => {
            for line in ended(&outcome) {
                writeln!(around.out, "{}", paint.text(&line))?;
            }
        }
    }
    Ok(exit(&outcome))
}

/// Executes and tells progress on the error output. Answers the run's number and how it ended; nothing after a second Ctrl-C.
/// `terms` are how long it is verified, and the run that it goes on with.
pub(super) async fn carry_out(
    approved: &Approved,
    pipeline: &Pipeline,
    base: &Base,
    terms: (Duration, Option<u64>),
    paint: paint::Paint,
    around: &mut Around<'_>,
) -> Result<Option<(Option<u64>, Outcome)>, Failure> {
    let (line, mut told, stop) = self::line();
    let ground = base.ground(pipeline, line, terms.0, terms.1);
    let steps = approved.plan().steps.len();
    let mut work = Box::pin(execute::execute(approved, &ground));
    let mut run = None;
    loop {
        tokio::select! {
            biased;
            Some(progress) = told.recv() => {
                if let Progress::Began { run: number } = &progress {
                    run = Some(*number);
                }
                if let Some(line) = words(&progress, steps) {
                    writeln!(around.err, "{}", paint.text(&line))?;
                }
            }
            outcome = &mut work => return Ok(Some((run, outcome))),
            // The first Ctrl-C ends it after the call that is out; the second leaves at once, and the journal says what was in flight.
            _ = tokio::signal::ctrl_c() => {
                if stop.send_replace(true) {
                    return Ok(None);
                }
                writeln!(around.err, "stopping after the call that is out; Ctrl-C again leaves at once, and `tidegate resume` goes on")?;
            }
        }
    }
}

/// The exit code of an outcome.
pub(super) fn exit(outcome: &Outcome) -> Exit {
    match outcome {
        // "Applied, not proven" is a legal end.
        Outcome::Done { .. } | Outcome::Applied { .. } => Exit::Done,
        Outcome::Partial { .. } => Exit::Error,
        Outcome::Failed { kind, .. } => match kind {
            Refusal::Limit => Exit::Throttled,
            Refusal::Credentials => Exit::Credentials,
            Refusal::Conflict | Refusal::Denied | Refusal::Other => Exit::Error,
        },
        Outcome::Stale { .. } | Outcome::InOtherHands { .. } => Exit::Refused,
        Outcome::Stopped { .. } => Exit::Interrupted,
        Outcome::Unknown { .. } => Exit::Unknown,
    }
}

/// Progress as a line for a log; what is told at the end is not told twice.
fn words(progress: &Progress, steps: usize) -> Option<String> {
    let step = |step: &usize, words: &str| Some(format!("step {} of {steps}: {words}", step + 1));
    match progress {
        Progress::Began { run } => Some(format!("run {run}: the intent is in the journal")),
        Progress::Unheld { why } => Some(format!("note: {why}")),
        Progress::Sending { step: at } => step(at, "sending"),
        Progress::Answered { step: at, answer } => step(at, &answer.sentence()),
        Progress::Waiting { step: at, what } => step(at, what),
        Progress::Output { line } => Some(format!("  {line}")),
        Progress::Shards { .. } | Progress::Verifying { .. } | Progress::Settled { .. } => None,
    }
}

/// An outcome in lines.
fn ended(outcome: &Outcome) -> Vec<String> {
    let told = outcome.told();
    let check = |check: &Check| {
        let (word, evidence) = verify::words(check);
        format!("{word:<14}  {:<20}  {evidence}", check.id)
    };
    let below = outcome.checks().iter().map(check).chain(told.lines).map(|line| format!("  {line}"));
    std::iter::once(told.headline).chain(below).collect()
}
