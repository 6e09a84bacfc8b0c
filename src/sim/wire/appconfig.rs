//! AWS AppConfig, REST: what is deployed where. Ids and names are both taken.

mod change;

use serde_json::{Value, json};

use super::page::{self, Token};
use super::refusal::Refusal;
use super::response::{HEADERS, PAYLOAD};
use super::service::{Operation, operation};
use super::value::{Input, iso};
use crate::sim::world::World;
use crate::sim::world::flags::{Application, Deployment, Environment, HostedVersion, Profile, STRATEGIES, Strategy, strategy};

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("ListApplications", applications),
    operation("ListEnvironments", environments),
    operation("ListConfigurationProfiles", profiles),
    operation("GetEnvironment", environment),
    operation("ListDeployments", deployments),
    operation("GetDeployment", deployment),
    operation("ListHostedConfigurationVersions", versions),
    operation("GetHostedConfigurationVersion", version),
    operation("ListDeploymentStrategies", strategies),
    operation("CreateHostedConfigurationVersion", change::create),
    operation("StartDeployment", change::start),
    operation("StopDeployment", change::stop),
];

fn missing(kind: &str, id: &str) -> Refusal {
    Refusal::with_status("ResourceNotFoundException", 404, format!("{kind} with ID {id} does not exist."))
}

fn application<'a>(world: &'a World, input: Input<'_>) -> Result<&'a Application, Refusal> {
    let id = input.must("ApplicationId")?;
    world.applications.iter().find(|application| application.id == id || application.name == id).ok_or_else(|| missing("Application", id))
}

fn environment_of<'a>(world: &'a World, input: Input<'_>) -> Result<(&'a Application, &'a Environment), Refusal> {
    let (application, id) = (application(world, input)?, input.must("EnvironmentId")?);
    let found = application.environments.iter().find(|environment| environment.id == id || environment.name == id);
    found.map(|environment| (application, environment)).ok_or_else(|| missing("Environment", id))
}

fn profile_of<'a>(world: &'a World, input: Input<'_>) -> Result<(&'a Application, &'a Profile), Refusal> {
    let (application, id) = (application(world, input)?, input.must("ConfigurationProfileId")?);
    let found = application.profiles.iter().find(|profile| profile.id == id || profile.name == id);
    found.map(|profile| (application, profile)).ok_or_else(|| missing("ConfigurationProfile", id))
}

/// One page of `Items`.
fn listed(world: &World, operation: &str, input: Input<'_>, items: Vec<Value>) -> Result<Value, Refusal> {
    let bad = |message: String| Refusal::bad("BadRequestException", message);
    let limit = match input.whole("MaxResults") {
        Some(limit) if !(1..=50).contains(&limit) => return Err(bad(format!("max_results must be from 1 to 50; it is {limit}."))),
        limit => usize::try_from(limit.unwrap_or(50)).unwrap_or(50),
    };
    let told = match input.text("NextToken") {
        None => 0,
        Some(text) => Token::read(operation, text).ok_or_else(|| bad("Invalid pagination token.".to_owned()))?.told,
    };
    let (page, next) = page::cut(items, told, limit);
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write(operation));
    Ok(json!({ "Items": page, "NextToken": next }))
}

fn applications(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let items = world.applications.iter().map(|application| json!({ "Id": application.id, "Name": application.name })).collect();
    listed(world, "ListApplications", input, items)
}

fn environment_members(application: &Application, environment: &Environment) -> Value {
    let state = match environment.deployments.first().map(|deployment| deployment.state.as_str()) {
        Some("DEPLOYING" | "VALIDATING" | "BAKING") => "DEPLOYING",
        Some("ROLLING_BACK") => "ROLLING_BACK",
        Some("ROLLED_BACK") => "ROLLED_BACK",
        _ => "READY_FOR_DEPLOYMENT",
    };
    json!({ "ApplicationId": application.id, "Id": environment.id, "Name": environment.name, "State": state, "Monitors": [] })
}

fn environments(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let application = application(world, input)?;
    let items = application.environments.iter().map(|environment| environment_members(application, environment)).collect();
    listed(world, "ListEnvironments", input, items)
}

fn environment(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    environment_of(world, input).map(|(application, environment)| environment_members(application, environment))
}

