//! Readings about the account and the watching itself: alarms, scaling, limits, identity, costs.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{count, detail, fact, none, word};
use crate::domain::cost::{self, HOURS_A_MONTH};
use crate::domain::facts::{Alarm, ScalingActivity, ScalingTarget};
use crate::domain::price::PriceError;
use crate::domain::reading::{Provenance, Reading, State, Unit, Value};
use crate::domain::snapshot::Snapshot;
use crate::domain::watchlist;

pub(super) const ALARMS: &[&str] = &["firing", "insufficient", "total"];
pub(super) const SCALING: &[&str] = &["targets", "min", "max", "suspended", "policies", "last_activity"];
pub(super) const LIMITS: &[&str] = &["shard_limit", "open_shards"];
pub(super) const IDENTITY: &[&str] = &["account", "region", "arn"];
pub(super) const WATCHING: &[&str] = &["cost_usd_per_hour", "cost_usd_per_month", "spent_usd", "metrics", "metrics_requested"];

pub(super) fn alarms(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    let state = match field {
        "firing" => Some("ALARM"),
        "insufficient" => Some("INSUFFICIENT_DATA"),
        "total" => None,
        _ => return None,
    };
    let counted = |alarms: &Vec<Alarm>| count(alarms.iter().filter(|alarm| state.is_none_or(|state| alarm.state == state)).count());
    Some(fact(snapshot, &snapshot.alarms, Unit::Count, ("cloudwatch:DescribeAlarms", "MetricAlarms[].StateValue"), counted))
}

pub(super) fn scaling(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    type Pick = fn(&[ScalingTarget]) -> Option<Value>;
    let scaling = &snapshot.scaling;
    match field {
        "policies" => {
            let from = ("application-autoscaling:DescribeScalingPolicies", "ScalingPolicies");
            return Some(detail(snapshot, scaling, (Unit::Count, from), |scaling| &scaling.policies, |policies| count(policies.len())));
        }
        "last_activity" => {
            let from = ("application-autoscaling:DescribeScalingActivities", "ScalingActivities[0]");
            let newest = |activities: &Vec<ScalingActivity>| {
                word(&activities.first().map_or_else(|| "none".to_owned(), |newest| format!("{}: {}", newest.status, newest.description)))
            };
            return Some(detail(snapshot, scaling, (Unit::Text, from), |scaling| &scaling.activities, newest));
        }
        _ => {}
    }
    let (unit, path, pick): (_, _, Pick) = match field {
        "targets" => (Unit::Count, "ScalableTargets", |targets| count(targets.len())),
        "min" => (Unit::Count, "ScalableTargets[].MinCapacity", |targets| count(targets.first()?.min)),
        "max" => (Unit::Count, "ScalableTargets[].MaxCapacity", |targets| count(targets.first()?.max)),
        "suspended" => (Unit::Text, "ScalableTargets[].SuspendedState", |targets| {
            let suspended = &targets.first()?.suspended;
            word(&if suspended.is_empty() { "nothing".to_owned() } else { suspended.join(", ") })
        }),
        _ => return None,
    };
    let from = ("application-autoscaling:DescribeScalableTargets", path);
    let mut reading = fact(snapshot, &snapshot.scaling, unit, from, |scaling| pick(&scaling.targets));
    if snapshot.pipeline.scaling.resource_id.is_none() {
        reading.source.blind_spot = Some("the target is guessed by the stream's name: set resource_id under [pipeline.scaling]".to_owned());
    }
    Some(reading)
}

pub(super) fn limits(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    let call = "kinesis:DescribeLimits";
    Some(match field {
        "shard_limit" => fact(snapshot, &snapshot.limits, Unit::Count, (call, "ShardLimit"), |limits| count(limits.shard_limit)),
        "open_shards" => fact(snapshot, &snapshot.limits, Unit::Count, (call, "OpenShardCount"), |limits| count(limits.open_shards)),
        _ => return None,
    })
}

