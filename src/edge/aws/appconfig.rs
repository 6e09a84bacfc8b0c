//! A feature flag in AppConfig: the content of the version that is deployed to the environment.

pub(super) mod wire;

use serde_json::Value;

use self::wire::{Deployment, Name, Named};
use super::door::Door;
use super::operation::Operation;
use super::plain::rest::Request;
use crate::domain::facts::{BEING_DEPLOYED, FlagReading, HostedFlag, UnderWay};
use crate::domain::fault::Fault;
use crate::domain::rollout::parse_percentage;

/// Most pages of a list: 500 names.
const PAGES: u32 = 10;

/// Where the flag lives; each is a name or an id.
pub(super) struct Place<'a> {
    pub(super) application: &'a str,
    pub(super) environment: &'a str,
    pub(super) profile: &'a str,
}

/// The flag as the newest finished deployment holds it.
pub(super) async fn ask(door: &Door, place: &Place<'_>, flag: &str, attribute: &str) -> Result<FlagReading, Fault> {
    let application = application(door, place.application).await?;
    let environment = environment(door, &application, place.environment).await?;
    let (profile, name) = profile(door, &application, place.profile).await?;
    let deployments = deployments(door, &application, &environment).await?;
    let ours = |one: &&Deployment| match &one.configuration_profile_id {
        Some(id) => *id == profile,
        None => one.configuration_name.as_ref().is_none_or(|of| *of == name),
    };
    let state = |one: &Deployment| one.state.clone().unwrap_or_default();
    let live = deployments.iter().filter(ours).find(|one| ["COMPLETE", "BAKING"].contains(&state(one).as_str()));
    let Some(live) = live else {
        return Err(door.not_found(Operation::ListDeployments, "no version of the flag has been deployed to this environment"));
    };
    let version = live.configuration_version.as_deref().unwrap_or_default();
    let content = content(door, &application, &profile, version).await?;
    let mut reading = reading(door, &content, flag, attribute)?;
    reading.revision = Some(version.to_owned());
    reading.changed = live.completed_at.or(live.started_at);
    if let Some(coming) = deployments.iter().filter(ours).find(|one| ["DEPLOYING", "VALIDATING"].contains(&state(one).as_str())) {
        let share = coming.percentage_complete.unwrap_or_default();
        let next = coming.configuration_version.as_deref().unwrap_or("?");
        let told =
            format!("version {next} {BEING_DEPLOYED} ({share:.0} %): until it is done, some callers see it and some version {version}");
        reading.problem = Some(reading.problem.map_or(told.clone(), |before| format!("{before}; {told}")));
    }
    // A bake counts as well: until it ends AppConfig takes no other deployment to this environment.
    let busy = deployments.iter().find(|one| ["DEPLOYING", "VALIDATING", "BAKING", "ROLLING_BACK"].contains(&state(one).as_str()));
    let under_way = busy.and_then(|one| {
        let ours_by_name = || if ours(&one) { profile.clone() } else { one.configuration_name.clone().unwrap_or_default() };
        let profile = one.configuration_profile_id.clone().unwrap_or_else(ours_by_name);
        Some(UnderWay { number: u32::try_from(one.number()).ok()?, profile, state: state(one) })
    });
    let latest = Door::detail(latest(door, &application, &profile).await)?;
    let place = |latest_version| HostedFlag { application, environment, profile, latest_version, under_way };
    reading.hosted = latest.map(|latest| latest.map(place));
    Ok(reading)
}

/// The newest hosted version, deployed or not; `None` when there is none.
async fn latest(door: &Door, application: &str, profile: &str) -> Result<Option<u32>, Fault> {
    let operation = Operation::ListHostedConfigurationVersions;
    let request = door.session.appconfig.call::<wire::Versions>(operation, wire::list_versions(application, profile));
    let answer = door.send(operation, request).await?;
    // Newest first, so that the first page holds the newest.
    let numbers = answer.items.unwrap_or_default().into_iter().map(|one| one.version_number.unwrap_or_default());
    Ok(numbers.filter_map(|number| u32::try_from(number).ok()).max())
}

