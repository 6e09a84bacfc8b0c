//! Watching a rollout unattended: what a sequence of readings decides. Opt-in, and never on missing data.
//!
//! A promotion needs one reading in which every gate passes on fresh evidence. An automatic rollback needs two readings in a
//! row, each with newer evidence than the one before, in which the same gate fails that a rollback can help. Evidence that stays
//! away for longer than the patience ends the watch as inconclusive, never in silence.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::machine::Phase;
use crate::domain::checklist::{Check, Mark};
use crate::domain::gate;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::pipeline::Pipeline;
use crate::domain::rollout::stand;
use crate::domain::series::{seconds_between, shift};
use crate::domain::snapshot::Snapshot;

/// Gates that a rollback can mend: what the stream writes do to writers, table and broadcasts, and writes that are refused.
/// Readers that are behind are not helped, and lost dual writes only become more.
pub const ROLLBACK_HELPS: [&str; 4] = ["stream-throttles", "table-unharmed", "writer-functions", "queue"];

/// Seconds that the newest evidence may be old.
pub const FRESH: i64 = 600;

/// How long evidence may stay away after the bake is over.
const PATIENCE: Duration = Duration::from_mins(30);

/// One look at the rollout.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// When.
    pub at: Timestamp,
    /// The end of the newest complete minute that it rests on; `None` when there is none, or the flag is unknown.
    pub evidence: Option<Timestamp>,
    /// Percent of the traffic that is meant to go to the stream; `None` when it cannot be told.
    pub effective: Option<f64>,
    /// All gates together.
    pub verdict: Mark,
    /// The gates that fail.
    pub failing: Vec<&'static str>,
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
        Self {
            at: snapshot.now,
            evidence: newest.filter(|_| answers && stand.state.is_evidence() && stand.effective.is_some()),
            effective: stand.effective,
            verdict: gate::verdict(gates),
            failing: gates.iter().filter(|gate| gate.mark == Mark::Fail).map(|gate| gate.id).collect(),
            phase,
        }
    }

    /// Whether it rests on new evidence.
    pub fn is_fresh(&self) -> bool {
        self.evidence.is_some_and(|evidence| (0.0..=FRESH as f64).contains(&seconds_between(evidence, self.at)))
    }

    /// Whether it says anything: a pass or a failure on fresh evidence.
    pub fn is_conclusive(&self) -> bool {
        self.is_fresh() && matches!(self.verdict, Mark::Pass | Mark::Fail)
    }

    /// The failing gates that a rollback can help.
    fn harmed(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.failing.iter().copied().filter(|gate| ROLLBACK_HELPS.contains(gate))
    }
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
        Phase::Promoting { .. } | Phase::GoingBack { .. } => return Decision::Wait,
        _ => {}
    }
    if let Some(gates) = twice_harmed(readings).filter(|_| terms.roll_back) {
        return Decision::RollBack { gates };
    }
    let conclusive_pass = last.is_conclusive() && last.verdict == Mark::Pass && last.failing.is_empty();
    if conclusive_pass && last.effective.is_some_and(|share| f64::from(terms.until) <= share) {
        return Decision::Reached;
    }
    if let Phase::Ready { to } = last.phase
        && conclusive_pass
        && terms.promote
        && last.effective.is_some_and(|share| share < f64::from(to))
    {
        return if to <= terms.until { Decision::Promote { to } } else { Decision::Reached };
    }
    let seconds = silent_for(readings);
    let patience = i64::try_from(terms.patience.as_secs()).unwrap_or(i64::MAX);
    if patience < seconds { Decision::Inconclusive { seconds } } else { Decision::Wait }
}

/// The gates that failed in the last two readings alike, each time on newer evidence, at the same percentage.
fn twice_harmed(readings: &[Reading]) -> Option<Vec<&'static str>> {
    let [.., before, last] = readings else { return None };
    let newer = before.evidence.zip(last.evidence).is_some_and(|(before, last)| before < last);
    let same = before.effective.zip(last.effective).is_some_and(|(one, other)| 0.0 < other && (one - other).abs() < 1e-9);
    let failed = |reading: &Reading| reading.is_conclusive() && reading.verdict == Mark::Fail;
    if !(newer && same && failed(before) && failed(last)) {
        return None;
    }
    let gates: Vec<&'static str> = last.harmed().filter(|gate| before.failing.contains(gate)).collect();
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
