//! Waits until the calls of a wave have come about, at AWS's pace and by the clock of the world.

use std::time::Duration;

use super::fresh::{self, Facts, PATIENCE};
use super::wave::Step;
use super::{Halt, Run};
use crate::domain::outcome::{Outcome, Progress, Refusal};
use crate::domain::plan::Until;
use crate::domain::standing::{Standing, standing};

/// How long the world may show nothing of a call that was taken: AWS's readings lag behind its answers.
const GRACE: Duration = Duration::from_secs(30);

/// The least time until it is given up, however short the plan is.
const LEAST: Duration = Duration::from_mins(15);

/// How often the world is read: each far below AWS's limits.
fn pace(until: &Until) -> Duration {
    Duration::from_secs(match until {
        Until::Answered | Until::FunctionUpdated => 2,
        Until::StreamActive { .. } | Until::MappingSettled => 5,
        Until::Deployed => 10,
    })
}

/// How long the world stays without the change.
struct Wait {
    passed: Duration,
    limit: Duration,
    /// Since when nothing is on its way any more, counted like `passed`.
    idle_since: Option<Duration>,
}

impl Run<'_> {
    /// Waits for these steps, all of which were taken. `next` is the first step after them; without one, everything was sent.
    pub(super) async fn wait(&self, facts: &mut Facts, steps: &[Step<'_>], next: Option<usize>) -> Result<(), Halt> {
        let steps: Vec<Step<'_>> = steps.iter().copied().filter(|step| step.step.then != Until::Answered).collect();
        let Some(pace) = steps.iter().map(|step| pace(&step.step.then)).min() else { return Ok(()) };
        let feeds = fresh::witnesses(&steps, self.ground.pipeline);
        let limit = LEAST.max(Duration::from_secs(self.plan().expected.high) * 4);
        let mut wait = Wait { passed: Duration::ZERO, limit, idle_since: None };
        loop {
            facts.read(self.ground, &feeds, PATIENCE).await;
            self.tell_shards(facts);
            let all: Vec<(Step<'_>, Standing)> = steps.iter().map(|step| (*step, standing(&step.step.call, &facts.snapshot))).collect();
            // What is still on its way is awaited before what does not come about is given up.
            let is_left = |(_, told): &&(Step<'_>, Standing)| !told.stands();
            let on_its_way = all.iter().find(|one| is_left(one) && !matches!(one.1, Standing::NotYet(_)));
            let Some((step, told)) = on_its_way.or_else(|| all.iter().find(is_left)) else { return Ok(()) };
            let step = step.index;
            if let Some(halt) = wait.judge(step, told, next) {
                return Err(self.overtaken(partly(halt, &all), facts));
            }
            let what = format!("{}; {} s", told.sentence(), wait.passed.as_secs());
            self.ground.line.tell(Progress::Waiting { step, what });
            tokio::select! {
                () = self.ground.clock.sleep(pace) => wait.passed += pace,
                () = self.ground.line.stopped() => return Err(match next {
                    Some(step) => Outcome::Stopped { step },
                    None => Outcome::Applied { checks: Vec::new(), waits_for: format!("{} (nobody waited any longer)", told.sentence()) },
                }),
            }
        }
    }

    /// Lineage grows while a reshard runs.
    fn tell_shards(&self, facts: &Facts) {
        if let (Some(map), Some(stream)) = (facts.snapshot.shards.get(), facts.snapshot.stream.get()) {
            self.ground.line.tell(Progress::Shards { map: map.clone(), status: stream.status.clone() });
        }
    }
}

/// Calls of one wave of which some stand and some do not are told by name.
fn partly(halt: Halt, all: &[(Step<'_>, Standing)]) -> Halt {
    if !matches!(halt, Outcome::Failed { .. }) || !all.iter().any(|(_, told)| told.stands()) {
        return halt;
    }
    let missing = all.iter().filter(|(_, told)| !told.stands());
    let why = |told: &Standing| format!("it was taken, but does not stand: {}", told.sentence());
    Outcome::Partial { failed: missing.map(|(step, told)| (step.step.call.subject().to_owned(), why(told))).collect() }
}

impl Wait {
    /// Whether there is no sense in waiting on.
    fn judge(&mut self, step: usize, told: &Standing, next: Option<usize>) -> Option<Halt> {
        let said = told.sentence().to_owned();
        self.idle_since = matches!(told, Standing::NotYet(_)).then(|| self.idle_since.unwrap_or(self.passed));
        if self.idle_since.is_some_and(|since| since + GRACE <= self.passed) {
            return Some(match next {
                Some(next) => {
                    Outcome::Stale { changed: vec![format!("step {} was taken and has not come about: {said}", step + 1)], step: next }
                }
                None => Outcome::Failed { step, why: format!("it was taken, but does not stand: {said}"), kind: Refusal::Conflict },
            });
        }
        if self.passed < self.limit {
            return None;
        }
        let minutes = self.limit.as_secs() / 60;
        Some(match (told, next) {
            (Standing::CannotTell(_), _) => Outcome::Unknown { step, why: format!("it was taken, and for {minutes} minutes {said}") },
            (_, Some(_)) => {
                Outcome::Failed { step, why: format!("it has not come about within {minutes} minutes: {said}"), kind: Refusal::Other }
            }
            (_, None) => Outcome::Applied { checks: Vec::new(), waits_for: said },
        })
    }
}
