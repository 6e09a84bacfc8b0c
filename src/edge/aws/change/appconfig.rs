//! A feature flag of AppConfig: the newest document with the flag changed becomes a new version, and that is deployed.

use aws_sdk_appconfig::config::Builder;
use aws_sdk_appconfig::primitives::Blob;
use serde_json::Value;

use super::{Door, Operation, Sent, once, sent, unread};
use crate::domain::call::Call;
use crate::domain::outcome::{Answer, Refusal};

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
    let request = door
        .session
        .appconfig
        .start_deployment()
        .application_id(deploy.application)
        .environment_id(deploy.environment)
        .configuration_profile_id(deploy.profile)
        .deployment_strategy_id(deploy.strategy)
        .configuration_version(number.to_string())
        .description("tidegate")
        .customize()
        .config_override(Builder::new().retry_config(once()));
    match sent(door.mutate(Operation::StartDeployment, request.send()).await) {
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
    let request = door
        .session
        .appconfig
        .stop_deployment()
        .application_id(application)
        .environment_id(environment)
        .set_deployment_number(i32::try_from(*number).ok())
        .customize()
        .config_override(Builder::new().retry_config(once()));
    sent(door.mutate(Operation::StopDeployment, request.send()).await)
}

/// The version that the plan was made on, as bytes, with its type.
async fn newest(door: &Door, deploy: &Deploy<'_>) -> Result<(Vec<u8>, String), Sent> {
    let request = door.session.appconfig.get_hosted_configuration_version();
    let request = request.application_id(deploy.application).configuration_profile_id(deploy.profile).version_number(deploy.latest);
    let answer = door.send(Operation::GetHostedConfigurationVersion, request.send()).await.map_err(unread)?;
    let content = answer.content().map(|content| content.as_ref().to_vec()).unwrap_or_default();
    Ok((content, answer.content_type().unwrap_or("application/json").to_owned()))
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
    let request = door
        .session
        .appconfig
        .create_hosted_configuration_version()
        .application_id(deploy.application)
        .configuration_profile_id(deploy.profile)
        .latest_version_number(deploy.latest)
        .content_type(kind)
        .content(Blob::new(content))
        .customize()
        .config_override(Builder::new().retry_config(once()));
    match door.mutate(Operation::CreateHostedConfigurationVersion, request.send()).await {
        Ok(made) if 0 < made.version_number() => Ok(made.version_number()),
        Ok(_) => Ok(deploy.latest + 1),
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
