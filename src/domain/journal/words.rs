//! The journal in words: one sentence an entry, for lists and the timeline.

use super::{Event, Intent};
use crate::domain::approval::Consent;

impl Event {
    /// What happened, in one sentence.
    pub fn sentence(&self) -> String {
        match self {
            Event::Approved(intent) => approved(intent),
            Event::Sending { run, step, call, subject } => format!("run {run}, step {}: {call} on {subject} is sent", step + 1),
            Event::Answered { run, step, answer } => format!("run {run}, step {}: {}", step + 1, answer.sentence()),
            Event::Settled { run, outcome } => format!("run {run}: {}", outcome.sentence()),
            Event::Closed { run, reason } => format!("run {run} was closed by hand: {reason}"),
            Event::Rollout { change, reason } => format!("the rollout is {}: {reason}", change.text()),
            Event::HoleOpened { percentage, missing_per_hour, .. } => {
                let rate = missing_per_hour.map_or_else(|| "an unknown number of".to_owned(), |rate| format!("about {rate}"));
                format!("a hole opens in the archive: {percentage} % of the writes reach it, {rate} records an hour are missing")
            }
            Event::HoleClosed { opened, .. } => format!("the hole of entry {opened} ends"),
            Event::HoleFilled { opened, reason } => format!("the hole of entry {opened} was filled: {reason}"),
        }
    }
}

fn approved(intent: &Intent) -> String {
    let how = match &intent.consent {
        Consent::Typed { word } => format!("\"{word}\" was typed"),
        Consent::Confirmed { word } => format!("--confirm {word}"),
        Consent::Standing { .. } => "by standing consent".to_owned(),
    };
    let broken: Vec<String> = intent.overrides.iter().map(|given| format!("{} ({})", given.rule, given.reason)).collect();
    let broken = if broken.is_empty() { String::new() } else { format!(", breaking {}", broken.join(" and ")) };
    let again = intent.continues.map(|run| format!(", going on with run {run}")).unwrap_or_default();
    format!("approved: {}, {how}{broken}{again}", intent.action)
}
