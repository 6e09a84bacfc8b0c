//! The rollout flag where it lives outside the functions: parameters, an AppConfig flag, a file.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::door::Door;
use super::operation::Operation;
use super::{appconfig, file};
use crate::domain::facts::FlagReading;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::pipeline::FlagStore;
use crate::domain::rollout::{parse_enabled, parse_percentage};

/// What the store says. Functions answer for themselves, so that their stores say nothing here.
pub(super) async fn ask(door: &Door, store: Option<&FlagStore>) -> Result<Vec<FlagReading>, Fault> {
    match store {
        None | Some(FlagStore::LambdaEnv { .. } | FlagStore::Command { .. }) => Ok(Vec::new()),
        Some(FlagStore::Ssm { enabled, percentage }) => parameters(door, enabled, percentage).await.map(|one| vec![one]),
        Some(FlagStore::AppConfig { application, environment, profile, flag, attribute, .. }) => {
            appconfig::ask(door, &appconfig::Place { application, environment, profile }, flag, attribute).await.map(|one| vec![one])
        }
        Some(FlagStore::File { path, enabled, percentage }) => file::ask(path, enabled, percentage, door.at).await.map(|one| vec![one]),
    }
}

/// What cannot be told of the two values, in one sentence.
pub(super) fn problem(enabled: (&str, Option<&str>), percentage: (&str, Option<&str>)) -> Option<String> {
    let tell = |(name, value): (&str, Option<&str>), readable: bool, wanted: &str| match value {
        None => Some(format!("{name} is absent")),
        Some(_) if !readable => Some(format!("{name} is not {wanted}")),
        Some(_) => None,
    };
    let first = tell(enabled, enabled.1.and_then(parse_enabled).is_some(), "a yes or no");
    let second = tell(percentage, percentage.1.and_then(parse_percentage).is_some(), "a number from 0 to 100");
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}, and {second}")),
        (first, second) => first.or(second),
    }
}

/// One parameter's value, version and time.
struct Parameter {
    value: Option<String>,
    version: i64,
    changed: Option<Timestamp>,
}

/// Two parameters. Where one is missing the other is still told; where both are, the store is not there.
async fn parameters(door: &Door, enabled: &str, percentage: &str) -> Result<FlagReading, Fault> {
    let one = found(parameter(door, enabled).await)?;
    let two = match parameter(door, percentage).await {
        Err(fault) if fault.kind == FaultKind::NotFound && one.is_none() => return Err(fault),
        answer => found(answer)?,
    };
    let value = |parameter: &Option<Parameter>| parameter.as_ref().and_then(|held| held.value.clone());
    let (on, share) = (value(&one), value(&two));
    let secret = |parameter: &Option<Parameter>| parameter.as_ref().is_some_and(|held| held.value.is_none());
    let problem = if secret(&one) || secret(&two) {
        Some("a SecureString is not decrypted here: use String parameters for the flag".to_owned())
    } else {
        problem((enabled, on.as_deref()), (percentage, share.as_deref()))
    };
    let versions: Vec<String> = [&one, &two].iter().filter_map(|held| held.as_ref().map(|held| held.version.to_string())).collect();
    Ok(FlagReading {
        enabled: on.as_deref().and_then(parse_enabled),
        percentage: share.as_deref().and_then(parse_percentage),
        revision: Some(versions.join("/")),
        changed: [one, two].into_iter().flatten().filter_map(|held| held.changed).max(),
        problem,
        ..FlagReading::of(format!("{enabled} and {percentage}"))
    })
}

fn found(answer: Result<Parameter, Fault>) -> Result<Option<Parameter>, Fault> {
    match answer {
        Err(Fault { kind: FaultKind::NotFound, .. }) => Ok(None),
        answer => answer.map(Some),
    }
}

/// What is read of GetParameter's answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    parameter: Option<Held>,
}

/// One parameter as Systems Manager writes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Held {
    value: Option<String>,
    r#type: Option<String>,
    version: Option<i64>,
    /// Seconds since the epoch, with a fraction.
    last_modified_date: Option<f64>,
}

/// GetParameter, never decrypted.
async fn parameter(door: &Door, name: &str) -> Result<Parameter, Fault> {
    let operation = Operation::GetParameter;
    let request = door.session.ssm.call::<Answer>(operation, json!({ "Name": name, "WithDecryption": false }));
    let answer = door.send(operation, request).await?;
    let Some(Held { value: Some(value), r#type, version, last_modified_date }) = answer.parameter else {
        return Err(door.unreadable(operation, "the answer holds no parameter"));
    };
    let is_secret = r#type.as_deref() == Some("SecureString");
    Ok(Parameter {
        value: (!is_secret).then_some(value),
        version: version.unwrap_or_default(),
        changed: last_modified_date.and_then(|seconds| Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()),
    })
}
