//! A percentage that was set back from outside: where it stood, and whether that stage was proven before.

use jiff::Timestamp;

use super::stand::stand;
use crate::domain::checklist::compare::{known, paired};
use crate::domain::finding::words;
use crate::domain::gate::FEW;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// Seconds around a change of the flag in which a run of ours explains it.
pub const OURS: i64 = 900;

/// Seconds for which a fall is told: after that it is how things are.
const TOLD: i64 = 6 * 3600;

/// Seconds before the change that are looked at; the minute of the change itself belongs to neither side.
const WINDOW: (i64, i64) = (2700, 60);

/// Fewest minutes before the change that tell what was sent then.
const FEWEST: usize = 10;

/// What was sent before somebody else set the percentage back.
#[derive(Debug, Clone, PartialEq)]
pub struct Fallen {
    /// When the flag was changed.
    pub at: Timestamp,
    /// The stage of the ladder that was in force, in percent.
    pub stage: u32,
    /// Percent that are set since.
    pub set: f64,
    /// Records that reached the stream in the minutes looked at.
    pub arrived: f64,
    /// Table writes in the same minutes.
    pub written: f64,
    /// How many minutes those are.
    pub minutes: usize,
}

impl Fallen {
    /// The percentage that reached the stream.
    fn observed(&self) -> f64 {
        self.arrived / self.written * 100.0
    }

    /// The minutes that were looked at.
    fn window(&self) -> (Timestamp, Timestamp) {
        (shift(self.at, -WINDOW.0), shift(self.at, -WINDOW.1))
    }
}

/// The percentage is lower than what reached the stream before its holders were last changed, and nobody here did that: a deploy
/// that sets the variable to what stands in its source is silent.
pub fn fallen(snapshot: &Snapshot) -> Option<Fallen> {
    let stand = stand(snapshot);
    let (set, at) = (stand.effective?, stand.unchanged_since?);
    if TOLD < snapshot.now.duration_since(at).as_secs() {
        return None;
    }
    let ours = |run: &crate::domain::journal::Run<'_>| run.intent.wish.moves_flag() && at.duration_since(run.at).as_secs().abs() <= OURS;
    if snapshot.history.runs().iter().any(ours) {
        return None;
    }
    let pipeline = &snapshot.pipeline;
    let records = MetricId::of(Metric::IncomingRecords, &pipeline.stream);
    let writes = pipeline.table_writes()?;
    let window = (shift(at, -WINDOW.0), shift(at, -WINDOW.1));
    let (arrived, written, minutes) = paired(snapshot, (&records, &writes), window);
    let before = if written > 0.0 { arrived / written * 100.0 } else { return None };
    if minutes < FEWEST || before < 1.5 * set + 0.5 {
        return None;
    }
    // The stage that was in force: what is measured lies beside it.
    let stages = pipeline.rollout.stages.iter().map(|stage| u32::from(*stage));
    let stage = stages.min_by(|one, other| (f64::from(*one) - before).abs().total_cmp(&(f64::from(*other) - before).abs()))?;
    Some(Fallen { at, stage, set, arrived, written, minutes })
}

/// Whether the stage that was in force was proven: for as long as a stage has to hold the stream carried that share, refused
/// nothing, and writers and readers were well. `Ok` is the evidence, `Err` what is missing.
///
/// Going back to such a stage is no new stage. Whoever lowered it on purpose from outside is not seen from here: every other gate
/// stands before it all the same.
pub fn proven(snapshot: &Snapshot, fallen: &Fallen) -> Result<String, String> {
    let stage = f64::from(fallen.stage);
    let looked = usize::try_from((WINDOW.0 - WINDOW.1) / 60).unwrap_or_default();
    let bake = usize::try_from(snapshot.pipeline.rollout.bake.as_secs() / 60).unwrap_or(usize::MAX);
    // A longer bake than what is looked at is taken from all of that.
    if fallen.minutes < bake.min(looked) {
        return Err(format!("only {} of it are known, and a stage has to hold longer", words::count(fallen.minutes as f64, "minute")));
    }
    let observed = fallen.observed();
    if (observed - stage).abs() > (stage * 0.05).max(0.5) {
        return Err(format!("{} reached the stream then, which is no stage of the ladder", words::percent(observed)));
    }
    let stream = &snapshot.pipeline.stream;
    let refused =
        sum(snapshot, fallen, &MetricId::of(Metric::WriteThrottles, stream)).ok_or("what the stream refused then is not known")?;
    if FEW * fallen.arrived < refused {
        return Err(format!("the stream refused {} then", words::count(refused, "write")));
    }
    let pipeline = &snapshot.pipeline;
    for function in pipeline.writers.iter().chain(&pipeline.consumers) {
        let of = |metric| sum(snapshot, fallen, &MetricId::of(metric, function));
        let (runs, errors) = of(Metric::FunctionInvocations)
            .zip(of(Metric::FunctionErrors))
            .ok_or_else(|| format!("how {function} ran then is not known"))?;
        if FEW * runs < errors {
            return Err(format!("{} of {function} failed then", words::count(errors, "run")));
        }
    }
    for consumer in &pipeline.consumers {
        let age = MetricId::of(Metric::FunctionIteratorAge, consumer);
        let window = fallen.window();
        let ages: Vec<f64> = snapshot.metrics.range(&age, window.0, window.1).into_iter().filter_map(|(_, age)| age).collect();
        let worst = ages.iter().copied().fold(0.0, f64::max) / 1000.0;
        if ages.len() < FEWEST {
            return Err(format!("how far {consumer} was behind then is not known"));
        }
        if pipeline.limits.lag.as_secs_f64() < worst {
            return Err(format!("{consumer} was {} behind then", words::span(worst)));
        }
    }
    let (minutes, share) = (words::count(fallen.minutes as f64, "minute"), words::percent(observed));
    Ok(format!("{share} of the writes reached the stream in {minutes} before, nothing was refused, no run failed and no reader was behind"))
}

/// The total of a metric in the minutes looked at; `None` when fewer of them are known than tell anything.
fn sum(snapshot: &Snapshot, fallen: &Fallen, id: &MetricId) -> Option<f64> {
    let (sum, minutes) = known(snapshot, id, fallen.window());
    (FEWEST <= minutes).then_some(sum)
}
