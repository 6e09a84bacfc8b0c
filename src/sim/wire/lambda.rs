//! AWS Lambda, REST: functions, aliases, event-source mappings.

mod mappings;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::page::{self, Token};
use super::refusal::Refusal;
use super::service::{Operation, operation};
use super::value::Input;
use crate::sim::world::World;
use crate::sim::world::function::Function;
use crate::sim::world::lambda::FunctionPatch;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("GetFunctionConfiguration", configuration),
    operation("ListFunctions", list),
    operation("ListAliases", aliases),
    operation("ListEventSourceMappings", mappings::list),
    operation("GetEventSourceMapping", mappings::get),
    operation("UpdateFunctionConfiguration", update),
    operation("UpdateEventSourceMapping", mappings::update),
];

/// A page and its `NextMarker`.
fn paged<T>(world: &World, operation: &str, input: Input<'_>, items: Vec<T>, most: usize) -> Result<(Vec<T>, Option<String>), Refusal> {
    let limit = match input.whole("MaxItems") {
        Some(limit) if !(1..=10_000).contains(&limit) => {
            let rule = "Member must have value from 1 to 10000";
            return Err(invalid(format!("Value '{limit}' at 'maxItems' failed to satisfy constraint: {rule}")));
        }
        limit => limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(most).min(most),
    };
    let told = match input.text("Marker") {
        None => 0,
        Some(text) => Token::read(operation, text).ok_or_else(|| invalid("Invalid Marker"))?.told,
    };
    let (page, next) = page::cut(items, told, limit);
    Ok((page, next.map(|told| Token { about: String::new(), told, given: world.now }.write(operation))))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::bad("InvalidParameterValueException", message)
}

/// `2026-11-23T03:02:00.000+0000`, as Lambda alone writes times.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// A function as `$LATEST` or as a published version.
fn members(function: &Function, version: &str) -> Value {
    let environment = match &function.environment_error {
        Some((code, message)) => json!({ "Error": { "ErrorCode": code, "Message": message } }),
        None if function.environment.is_empty() => Value::Null,
        None => json!({ "Variables": function.environment }),
    };
    let arn = if version == "$LATEST" { function.arn.clone() } else { format!("{}:{version}", function.arn) };
    json!({
        "FunctionName": function.name,
        "FunctionArn": arn,
        "Runtime": function.runtime,
        "Role": role(function),
        "Handler": function.handler,
        "CodeSize": 48_213,
        "Description": "",
        "Timeout": function.timeout_seconds,
        "MemorySize": function.memory_mb,
        "LastModified": stamp(function.last_modified),
        "CodeSha256": "q1Rkm9nS7wL0mZ3bC8uTfX5yHjV2pDsAeGiKoMnBrQc=",
        "Version": version,
        "Environment": environment,
        "TracingConfig": { "Mode": "PassThrough" },
        "RevisionId": function.revision,
        "State": function.state,
        "LastUpdateStatus": function.last_update_status,
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "EphemeralStorage": { "Size": 512 },
    })
}

fn role(function: &Function) -> String {
    let account = function.arn.split(':').nth(4).unwrap_or_default();
    format!("arn:aws:iam::{account}:role/{}-role", function.name)
}

fn configuration(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.must("FunctionName")?;
    let function = world.function(name)?;
    // A qualifier stands beside the name or, in an ARN or a short name, behind a colon.
    let tail = name.split_once(":function:").map_or(name, |(_, tail)| tail);
    let qualifier = input.text("Qualifier").or_else(|| tail.split_once(':').map(|(_, qualifier)| qualifier));
    let version = match qualifier {
        None | Some("$LATEST") => "$LATEST",
        Some(wanted) => function
            .aliases
            .iter()
            .find(|alias| alias.name == wanted || alias.version == wanted)
            .map(|alias| alias.version.as_str())
            .ok_or_else(|| missing(&format!("{}:{wanted}", function.arn)))?,
    };
    Ok(members(function, version))
}

fn missing(arn: &str) -> Refusal {
    Refusal::with_status("ResourceNotFoundException", 404, format!("Function not found: {arn}"))
}

fn list(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let (page, next) = paged(world, "ListFunctions", input, world.functions.values().collect(), 50)?;
    let functions = page.into_iter().map(|function| {
        // ListFunctions leaves out what only GetFunctionConfiguration tells.
        let mut members = members(function, "$LATEST");
        for name in ["State", "LastUpdateStatus"] {
            members[name] = Value::Null;
        }
        members
    });
    Ok(json!({ "Functions": functions.collect::<Vec<_>>(), "NextMarker": next }))
}

fn aliases(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let function = world.function(input.must("FunctionName")?)?;
    let wanted = input.text("FunctionVersion");
    let all = function.aliases.iter().filter(|alias| wanted.is_none_or(|wanted| alias.version == wanted)).collect();
    let (page, next) = paged(world, "ListAliases", input, all, 50)?;
    let aliases = page.into_iter().map(|alias| {
        json!({
            "AliasArn": format!("{}:{}", function.arn, alias.name),
            "Name": alias.name,
            "FunctionVersion": alias.version,
            "Description": "",
        })
    });
    Ok(json!({ "Aliases": aliases.collect::<Vec<_>>(), "NextMarker": next }))
}

fn update(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.must("FunctionName")?;
    let small = |name: &str, low: i64, high: i64| match input.whole(name) {
        Some(number) if !(low..=high).contains(&number) => {
            Err(invalid(format!("Value '{number}' at '{name}' failed to satisfy constraint: Member must have value from {low} to {high}")))
        }
        number => Ok(number.and_then(|number| u32::try_from(number).ok())),
    };
    // `Environment` without `Variables` empties the environment, as `{}` does.
    let environment = input.get("Environment").map(|_| {
        let variables = input.inner("Environment").entries("Variables").into_iter().flatten();
        variables.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect::<BTreeMap<_, _>>()
    });
    let patch = FunctionPatch {
        revision: input.text("RevisionId").map(str::to_owned),
        environment,
        memory_mb: small("MemorySize", 128, 10_240)?,
        timeout_seconds: small("Timeout", 1, 900)?,
    };
    Ok(members(world.update_function_configuration(name, patch)?, "$LATEST"))
}
