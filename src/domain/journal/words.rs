//! The journal in words: one sentence an entry, for lists and the timeline.

use jiff::Timestamp;

use super::{Event, Intent};
use crate::domain::approval::Consent;
use crate::domain::finding::words;

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
            Event::HoleOpened { percentage, before, missing_per_hour, .. } => hole(*percentage, *before, *missing_per_hour),
            Event::HoleClosed { opened, .. } => format!("the hole of entry {opened} ends"),
            Event::HoleFilled { opened, reason } => format!("the hole of entry {opened} was filled: {reason}"),
            Event::WatchBegun { until, may, over } => watch(*until, may, *over),
            Event::WatchEnded { text, exit } => format!("the watch ends: {text} (exit {exit})"),
        }
    }
}

/// Going up makes a hole smaller: only what reaches the archive no more opens one.
fn hole(percentage: u32, before: Option<u32>, missing_per_hour: Option<u64>) -> String {
    let rate = missing_per_hour.map_or_else(|| "an unknown number of".to_owned(), |rate| format!("about {}", words::number(rate as f64)));
    match before {
        Some(before) if before < percentage => {
            format!(
                "more reaches the archive: {percentage} % of the writes instead of {before} %; {rate} records an hour are still missing"
            )
        }
        Some(before) if percentage < before => {
            format!(
                "a hole opens in the archive: {percentage} % of the writes reach it instead of {before} %, {rate} records an hour are missing"
            )
        }
        _ => format!("a hole opens in the archive: {percentage} % of the writes reach it, {rate} records an hour are missing"),
    }
}

fn watch(until: u8, may: &[String], over: Timestamp) -> String {
    let over = over.strftime("%Y-%m-%d %H:%M UTC");
    let verbs: Vec<&str> = may.iter().map(|verb| if verb == "rollback" { "roll back" } else { verb.as_str() }).collect();
    let may =
        if verbs.is_empty() { "it changes nothing".to_owned() } else { format!("it may {} by standing consent", verbs.join(" and ")) };
    format!("a watch begins, until {until} % or {over}: {may}")
}

fn approved(intent: &Intent) -> String {
    let how = match &intent.consent {
        Consent::Typed { word } => format!("\"{word}\" was typed"),
        Consent::Confirmed { word } => format!("--confirm {word}"),
        Consent::Standing { grounds, .. } => {
            let why = grounds.as_ref().map(|grounds| format!(", because {}", grounds.sentence())).unwrap_or_default();
            format!("by standing consent{why}")
        }
    };
    let broken: Vec<String> = intent.overrides.iter().map(|given| format!("{} ({})", given.rule, given.reason)).collect();
    let broken = if broken.is_empty() { String::new() } else { format!(", breaking {}", broken.join(" and ")) };
    let again = intent.continues.map(|run| format!(", going on with run {run}")).unwrap_or_default();
    format!("approved: {}, {how}{broken}{again}", intent.told())
}

impl Intent {
    /// What was approved: the wish as it is typed, and from where to where it moves the traffic.
    pub fn told(&self) -> String {
        match self.moves.as_ref().map(super::Moves::words).filter(|words| !words.is_empty()) {
            Some(moves) => format!("{} {moves}", self.action),
            None => self.action.clone(),
        }
    }
}
