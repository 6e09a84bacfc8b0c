//! Watching a rollout unattended: what a sequence of readings decides. Opt-in, and never on missing data.
//!
//! A promotion needs one reading in which every gate passes on fresh evidence and every metric of theirs answers. An automatic
//! rollback needs two readings in a row in which the same gate fails that a rollback can help: its own evidence is newer each time,
//! is of the present stage, and shows the harm in the newest minute alone. While a change is being verified nothing is decided.
//! Evidence that stays away for longer than the patience ends the watch as inconclusive, never in silence.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::machine::Phase;
use crate::domain::checklist::{Check, Footing, Harm, Mark};
use crate::domain::finding::GoingBack;
use crate::domain::gate;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::pipeline::Pipeline;
use crate::domain::rollout::stand;
use crate::domain::series::{seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// Seconds that the newest evidence may be old.
pub const FRESH: i64 = 600;

/// How long evidence may stay away after the bake is over.
const PATIENCE: Duration = Duration::from_mins(30);

/// A gate that fails, as far as it matters to whoever goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Failing {
    /// Its id.
    pub gate: &'static str,
    /// The end of the newest complete minute of every metric that fails it; `None` when it rests on none, or one is silent.
    pub until: Option<Timestamp>,
    /// Whether going back helps: the harm goes on, and lies in the load or came with the change.
    pub is_helped: bool,
}

impl Failing {
    fn of(check: &Check) -> Self {
        let is_helped = match gate::helped_by_going_back(check.id) {
            GoingBack::LowersTheLoad => Harm::GoesOn <= check.harm,
            GoingBack::UndoesTheChange => check.harm == Harm::CameWithTheChange,
            GoingBack::HelpsNot => false,
        };
        Self { gate: check.id, until: check.footing.until(), is_helped }
    }

    /// The same failure in a later reading, seen anew: its evidence is newer, and fresh at that time.
    fn is_confirmed_by(&self, later: &Self, at: Timestamp) -> bool {
        let newer = self.until.zip(later.until).is_some_and(|(before, after)| before < after);
        self.gate == later.gate && self.is_helped && later.is_helped && newer && later.until.is_some_and(|until| is_fresh(until, at))
    }
}

/// One look at the rollout.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// When.
    pub at: Timestamp,
    /// The end of the newest complete minute of the stream; `None` when there is none, or what the flag says, or since when, is
    /// unknown.
    pub evidence: Option<Timestamp>,
    /// Percent of the traffic that is meant to go to the stream; `None` when it cannot be told.
    pub effective: Option<f64>,
    /// All gates together.
    pub verdict: Mark,
    /// The gates that fail.
    pub failing: Vec<Failing>,
    /// The gates that pass by minutes which are still new, although a metric of theirs does not answer just now.
    pub silent: Vec<&'static str>,
    /// Where the rollout is.
    pub phase: Phase,
}

impl Reading {
    /// A look at a snapshot whose gates were judged.
    pub fn of(snapshot: &Snapshot, gates: &[Check], phase: Phase) -> Self {
        let stand = stand(snapshot);
        let records = MetricId::of(Metric::IncomingRecords, &snapshot.pipeline.stream);
        let newest = snapshot.metrics.newest(&records, snapshot.now).map(|(start, _)| shift(start, 60));
        let answers = snapshot.metrics.track(&records).is_some_and(|track| track.fault.is_none());
        let is_known = stand.state.is_evidence() && stand.effective.is_some() && stand.unchanged_since.is_some();
        let of = |mark: Mark| gates.iter().filter(move |gate| gate.mark == mark);
        Self {
            at: snapshot.now,
            evidence: newest.filter(|_| answers && is_known),
            effective: stand.effective,
            verdict: gate::verdict(gates),
            failing: of(Mark::Fail).map(Failing::of).collect(),
            silent: of(Mark::Pass).filter(|gate| gate.footing == Footing::Silent).map(|gate| gate.id).collect(),
            phase,
        }
    }

    /// The ids of the gates that fail.
    pub fn failing_gates(&self) -> Vec<&'static str> {
        self.failing.iter().map(|failing| failing.gate).collect()
    }

    /// Whether it rests on new evidence.
    pub fn is_fresh(&self) -> bool {
        self.evidence.is_some_and(|evidence| is_fresh(evidence, self.at))
    }

    /// Whether it says anything: a pass or a failure on fresh evidence.
    pub fn is_conclusive(&self) -> bool {
        self.is_fresh() && matches!(self.verdict, Mark::Pass | Mark::Fail)
    }

    /// Whether everything passes, and everything that it rests on answers.
    fn passes(&self) -> bool {
        self.is_conclusive() && self.verdict == Mark::Pass && self.failing.is_empty() && self.silent.is_empty()
    }
}

