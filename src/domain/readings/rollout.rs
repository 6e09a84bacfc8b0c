//! Readings of the rollout: what the flag says, and what the metrics say of it.

use jiff::Timestamp;

use super::recipe::{Fold, Recipe};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::metrics::Metrics;
use crate::domain::parity;
use crate::domain::pipeline::FlagStore;
use crate::domain::reading::{Provenance, Reading, Unit, Value};
use crate::domain::rollout::stand;
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

pub(super) const FIELDS: &[&str] = &["enabled", "set_percentage", "effective_percentage", "observed_percentage", "unchanged_seconds"];

/// Complete minutes over which the observed percentage is taken.
pub const OBSERVED_MINUTES: i64 = 15;

/// Fewest of them in which both sides must be known.
pub const ENOUGH_MINUTES: usize = 5;

pub(super) fn reading(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    if field == "observed_percentage" {
        return Some(observed(snapshot));
    }
    let unit = match field {
        "enabled" => Unit::Flag,
        "set_percentage" | "effective_percentage" => Unit::Percent,
        "unchanged_seconds" => Unit::Seconds,
        _ => return None,
    };
    let Some(store) = &snapshot.pipeline.flag else {
        return Some(Reading::not_configured(unit, "no flag is named: set store = \"…\" under [pipeline.flag]"));
    };
    let held = crate::domain::rollout::flags(snapshot);
    let stand = stand(snapshot);
    let value = match field {
        "enabled" => stand.enabled.map(Value::Flag),
        "set_percentage" => stand.set.map(Value::Number),
        "effective_percentage" => stand.effective.map(Value::Number),
        _ => stand.unchanged_since.map(|since| Value::Number(snapshot.now.duration_since(since).as_secs().max(0) as f64)),
    };
    let (call, field) = place(store);
    let why = stand.disagreement.iter().chain(&stand.problems).cloned().collect::<Vec<_>>().join("; ");
    let source = Provenance {
        call: call.to_owned(),
        field,
        formula: (!why.is_empty()).then_some(why),
        blind_spot: Some("what is set, not what the writers do with it: that is the observed percentage".to_owned()),
        ..Provenance::default()
    };
    Some(held.reading(snapshot.now, unit, source, |_| value))
}

/// Where the flag is read: the call and the names in it.
fn place(store: &FlagStore) -> (&'static str, String) {
    match store {
        FlagStore::LambdaEnv { enabled, percentage } | FlagStore::Command { enabled, percentage, .. } => {
            ("lambda:GetFunctionConfiguration", format!("Environment.Variables {enabled}, {percentage} of every writer"))
        }
        FlagStore::Ssm { enabled, percentage } => ("ssm:GetParameter", format!("{enabled}, {percentage}")),
        FlagStore::AppConfig { flag, attribute, .. } => ("appconfig:GetHostedConfigurationVersion", format!("{flag}.{attribute}")),
        FlagStore::File { path, enabled, percentage } => ("a local file", format!("{path}: {enabled}, {percentage}")),
    }
}

fn observed(snapshot: &Snapshot) -> Reading {
    let Some(recipe) = recipe(snapshot, "observed_percentage") else {
        return Reading::not_configured(
            Unit::Percent,
            "no table is named, so there is nothing to compare with: set table = \"…\" for the pipeline",
        );
    };
    if snapshot.pipeline.counts_requests() {
        let why = "cannot tell: one batch request writes many items, and only requests are counted";
        return super::none(Unit::Percent, "cloudwatch:GetMetricData", why);
    }
    let parity = parity::of(snapshot);
    let enough = usize::try_from(parity.minutes).is_ok_and(|minutes| ENOUGH_MINUTES <= minutes);
    let (Some(share), Some(until), true) = (parity.observed, parity.until, enough) else { return recipe.reading(snapshot) };
    // The same minutes and the same band as in every verdict: two observed percentages would be one too many.
    let mut reading = recipe.assemble(&snapshot.metrics, snapshot.now, Some((until, share)));
    if let Some(formula) = &mut reading.source.formula {
        let band = parity.low.zip(parity.high).map(|(low, high)| format!(", band {low:.1}–{high:.1} %")).unwrap_or_default();
        *formula = format!("{formula} over {} complete minutes{band}", parity.minutes);
    }
    reading
}

pub(super) fn recipe(snapshot: &Snapshot, field: &str) -> Option<Recipe> {
    let pipeline = &snapshot.pipeline;
    let writes = pipeline.table_writes().filter(|_| field == "observed_percentage")?;
    let records = MetricId::of(Metric::IncomingRecords, &pipeline.stream);
    Some(Recipe::of(records, Fold::Share(OBSERVED_MINUTES), Unit::Percent).with(writes).blind(
        "all writers of stream and table together, also those that are not ours; retries that were stored twice count twice; which writer \
         sends what cannot be seen",
    ))
}

/// The newest share: over the newest [`OBSERVED_MINUTES`] that are complete on both sides.
pub(super) fn share(recipe: &Recipe, metrics: &Metrics, now: Timestamp, minutes: i64) -> Reading {
    let (end, period) = (recipe.complete_until(metrics, now), recipe.period(metrics));
    let points = shares(recipe, metrics, minutes, shift(end, -minutes * 60), end);
    let newest = points.into_iter().rev().find_map(|(start, value)| Some((shift(start, period), value?)));
    let mut reading = recipe.assemble(metrics, now, newest);
    if let Some(formula) = &mut reading.source.formula {
        *formula = format!("{formula}; the last {minutes} minutes, of which at least {ENOUGH_MINUTES} must be known");
    }
    reading
}

/// The share at each period that starts in `from..to`, each over that many minutes that end with it.
pub(super) fn shares(recipe: &Recipe, metrics: &Metrics, minutes: i64, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Option<f64>)> {
    let Some(second) = &recipe.other else { return Vec::new() };
    let period = recipe.period(metrics);
    let window = usize::try_from(minutes * 60 / period).unwrap_or(1).max(1);
    let enough = (ENOUGH_MINUTES * 60).div_ceil(usize::try_from(period).unwrap_or(60));
    let start = shift(from, -(minutes * 60 - period).max(0));
    let (records, writes) = (metrics.range(&recipe.id, start, to), metrics.range(second, start, to));
    let pairs: Vec<Option<(f64, f64)>> = records.iter().zip(&writes).map(|((_, records), (_, writes))| records.zip(*writes)).collect();
    let share = |newest: usize| {
        // A share that ends in an unknown minute would be an older one under a newer name.
        pairs[newest]?;
        let known = || pairs[(newest + 1).saturating_sub(window)..=newest].iter().flatten();
        let (records, writes) = known().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        (enough <= known().count() && 0.0 < writes).then(|| records / writes * 100.0)
    };
    (0..pairs.len()).filter(|index| from <= records[*index].0).map(|index| (records[index].0, share(index))).collect()
}
