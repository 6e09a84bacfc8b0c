//! The flag's holders: disagreement, values that cannot be told, and aliases that hide a change.

use super::{Finding, Level, words};
use crate::domain::action::Action;
use crate::domain::facts::FlagReading;
use crate::domain::parity::{Parity, Verdict};
use crate::domain::rollout::{self, Fallen};
use crate::domain::snapshot::Snapshot;

/// Findings of what the holders say.
pub(super) fn judge(snapshot: &Snapshot, parity: &Parity, findings: &mut Vec<Finding>) {
    if snapshot.pipeline.flag.is_none() {
        return;
    }
    let holders = rollout::stand(snapshot).holders;
    findings.extend(disagreement(&holders));
    // A function that did not answer at all is told of as a source.
    let unread = |holder: &FlagReading| snapshot.functions.get(&holder.holder).is_none_or(|held| held.get().is_none());
    let in_functions = snapshot.pipeline.writers.iter().any(|writer| holders.iter().any(|holder| holder.holder == *writer));
    for holder in holders.iter().filter(|holder| !(in_functions && unread(holder))) {
        findings.extend(unclear(holder));
    }
    findings.extend(alias(snapshot, parity));
    findings.extend(fell(snapshot));
}

fn says(holder: &FlagReading) -> String {
    let share = match (holder.enabled, holder.percentage) {
        (Some(false), _) => "off".to_owned(),
        (Some(true), Some(percentage)) => format!("on at {}", words::percent(percentage)),
        (Some(true), None) => "on, percentage unknown".to_owned(),
        (None, _) => "unknown".to_owned(),
    };
    format!("{} says {share}", holder.holder)
}

fn disagreement(holders: &[FlagReading]) -> Option<Finding> {
    let mut known: Vec<f64> = holders.iter().filter_map(FlagReading::effective).collect();
    known.sort_by(f64::total_cmp);
    let (least, most) = known.first().zip(known.last())?;
    if most - least < 1e-9 {
        return None;
    }
    let text = format!("The writers disagree on the flag: from {} to {} of the traffic.", words::percent(*least), words::percent(*most));
    let finding = Finding::new("flag-disagrees", "", Level::Warn, text).resting_on(holders.iter().map(says));
    let advice = "Set every writer to the same percentage. Until then the observed percentage cannot be compared with a set one.";
    Some(finding.advise(advice).reads(["rollout.enabled", "rollout.set_percentage"]))
}

fn unclear(holder: &FlagReading) -> Option<Finding> {
    if holder.effective().is_some() {
        return None;
    }
    let why = holder.problem.clone().unwrap_or_else(|| match holder.enabled {
        None => "the variable that switches stream writes is absent or not a yes or no".to_owned(),
        Some(_) => "the percentage is absent or not a number from 0 to 100".to_owned(),
    });
    let text = format!("What {} sends to the stream cannot be told: {}.", holder.holder, why.trim_end_matches('.'));
    let finding = Finding::new("flag-unreadable", &holder.holder, Level::Warn, text).resting_on([says(holder)]);
    let advice = "Set both variables to explicit values, or grant the read that is missing. An absent percentage is not 0 %: the writer's own default decides.";
    Some(finding.advise(advice).reads(["rollout.enabled", "rollout.set_percentage"]))
}

/// A published version behind an alias is a fact, and the likely reason when the percentages differ.
fn alias(snapshot: &Snapshot, parity: &Parity) -> Option<Finding> {
    let trap = super::parity::alias_trap(snapshot);
    if trap.is_empty() {
        return None;
    }
    let differs = matches!(parity.verdict, Verdict::Differs { .. } | Verdict::Ignored);
    let level = if differs { Level::Warn } else { Level::Ok };
    let finding = Finding::new("flag-alias", "", level, trap)
        .resting_on(["the variables of $LATEST are read — lambda:GetFunctionConfiguration".to_owned()]);
    Some(finding.advise("Publish a version and move the alias after each change of the flag.").reads(["rollout.set_percentage"]))
}

/// The percentage was set back, and nobody here did that.
fn fell(snapshot: &Snapshot) -> Option<Finding> {
    let Fallen { at: changed, stage, set, arrived, written, minutes } = rollout::fallen(snapshot)?;
    let holders = rollout::stand(snapshot).holders;
    let ago = words::span(snapshot.now.duration_since(changed).as_secs_f64());
    let text = format!(
        "The flag fell from about {stage} % to {} at {} ({ago} ago), and no plan from here did it: a deploy may have set the variable back.",
        words::percent(set),
        words::clock(changed)
    );
    let evidence = [
        format!(
            "{} of {} writes reached the stream in {minutes} minutes before the change",
            words::number(arrived),
            words::number(written)
        ),
        format!("{} — unchanged since {}", holders.iter().map(says).collect::<Vec<_>>().join(", "), words::clock(changed)),
        format!("the journal has no run of ours within {} of it", words::span(rollout::OURS as f64)),
    ];
    let advice = "Ask who deployed at that time and put the percentage into the deployment's own source, or it will be reset again; then go back up: a stage \
                  that was proven before is not climbed anew, and every gate stands before it. If it was a rollback by hand, leave it: the archive has a \
                  hole since then either way.";
    let finding = Finding::new("flag-fell", "", Level::Warn, text).resting_on(evidence).advise(advice);
    let wish = Some(Action::Percentage { to: stage });
    Some(finding.wish(wish).reads(["rollout.set_percentage", "rollout.observed_percentage", "rollout.unchanged_seconds"]))
}
