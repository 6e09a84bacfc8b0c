//! How a call and a whole change ended, in words: one list, from which the journal, the console and the command line take theirs.

use super::{Answer, Outcome};
use crate::domain::finding::words;
use crate::domain::plan::{Check, Verdict};

/// One outcome as each ear hears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// One or two words.
    pub word: &'static str,
    /// What follows the word in a list of entries, without an end.
    pub note: String,
    /// What happened and what it means, one sentence each, for whoever looks at the change.
    pub sentences: Vec<String>,
    /// The first line on the command line.
    pub headline: String,
    /// The lines below it and below what was verified.
    pub lines: Vec<String>,
}

impl Outcome {
    /// One or two words.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Done { .. } => "done",
            Outcome::Applied { .. } => "applied, not proven",
            Outcome::Partial { .. } => "partly applied",
            Outcome::Failed { .. } => "failed",
            Outcome::Stale { .. } => "stale: not sent",
            Outcome::InOtherHands { .. } => "in other hands: not sent",
            Outcome::Stopped { .. } => "stopped",
            Outcome::Unknown { .. } => "outcome unknown",
        }
    }

    /// How it ended, in one sentence without an end.
    pub fn sentence(&self) -> String {
        let Told { word, note, .. } = self.told();
        format!("{word}: {note}")
    }

    /// How it ended, in the words of every ear.
    pub fn told(&self) -> Told {
        let word = self.word();
        let (note, sentences, headline, lines) = match self {
            Outcome::Done { checks } => (
                format!("{} of {} verified", passed(checks), words::count(checks.len() as f64, "check")),
                vec![format!("Done. Everything was applied; {}.", verified(checks))],
                format!("{word}, {} of {} verified", passed(checks), checks.len()),
                Vec::new(),
            ),
            Outcome::Applied { checks, waits_for } => (
                waits_for.clone(),
                vec![
                    format!("Applied, not proven. Everything was taken; {}.", verified(checks)),
                    format!("Not seen yet: {}.", waits_for.trim_end_matches('.')),
                ],
                format!("{word}, {} of {} verified: {waits_for}", passed(checks), checks.len()),
                Vec::new(),
            ),
            Outcome::Partial { failed } => {
                let each: Vec<String> = failed.iter().map(|(who, why)| format!("{who} was not changed: {why}")).collect();
                let named = failed.iter().map(|(who, why)| format!("{who}: {why}"));
                let sentences = std::iter::once("Partly applied. These were not changed:".to_owned()).chain(named).collect();
                (each.join("; "), sentences, word.to_owned(), each)
            }
            Outcome::Failed { step, why, .. } => {
                let note = format!("step {}: {why}", step + 1);
                let refused = format!("Step {} was refused: {}.", step + 1, why.trim_end_matches('.'));
                (note.clone(), vec![refused, before(*step)], word.to_owned(), vec![note])
            }
            Outcome::Stale { changed, step } => {
                let head = format!("Step {} was not sent: the world is not what the plan was made for.", step + 1);
                let sentences = std::iter::once(head).chain(changed.iter().cloned()).chain([taken(*step)]).collect();
                let because = "because the world is not what the plan was made for:";
                let line = format!("nothing was sent from step {} on, {because}", step + 1);
                let lines = std::iter::once(line).chain(changed.iter().cloned()).collect();
                (changed.join("; "), sentences, word.to_owned(), lines)
            }
            Outcome::InOtherHands { run, since } => {
                let since = since.map(|since| since.strftime(" since %H:%M UTC").to_string()).unwrap_or_default();
                let head = format!("another terminal is executing run {run}{since}: nothing was sent");
                let wait = "once that has ended, it can be planned anew".to_owned();
                (head.clone(), [&head, &wait].map(|said| words::sentence(said)).to_vec(), head, vec![wait])
            }
            Outcome::Stopped { step } => (
                format!("before step {}", step + 1),
                vec![format!("Stopped before step {}.", step + 1), before(*step)],
                word.to_owned(),
                vec![format!("step {} was not sent any more; `tidegate resume` goes on", step + 1)],
            ),
            Outcome::Unknown { step, why } => {
                let note = format!("step {}: {why}", step + 1);
                let lost = format!("It cannot be told whether step {} was applied: {}.", step + 1, why.trim_end_matches('.'));
                let look = "Look at the world before it is tried again.".to_owned();
                (note.clone(), vec![lost, look], word.to_owned(), vec![format!("{note}; look before trying again")])
            }
        };
        Told { word, note, sentences, headline, lines }
    }

    /// What was verified of it, and what could not be.
    pub fn checks(&self) -> &[Check] {
        match self {
            Outcome::Done { checks } | Outcome::Applied { checks, .. } => checks,
            _ => &[],
        }
    }
}

/// What had been sent before a world that is another now: whether it still stands is not known.
fn taken(step: usize) -> String {
    match step {
        0 => "Nothing was changed.".to_owned(),
        1 => "Step 1 had been taken.".to_owned(),
        _ => format!("Steps 1 to {step} had been taken."),
    }
}

fn before(step: usize) -> String {
    match step {
        0 => "Nothing was changed.".to_owned(),
        1 => "Step 1 stands.".to_owned(),
        _ => format!("Steps 1 to {step} stand."),
    }
}

fn passed(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.verdict == Verdict::Pass).count()
}

/// `2 of 3 checks verified`.
fn verified(checks: &[Check]) -> String {
    match checks.len() {
        0 => "nothing about it can be verified from here".to_owned(),
        count => format!("{} of {count} checks verified", passed(checks)),
    }
}

/// One answer as each ear hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// In a list of steps.
    pub stand: &'static str,
    /// After `step 2 …`, where the reason stands below.
    pub past: &'static str,
    /// After `step 2: …`; the reason follows where there is one.
    pub short: &'static str,
    /// What was read, or why not.
    pub why: Option<&'a str>,
}

impl Answer {
    /// What came back, in the words of every ear.
    pub fn heard(&self) -> Heard<'_> {
        let (stand, past, short, why) = match self {
            Answer::Taken { .. } => ("done", "was taken", "taken", None),
            Answer::Found { evidence } => (
                "done: found by reading",
                "was found done: the answer was lost",
                "the answer was lost, and the change was found made",
                Some(evidence),
            ),
            Answer::Stood { evidence } => ("stood already", "was not sent: it stood already", "nothing was sent", Some(evidence)),
            Answer::Refused { why, .. } => ("refused", "was refused", "refused", Some(why)),
            Answer::Unknown { why } => ("cannot be told", "cannot be told", "it cannot be told whether it was made", Some(why)),
        };
        Heard { stand, past, short, why: why.map(String::as_str) }
    }

    /// What came back, in one sentence without an end.
    pub fn sentence(&self) -> String {
        let heard = self.heard();
        heard.why.map_or_else(|| heard.short.to_owned(), |why| format!("{}: {why}", heard.short))
    }
}
