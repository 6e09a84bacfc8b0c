//! AWS Systems Manager Parameter Store, JSON 1.1.

use serde_json::{Value, json};

use super::refusal::{self, Refusal};
use super::service::{Operation, operation};
use super::value::{Input, time};
use crate::sim::world::World;
use crate::sim::world::flags::Parameter;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] =
    &[operation("GetParameter", get), operation("GetParameters", get_many), operation("PutParameter", put)];

/// Most parameters of one GetParameters call.
const MOST_NAMES: usize = 10;

/// The parameter of `name`, `name:version` or an ARN.
fn find<'a>(world: &'a World, given: &str) -> Option<&'a Parameter> {
    let name = given.split_once(":parameter").map_or(given, |(_, name)| name);
    let (name, version) = name.split_once(':').map_or((name, None), |(name, version)| (name, Some(version)));
    let found = world.parameters.get(name).or_else(|| world.parameters.get(name.trim_start_matches('/')))?;
    version.is_none_or(|version| version == found.version.to_string()).then_some(found)
}

fn members(parameter: &Parameter, decrypt: bool) -> Value {
    let secret = parameter.kind == "SecureString" && !decrypt;
    json!({
        "Name": parameter.name,
        "Type": parameter.kind,
        "Value": if secret { "AQICAHh0aWRlZ2F0ZQ==" } else { parameter.value.as_str() },
        "Version": parameter.version,
        "LastModifiedDate": time(parameter.modified),
        "ARN": parameter.arn,
        "DataType": "text",
    })
}

fn get(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.must("Name")?;
    let found = find(world, name).ok_or_else(|| Refusal::bad("ParameterNotFound", String::new()))?;
    Ok(json!({ "Parameter": members(found, input.flag("WithDecryption") == Some(true)) }))
}

fn get_many(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let names = input.texts("Names");
    if names.is_empty() || names.len() > MOST_NAMES {
        let rule = format!("Member must have length from 1 to {MOST_NAMES}");
        return Err(refusal::validation(format!("1 validation error detected: Value at 'names' failed to satisfy constraint: {rule}")));
    }
    let decrypt = input.flag("WithDecryption") == Some(true);
    let (found, missing): (Vec<_>, Vec<_>) =
        names.into_iter().map(|name| (name, find(world, name))).partition(|(_, found)| found.is_some());
    let found: Vec<Value> = found.into_iter().filter_map(|(_, found)| Some(members(found?, decrypt))).collect();
    let missing: Vec<&str> = missing.into_iter().map(|(name, _)| name).collect();
    Ok(json!({ "Parameters": found, "InvalidParameters": missing }))
}

fn put(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    const KINDS: &[&str] = &["String", "StringList", "SecureString"];
    let (name, text, kind) = (input.must("Name")?, input.must("Value")?, input.text("Type"));
    match kind {
        Some(kind) if !KINDS.contains(&kind) => return Err(refusal::not_in("type", kind, KINDS)),
        None if find(world, name).is_none() => {
            return Err(refusal::validation("A parameter type is required when you create a parameter."));
        }
        _ => {}
    }
    let version = world.put_parameter(name, text, kind, input.flag("Overwrite") == Some(true))?;
    Ok(json!({ "Version": version, "Tier": "Standard" }))
}