fn is_fresh(evidence: Timestamp, at: Timestamp) -> bool {
    (0.0..=FRESH as f64).contains(&seconds_between(evidence, at))
}

/// What the watcher may do, and for how long it looks on without evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Whether it may promote.
    pub promote: bool,
    /// Whether it may roll back.
    pub roll_back: bool,
    /// The percentage at which its work is done.
    pub until: u8,
    /// How long no reading may be conclusive.
    pub patience: Duration,
}

impl Terms {
    /// The standing consent of the configuration, up to the ladder's end.
    pub fn of(pipeline: &Pipeline) -> Self {
        let ladder = &pipeline.rollout;
        let until = ladder.stages.last().copied().unwrap_or(100);
        Self { promote: ladder.auto_promote, roll_back: ladder.auto_rollback, until, patience: ladder.bake + PATIENCE }
    }
}

/// What follows from the readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Decision {
    /// Look again.
    Wait,
    /// Go to the next stage.
    Promote {
        /// Its percentage.
        to: u8,
    },
    /// Go back to safety.
    RollBack {
        /// The gates that failed twice.
        gates: Vec<&'static str>,
    },
    /// The percentage that was wanted is reached and nothing fails.
    Reached,
    /// Somebody paused, aborted or rolled back: the watch ends.
    Stopped,
    /// Nothing could be told for too long.
    Inconclusive {
        /// For how many seconds.
        seconds: i64,
    },
}

/// Decides, readings oldest first.
pub fn decide(readings: &[Reading], terms: &Terms) -> Decision {
    let Some(last) = readings.last() else { return Decision::Wait };
    match &last.phase {
        Phase::Paused(_) | Phase::Aborted(_) | Phase::RolledBack { .. } => return Decision::Stopped,
        Phase::Promoting { .. } | Phase::GoingBack { .. } | Phase::Verifying { .. } => return Decision::Wait,
        _ => {}
    }
    if let Some(gates) = twice_harmed(readings).filter(|_| terms.roll_back) {
        return Decision::RollBack { gates };
    }
    if last.passes() && last.effective.is_some_and(|share| f64::from(terms.until) <= share) {
        return Decision::Reached;
    }
    if let Phase::Ready { to } = last.phase
        && last.passes()
        && terms.promote
        && last.effective.is_some_and(|share| share < f64::from(to))
    {
        return if to <= terms.until { Decision::Promote { to } } else { Decision::Reached };
    }
    let seconds = silent_for(readings);
    let patience = i64::try_from(terms.patience.as_secs()).unwrap_or(i64::MAX);
    if patience < seconds { Decision::Inconclusive { seconds } } else { Decision::Wait }
}

/// The gates that failed in the last two readings alike, each time on newer evidence of its own, at the same percentage.
fn twice_harmed(readings: &[Reading]) -> Option<Vec<&'static str>> {
    let [.., before, last] = readings else { return None };
    let newer = before.evidence.zip(last.evidence).is_some_and(|(before, last)| before < last);
    let same = before.effective.zip(last.effective).is_some_and(|(one, other)| 0.0 < other && (one - other).abs() < 1e-9);
    let is_of_this_stage = !matches!(before.phase, Phase::Promoting { .. } | Phase::Verifying { .. });
    let failed = |reading: &Reading| reading.is_conclusive() && reading.verdict == Mark::Fail;
    if !(newer && same && is_of_this_stage && failed(before) && failed(last)) {
        return None;
    }
    let confirmed = |later: &&Failing| before.failing.iter().any(|earlier| earlier.is_confirmed_by(later, last.at));
    let gates: Vec<&'static str> = last.failing.iter().filter(confirmed).map(|failing| failing.gate).collect();
    (!gates.is_empty()).then_some(gates)
}

/// Seconds since anything could be told, or since the percentage changed.
fn silent_for(readings: &[Reading]) -> i64 {
    let (Some(first), Some(last)) = (readings.first(), readings.last()) else { return 0 };
    let conclusive = readings.iter().rev().find(|reading| reading.is_conclusive()).map(|reading| reading.at);
    let changed = readings.windows(2).rev().find(|pair| pair[0].effective != pair[1].effective && pair[1].effective.is_some());
    let since = [Some(first.at), conclusive, changed.map(|pair| pair[1].at)].into_iter().flatten().max().unwrap_or(first.at);
    seconds_between(since, last.at) as i64
}
