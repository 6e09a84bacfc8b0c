//! A change that runs: what each step has come to, what is awaited, how the shards grow.

use jiff::Timestamp;

use crate::domain::approval::Approved;
use crate::domain::outcome::{Answer, Outcome, Progress};
use crate::domain::plan::{Check, Plan, Verdict};
use crate::domain::shard::ShardMap;

/// What one step has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// Not sent yet.
    Ahead,
    /// Sent; its answer is awaited.
    Sending,
    /// Answered, and the world is awaited.
    Waiting(Answer, String),
    /// Over.
    Answered(Answer),
}

impl Stand {
    /// In a few words.
    pub fn word(&self) -> &'static str {
        match self {
            Stand::Ahead => "not sent",
            Stand::Sending => "sent, no answer yet",
            Stand::Waiting(..) => "taken, takes effect",
            Stand::Answered(answer) => answer.heard().stand,
        }
    }

    /// The answer, once there is one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Stand::Waiting(answer, _) | Stand::Answered(answer) => Some(answer),
            Stand::Ahead | Stand::Sending => None,
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Calls are sent.
    Applying,
    /// No further call is sent; what is out is awaited.
    Stopping,
    /// Everything is applied; what can be seen of it is looked at.
    Verifying(Vec<Check>),
}

/// The shards before and as they were read last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// When it began.
    pub before: ShardMap,
    /// As they were read last.
    pub now: ShardMap,
    /// The stream's status with it.
    pub status: String,
}

/// A change that runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// What is done, and who said so.
    pub approved: Approved,
    /// Index of the pipeline that it changes.
    pub pipeline: usize,
    /// Since when.
    pub since: Timestamp,
    /// Its number in the journal, once the intent is on disk.
    pub run: Option<u64>,
    /// Each step.
    pub steps: Vec<Stand>,
    /// How far it is.
    pub phase: Phase,
    /// How the shards grow, when they do.
    pub growth: Option<Growth>,
}

impl Running {
    /// A change that was just approved.
    pub fn begin(approved: Approved, pipeline: usize, now: Timestamp) -> Self {
        let steps = vec![Stand::Ahead; approved.plan().steps.len()];
        Self { approved, pipeline, since: now, run: None, steps, phase: Phase::Applying, growth: None }
    }

    /// The plan that is executed.
    pub fn plan(&self) -> &Plan {
        self.approved.plan()
    }

    /// Steps that are through.
    pub fn through(&self) -> usize {
        self.steps.iter().filter(|stand| matches!(stand, Stand::Answered(_))).count()
    }

    /// The step that is at work, counted from 1; the last one while everything is verified.
    pub fn step(&self) -> usize {
        (self.through() + 1).min(self.steps.len())
    }

    /// How many checks of the proof were seen; `None` before everything was applied.
    pub fn seen(&self) -> Option<usize> {
        match &self.phase {
            Phase::Verifying(checks) => Some(checks.iter().filter(|check| check.verdict == Verdict::Pass).count()),
            Phase::Applying | Phase::Stopping => None,
        }
    }

    /// What is going on, in a few words.
    pub fn doing(&self) -> String {
        let waiting = self.steps.iter().find_map(|stand| if let Stand::Waiting(_, what) = stand { Some(what.clone()) } else { None });
        match &self.phase {
            Phase::Verifying(_) => "applied, verifying".to_owned(),
            Phase::Stopping => "stopping before the next step".to_owned(),
            Phase::Applying if self.run.is_none() => "writing the intent to the journal".to_owned(),
            Phase::Applying => waiting.unwrap_or_else(|| {
                let sending = self.steps.contains(&Stand::Sending);
                if sending { "waiting for the answer" } else { "looking once more before the call leaves" }.to_owned()
            }),
        }
    }

    /// Takes what the executor tells, as far as it concerns the steps.
    pub fn take(&mut self, progress: &Progress) {
        match progress {
            Progress::Began { run } => self.run = Some(*run),
            Progress::Sending { step } => {
                self.pass_waves_before(*step);
                self.set(*step, Stand::Sending);
            }
            Progress::Answered { step, answer } => self.set(*step, Stand::Answered(answer.clone())),
            Progress::Waiting { step, what } => {
                let answer = self.steps.get(*step).and_then(Stand::answer).cloned();
                self.set(*step, Stand::Waiting(answer.unwrap_or(Answer::Taken { request_id: None }), what.clone()));
            }
            Progress::Shards { map, status } => {
                let before = self.growth.take().map_or_else(|| map.clone(), |growth| growth.before);
                self.growth = Some(Growth { before, now: map.clone(), status: status.clone() });
            }
            Progress::Verifying { checks } => {
                self.steps.iter_mut().for_each(Stand::pass);
                self.phase = Phase::Verifying(checks.clone());
            }
            Progress::Unheld { .. } | Progress::Output { .. } | Progress::Settled { .. } => {}
        }
    }

    /// A wave leaves once those before it have come about.
    fn pass_waves_before(&mut self, step: usize) {
        let steps = &self.approved.plan().steps;
        let Some(wave) = steps.get(step).map(|step| step.wave) else { return };
        let before = steps.iter().zip(&mut self.steps).filter(|(step, _)| step.wave < wave);
        before.for_each(|(_, stand)| stand.pass());
    }

    fn set(&mut self, step: usize, stand: Stand) {
        if let Some(place) = self.steps.get_mut(step) {
            *place = stand;
        }
    }
}

impl Stand {
    /// What was awaited has come about.
    fn pass(&mut self) {
        if let Stand::Waiting(answer, _) = self {
            *self = Stand::Answered(answer.clone());
        }
    }
}

/// A change that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// What was to be done.
    pub plan: Plan,
    /// Its number in the journal.
    pub run: Option<u64>,
    /// When it began.
    pub since: Timestamp,
    /// When it ended.
    pub at: Timestamp,
    /// Each step.
    pub steps: Vec<Stand>,
    /// How it ended.
    pub outcome: Outcome,
    /// How the shards grew, when they did.
    pub growth: Option<Growth>,
}

impl Settled {
    /// The run that stays open in the journal: one that was stopped, or of which nobody knows how it ended.
    pub fn open_run(&self) -> Option<u64> {
        self.run.filter(|_| matches!(self.outcome, Outcome::Stopped { .. } | Outcome::Unknown { .. }))
    }

    /// The end of a change.
    pub fn of(running: Running, outcome: Outcome, at: Timestamp) -> Self {
        let Running { approved, run, since, mut steps, growth, .. } = running;
        if outcome.is_applied() {
            steps.iter_mut().for_each(Stand::pass);
        }
        Self { plan: approved.plan().clone(), run, since, at, steps, outcome, growth }
    }
}
