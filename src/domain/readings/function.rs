//! Readings of functions: how often they run, fail, wait, and what their flag says.

use super::recipe::{Fold, Recipe};
use super::{fact, none, word};
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::{Reading, Unit, Value};
use crate::domain::rollout;
use crate::domain::snapshot::Snapshot;

pub(super) const WRITER: &[&str] = &[
    "state",
    "enabled",
    "set_percentage",
    "errors_per_minute",
    "invocations_per_minute",
    "throttles_per_minute",
    "duration_ms",
    "concurrency",
];

const CALL: &str = "lambda:GetFunctionConfiguration";

pub(super) fn writer(snapshot: &Snapshot, writer: &str, field: &str) -> Option<Reading> {
    if !snapshot.pipeline.writers.iter().any(|name| name == writer) {
        return None;
    }
    if let Some(recipe) = recipe(writer, field) {
        return Some(recipe.reading(snapshot));
    }
    let unit = match field {
        "state" => Unit::Text,
        "enabled" => Unit::Flag,
        "set_percentage" => Unit::Percent,
        _ => return None,
    };
    let Some(held) = snapshot.functions.get(writer) else { return Some(none(unit, CALL, "not answered yet")) };
    let said = held.get().and_then(|function| rollout::flag_of_function(&snapshot.pipeline, function));
    let mut reading = match field {
        "state" => return Some(fact(snapshot, held, unit, (CALL, "State"), |function| word(&function.state))),
        "enabled" => {
            let value = said.as_ref().and_then(|flag| flag.enabled).map(Value::Flag);
            fact(snapshot, held, unit, (CALL, "Environment.Variables"), |_| value)
        }
        _ => {
            let value = said.as_ref().and_then(|flag| flag.percentage).map(Value::Number);
            fact(snapshot, held, unit, (CALL, "Environment.Variables"), |_| value)
        }
    };
    reading.source.formula = said.and_then(|flag| flag.problem);
    reading.source.blind_spot = Some("what $LATEST is set to; whether the code reads it only the observed percentage can tell".to_owned());
    Some(reading)
}

pub(super) fn recipe(function: &str, field: &str) -> Option<Recipe> {
    let one = |metric, fold, unit| Some(Recipe::of(MetricId::of(metric, function), fold, unit));
    match field {
        "errors_per_minute" => one(Metric::FunctionErrors, Fold::PerMinute, Unit::PerMinute)
            .map(|recipe| recipe.blind("runs that failed; a failed stream write that the code only logs is not among them")),
        "invocations_per_minute" => one(Metric::FunctionInvocations, Fold::PerMinute, Unit::PerMinute),
        "throttles_per_minute" => one(Metric::FunctionThrottles, Fold::PerMinute, Unit::PerMinute),
        "duration_ms" => one(Metric::FunctionDuration, Fold::Same, Unit::Milliseconds),
        "concurrency" => one(Metric::FunctionConcurrency, Fold::Same, Unit::Count),
        _ => None,
    }
}
