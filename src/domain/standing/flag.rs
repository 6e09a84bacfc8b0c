//! Changes of the flag: what its holders say now.

use std::collections::BTreeMap;

use super::{Standing, current};
use crate::domain::call::Call;
use crate::domain::facts::{FlagReading, Function};
use crate::domain::fault::FaultKind;
use crate::domain::pipeline::FlagStore;
use crate::domain::rollout::{parse_enabled, parse_percentage};
use crate::domain::snapshot::Snapshot;

/// What a value that is to be set means, told apart as the store's two names are.
#[derive(Debug, Default, PartialEq)]
struct Wanted {
    enabled: Option<bool>,
    percentage: Option<f64>,
}

impl Wanted {
    /// By the store's two names; a name that is neither cannot be read back.
    fn of(set: &BTreeMap<String, String>, (enabled, percentage): (&str, &str)) -> Result<Self, String> {
        if let Some(other) = set.keys().find(|name| *name != enabled && *name != percentage) {
            return Err(format!("{other} is not read here, so nobody can tell"));
        }
        Ok(Self {
            enabled: set.get(enabled).and_then(|text| parse_enabled(text)),
            percentage: set.get(percentage).and_then(|text| parse_percentage(text)),
        })
    }

    fn fits(&self, enabled: Option<bool>, percentage: Option<f64>) -> bool {
        (self.enabled.is_none() || self.enabled == enabled) && (self.percentage.is_none() || self.percentage == percentage)
    }
}

/// The two names of a flag that lives in variables, parameters or keys.
fn names(snapshot: &Snapshot) -> Result<(&str, &str), String> {
    match &snapshot.pipeline.flag {
        Some(
            FlagStore::LambdaEnv { enabled, percentage }
            | FlagStore::Ssm { enabled, percentage }
            | FlagStore::Command { enabled, percentage, .. }
            | FlagStore::File { enabled, percentage, .. },
        ) => Ok((enabled, percentage)),
        Some(FlagStore::AppConfig { .. }) | None => Err("the configuration does not say which names the flag has".to_owned()),
    }
}

/// A function's variables. While they are put into force they can be read already.
pub(super) fn environment(name: &str, set: &BTreeMap<String, String>, snapshot: &Snapshot) -> Result<Standing, String> {
    let names = names(snapshot)?;
    let Some(held) = snapshot.functions.get(name) else { return Err(format!("{name} was not read")) };
    if held.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::NotFound) {
        return Ok(Standing::NotYet(format!("there is no function {name} any more")));
    }
    let function = current(held, name)?;
    if let Some(error) = &function.environment_error {
        return Err(format!("{name}: {error}"));
    }
    Wanted::of(set, names)?;
    Ok(function_standing(name, function, |variable| if variable == names.0 { &function.enabled } else { &function.percentage }, set))
}

fn function_standing<'a>(
    name: &str,
    function: &Function,
    value: impl Fn(&str) -> &'a Option<String>,
    set: &BTreeMap<String, String>,
) -> Standing {
    let told: Vec<String> = set.keys().map(|variable| format!("{variable}={}", value(variable).as_deref().unwrap_or("(absent)"))).collect();
    let said = format!("{name} has {}", told.join(" "));
    if !set.iter().all(|(variable, wanted)| value(variable).as_ref() == Some(wanted)) {
        return Standing::NotYet(said);
    }
    match function.last_update_status.as_str() {
        "InProgress" => Standing::Changing(format!("{said}, and the update is in progress")),
        "Failed" => Standing::NotYet(format!("{said}, but its last update failed")),
        _ => Standing::Stands(said),
    }
}

/// Everything else that holds the flag.
pub(super) fn standing(call: &Call, snapshot: &Snapshot) -> Result<Standing, String> {
    match call {
        Call::PutParameter { name, value } => {
            let set = BTreeMap::from([(name.clone(), value.clone())]);
            let wanted = Wanted::of(&set, names(snapshot)?)?;
            Ok(judged(&wanted, reading(snapshot)?))
        }
        Call::WriteFile { set, .. } => Ok(judged(&Wanted::of(set, names(snapshot)?)?, reading(snapshot)?)),
        Call::DeployFlag { enabled, percentage, .. } => {
            let wanted = Wanted { enabled: Some(*enabled), percentage: percentage.map(f64::from) };
            let found = reading(snapshot)?;
            Ok(match judged(&wanted, found) {
                Standing::NotYet(said) if found.is_being_deployed() => Standing::Changing(found.problem.clone().unwrap_or(said)),
                told => told,
            })
        }
        Call::StopDeployment { number, .. } => Ok(stopped(*number, reading(snapshot)?)),
        Call::RunCommand { set, .. } => writers(set, snapshot),
        _ => Err("this call does not change the flag".to_owned()),
    }
}

fn reading(snapshot: &Snapshot) -> Result<&FlagReading, String> {
    current(&snapshot.flag, "the flag")?.first().ok_or_else(|| "the flag's store says nothing".to_owned())
}

fn judged(wanted: &Wanted, found: &FlagReading) -> Standing {
    let enabled = found.enabled.map_or("unknown", |on| if on { "on" } else { "off" });
    let share = found.percentage.map_or_else(|| "unknown".to_owned(), |share| format!("{share} %"));
    let said = format!("{} says {enabled}, {share}", found.holder);
    if wanted.fits(found.enabled, found.percentage) { Standing::Stands(said) } else { Standing::NotYet(said) }
}

/// A deployment is over when none, or another one, is under way.
fn stopped(number: u32, found: &FlagReading) -> Standing {
    let under_way = found.place().and_then(|hosted| hosted.under_way.as_ref());
    match under_way.filter(|one| one.number == number) {
        None => Standing::Stands(format!("deployment {number} is not under way")),
        Some(one) if one.state == "ROLLING_BACK" => Standing::Changing(format!("deployment {number} is {}", one.state)),
        Some(one) => Standing::NotYet(format!("deployment {number} is {}", one.state)),
    }
}

/// What a deploy command set shows in every writer's environment.
fn writers(set: &BTreeMap<String, String>, snapshot: &Snapshot) -> Result<Standing, String> {
    let wanted = Wanted::of(set, names(snapshot)?)?;
    if snapshot.pipeline.writers.is_empty() {
        return Err("no writer is configured, so nothing shows what the command did".to_owned());
    }
    let mut under_way = None;
    for name in &snapshot.pipeline.writers {
        let Some(held) = snapshot.functions.get(name) else { return Err(format!("{name} was not read")) };
        let function = current(held, name)?;
        let (enabled, percentage) =
            (function.enabled.as_deref().and_then(parse_enabled), function.percentage.as_deref().and_then(parse_percentage));
        if !wanted.fits(enabled, percentage) {
            return Ok(Standing::NotYet(format!("{name} has other values")));
        }
        if function.last_update_status == "InProgress" {
            under_way = Some(format!("{name} is being updated"));
        }
    }
    Ok(under_way.map_or_else(|| Standing::Stands("every writer has the values".to_owned()), Standing::Changing))
}
