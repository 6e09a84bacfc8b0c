//! Is it time for this upgrade? The guide's thresholds against what is measured.

use rust_decimal::{Decimal, dec};
use serde::Serialize;

use super::{Estimate, Service};
use crate::domain::pipeline::Pipeline;

/// How a threshold came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Worth {
    /// It is passed: a reason for the upgrade.
    Reached,
    /// It is not.
    NotReached,
    /// It cannot be told from here.
    CannotTell,
}

impl Worth {
    /// The words on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Worth::Reached => "yes",
            Worth::NotReached => "no",
            Worth::CannotTell => "cannot tell",
        }
    }
}

/// One threshold of the guide.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Threshold {
    /// What it asks.
    pub question: &'static str,
    /// How it came out.
    pub worth: Worth,
    /// The figure that it rests on.
    pub evidence: String,
}

/// More updates a day than this are a reason. Source: the upgrade guide.
const UPDATES_A_DAY: Decimal = dec!(10_000_000);

/// A table bill above this a month is a reason. Source: the upgrade guide.
const TABLE_BILL: Decimal = dec!(2_000);

/// History beyond so many days is a reason. Source: the upgrade guide.
const HISTORY_DAYS: u32 = 14;

/// Each of the guide's reasons that figures can tell of.
pub fn worth(estimate: &Estimate, pipeline: &Pipeline) -> Vec<Threshold> {
    let judged = |reached: bool| if reached { Worth::Reached } else { Worth::NotReached };
    let updates = match estimate.traffic {
        Some(traffic) => {
            let millions = traffic * dec!(86_400) / dec!(1_000_000);
            let reached = judged(UPDATES_A_DAY < traffic * dec!(86_400));
            (reached, format!("{} M updates a day at the present rate", millions.round_dp(1).normalize()))
        }
        None => (Worth::CannotTell, "all that is written is not known: name the table".to_owned()),
    };
    let table = match &estimate.shape.neighbours.table {
        Some(_) => {
            let amount = estimate.bill.of(Service::Table);
            (judged(TABLE_BILL < amount), format!("${} a month for writes and storage", super::cents(amount)))
        }
        None => (Worth::CannotTell, "the table is not known".to_owned()),
    };
    let history = match pipeline.assumptions.archive_days {
        Some(days) => (judged(HISTORY_DAYS < days), format!("archive_days says {days}")),
        None => (Worth::CannotTell, "how long history is wanted: set archive_days under [pipeline.cost]".to_owned()),
    };
    [("more than 10 M updates a day", updates), ("a table bill above $2,000 a month", table), ("history beyond 14 days", history)]
        .map(|(question, (worth, evidence))| Threshold { question, worth, evidence })
        .into()
}
