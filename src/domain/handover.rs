//! The handover: stage, evidence, open findings, holes, and who did what and why, as Markdown for the next person on watch.

use std::fmt::Write as _;

use super::action::Action;
use super::checklist::Check;
use super::finding::{self, Finding, Level, words};
use super::gate;
use super::holes::holes;
use super::plan::plan;
use super::rollout::machine::{Phase, phase};
use super::rollout::stand;
use super::snapshot::Snapshot;

/// Entries of the journal that are told.
const ENTRIES: usize = 40;

/// The handover of a pipeline that is judged first.
pub fn of(snapshot: &Snapshot) -> String {
    let gates = gate::judge(snapshot, &plan(&Action::Rollback, snapshot).checks);
    handover(snapshot, &gates, &finding::judge(snapshot))
}

/// The handover of a pipeline whose gates and findings were judged. Times are UTC.
pub fn handover(snapshot: &Snapshot, gates: &[Check], findings: &[Finding]) -> String {
    let mut text = format!("# Handover of {} at {}\n\n", snapshot.pipeline.name, snapshot.now.strftime("%Y-%m-%d %H:%M UTC"));
    stage(&mut text, snapshot, gates);
    evidence(&mut text, gates);
    open(&mut text, findings);
    missing(&mut text, snapshot);
    history(&mut text, snapshot);
    text
}

/// Adds a line; a line of Markdown is one line.
fn line(text: &mut String, line: &str) {
    text.push_str(&line.replace('\n', " "));
    text.push('\n');
}

fn stage(text: &mut String, snapshot: &Snapshot, gates: &[Check]) {
    let stand = stand(snapshot);
    let phase = phase(snapshot, gates);
    text.push_str("## Stage\n\n");
    let share = stand.effective.map_or_else(|| "cannot be told".to_owned(), words::percent);
    line(text, &format!("- Share of the writes that is meant for the stream: {share}"));
    if let Some(observed) = super::parity::of(snapshot).observed {
        line(text, &format!("- Observed: {}", words::percent(observed)));
    }
    line(text, &format!("- Phase: {}{}", phase.word(), why(&phase)));
    if let Some(baked) = stand.baked_seconds {
        let bake = words::span(snapshot.pipeline.rollout.bake.as_secs_f64());
        line(text, &format!("- Unchanged for {}, {bake} are wanted at each stage", words::span(baked as f64)));
    }
    if let Some(next) = stand.next_stage {
        line(text, &format!("- Next stage: {next} %"));
    }
    for sentence in stand.disagreement.iter().chain(&stand.problems) {
        line(text, &format!("- {sentence}"));
    }
    text.push('\n');
}

fn why(phase: &Phase) -> String {
    match phase {
        Phase::Unknown { why } => format!(": {}", why.join("; ")),
        Phase::Promoting { action } | Phase::GoingBack { action } => format!(": {action}"),
        Phase::Gathering { gates, .. } | Phase::Holding { gates } => format!(": {}", gates.join(", ")),
        Phase::Ready { to } => format!(" for {to} %"),
        Phase::Paused(said) | Phase::Aborted(said) => {
            let who = said.who.as_deref().map(|who| format!(" by {who}")).unwrap_or_default();
            format!("{who} at {}: {}", said.at.strftime("%Y-%m-%d %H:%M"), said.reason)
        }
        Phase::RolledBack { at } => format!(" at {}", at.strftime("%Y-%m-%d %H:%M")),
        Phase::Verifying { seconds: 0 } | Phase::Complete => String::new(),
        Phase::Verifying { seconds } => format!(", {} more", words::span(*seconds as f64)),
    }
}

fn evidence(text: &mut String, gates: &[Check]) {
    text.push_str("## Gates\n\n| gate | verdict | evidence |\n|---|---|---|\n");
    for gate in gates {
        let waits = gate.waits_for.as_ref().map(|waits| format!("waits for {waits}"));
        let told: Vec<&str> = gate.evidence.iter().map(String::as_str).chain(waits.as_deref()).collect();
        line(text, &format!("| {} | {} | {} |", gate.id, gate.mark.verdict(), told.join("; ").replace('|', "\\|")));
    }
    text.push('\n');
}

fn open(text: &mut String, findings: &[Finding]) {
    text.push_str("## Open findings\n\n");
    let wrong: Vec<&Finding> = findings.iter().filter(|finding| Level::Ok < finding.level).collect();
    if wrong.is_empty() {
        line(text, "None.");
    }
    for finding in wrong {
        line(text, &format!("- **{}** `{}`: {} {}", finding.level.word(), finding.id, finding.text, finding.advice));
    }
    text.push('\n');
}

fn missing(text: &mut String, snapshot: &Snapshot) {
    text.push_str("## Holes of the archive\n\n");
    let holes = holes(&snapshot.history, snapshot.now);
    if holes.is_empty() {
        line(text, "None is known.");
    }
    for hole in holes {
        let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d %H:%M").to_string();
        let until = hole.until.map_or_else(|| "still open".to_owned(), |until| format!("until {}", day(until)));
        let size =
            hole.missing.map_or_else(|| "an unknown number of".to_owned(), |missing| format!("about {}", words::number(missing as f64)));
        let end = match (&hole.filled, hole.fill_by) {
            (Some(how), _) => format!("filled: {how}"),
            (None, Some(by)) => format!("to be filled from the table by {}", day(by)),
            (None, None) => "until when the table keeps them is not known".to_owned(),
        };
        line(text, &format!("- {}: from {}, {until}, at {} %: {size} records; {end}", hole.id, day(hole.from), hole.percentage));
    }
    text.push('\n');
}

fn history(text: &mut String, snapshot: &Snapshot) {
    text.push_str("## Who did what and why\n\n");
    let entries = snapshot.history.entries();
    if entries.is_empty() {
        line(text, "Nothing was changed from here yet.");
    }
    let first = entries.len().saturating_sub(ENTRIES);
    if 0 < first {
        let _ = writeln!(text, "The newest {ENTRIES} of {} entries:\n", entries.len());
    }
    for entry in &entries[first..] {
        let who = entry.who.as_deref().map_or("somebody here", |arn| arn.rsplit('/').next().unwrap_or(arn));
        line(text, &format!("- {} {who}: {}", entry.at.strftime("%Y-%m-%d %H:%M"), entry.event.sentence()));
    }
}