fn profiles(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let application = application(world, input)?;
    let wanted = input.text("Type");
    let fits = application.profiles.iter().filter(|profile| wanted.is_none_or(|wanted| profile.kind == wanted));
    let items = fits.map(|profile| {
        json!({ "ApplicationId": application.id, "Id": profile.id, "Name": profile.name, "LocationUri": "hosted", "Type": profile.kind })
    });
    listed(world, "ListConfigurationProfiles", input, items.collect())
}

/// What a list and a single answer have in common.
fn deployment_members(deployment: &Deployment) -> Value {
    let pace = strategy(&deployment.strategy).unwrap_or(&STRATEGIES[0]);
    json!({
        "DeploymentNumber": deployment.number,
        "ConfigurationName": deployment.profile_name,
        "ConfigurationVersion": deployment.version,
        "DeploymentDurationInMinutes": pace.minutes,
        "GrowthType": pace.growth,
        "GrowthFactor": pace.factor,
        "FinalBakeTimeInMinutes": pace.bake_minutes,
        "State": deployment.state,
        "PercentageComplete": deployment.percentage,
        "StartedAt": iso(deployment.started.as_second() as f64),
        "CompletedAt": deployment.completed.map(|at| iso(at.as_second() as f64)),
    })
}

fn deployments(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (_, environment) = environment_of(world, input)?;
    let items = environment.deployments.iter().map(|deployment| {
        let mut members = deployment_members(deployment);
        members["ConfigurationProfileId"] = json!(deployment.profile_id);
        members
    });
    listed(world, "ListDeployments", input, items.collect())
}

fn deployment(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (application, environment) = environment_of(world, input)?;
    let number = input.must("DeploymentNumber")?;
    let found = environment.deployments.iter().find(|deployment| deployment.number.to_string() == number);
    let deployment = found.ok_or_else(|| missing("Deployment", number))?;
    Ok(one_deployment(&application.id, &environment.id, deployment))
}

/// What only the answer about a single deployment tells.
fn one_deployment(application: &str, environment: &str, deployment: &Deployment) -> Value {
    let mut members = deployment_members(deployment);
    members["ApplicationId"] = json!(application);
    members["EnvironmentId"] = json!(environment);
    members["DeploymentStrategyId"] = json!(deployment.strategy);
    members["ConfigurationProfileId"] = json!(deployment.profile_id);
    members["ConfigurationLocationUri"] = json!("hosted");
    members["EventLog"] = json!([{
        "EventType": "DEPLOYMENT_STARTED", "TriggeredBy": "USER", "Description": "Deployment started", "OccurredAt": iso(deployment.started.as_second() as f64),
    }]);
    members
}

fn strategies(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let members = |strategy: &Strategy| {
        json!({
            "Id": strategy.id,
            "Name": strategy.id,
            "DeploymentDurationInMinutes": strategy.minutes,
            "GrowthType": strategy.growth,
            "GrowthFactor": strategy.factor,
            "FinalBakeTimeInMinutes": strategy.bake_minutes,
            "ReplicateTo": "NONE",
        })
    };
    listed(world, "ListDeploymentStrategies", input, STRATEGIES.iter().map(members).collect())
}

fn versions(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (application, profile) = profile_of(world, input)?;
    let items = profile.versions.iter().rev().map(|version| {
        json!({
            "ApplicationId": application.id,
            "ConfigurationProfileId": profile.id,
            "VersionNumber": version.number,
            "ContentType": version.content_type,
        })
    });
    listed(world, "ListHostedConfigurationVersions", input, items.collect())
}

/// The one answer that is a document, with its members in headers.
fn version(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (application, profile) = profile_of(world, input)?;
    let number = input.must("VersionNumber")?;
    let found = profile.versions.iter().find(|version| version.number.to_string() == number);
    let version = found.ok_or_else(|| missing("HostedConfigurationVersion", number))?;
    Ok(document(&application.id, &profile.id, version))
}

fn document(application: &str, profile: &str, version: &HostedVersion) -> Value {
    json!({
        PAYLOAD: version.content,
        HEADERS: {
            "application-id": application,
            "configuration-profile-id": profile,
            "version-number": version.number.to_string(),
            "content-type": version.content_type,
        },
    })
}