pub(super) fn identity(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    let call = "sts:GetCallerIdentity";
    let held = &snapshot.identity;
    Some(match field {
        "account" => fact(snapshot, held, Unit::Text, (call, "Account"), |identity| word(&identity.account)),
        "arn" => fact(snapshot, held, Unit::Text, (call, "Arn"), |identity| word(&identity.arn)),
        "region" => fact(snapshot, held, Unit::Text, (call, "the Region that the clients use"), |identity| word(&identity.region)),
        _ => return None,
    })
}

pub(super) fn watching(snapshot: &Snapshot, field: &str) -> Option<Reading> {
    let seconds = watchlist::cadence(snapshot, watchlist::Source::Metrics);
    Some(match field {
        "cost_usd_per_hour" => {
            let seldom = watchlist::seldom(snapshot).map(|seconds| format!(" + 1 metric × 3600 s ÷ {seconds} s")).unwrap_or_default();
            let asked = format!("{} metrics × 3600 s ÷ {seconds} s{seldom}", watchlist::count(snapshot));
            let formula = if seldom.is_empty() { asked } else { format!("({asked})") } + " × price of one metric";
            money(snapshot, Unit::UsdPerHour, watchlist::watching_cost_usd_per_hour(snapshot), formula)
        }
        "cost_usd_per_month" => {
            let formula = format!("cost of an hour × {HOURS_A_MONTH} h, if it runs all the time");
            let month = watchlist::watching_cost_usd_per_hour(snapshot).map(|hour| hour * Decimal::from(HOURS_A_MONTH));
            money(snapshot, Unit::UsdPerMonth, month, formula)
        }
        "spent_usd" => {
            let formula = format!("{} metrics asked for × price of one metric", snapshot.metrics_requested);
            money(snapshot, Unit::Usd, watchlist::watching_spent_usd(snapshot), formula)
        }
        "metrics" => own(snapshot, Unit::Count, count(watchlist::count(snapshot)), "metrics on the watch list".to_owned()),
        "metrics_requested" => {
            own(snapshot, Unit::Count, count(snapshot.metrics_requested), "counted as they are asked for, since the start".to_owned())
        }
        _ => return None,
    })
}

/// What the console knows of itself: always of this moment.
fn own(snapshot: &Snapshot, unit: Unit, value: Option<Value>, formula: String) -> Reading {
    let source = Provenance { call: "this console".to_owned(), formula: Some(formula), ..Provenance::default() };
    Reading { value, unit, at: Some(snapshot.now), age_seconds: Some(0), state: State::Fresh, source, fault: None }
}

fn money(snapshot: &Snapshot, unit: Unit, amount: Result<Decimal, PriceError>, formula: String) -> Reading {
    match amount {
        Ok(amount) => {
            let mut reading = own(snapshot, unit, amount.to_f64().map(Value::Number), formula);
            reading.source.blind_spot = Some("GetMetricData only: the other calls are free or cost cents a month".to_owned());
            reading
        }
        Err(error) => none(unit, "this console", &error.to_string()),
    }
}

/// What the stream costs in a month at the load of the last hour.
pub(super) fn stream_cost(snapshot: &Snapshot) -> Reading {
    let bill = match cost::stream_bill(snapshot) {
        Ok(bill) => bill,
        Err(error) => return none(Unit::UsdPerMonth, "this console", &error.to_string()),
    };
    // The bill is as old and as good as the load that it is made of.
    let mut reading = super::stream::reading(snapshot, "incoming_records_per_second")
        .unwrap_or_else(|| none(Unit::UsdPerMonth, "cloudwatch:GetMetricData", "the stream's record rate"));
    reading.value = bill.total_number().map(Value::Number);
    reading.unit = Unit::UsdPerMonth;
    let lines: Vec<String> = bill.lines.iter().map(cost::Line::sum).collect();
    reading.source.formula = Some(lines.join("; "));
    reading.source.blind_spot = Some(format!("left out: {}", bill.left_out.join("; ")));
    reading
}
