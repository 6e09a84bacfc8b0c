//! Consent: the one maker of what every mutation demands to see.

mod grounds;

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::action::Tier;
use super::ids;
use super::pipeline::Writes;
use super::plan::{Check, Plan};
use super::series;

pub use grounds::{Grounds, Seen};

/// Who said yes, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "consent", rename_all = "kebab-case")]
pub enum Consent {
    /// Somebody typed the word into the dialog while the plan was on the screen.
    Typed {
        /// What was typed.
        word: String,
    },
    /// `--write --confirm WORD` on the command line.
    Confirmed {
        /// The word.
        word: String,
    },
    /// Standing consent of the configuration, for watching unattended.
    Standing {
        /// The pipeline it is for.
        pipeline: String,
        /// The verbs it is for.
        actions: Vec<String>,
        /// When it ends.
        until: Timestamp,
        /// Why it was used just then; `None` in entries of before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grounds: Option<Box<Grounds>>,
    },
}

/// One rule that is broken on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The rule's id.
    pub rule: String,
    /// Why; the journal keeps it.
    pub reason: String,
}

/// Whether changes may begin now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arming {
    /// What the configuration allows at all.
    pub writes: Writes,
    /// Armed until then; `None` is read-only.
    pub until: Option<Timestamp>,
}

impl Arming {
    /// Read-only, but it could be armed.
    pub const READ_ONLY: Arming = Arming { writes: Writes::Arm, until: None };

    /// Whether a change may begin at this moment.
    pub fn is_armed(&self, now: Timestamp) -> bool {
        self.writes == Writes::Arm && self.until.is_some_and(|until| now < until)
    }

    /// Time that is left; zero when not armed.
    pub fn left(&self, now: Timestamp) -> Duration {
        let until = self.until.filter(|_| self.is_armed(now));
        until.map(|until| Duration::try_from(until.duration_since(now)).unwrap_or_default()).unwrap_or_default()
    }
}

/// Why a plan was not approved. Each is one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// The configuration rules changes out.
    #[error("the configuration says writes = \"never\" for this pipeline: nothing is changed from here")]
    Never,
    /// Nobody armed it.
    #[error("this is read-only: arm it first")]
    NotArmed,
    /// The plan does not change anything.
    #[error("there is nothing to change")]
    NoChange,
    /// The plan was made too long ago.
    #[error("the plan is older than 15 minutes: make it anew")]
    Expired,
    /// It says that it is still to be made.
    #[error("the plan says that it was made later than now: this machine's clock or the file is wrong")]
    FromTheFuture,
    /// The content is not what the digest says.
    #[error("the plan is not the one that was made: its digest does not fit its content")]
    NotIntact,
    /// Rules stand in the way.
    #[error("{}", blocked(.0))]
    Blocked(Vec<Check>),
    /// A rule cannot be overridden, or does not stand in the way.
    #[error("{0}")]
    Override(String),
    /// Another word was needed.
    #[error("\"{typed}\" does not confirm this plan: the word is \"{wanted}\"")]
    Word {
        /// What was given.
        typed: String,
        /// What it takes.
        wanted: String,
    },
    /// Standing consent does not reach this far.
    #[error("the standing consent is not for this: {0}")]
    Standing(String),
}

fn blocked(checks: &[Check]) -> String {
    let each: Vec<String> = checks.iter().map(|check| format!("{} ({})", check.evidence, check.id)).collect();
    each.join("; ")
}

/// A plan with the consent to execute it. It is made by [`approve`] alone and cannot be read from anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approved {
    plan: Plan,
    consent: Consent,
    overrides: Vec<Override>,
    at: Timestamp,
}

impl Approved {
    /// What is to be done.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Who said yes, and how.
    pub fn consent(&self) -> &Consent {
        &self.consent
    }

    /// Rules that are broken on purpose.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// When it was approved.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// Checks a consent against a plan, once and for all of its steps: a ladder may outlive the arming.
pub fn approve(plan: Plan, consent: Consent, overrides: Vec<Override>, arming: Arming, now: Timestamp) -> Result<Approved, Refused> {
    if arming.writes == Writes::Never {
        return Err(Refused::Never);
    }
    if !plan.is_intact() {
        return Err(Refused::NotIntact);
    }
    if plan.has_expired(now) {
        return Err(Refused::Expired);
    }
    // A minute for the clocks of two machines.
    if series::shift(now, 60) < plan.made {
        return Err(Refused::FromTheFuture);
    }
    let left = left_over(&plan, &overrides)?;
    if !left.is_empty() {
        return Err(Refused::Blocked(left));
    }
    if !plan.has_changes() {
        return Err(Refused::NoChange);
    }
    match &consent {
        // The way back arms itself: from read-only it is one dialog and one word.
        Consent::Typed { .. } if !plan.wish.is_way_back() && !arming.is_armed(now) => return Err(Refused::NotArmed),
        Consent::Typed { word } | Consent::Confirmed { word } if *word != plan.confirm => {
            return Err(Refused::Word { typed: word.clone(), wanted: plan.confirm });
        }
        Consent::Typed { .. } | Consent::Confirmed { .. } => {}
        Consent::Standing { pipeline, actions, until, .. } => standing(&plan, pipeline, actions, *until, now)?,
    }
    Ok(Approved { plan, consent, overrides, at: now })
}

/// The rules that still stand in the way once the overrides are taken.
fn left_over(plan: &Plan, overrides: &[Override]) -> Result<Vec<Check>, Refused> {
    for given in overrides {
        if given.reason.trim().is_empty() {
            return Err(Refused::Override(format!("breaking {} takes a reason, which the journal keeps", given.rule)));
        }
        if !plan.blocks().any(|check| check.id == given.rule) {
            return Err(Refused::Override(format!("no rule {} stands in the way of this plan", given.rule)));
        }
        if !ids::can_be_overridden(&given.rule) {
            return Err(Refused::Override(format!("{} cannot be overridden", given.rule)));
        }
    }
    let given = |check: &&Check| overrides.iter().any(|given| given.rule == check.id);
    Ok(plan.blocks().filter(|check| !given(check)).cloned().collect())
}

fn standing(plan: &Plan, pipeline: &str, actions: &[String], until: Timestamp, now: Timestamp) -> Result<(), Refused> {
    let refuse = |why: String| Err(Refused::Standing(why));
    if pipeline != plan.pipeline {
        return refuse(format!("it is for the pipeline {pipeline}"));
    }
    if !actions.iter().any(|verb| verb == plan.wish.verb()) {
        return refuse(format!("it is for {}, not for {}", actions.join(" and "), plan.wish.verb()));
    }
    if until <= now {
        return refuse(format!("it ended at {until}"));
    }
    if plan.tier == Tier::Breaking {
        return refuse("nothing that breaks a rule is done unattended".to_owned());
    }
    Ok(())
}
