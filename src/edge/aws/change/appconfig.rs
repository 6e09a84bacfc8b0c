//! A feature flag of AppConfig: the newest document with the flag changed becomes a new version, and that is deployed.

use serde_json::Value;

use super::{Door, Operation, Sent, sent, unread};
use crate::domain::call::Call;
use crate::domain::outcome::{Answer, Refusal};
use crate::edge::aws::appconfig::wire::{self, Deployment, Document};

/// What one deployment is made of, taken from its call.
struct Deploy<'a> {
    application: &'a str,
    environment: &'a str,
    profile: &'a str,
    flag: &'a str,
    attribute: &'a str,
    enabled: bool,
    percentage: Option<u32>,
    latest: i32,
    strategy: &'a str,
}

impl<'a> Deploy<'a> {
    fn of(call: &'a Call) -> Option<Self> {
        let Call::DeployFlag { application, environment, profile, flag, attribute, enabled, percentage, latest_version, strategy } = call
        else {
            return None;
        };
        let latest = i32::try_from(*latest_version).ok()?;
        let (enabled, percentage) = (*enabled, *percentage);
        Some(Self { application, environment, profile, flag, attribute, enabled, percentage, latest, strategy })
    }
}

pub(super) async fn deploy(door: &Door, call: &Call) -> Sent {
    let Some(deploy) = Deploy::of(call) else {
        return Sent::refused(Refusal::Other, format!("{} deploys no flag", call.name()));
    };
    let (content, kind) = match newest(door, &deploy).await {
        Ok(document) => document,
        Err(sent) => return sent,
    };
    let Some(content) = changed(&content, &deploy) else {
        let why = format!("version {} is no JSON document with a flag {}", deploy.latest, deploy.flag);
        return Sent::refused(Refusal::Other, why);
    };
    let number = match version(door, &deploy, content, &kind).await {
        Ok(number) => number,
        Err(sent) => return sent,
    };
    let operation = Operation::StartDeployment;
    let request = wire::start_deployment(deploy.application, deploy.environment, deploy.profile, number, deploy.strategy);
    match sent(door.mutate(operation, door.session.appconfig.call_once::<Deployment>(operation, request)).await) {
        Sent::Answered(Answer::Refused { code, why, kind }) => {
            Sent::Answered(Answer::Refused { code, why: format!("{why}; version {number} was made and is deployed nowhere"), kind })
        }
        told => told,
    }
}

/// Stops a deployment that is under way.
pub(super) async fn stop(door: &Door, call: &Call) -> Sent {
    let Call::StopDeployment { application, environment, number } = call else {
        return Sent::refused(Refusal::Other, format!("{} stops no deployment", call.name()));
    };
    let operation = Operation::StopDeployment;
    let request = wire::stop_deployment(application, environment, *number);
    sent(door.mutate(operation, door.session.appconfig.call_once::<Deployment>(operation, request)).await)
}

/// The version that the plan was made on, as bytes, with its type.
async fn newest(door: &Door, deploy: &Deploy<'_>) -> Result<(Vec<u8>, String), Sent> {
    let operation = Operation::GetHostedConfigurationVersion;
    let request = wire::get_version(deploy.application, deploy.profile, deploy.latest);
    let answer = door.send(operation, door.session.appconfig.call::<Document>(operation, request)).await.map_err(unread)?;
    Ok((answer.content, answer.content_type.unwrap_or_else(|| "application/json".to_owned())))
}

/// The document with only the flag changed: every other member stays, in its place.
fn changed(content: &[u8], deploy: &Deploy<'_>) -> Option<Vec<u8>> {
    let mut document: Value = serde_json::from_slice(content).ok()?;
    let below = document.get("values").is_some_and(|values| values.get(deploy.flag).is_some());
    let place = if below { document.get_mut("values")? } else { &mut document };
    let flag = place.get_mut(deploy.flag)?.as_object_mut()?;
    flag.insert("enabled".to_owned(), deploy.enabled.into());
    if let Some(percentage) = deploy.percentage {
        // A percentage that was written as text stays text.
        let is_text = flag.get(deploy.attribute).is_some_and(Value::is_string);
        let value = if is_text { Value::from(percentage.to_string()) } else { Value::from(percentage) };
        flag.insert(deploy.attribute.to_owned(), value);
    }
    serde_json::to_vec(&document).ok()
}

/// Makes the new version. The version that was read is the lock: somebody else's in between refuses ours.
async fn version(door: &Door, deploy: &Deploy<'_>, content: Vec<u8>, kind: &str) -> Result<i32, Sent> {
    let operation = Operation::CreateHostedConfigurationVersion;
    let request = wire::create_version(deploy.application, deploy.profile, deploy.latest, kind, content);
    match door.mutate(operation, door.session.appconfig.call_once::<Document>(operation, request)).await {
        Ok(made) => Ok(made.output.number.filter(|number| 0 < *number).unwrap_or(deploy.latest + 1)),
        // Without a deployment a version does nothing: if it was made, nobody sees it.
        Err(failure) => Err(match failure.into_sent() {
            Sent::Lost(why) => Sent::refused(
                Refusal::Other,
                format!("{why}; whether a new version was made is not known, but nothing was deployed, so nobody sees it"),
            ),
            told @ Sent::Answered(_) => told,
        }),
    }
}
