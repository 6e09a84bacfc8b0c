//! After a change of the flag: every holder says so, and the stream takes what is set.

use jiff::Timestamp;

use super::{not_verifiable, not_yet, seen};
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::facts::FlagReading;
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::parity::{self, Verdict};
use crate::domain::plan::{Check, Plan};
use crate::domain::rollout;
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;
use crate::domain::standing::standing;

/// Complete minutes without a record that are taken as the end of stream writes.
const ENOUGH: usize = 2;

pub(super) fn checks(plan: &Plan, snapshot: &Snapshot, since: Timestamp) -> Vec<Check> {
    let holders = rollout::stand(snapshot).holders;
    let mut checks: Vec<Check> = holders.iter().map(|holder| read_back(plan, snapshot, holder, since)).collect();
    if holders.is_empty() {
        checks.push(not_yet("read-back", "the flag was not read since the change"));
    }
    let is_off = !holders.is_empty() && holders.iter().all(|holder| holder.effective() == Some(0.0));
    let means_off = is_off || plan.confirm == "off";
    checks.push(if means_off { stopped(snapshot, &holders, since) } else { follows(snapshot, since) });
    checks
}

/// The holder was read after the change and says what it is to say.
fn read_back(plan: &Plan, snapshot: &Snapshot, holder: &FlagReading, since: Timestamp) -> Check {
    let name = &holder.holder;
    let function = snapshot.functions.get(name).filter(|_| snapshot.pipeline.writers.contains(name));
    let at = function.map_or(snapshot.flag.at, |held| held.at);
    let Some(at) = at else { return not_verifiable("read-back", &format!("{name} was never read")) };
    if at < since {
        return not_yet("read-back", format!("{name} was not read since the change"));
    }
    let function = function.and_then(|held| held.get());
    if let Some(error) = function.and_then(|function| function.environment_error.as_ref()) {
        return not_verifiable("read-back", &format!("{name} cannot be read: {}", error.trim_end_matches('.')));
    }
    let says = says(holder);
    let stands = match &plan.wish {
        Action::Percentage { to } => holder.percentage.is_some_and(|share| same(share, f64::from(*to))),
        Action::Flag { on } => holder.enabled == Some(*on),
        Action::Promote => promoted(plan, snapshot, name),
        // Back to a stage lowers who is above it and leaves the others; back below the first stage is a rollback.
        Action::Back if plan.confirm != "off" => {
            let most: f64 = plan.confirm.parse().unwrap_or(0.0);
            holder.effective().is_some_and(|share| share <= most)
        }
        _ => holder.enabled == Some(false) && holder.percentage.is_some_and(|share| same(share, 0.0)),
    };
    if !stands {
        let still = if holder.effective() == Some(0.0) { "" } else { " and still writes to the stream, as far as that tells" };
        return not_yet("read-back", format!("{name} {says}{still}"));
    }
    match function.map(|function| function.last_update_status.as_str()) {
        Some("InProgress") => not_yet("read-back", format!("{name} {says}, and its update is not through")),
        Some("Failed") => not_yet("read-back", format!("{name} {says}, and its update failed: the version before still runs")),
        _ if let Some((alias, version)) = function.and_then(|function| function.pinned().next()) => not_verifiable(
            "read-back",
            &format!("{name} {says}, but callers of its alias {alias} run version {version}, which does not see that"),
        ),
        _ => seen("read-back", format!("{name} {says}")),
    }
}

/// What the plan sets at this holder stands. A deploy and what lies outside the writers are set by calls of another name.
fn promoted(plan: &Plan, snapshot: &Snapshot, name: &str) -> bool {
    let is_writer = snapshot.pipeline.writers.iter().any(|writer| writer == name);
    let is_anothers = |call: &Call| is_writer && matches!(call, Call::PatchEnvironment { function, .. } if function != name);
    plan.steps.iter().all(|step| is_anothers(&step.call) || standing(&step.call, snapshot).stands())
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

fn says(holder: &FlagReading) -> String {
    let on = holder.enabled.map_or("neither on nor off", |on| if on { "on" } else { "off" });
    let share = holder.percentage.map_or_else(|| "no percentage".to_owned(), |share| format!("{share} %"));
    format!("says {on} and {share}")
}

/// The observed percentage, over minutes since the change alone.
fn follows(snapshot: &Snapshot, since: Timestamp) -> Check {
    const ID: &str = "observed-follows";
    let parity = parity::of(snapshot);
    let band = || {
        let (observed, low, high) = (parity.observed?, parity.low?, parity.high?);
        Some(format!("{} ({low:.1}–{high:.1}) observed, {} set", words::percent(observed), words::percent(parity.set?)))
    };
    if let Verdict::CannotTell(why) = &parity.verdict {
        return not_verifiable(ID, why);
    }
    if parity.from.is_none_or(|from| from < since) {
        return not_yet(ID, "there are no complete minutes since the change alone yet");
    }
    let told = band().unwrap_or_else(|| "nothing is observed yet".to_owned());
    match parity.verdict {
        Verdict::Agrees => seen(ID, told),
        Verdict::Ignored => not_yet(ID, format!("{told}: the writer does not read the percentage")),
        Verdict::Differs { .. } => not_yet(ID, told),
        _ => not_yet(ID, format!("{told}, and that is not enough to tell")),
    }
}

/// Nothing reaches the stream in minutes for which the table's figures arrived.
fn stopped(snapshot: &Snapshot, holders: &[FlagReading], since: Timestamp) -> Check {
    const ID: &str = "writes-stopped";
    let pipeline = &snapshot.pipeline;
    let Some(writes) = pipeline.table_writes() else {
        return not_verifiable(ID, "no table is named whose writes would show that a minute's figures arrived");
    };
    let records = MetricId::of(Metric::IncomingRecords, &pipeline.stream);
    let metrics = &snapshot.metrics;
    let until = metrics.complete_until(&records, snapshot.now).min(metrics.complete_until(&writes, snapshot.now));
    let from = parity::settled(since);
    let minutes: Vec<(Timestamp, f64)> = metrics
        .range(&writes, from, until)
        .into_iter()
        .filter(|(_, writes)| writes.is_some_and(|writes| 0.0 < writes))
        .filter_map(|(start, _)| Some((start, metrics.value(&records, start)?)))
        .collect();
    let fault = metrics.track(&records).and_then(|track| track.fault.as_ref()).map(|fault| format!(": {fault}")).unwrap_or_default();
    let Some((last, value)) = minutes.last().copied() else {
        return not_yet(ID, format!("no minute since the change is complete for stream and table{fault}"));
    };
    if 0.0 < value {
        let still: Vec<&str> =
            holders.iter().filter(|holder| holder.effective() != Some(0.0)).map(|holder| holder.holder.as_str()).collect();
        let who = if still.is_empty() {
            "a version behind an alias, a writer that is not named here, or instances that still drain".to_owned()
        } else {
            words::list(&still)
        };
        let minute = words::clock(shift(last, 60));
        return not_yet(ID, format!("the stream still took {} in the minute to {minute}: {who}", words::count(value, "record")));
    }
    let quiet = minutes.iter().rev().take_while(|(_, value)| *value <= 0.0).count();
    let told = format!("no record in {} in which the table was written", words::count(quiet as f64, "complete minute"));
    if ENOUGH <= quiet { seen(ID, told) } else { not_yet(ID, format!("{told}, and one more is awaited")) }
}
