//! What readings of the flag tell: what changed between two of them, and since when the first one says it is unchanged.

use jiff::Timestamp;

use super::{Event, EventKind};
use crate::domain::facts::FlagReading;
use crate::domain::pipeline::FlagStore;

/// The flag of each holder: what changed since the reading before. Of the first reading, since when nothing did: a console that is
/// opened after a deploy shows the moment of it.
pub fn flag(before: Option<&[FlagReading]>, after: &[FlagReading], store: Option<&FlagStore>, now: Timestamp) -> Vec<Event> {
    let Some(before) = before else {
        return after.iter().filter_map(|holder| unchanged(holder, store, now)).collect();
    };
    let pairs = after.iter().filter_map(|new| Some((before.iter().find(|old| old.holder == new.holder)?, new)));
    pairs.filter_map(|(old, new)| changed(old, new, store, now)).collect()
}

/// `HeliusPriceWebhook: on, 10 %, unchanged since then`. More than that is not known of what was there before.
fn unchanged(holder: &FlagReading, store: Option<&FlagStore>, now: Timestamp) -> Option<Event> {
    let at = holder.changed.filter(|at| *at <= now)?;
    let text = format!("{}: {}, unchanged since then", holder.holder, says(holder));
    Some(Event { at, kind: EventKind::Flag, text, evidence: evidence(holder, Some(told_by(store))) })
}

fn changed(old: &FlagReading, new: &FlagReading, store: Option<&FlagStore>, now: Timestamp) -> Option<Event> {
    let mut parts = Vec::new();
    if old.enabled != new.enabled {
        parts.push(format!("flag {} → {}", switch(old.enabled), switch(new.enabled)));
    }
    if old.percentage != new.percentage {
        parts.push(format!("percentage {} → {}", percentage(old.percentage), percentage(new.percentage)));
    }
    let later = new.changed.filter(|changed| *changed <= now && old.changed.is_none_or(|old| old < *changed));
    let (text, why) = match later {
        _ if !parts.is_empty() => (parts.join(", "), None),
        // The stage counts from here, and so it has to be seen.
        Some(_) if old.changed.is_some() => (format!("changed, and still {}", says(new)), Some(told_by(store))),
        _ => return None,
    };
    let text = format!("{}: {text}", new.holder);
    Some(Event { at: later.unwrap_or(now), kind: EventKind::Flag, text, evidence: evidence(new, why) })
}

fn evidence(holder: &FlagReading, why: Option<&str>) -> Vec<String> {
    let revision = holder.revision.as_ref().map(|revision| format!("revision {revision}"));
    let all = [Some(format!("read from {}", holder.holder)), why.map(str::to_owned), revision, holder.problem.clone()];
    all.into_iter().flatten().collect()
}

/// What the moment of the last change is, and what it cannot tell.
fn told_by(store: Option<&FlagStore>) -> &'static str {
    match store {
        Some(FlagStore::Ssm { .. }) => "the moment is the parameters' LastModifiedDate: they were written then, maybe with the same value",
        Some(FlagStore::AppConfig { .. }) => "the moment is the end of the newest deployment of this configuration",
        Some(FlagStore::File { .. }) => "the moment is when the file was written last",
        Some(FlagStore::LambdaEnv { .. } | FlagStore::Command { .. }) | None => {
            "the moment is the function's LastModified: something of it was changed then, maybe not the flag"
        }
    }
}

/// `on, 10 %`
fn says(holder: &FlagReading) -> String {
    let on = if holder.enabled.is_some() { switch(holder.enabled) } else { "on or off unknown" };
    let share = if holder.percentage.is_some() { percentage(holder.percentage) } else { "percentage unknown".to_owned() };
    format!("{on}, {share}")
}

fn percentage(value: Option<f64>) -> String {
    value.map_or_else(|| "unknown".to_owned(), |value| format!("{value} %"))
}

fn switch(enabled: Option<bool>) -> &'static str {
    match enabled {
        Some(true) => "on",
        Some(false) => "off",
        None => "unknown",
    }
}
