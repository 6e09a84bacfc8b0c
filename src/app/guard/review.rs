//! A plan before the reader's eyes: what it asks of them, and what is typed so far.

use jiff::Timestamp;

use super::question::{Field, Question, Wanted};
use crate::domain::action::Tier;
use crate::domain::approval::Override;
use crate::domain::ids;
use crate::domain::pipeline::Writes;
use crate::domain::plan::Plan;

/// A plan under review.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The plan.
    pub plan: Plan,
    /// What it asks.
    pub wants: Wants,
    /// What differs from the plan that stood here before, one sentence each.
    pub changed: Vec<String>,
}

/// What a plan asks of the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wants {
    /// To type the word, and for each rule that is broken its id and a reason.
    Words(Question),
    /// To paste the commands elsewhere: the configuration rules changes from here out.
    Pasting,
    /// Nothing: the world is as wished.
    Nothing,
    /// Nothing: a rule stands in the way that cannot be broken.
    Blocked,
}

impl Wants {
    fn of(plan: &Plan, writes: Writes, now: Timestamp) -> Self {
        let breakable = plan.blocks().all(|check| ids::can_be_overridden(&check.id));
        match writes {
            _ if plan.blocked && !breakable => Wants::Blocked,
            _ if !plan.has_changes() => Wants::Nothing,
            Writes::Never => Wants::Pasting,
            Writes::Arm => Wants::Words(question(plan, now)),
        }
    }
}

/// The fields of a plan's confirmation: each broken rule with its reason, then the word.
fn question(plan: &Plan, now: Timestamp) -> Question {
    let mut fields = Vec::new();
    if plan.tier == Tier::Breaking {
        let mut rules: Vec<&str> = plan.blocks().map(|check| check.id.as_str()).collect();
        rules.dedup();
        for rule in rules {
            fields.push(Field::of("rule", Wanted::Word(rule.to_owned())));
            fields.push(Field::of("reason", Wanted::Reason));
        }
    }
    fields.push(Field::of("confirm", Wanted::Word(plan.confirm.clone())));
    Question::with(fields, now)
}

impl Review {
    /// A plan as it comes onto the screen.
    pub fn of(plan: Plan, writes: Writes, changed: Vec<String>, now: Timestamp) -> Self {
        Self { wants: Wants::of(&plan, writes, now), plan, changed }
    }

    /// The fields, while words are asked for.
    pub fn question(&self) -> Option<&Question> {
        match &self.wants {
            Wants::Words(question) => Some(question),
            _ => None,
        }
    }

    /// The word that was typed: the last field.
    pub fn word(&self) -> String {
        self.question().and_then(|question| question.fields.last()).map(|field| field.text.clone()).unwrap_or_default()
    }

    /// The rules that the typed words break, with their reasons.
    pub fn overrides(&self) -> Vec<Override> {
        let fields = self.question().map(|question| question.fields.as_slice()).unwrap_or_default();
        let pairs = fields[..fields.len().saturating_sub(1)].chunks_exact(2);
        pairs.map(|pair| Override { rule: pair[0].text.clone(), reason: pair[1].text.trim().to_owned() }).collect()
    }
}
