//! The life of one action: prepared, reviewed, running, settled. Each stage carries only what it needs.

mod may;
mod question;
mod review;
mod running;

use std::collections::BTreeSet;

use jiff::Timestamp;

pub use may::{may_begin, may_take_up};
pub use question::{Enter, Field, QUIET, Question, Wanted};
pub use review::{Review, Wants};
pub use running::{Growth, Phase, Running, Settled, Stand};

use super::ask::Feed;
use crate::domain::action::Action;
use crate::domain::plan::Plan;

/// One action on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// By which dialogs and the executor know it.
    pub number: u64,
    /// What is wished for.
    pub wish: Action,
    /// The run in the journal that it goes on with.
    pub continues: Option<u64>,
    /// How far it is.
    pub stage: Stage,
}

/// How far an action is.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Its sources are read anew.
    Preparing(Preparing),
    /// Its plan is on the screen.
    Review(Box<Review>),
    /// It is executed.
    Running(Box<Running>),
    /// It is over.
    Settled(Box<Settled>),
}

/// Before the plan is made: what is still awaited.
#[derive(Debug, Clone, PartialEq)]
pub struct Preparing {
    /// Sources that have not answered yet.
    pub waits_for: BTreeSet<Feed>,
    /// Since when.
    pub since: Timestamp,
    /// The plan that is made anew, if there was one.
    pub before: Option<Box<Plan>>,
}

/// Seconds that sources are waited for; then the plan is made with what is known. The way back does not wait for long.
pub fn patience(wish: &Action) -> i64 {
    if wish.is_way_back() { 3 } else { 15 }
}

/// Every action that is on its way, and the last one that ended.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    all: Vec<Change>,
    last_number: u64,
}

impl Changes {
    /// Begins one. What was not running gives way: there is one review at a time.
    pub fn begin(&mut self, wish: Action, continues: Option<u64>, preparing: Preparing) -> u64 {
        self.all.retain(Change::is_running);
        self.last_number += 1;
        self.all.push(Change { number: self.last_number, wish, continues, stage: Stage::Preparing(preparing) });
        self.last_number
    }

    /// The one with this number.
    pub fn get(&self, number: u64) -> Option<&Change> {
        self.all.iter().find(|change| change.number == number)
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut Change> {
        self.all.iter_mut().find(|change| change.number == number)
    }

    /// Every one, oldest first.
    pub fn all(&self) -> &[Change] {
        &self.all
    }

    /// Those that are executed, oldest first.
    pub fn running(&self) -> impl Iterator<Item = (&Change, &Running)> {
        self.all
            .iter()
            .filter_map(|change| if let Stage::Running(running) = &change.stage { Some((change, running.as_ref())) } else { None })
    }

    /// The one that was begun last.
    pub fn newest(&self) -> Option<&Change> {
        self.all.last()
    }

    /// Forgets those that are neither running nor over, unless `keep` says otherwise: a plan that nobody sees is not kept.
    pub fn forget_unseen(&mut self, keep: impl Fn(u64) -> bool) {
        self.all.retain(|change| change.is_running() || matches!(change.stage, Stage::Settled(_)) || keep(change.number));
    }
}

impl Change {
    /// Whether it is executed just now.
    pub fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running(_))
    }

    /// The fields to type into, while there are some.
    pub fn question_mut(&mut self) -> Option<&mut Question> {
        match &mut self.stage {
            Stage::Review(review) => match &mut review.wants {
                Wants::Words(question) => Some(question),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether keys are typed into it: while it is prepared they are kept from meaning anything else.
    pub fn takes_typing(&self) -> bool {
        match &self.stage {
            Stage::Preparing(_) => true,
            Stage::Review(review) => review.question().is_some(),
            Stage::Running(_) | Stage::Settled(_) => false,
        }
    }
}
