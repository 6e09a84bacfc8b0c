//! Writer and consumer functions, and what feeds the consumers.

use aws_sdk_lambda::operation::get_function_configuration::GetFunctionConfigurationOutput;
use aws_sdk_lambda::types::EventSourceMappingConfiguration;
use jiff::Timestamp;
use jiff::fmt::strtime;

use super::door::{Door, count};
use super::operation::Operation;
use super::words::sentence;
use crate::domain::facts::{Detail, Function, Mapping};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::pipeline::FlagStore;

/// GetFunctionConfiguration, and ListAliases beside it.
pub(super) async fn ask(door: &Door, name: &str, flag: Option<&FlagStore>) -> Result<Function, Fault> {
    let operation = Operation::GetFunctionConfiguration;
    let request = door.session.lambda.get_function_configuration().function_name(name);
    let answer = door.send(operation, request.send()).await?;
    if answer.function_name().unwrap_or_default().is_empty() {
        return Err(door.unreadable(operation, "the answer does not describe a function"));
    }
    let aliases = Door::detail(aliases(door, name).await)?;
    Ok(function(name, &answer, flag, aliases))
}

fn function(
    name: &str,
    answer: &GetFunctionConfigurationOutput,
    flag: Option<&FlagStore>,
    aliases: Detail<Vec<(String, String)>>,
) -> Function {
    let environment = answer.environment();
    // Of the environment only the flag's two variables are looked at: the others may be secrets.
    let variable = |name: Option<&str>| environment.and_then(|held| held.variables()?.get(name?)).cloned();
    let names = flag.and_then(variables);
    let unreadable = environment.and_then(|held| held.error()).map(|error| {
        let said = error.message().or(error.error_code()).unwrap_or("no reason given");
        sentence(&format!("Lambda could not read the environment: {said}"))
    });
    Function {
        name: name.to_owned(),
        // Lambda leaves the state out of functions that are simply there.
        state: answer.state().map_or_else(|| "Active".to_owned(), |state| state.as_str().to_owned()),
        last_update_status: answer.last_update_status().map_or_else(|| "Successful".to_owned(), |status| status.as_str().to_owned()),
        last_modified: answer.last_modified().and_then(modified),
        revision: answer.revision_id().map(str::to_owned),
        enabled: variable(names.map(|(enabled, _)| enabled)),
        percentage: variable(names.map(|(_, percentage)| percentage)),
        environment_error: unreadable,
        memory_mb: count(answer.memory_size().unwrap_or_default()),
        timeout_seconds: count(answer.timeout().unwrap_or_default()),
        aliases,
    }
}

/// The names of the two flag variables, when the flag lives in the environments.
fn variables(flag: &FlagStore) -> Option<(&str, &str)> {
    match flag {
        FlagStore::LambdaEnv { enabled, percentage } | FlagStore::Command { enabled, percentage, .. } => Some((enabled, percentage)),
        FlagStore::Ssm { .. } | FlagStore::AppConfig { .. } | FlagStore::File { .. } => None,
    }
}

/// Lambda writes `2026-11-23T03:12:00.000+0000`, which is not quite a timestamp of RFC 3339.
fn modified(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()?.to_timestamp().ok())
}

/// Aliases with the version that each stands for.
async fn aliases(door: &Door, name: &str) -> Result<Vec<(String, String)>, Fault> {
    let operation = Operation::ListAliases;
    let mut pages = door.pages(operation, 10);
    let mut aliases = Vec::new();
    loop {
        let request = door.session.lambda.list_aliases().function_name(name).set_marker(pages.token());
        let answer = match door.send(operation, request.send()).await {
            Err(Fault { kind: FaultKind::NotFound, .. }) => return Ok(Vec::new()),
            answer => answer?,
        };
        let named = answer.aliases().iter().filter_map(|alias| Some((alias.name()?.to_owned(), alias.function_version()?.to_owned())));
        aliases.extend(named);
        if !pages.more(answer.next_marker())? {
            return Ok(aliases);
        }
    }
}

/// ListEventSourceMappings of one function, as far as they read our stream or a fan-out consumer of it.
pub(super) async fn mappings(door: &Door, function: &str, stream: &str) -> Result<Vec<Mapping>, Fault> {
    let operation = Operation::ListEventSourceMappings;
    let mut pages = door.pages(operation, 10);
    let mut mappings = Vec::new();
    loop {
        let request = door.session.lambda.list_event_source_mappings().function_name(function).set_marker(pages.token());
        let answer = door.send(operation, request.send()).await?;
        let ours = answer.event_source_mappings().iter().filter(|found| found.event_source_arn().and_then(stream_of) == Some(stream));
        mappings.extend(ours.map(|found| mapping(function, found)));
        if !pages.more(answer.next_marker())? {
            return Ok(mappings);
        }
    }
}

/// The stream's name in its ARN, or in that of one of its consumers.
pub(super) fn stream_of(arn: &str) -> Option<&str> {
    let (before, resource) = arn.split_once(":stream/")?;
    before.contains(":kinesis:").then(|| resource.split('/').next()).flatten()
}

fn mapping(function: &str, found: &EventSourceMappingConfiguration) -> Mapping {
    let failure = found.destination_config().and_then(|config| config.on_failure()).and_then(|failure| failure.destination());
    Mapping {
        uuid: found.uuid().unwrap_or_default().to_owned(),
        function: function.to_owned(),
        source_arn: found.event_source_arn().unwrap_or_default().to_owned(),
        state: found.state().unwrap_or_default().to_owned(),
        last_result: found.last_processing_result().unwrap_or_default().to_owned(),
        batch_size: count(found.batch_size().unwrap_or(100)),
        parallelisation: count(found.parallelization_factor().unwrap_or(1)),
        maximum_retries: found.maximum_retry_attempts().unwrap_or(-1),
        maximum_record_age: found.maximum_record_age_in_seconds().unwrap_or(-1),
        bisect: found.bisect_batch_on_function_error().unwrap_or_default(),
        failure_destination: failure.map(str::to_owned),
    }
}
