//! Writer and consumer functions, and what feeds the consumers.

pub(super) mod wire;

use std::collections::HashMap;

use self::wire::Configuration;
use super::door::{Door, count};
use super::operation::Operation;
use crate::domain::facts::{Detail, Function, Mapping};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::pipeline::FlagStore;

/// GetFunctionConfiguration, and ListAliases beside it.
pub(super) async fn ask(door: &Door, name: &str, flag: Option<&FlagStore>) -> Result<Function, Fault> {
    let operation = Operation::GetFunctionConfiguration;
    let request = door.session.lambda.call::<Configuration>(operation, wire::get_configuration(name));
    let answer = door.send(operation, request).await?;
    if !answer.is_named() {
        return Err(door.unreadable(operation, "the answer does not describe a function"));
    }
    let aliases = Door::detail(aliases(door, name).await)?;
    Ok(function(name, &answer, flag, aliases))
}

fn function(name: &str, answer: &Configuration, flag: Option<&FlagStore>, aliases: Detail<Vec<(String, String)>>) -> Function {
    // Of the environment only the flag's two variables are looked at: the others may be secrets.
    let variable = |name: Option<&str>| answer.variables()?.get(name?).cloned();
    let names = flag.and_then(variables);
    Function {
        name: name.to_owned(),
        // Lambda leaves the state out of functions that are simply there.
        state: answer.state.clone().unwrap_or_else(|| "Active".to_owned()),
        last_update_status: answer.last_update_status.clone().unwrap_or_else(|| "Successful".to_owned()),
        last_modified: answer.modified(),
        revision: answer.revision_id.clone(),
        enabled: variable(names.map(|(enabled, _)| enabled)),
        percentage: variable(names.map(|(_, percentage)| percentage)),
        environment_error: answer.unread().map(|said| format!("Lambda could not read the environment: {said}")),
        environment_bytes: answer.variables().map(size),
        memory_mb: count(answer.memory_size.unwrap_or_default()),
        timeout_seconds: count(answer.timeout.unwrap_or_default()),
        aliases,
    }
}

/// Bytes of all names and values: the values are counted and not kept.
fn size(variables: &HashMap<String, String>) -> u32 {
    u32::try_from(variables.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>()).unwrap_or(u32::MAX)
}

/// The names of the two flag variables, when the flag lives in the environments.
fn variables(flag: &FlagStore) -> Option<(&str, &str)> {
    match flag {
        FlagStore::LambdaEnv { enabled, percentage } | FlagStore::Command { enabled, percentage, .. } => Some((enabled, percentage)),
        FlagStore::Ssm { .. } | FlagStore::AppConfig { .. } | FlagStore::File { .. } => None,
    }
}

/// Aliases with the version that each stands for.
async fn aliases(door: &Door, name: &str) -> Result<Vec<(String, String)>, Fault> {
    let operation = Operation::ListAliases;
    let mut pages = door.pages(operation, 10);
    let mut aliases = Vec::new();
    loop {
        let request = door.session.lambda.call::<wire::Aliases>(operation, wire::list_aliases(name, pages.token()));
        let answer = match door.send(operation, request).await {
            Err(Fault { kind: FaultKind::NotFound, .. }) => return Ok(Vec::new()),
            answer => answer?,
        };
        let named = answer.aliases.unwrap_or_default().into_iter();
        aliases.extend(named.filter_map(|alias| Some((alias.name?, alias.function_version?))));
        if !pages.more(answer.next_marker.as_deref())? {
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
        let request = door.session.lambda.call::<wire::Mappings>(operation, wire::list_mappings(Some(function), pages.token()));
        let answer = door.send(operation, request).await?;
        let found = answer.event_source_mappings.unwrap_or_default().into_iter();
        let ours = found.filter(|found| found.event_source_arn.as_deref().and_then(stream_of) == Some(stream));
        mappings.extend(ours.map(|found| mapping(function, found)));
        if !pages.more(answer.next_marker.as_deref())? {
            return Ok(mappings);
        }
    }
}

/// The stream's name in its ARN, or in that of one of its consumers.
pub(super) fn stream_of(arn: &str) -> Option<&str> {
    let (before, resource) = arn.split_once(":stream/")?;
    before.contains(":kinesis:").then(|| resource.split('/').next()).flatten()
}

fn mapping(function: &str, found: wire::Mapping) -> Mapping {
    let (failure_destination, counts_events) = (found.failure_destination().map(str::to_owned), found.counts_events());
    Mapping {
        uuid: found.uuid.unwrap_or_default(),
        function: function.to_owned(),
        source_arn: found.event_source_arn.unwrap_or_default(),
        state: found.state.unwrap_or_default(),
        last_result: found.last_processing_result.unwrap_or_default(),
        batch_size: count(found.batch_size.unwrap_or(100)),
        batch_window: count(found.maximum_batching_window_in_seconds.unwrap_or(0)),
        parallelisation: count(found.parallelization_factor.unwrap_or(1)),
        maximum_retries: found.maximum_retry_attempts.unwrap_or(-1),
        maximum_record_age: found.maximum_record_age_in_seconds.unwrap_or(-1),
        bisect: found.bisect_batch_on_function_error.unwrap_or_default(),
        failure_destination,
        counts_events,
    }
}
