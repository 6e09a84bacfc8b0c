//! A function's environment: read, merge, write. Lambda replaces the whole map, so what is not ours is written back as it was.
//! No value of it is kept, told or logged.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::{Door, Failure, Operation, Sent, sent, unread};
use crate::domain::outcome::{Answer, Refusal};
use crate::domain::plan::Plan;
use crate::edge::aws::functions::wire::{self, Configuration};

/// Reads and writes after the first, when somebody else was faster.
const AGAIN: u32 = 3;

/// How long Lambda is left alone when an update is under way.
const REST: Duration = Duration::from_secs(2);

/// What Lambda takes in all. Source: Lambda developer guide, "Quotas".
const LARGEST: usize = 4096;

/// One reading of the whole environment, and the lock that goes with it.
#[derive(Clone, PartialEq)]
struct Seen {
    variables: HashMap<String, String>,
    revision: Option<String>,
}

/// One function and what is to be set.
struct Patch<'a> {
    door: &'a Door,
    function: &'a str,
    set: &'a BTreeMap<String, String>,
}

/// Sets the variables. The revision that the plan was made on is the lock; where Lambda refuses because somebody else wrote
/// anything at all, it is read and written again, as long as the variables that are to be set are still as they were.
pub(super) async fn patch(door: &Door, plan: &Plan, function: &str, revision: Option<&str>, set: &BTreeMap<String, String>) -> Sent {
    // A plan that says nothing of what the holder has now is the same whatever that is: the way back is never refused because
    // somebody else was quicker.
    let guarded = plan.guards.get(&format!("flag.{function}")).is_some();
    let patch = Patch { door, function, set };
    patch.go(revision, guarded).await.unwrap_or_else(|refused| refused)
}

impl Patch<'_> {
    /// Reads and writes until Lambda takes it, or there is no sense in it any more.
    async fn go(&self, revision: Option<&str>, guarded: bool) -> Result<Sent, Sent> {
        let mut seen = self.read().await?;
        if guarded && revision.is_some() && seen.revision.as_deref() != revision {
            return Err(self.overtaken("its revision is another than the plan was made on"));
        }
        let ours = self.ours(&seen);
        let mut left = AGAIN;
        loop {
            let failure = match self.write(&seen).await {
                Ok(told) => return Ok(told),
                Err(failure) => failure,
            };
            if left == 0 {
                return Err(failure.into_sent());
            }
            left -= 1;
            tokio::time::sleep(REST).await;
            seen = self.read().await?;
            if guarded && self.ours(&seen) != ours {
                return Err(self.overtaken("somebody else set these variables at the same moment"));
            }
        }
    }

    /// GetFunctionConfiguration; an environment that Lambda could not decrypt must not be written back: that would empty it.
    async fn read(&self) -> Result<Seen, Sent> {
        let operation = Operation::GetFunctionConfiguration;
        let request = self.door.session.lambda.call::<Configuration>(operation, wire::get_configuration(self.function));
        let answer = self.door.send(operation, request).await.map_err(unread)?;
        if let Some(said) = answer.unread() {
            let why = format!("{}: the environment cannot be read ({said}), and writing it back would empty it", self.function);
            return Err(Sent::refused(Refusal::Denied, why));
        }
        if !answer.is_named() {
            return Err(Sent::refused(Refusal::Other, format!("{}: the answer does not describe a function", self.function)));
        }
        let variables = answer.variables().cloned().unwrap_or_default();
        Ok(Seen { variables, revision: answer.revision_id.filter(|id| !id.is_empty()) })
    }

    /// The variables that are to be set, as they are.
    fn ours(&self, seen: &Seen) -> BTreeMap<String, Option<String>> {
        self.set.keys().map(|name| (name.clone(), seen.variables.get(name).cloned())).collect()
    }

    fn overtaken(&self, how: &str) -> Sent {
        Sent::refused(Refusal::Conflict, format!("{} was changed meanwhile: {how}", self.function))
    }

    /// One write; a conflict is left to the caller.
    async fn write(&self, seen: &Seen) -> Result<Sent, Failure> {
        if seen.revision.is_none()
            && let Some(refused) = self.unlocked(seen).await
        {
            return Ok(refused);
        }
        let mut variables = seen.variables.clone();
        variables.extend(self.set.iter().map(|(name, value)| (name.clone(), value.clone())));
        if LARGEST < variables.iter().map(|(name, value)| name.len() + value.len()).sum() {
            let why = format!("{}: the environment would be larger than the 4 KB that Lambda takes", self.function);
            return Ok(Sent::refused(Refusal::Limit, why));
        }
        let operation = Operation::UpdateFunctionConfiguration;
        let request = wire::update_configuration(self.function, seen.revision.as_deref(), &variables);
        let request = self.door.session.lambda.call_once::<Configuration>(operation, request);
        // Lambda's refusals of a value repeat the whole map: of its words only the code is kept.
        match self.door.mutate(operation, request).await.map_err(Failure::without_values) {
            Err(failure) if failure.is_conflict() => Err(failure),
            Ok(output) if seen.revision.is_none() => Ok(self.kept(sent(Ok(output)), seen).await),
            outcome => Ok(sent(outcome)),
        }
    }

    /// Without a revision nothing locks: just before the write it must still be as it was read.
    async fn unlocked(&self, seen: &Seen) -> Option<Sent> {
        match self.read().await {
            Ok(now) if now == *seen => None,
            Ok(_) => Some(self.overtaken("it is not as it was read, and this server gives no revisions to write against")),
            Err(sent) => Some(sent),
        }
    }

    /// Without a revision nobody tells whether somebody else wrote in between: just after the write it must be what was written.
    async fn kept(&self, taken: Sent, seen: &Seen) -> Sent {
        let mut wanted = seen.variables.clone();
        wanted.extend(self.set.iter().map(|(name, value)| (name.clone(), value.clone())));
        match self.read().await {
            Ok(now) if now.variables == wanted => taken,
            Ok(_) => self.overtaken("it was written, but something else stands there now, and this server gives no revisions"),
            Err(_) => match taken {
                Sent::Answered(Answer::Taken { .. }) => {
                    Sent::Lost(format!("{}: it was written, but could not be read after", self.function))
                }
                told => told,
            },
        }
    }
}
