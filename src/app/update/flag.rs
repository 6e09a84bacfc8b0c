//! The flag as the writer functions hold it: gathered from what each of them answered.

use jiff::Timestamp;

use crate::app::model::Watch;
use crate::app::timeline;
use crate::domain::facts::{FlagReading, Function};
use crate::domain::pipeline::FlagStore;

/// Makes the flag's readings anew from the writers' environments, when that is where the flag lives.
pub(super) fn gather(watch: &mut Watch, at: Timestamp) {
    if !matches!(watch.snapshot.pipeline.flag, Some(FlagStore::LambdaEnv { .. } | FlagStore::Command { .. })) {
        return;
    }
    let snapshot = &mut watch.snapshot;
    let writers: Vec<_> = snapshot.pipeline.writers.iter().filter_map(|name| snapshot.functions.get(name)).collect();
    let readings: Vec<FlagReading> = writers.iter().filter_map(|held| held.get()).map(reading).collect();
    let before = snapshot.flag.get().cloned();
    // The age of the whole is that of its oldest part, and its fault that of any part.
    snapshot.flag.fault = writers.iter().find_map(|held| held.fault.clone());
    snapshot.flag.stale_after = writers.iter().map(|held| held.stale_after).min().unwrap_or(snapshot.flag.stale_after);
    let oldest = writers.iter().filter_map(|held| held.at).min();
    if readings.is_empty() {
        return;
    }
    for event in before.map(|before| timeline::flag(&before, &readings, at)).unwrap_or_default() {
        watch.timeline.add(event);
    }
    snapshot.flag.value = Some(readings);
    snapshot.flag.at = oldest;
}

/// What one writer's environment says of the flag.
pub fn reading(function: &Function) -> FlagReading {
    let enabled = function.enabled.as_deref().and_then(yes_or_no);
    let percentage = function.percentage.as_deref().and_then(percent);
    let problem = match (&function.environment_error, &function.enabled, &function.percentage) {
        (Some(error), ..) => Some(format!("the environment of {} cannot be read: {error}", function.name)),
        (None, None, _) => Some(format!("{} has no variable that switches stream writes on", function.name)),
        (None, Some(raw), _) if enabled.is_none() => Some(format!("`{raw}` in {} is neither true nor false", function.name)),
        (None, _, None) => Some(format!("{} has no variable with the percentage", function.name)),
        (None, _, Some(raw)) if percentage.is_none() => Some(format!("`{raw}` in {} is not a number from 0 to 100", function.name)),
        _ => None,
    };
    FlagReading {
        holder: function.name.clone(),
        enabled,
        percentage,
        revision: function.revision.clone(),
        changed: function.last_modified,
        problem,
    }
}

/// Reads a yes or no as the writers' own language would spell it.
fn yes_or_no(raw: &str) -> Option<bool> {
    match raw.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "yes" => Some(true),
        "false" | "0" | "off" | "no" | "" => Some(false),
        _ => None,
    }
}

fn percent(raw: &str) -> Option<f64> {
    raw.trim().parse().ok().filter(|number| (0.0..=100.0).contains(number))
}
