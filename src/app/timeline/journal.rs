//! What the journal tells, as events: who approved what and why, what was sent, how it ended.

use std::collections::BTreeMap;

use super::{Event, EventKind, Timeline};
use crate::domain::approval::Consent;
use crate::domain::finding::words;
use crate::domain::journal::{Entry, Event as Written, History, Intent, Moves};
use crate::domain::outcome::Answer;
use crate::domain::plan::Check;
use crate::domain::verify;

/// What was approved, by the number of its run.
type Wishes<'a> = BTreeMap<u64, &'a Intent>;

/// The newest entries of a history that are worth a line: more than the timeline keeps are not made.
pub fn journal(history: &History) -> Vec<Event> {
    let entries = history.entries();
    let wishes: Wishes<'_> = entries
        .iter()
        .filter_map(|entry| if let Written::Approved(intent) = &entry.event { Some((entry.seq, &**intent)) } else { None })
        .collect();
    let first = entries.len().saturating_sub(Timeline::KEPT);
    entries[first..].iter().filter_map(|entry| told(&wishes, entry)).collect()
}

fn told(wishes: &Wishes<'_>, entry: &Entry) -> Option<Event> {
    let wish = |run: u64| wishes.get(&run).map_or_else(|| format!("run {run}"), |intent| format!("`{}`", intent.action));
    let who = entry.who.as_deref().map_or("somebody", super::short);
    let mut evidence = vec![format!("by {}", entry.who.as_deref().unwrap_or("somebody whom AWS did not name"))];
    let text = match &entry.event {
        Written::Approved(intent) => {
            evidence.extend(approved(intent));
            format!("{} approved by {who}{}", quoted(intent), because(intent))
        }
        // What was sent is told with its answer.
        Written::Sending { .. } => return None,
        Written::Answered { run, step, answer } => {
            let heard = answer.heard();
            evidence.extend(heard.why.map(str::to_owned));
            if let Answer::Taken { request_id: Some(id) } = answer {
                evidence.push(format!("request {id}"));
            }
            format!("{}: step {} {}", wish(*run), step + 1, heard.past)
        }
        Written::Settled { run, outcome } => {
            evidence.extend(outcome.told().sentences);
            evidence.extend(outcome.checks().iter().map(proved));
            format!("{}: {}", wish(*run), outcome.word())
        }
        Written::Closed { run, reason } => {
            evidence.push(format!("reason: {reason}"));
            format!("{} closed by {who}: {reason}", wish(*run))
        }
        Written::Rollout { change, reason } => {
            evidence.push(format!("reason: {reason}"));
            format!("the rollout is {} by {who}: {reason}", change.text())
        }
        Written::HoleOpened { percentage, before, missing_per_hour, .. } => {
            let rate = |rate: &u64| format!("about {} records an hour are missing from the archive", words::number(*rate as f64));
            evidence.extend(missing_per_hour.as_ref().map(rate));
            match before.filter(|before| before < percentage) {
                Some(before) => format!("more reaches the stream: {percentage} % of the writes instead of {before} %"),
                None => format!("a hole opens: {percentage} % of the writes reach the stream"),
            }
        }
        Written::HoleClosed { opened, .. } => format!("hole {opened} ends"),
        Written::HoleFilled { opened, reason } => {
            evidence.push(format!("how: {reason}"));
            format!("hole {opened} was filled, says {who}: {reason}")
        }
        Written::WatchBegun { .. } | Written::WatchEnded { .. } => entry.event.sentence(),
    };
    evidence.push(format!("journal entry {}", entry.seq));
    Some(Event { at: entry.at, kind: kind(wishes, entry), text, evidence })
}

/// `not yet: 9.4 % observed, 10 % set (observed-follows)`
fn proved(check: &Check) -> String {
    let (word, told) = verify::words(check);
    format!("{word}: {told} ({})", check.id)
}

/// What is about the flag, a hole or the rollout itself is the rollout's history; all else is a change like any other.
fn kind(wishes: &Wishes<'_>, entry: &Entry) -> EventKind {
    let intent = match &entry.event {
        Written::Approved(_) => wishes.get(&entry.seq),
        Written::Sending { run, .. } | Written::Answered { run, .. } | Written::Settled { run, .. } | Written::Closed { run, .. } => {
            wishes.get(run)
        }
        Written::Rollout { .. }
        | Written::HoleOpened { .. }
        | Written::HoleClosed { .. }
        | Written::HoleFilled { .. }
        | Written::WatchBegun { .. }
        | Written::WatchEnded { .. } => return EventKind::Rollout,
    };
    if intent.is_some_and(|intent| intent.wish.moves_flag()) { EventKind::Rollout } else { EventKind::Change }
}

/// The wish as it is typed, and from where to where it moves the traffic.
fn quoted(intent: &Intent) -> String {
    let moves = intent.moves.as_ref().map(Moves::words).filter(|words| !words.is_empty());
    moves.map_or_else(|| format!("`{}`", intent.action), |moves| format!("`{}` {moves}", intent.action))
}

/// Why a step was taken that nobody confirmed by hand.
fn because(intent: &Intent) -> String {
    match &intent.consent {
        Consent::Standing { grounds: Some(grounds), .. } => format!(" unattended, because {}", grounds.reason),
        _ => String::new(),
    }
}

fn approved(intent: &Intent) -> Vec<String> {
    let consent = match &intent.consent {
        Consent::Typed { word } => format!("\"{word}\" was typed in the console"),
        Consent::Confirmed { word } => format!("--confirm {word} on the command line"),
        Consent::Standing { until, .. } => format!("standing consent of the configuration until {until}"),
    };
    let mut lines = vec![format!("tier {}: {consent}", intent.tier.number())];
    if let Consent::Standing { grounds: Some(grounds), .. } = &intent.consent {
        lines.push(format!("because {}", grounds.reason));
        lines.extend(grounds.gates.iter().map(|seen| format!("{}: {}", seen.gate, seen.evidence.join("; "))));
    }
    lines.extend(intent.overrides.iter().map(|broken| format!("broke {}: {}", broken.rule, broken.reason)));
    lines.extend(intent.continues.map(|run| format!("goes on with run {run}")));
    lines.extend(intent.calls.iter().map(|call| format!("{} {}", call.name(), call.subject())));
    lines.push(format!("plan {}", intent.digest));
    lines
}
