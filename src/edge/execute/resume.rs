//! Runs that did not come to an end: which they are, where the world stands, and how one goes on.

use std::collections::BTreeSet;

use super::fresh::{Facts, PATIENCE};
use super::{Ground, Note, proof};
use crate::app::ask;
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::journal::{Event, Run};
use crate::domain::outcome::Answer;
use crate::domain::standing::{Standing, standing};
use crate::edge::journal::Unwritten;

/// One run that did not come to an end, and the world against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its number in the journal.
    pub run: u64,
    /// The wish as it is typed; planning it anew goes on with it.
    pub wish: Action,
    /// Operation and subject of each call, whether it had left, and whether its change stands.
    pub calls: Vec<(String, String, bool, Standing)>,
    /// Whether it can be gone on with or closed, and if not, why, in one clause.
    pub free: Result<(), String>,
    /// Why it cannot be told whether somebody executes it, in one sentence without an end.
    pub untold: Option<String>,
}

impl Left {
    /// Whether everything stands: then there is nothing to go on with, and it can be closed. Of a ladder only its last step
    /// can still be seen.
    pub fn stands(&self) -> bool {
        let is_rung = |name: &str| name == "kinesis:UpdateShardCount";
        let passed = |at: usize, name: &str, of: &str| {
            is_rung(name) && self.calls.iter().skip(at + 1).any(|(later, subject, ..)| later == name && subject == of)
        };
        self.calls.iter().enumerate().all(|(at, (name, subject, _, standing))| standing.stands() || passed(at, name, subject))
    }
}

/// Every run that did not come to an end, newest first, with where the world stands now.
pub async fn left(ground: &Ground<'_>) -> Vec<Left> {
    let mut facts = Facts::of(ground);
    facts.history(ground).await;
    let history = facts.snapshot.history.clone();
    let open = history.open_runs();
    let calls = open.iter().flat_map(|run| &run.intent.calls);
    let feeds: BTreeSet<ask::Feed> = calls.flat_map(|call| ask::witnesses(call, ground.pipeline)).collect();
    facts.read(ground, &feeds, PATIENCE).await;
    let told = |(step, call): (usize, &Call), sent: &[(usize, Option<&Answer>)]| {
        let had_left = sent.iter().any(|(other, _)| *other == step);
        (call.name().to_owned(), call.subject().to_owned(), had_left, standing(call, &facts.snapshot))
    };
    let one = |run: &Run<'_>| Left {
        run: run.number,
        wish: run.intent.wish.clone(),
        calls: run.intent.calls.iter().enumerate().map(|call| told(call, &run.sent)).collect(),
        free: run.is_free(),
        untold: run.untold(),
    };
    open.iter().map(one).collect()
}

/// Closes a run that nobody goes on with. What it did to the flag before it was torn off goes into the ledger of holes.
pub async fn close(ground: &Ground<'_>, who: Option<String>, left: &Left, reason: String) -> Result<(), Unwritten> {
    let mut facts = Facts::of(ground);
    facts.history(ground).await;
    let mut events = vec![Event::Closed { run: left.run, reason }];
    events.extend(proof::ledger(ground, &mut facts, &left.wish, None, ground.clock.now()).await);
    let pipeline = ground.pipeline;
    for event in events {
        let (at, who) = (ground.clock.now(), who.clone());
        let note = Note { at, who, pipeline: pipeline.name.clone(), stream: pipeline.stream.clone(), event };
        ground.journal.append(note).await?;
    }
    Ok(())
}
