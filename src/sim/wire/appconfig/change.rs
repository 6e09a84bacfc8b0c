//! Changes of a configuration: a new version, its deployment, and the end of one.

use serde_json::{Value, json};

use super::{application, document, environment_of, one_deployment, profile_of};
use crate::sim::wire::refusal::Refusal;
use crate::sim::wire::value::Input;
use crate::sim::world::World;

pub(super) fn create(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (application, profile) = profile_of(world, input)?;
    let (application, profile) = (application.id.clone(), profile.id.clone());
    let latest = input.whole("LatestVersionNumber").map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let version = world.create_version(&application, &profile, input.must("Content")?, input.must("ContentType")?, latest)?;
    Ok(document(&application, &profile, version))
}

pub(super) fn start(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (application, environment) = environment_of(world, input)?;
    let (application, environment) = (application.id.clone(), environment.id.clone());
    let profile = profile_of(world, input)?.1.id.clone();
    let (strategy, version) = (input.must("DeploymentStrategyId")?, input.must("ConfigurationVersion")?);
    let deployment = world.start_deployment(&application, &environment, &profile, version, strategy)?;
    Ok(one_deployment(&application, &environment, deployment))
}

pub(super) fn stop(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let application = application(world, input)?.id.clone();
    let environment = environment_of(world, input)?.1.id.clone();
    let deployment = world.stop_deployment(&application, &environment, input.must("DeploymentNumber")?)?;
    Ok(json!({ "DeploymentNumber": deployment.number, "State": deployment.state, "PercentageComplete": deployment.percentage }))
}
