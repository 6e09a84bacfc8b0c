//! Between two waves: what somebody else did to the stream meanwhile, and whether it matters.

use std::time::Duration;

use super::fresh::{self, Facts, PATIENCE};
use super::wave::Step;
use super::{Halt, Run};
use crate::domain::outcome::{Outcome, Progress};
use crate::domain::shard::ShardMap;
use crate::domain::standing::{Before, hindrance, other_shards, unread, whose};

/// How often the world is read while somebody else's change is on its way or the world does not answer, and for how long at most.
const PACE: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_mins(15);

impl Run<'_> {
    /// Reads the world between two waves. What differs in a way that the next one is guarded by ends the run before anything is sent;
    /// all else, longer retention for one, is none of its business.
    pub(super) async fn between(&self, facts: &mut Facts, before: &[Step<'_>], steps: &[Step<'_>]) -> Result<(), Halt> {
        let Some(first) = steps.first() else { return Ok(()) };
        let left = left(facts, before);
        let on_stream = steps.iter().any(|step| step.step.call.changes_stream());
        let feeds = fresh::witnesses(steps, self.ground.pipeline);
        let unread = |facts: &Facts| steps.iter().find_map(|step| unread(&step.step.call, &facts.snapshot));
        let began = self.now();
        loop {
            facts.read(self.ground, &feeds, PATIENCE).await;
            let passed = Duration::try_from(self.now().duration_since(began)).unwrap_or_default();
            let stream = facts.snapshot.stream.get().filter(|_| facts.snapshot.stream.fault.is_none());
            let busy = stream.filter(|stream| on_stream && stream.status == "UPDATING");
            // Only once it has come about can be told what it was, and one reading that fails says nothing of the stream.
            let awaited = unread(facts).or_else(|| busy.map(|stream| format!("{} is UPDATING again, by other hands", stream.name)));
            let Some(what) = awaited.filter(|_| passed < LONGEST) else { break };
            let what = format!("{what}; {} s", passed.as_secs());
            self.ground.line.tell(Progress::Waiting { step: first.index.saturating_sub(1), what });
            tokio::select! {
                () = self.ground.clock.sleep(PACE) => {}
                () = self.ground.line.stopped() => return Err(Outcome::Stopped { step: first.index }),
            }
        }
        // Whether anybody did anything is not known then.
        if let Some(unread) = unread(facts) {
            return Err(Outcome::Stale { changed: vec![unread], step: first.index });
        }
        let mut changed: Vec<String> = steps.iter().filter_map(|step| hindrance(&step.step.call, &facts.snapshot)).collect();
        if changed.is_empty() && steps.iter().any(|step| step.step.call.changes_shards()) {
            changed.extend(left.zip(facts.snapshot.shards.get()).and_then(|(left, now)| other_shards(&left, now)));
        }
        if changed.is_empty() {
            return Ok(());
        }
        if first.step.call.changes_stream() {
            changed.push(whose(&facts.snapshot, Before::Stood));
        }
        Err(Outcome::Stale { changed, step: first.index })
    }

    /// What was taken and did not come about says too what the next call is guarded by, and who could have had a hand in it.
    pub(super) fn overtaken(&self, halt: Halt, facts: &Facts) -> Halt {
        let Outcome::Stale { mut changed, step } = halt else { return halt };
        if let Some(call) = self.plan().steps.get(step).map(|step| &step.call).filter(|call| call.changes_stream()) {
            let hindrance = hindrance(call, &facts.snapshot);
            changed.extend(hindrance.filter(|hindrance| !changed.iter().any(|said| said.contains(hindrance.as_str()))));
            changed.push(whose(&facts.snapshot, Before::Unseen));
        }
        Outcome::Stale { changed, step }
    }
}

/// The shards as the wave before left them, if it is known which: it changed them, and the list that was read with the summary
/// is not older than that.
fn left(facts: &Facts, before: &[Step<'_>]) -> Option<ShardMap> {
    let shards = Some(&facts.snapshot.shards).filter(|shards| shards.fault.is_none())?;
    let (stream, map) = (facts.snapshot.stream.get()?, shards.get()?);
    let changed = before.iter().any(|step| step.step.call.changes_shards());
    let is_whole = u32::try_from(map.open_count()).is_ok_and(|open| open == stream.open_shards);
    (changed && is_whole).then(|| map.clone())
}
