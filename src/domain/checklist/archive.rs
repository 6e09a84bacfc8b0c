//! The archive's lifecycle: whether its objects stay where Athena reads them, for as long as the archive is to be kept.

use super::{Check, told, unread};
use crate::domain::facts::{After, Firehose, LifecycleRule};
use crate::domain::finding::words;
use crate::domain::snapshot::Snapshot;

/// Days that the upgrade keeps its archive: seven years of 365 days.
const KEPT_DAYS: u32 = 2_555;

/// Objects that Firehose writes stay queryable, and are kept for their time.
pub(super) fn lifecycle(snapshot: &Snapshot) -> Check {
    let id = "archive-lifecycle";
    let pipeline = &snapshot.pipeline;
    if pipeline.bucket.is_none() {
        return Check::not_applicable(id, "no bucket is named: set bucket = \"…\" for the pipeline");
    }
    let lifecycle = match told(snapshot, &snapshot.lifecycle) {
        Ok(lifecycle) => lifecycle,
        Err(fault) => return unread(id, fault, "the bucket's lifecycle"),
    };
    let kept = pipeline.assumptions.archive_days.unwrap_or(KEPT_DAYS);
    let firehose = snapshot.firehose.get();
    let acts = |rule: &&LifecycleRule| rule.is_enabled && !rule.is_tagged && covers(rule, firehose) != Some(false);
    let rules: Vec<&LifecycleRule> = lifecycle.rules.iter().filter(acts).collect();
    let (sure, others): (Vec<&LifecycleRule>, Vec<&LifecycleRule>) = rules.iter().partition(|rule| covers(rule, firehose) == Some(true));
    let differs = |rules: &[&LifecycleRule]| rules.iter().flat_map(|rule| differences(rule, kept)).collect::<Vec<String>>();
    let (mut evidence, perhaps) = (differs(&sure), differs(&others));
    let holds = evidence.is_empty();
    let is_open = holds && !perhaps.is_empty();
    evidence.extend(perhaps);
    evidence.extend(rules.iter().map(|rule| said(rule)));
    if rules.iter().all(|rule| rule.expires.is_none()) {
        evidence.push("nothing deletes the objects: they are kept, and paid for, for ever".to_owned());
    }
    if is_open {
        return Check::waiting(id, evidence, "the prefix that Firehose writes to: whether these rules are about the archive");
    }
    Check::judged(id, holds, evidence)
}

/// Whether a rule is about what Firehose writes there; `None` when what it writes is not known. Without a prefix of its own
/// Firehose begins keys with the year.
fn covers(rule: &LifecycleRule, firehose: Option<&Firehose>) -> Option<bool> {
    if rule.prefix.is_empty() {
        return Some(true);
    }
    // What follows `!{` is made at the time of writing.
    let written = firehose?.prefix.as_deref().map(|prefix| prefix.split("!{").next().unwrap_or_default());
    Some(match written.filter(|written| !written.is_empty()) {
        Some(written) => written.starts_with(&rule.prefix) || rule.prefix.starts_with(written),
        None => rule.prefix.starts_with(|first: char| first.is_ascii_digit()),
    })
}

/// What of a rule takes objects out of Athena's reach, or away, before their time.
fn differences(rule: &LifecycleRule, kept: u32) -> Vec<String> {
    let is_early = |after: &After| after.days().is_none_or(|days| days < kept);
    let gone = rule.expires.iter().filter(|after| is_early(after));
    let days = words::number(f64::from(kept));
    let below = if rule.prefix.is_empty() { String::new() } else { format!(" below {}", rule.prefix) };
    let gone = gone.map(|after| format!("objects{below} are deleted {}, and the archive is to be kept for {days} days", when(after)));
    // What is deleted before it moves never gets there.
    let stays = |after: &After| match (after.days(), rule.expires.as_ref().and_then(After::days)) {
        (Some(moves), Some(expires)) => moves < expires,
        _ => true,
    };
    let moved = rule.moves.iter().filter(|to| to.is_out_of_reach() && is_early(&to.after) && stays(&to.after));
    let moved = moved.map(|to| {
        format!("{} objects{below} go to {}, where Athena skips them without a word: GLACIER_IR stays queryable", when(&to.after), to.class)
    });
    moved.chain(gone).collect()
}

/// A rule in one sentence.
fn said(rule: &LifecycleRule) -> String {
    let mut acts: Vec<String> = rule.moves.iter().map(|to| format!("{} to {}", when(&to.after), to.class)).collect();
    acts.extend(rule.expires.iter().map(|after| format!("deleted {}", when(after))));
    if acts.is_empty() {
        acts.push("no objects are moved or deleted".to_owned());
    }
    let name = if rule.id.is_empty() { "a rule without a name" } else { &rule.id };
    let of = if rule.prefix.is_empty() { String::new() } else { format!(" for {}", rule.prefix) };
    format!("{name}{of}: {}", acts.join(", "))
}

fn when(after: &After) -> String {
    match after {
        After::Days(days) => format!("after {}", words::count(f64::from(*days), "day")),
        After::Date(date) => format!("on {}", date.split('T').next().unwrap_or_default()),
    }
}
