//! Event-source mappings: which stream or consumer feeds which function, and how.

use serde_json::{Value, json};

use super::paged;
use crate::sim::wire::refusal::Refusal;
use crate::sim::wire::value::{Input, time};
use crate::sim::world::World;
use crate::sim::world::function::EventSourceMapping;
use crate::sim::world::lambda::MappingPatch;

fn members(mapping: &EventSourceMapping) -> Value {
    let metrics = (!mapping.metrics.is_empty()).then(|| json!({ "Metrics": mapping.metrics }));
    let destination = mapping.failure_destination.as_ref().map(|arn| json!({ "Destination": arn }));
    json!({
        "UUID": mapping.uuid,
        "StartingPosition": mapping.starting_position,
        "BatchSize": mapping.batch_size,
        "MaximumBatchingWindowInSeconds": mapping.batch_window,
        "ParallelizationFactor": mapping.parallelisation,
        "EventSourceArn": mapping.source_arn,
        "FunctionArn": mapping.function_arn,
        "LastModified": time(mapping.last_modified),
        "LastProcessingResult": mapping.last_result,
        "State": mapping.state,
        "StateTransitionReason": "User action",
        "DestinationConfig": { "OnFailure": destination.unwrap_or_else(|| json!({})) },
        "MaximumRecordAgeInSeconds": mapping.maximum_record_age,
        "BisectBatchOnFunctionError": mapping.bisect,
        "MaximumRetryAttempts": mapping.maximum_retries,
        "TumblingWindowInSeconds": 0,
        "FunctionResponseTypes": [],
        "MetricsConfig": metrics,
    })
}

pub(super) fn list(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let function = input.text("FunctionName").map(|name| world.function(name).map(|function| function.name.clone())).transpose()?;
    let source = input.text("EventSourceArn");
    let fits = |mapping: &&EventSourceMapping| {
        function.as_ref().is_none_or(|name| mapping.function == *name) && source.is_none_or(|arn| mapping.source_arn == arn)
    };
    let (page, next) = paged(world, "ListEventSourceMappings", input, world.mappings.iter().filter(fits).collect(), 100)?;
    Ok(json!({ "EventSourceMappings": page.into_iter().map(members).collect::<Vec<_>>(), "NextMarker": next }))
}

pub(super) fn get(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    world.mapping(input.must("UUID")?).map(members)
}

pub(super) fn update(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    // What does not fit into the number's type is out of the service's bounds too, and refused there.
    let count = |name: &str| input.whole(name).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let signed = |name: &str| input.whole(name).map(|number| i32::try_from(number).unwrap_or(i32::MAX));
    let destination = input.inner("DestinationConfig").inner("OnFailure").text("Destination");
    let metrics = input.inner("MetricsConfig");
    let patch = MappingPatch {
        enabled: input.flag("Enabled"),
        batch_size: count("BatchSize"),
        batch_window: count("MaximumBatchingWindowInSeconds"),
        parallelisation: count("ParallelizationFactor"),
        maximum_retries: signed("MaximumRetryAttempts"),
        maximum_record_age: signed("MaximumRecordAgeInSeconds"),
        bisect: input.flag("BisectBatchOnFunctionError"),
        failure_destination: destination.map(str::to_owned),
        metrics: metrics.get("Metrics").map(|_| metrics.texts("Metrics").into_iter().map(str::to_owned).collect()),
    };
    world.update_mapping(input.must("UUID")?, patch).map(members)
}