/// The flag in the document: under `values` in a feature-flag profile, at the top in a free-form one.
fn reading(door: &Door, content: &[u8], flag: &str, attribute: &str) -> Result<FlagReading, Fault> {
    let operation = Operation::GetHostedConfigurationVersion;
    let document: Value = serde_json::from_slice(content).map_err(|_| door.unreadable(operation, "the configuration is not JSON"))?;
    let held = document.get("values").and_then(|values| values.get(flag)).or_else(|| document.get(flag));
    let Some(held) = held else {
        return Err(door.not_found(operation, &format!("the deployed configuration has no flag {flag}")));
    };
    let enabled = held.get("enabled").and_then(Value::as_bool);
    let percentage =
        held.get(attribute).and_then(|value| parse_percentage(&value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    let problem = match (enabled, percentage) {
        (None, _) => Some(format!("flag {flag} does not say whether it is enabled")),
        (_, None) => Some(format!("flag {flag} has no attribute {attribute} from 0 to 100")),
        _ => None,
    };
    Ok(FlagReading { enabled, percentage, problem, ..FlagReading::of(format!("AppConfig flag {flag}")) })
}

/// Id and name of the one thing in a list that is called so; a page of it is asked for with its token.
async fn find(
    door: &Door,
    operation: Operation,
    wanted: &str,
    what: &str,
    page: impl Fn(Option<String>) -> Request,
) -> Result<(String, String), Fault> {
    let mut pages = door.pages(operation, PAGES);
    loop {
        let answer: Named = door.send(operation, door.session.appconfig.call(operation, page(pages.token()))).await?;
        let is_it = |one: &Name| one.id.as_deref() == Some(wanted) || one.name.as_deref() == Some(wanted);
        let found = answer.items.unwrap_or_default().into_iter().find(is_it);
        if let Some((id, name)) = found.and_then(|one| Some((one.id?, one.name.unwrap_or_default()))) {
            return Ok((id, name));
        }
        if !pages.more(answer.next_token.as_deref())? {
            return Err(door.not_found(operation, &format!("there is no {what} {wanted}")));
        }
    }
}

async fn application(door: &Door, wanted: &str) -> Result<String, Fault> {
    Ok(find(door, Operation::ListApplications, wanted, "application", wire::list_applications).await?.0)
}

async fn environment(door: &Door, application: &str, wanted: &str) -> Result<String, Fault> {
    let page = |token| wire::list_environments(application, token);
    Ok(find(door, Operation::ListEnvironments, wanted, "environment", page).await?.0)
}

/// Id and name of the configuration profile.
async fn profile(door: &Door, application: &str, wanted: &str) -> Result<(String, String), Fault> {
    let page = |token| wire::list_profiles(application, token);
    find(door, Operation::ListConfigurationProfiles, wanted, "configuration profile", page).await
}

/// The newest page of deployments, newest first.
async fn deployments(door: &Door, application: &str, environment: &str) -> Result<Vec<Deployment>, Fault> {
    let operation = Operation::ListDeployments;
    let request = door.session.appconfig.call::<wire::Deployments>(operation, wire::list_deployments(application, environment));
    let mut deployments = door.send(operation, request).await?.items.unwrap_or_default();
    deployments.sort_by_key(|one| std::cmp::Reverse(one.number()));
    Ok(deployments)
}

async fn content(door: &Door, application: &str, profile: &str, version: &str) -> Result<Vec<u8>, Fault> {
    let operation = Operation::GetHostedConfigurationVersion;
    let number: i32 = version.parse().map_err(|_| door.unreadable(operation, "the deployed version is not hosted by AppConfig"))?;
    let request = door.session.appconfig.call::<wire::Document>(operation, wire::get_version(application, profile, number));
    let content = door.send(operation, request).await?.content;
    if content.is_empty() {
        return Err(door.unreadable(operation, "the version has no content"));
    }
    Ok(content)
}
