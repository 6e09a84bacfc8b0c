//! An event-source mapping. Lambda has no revision for it: the guards of the plan are all the lock there is.

use serde_json::json;

use super::{Door, Operation, Sent, sent};
use crate::domain::call::Call;
use crate::domain::outcome::Refusal;
use crate::edge::aws::functions::wire;

pub(super) async fn update(door: &Door, call: &Call) -> Sent {
    let Call::UpdateMapping { uuid, change, .. } = call else {
        return Sent::refused(Refusal::Other, format!("{} changes no mapping", call.name()));
    };
    let operation = Operation::UpdateEventSourceMapping;
    // What does not change is not sent: it stays as it is.
    let request = wire::update_mapping(uuid).members(json!({
        "Enabled": change.enabled,
        "BatchSize": change.batch_size,
        "ParallelizationFactor": change.parallelisation,
        "MaximumRetryAttempts": change.maximum_retries,
        "MaximumRecordAgeInSeconds": change.maximum_record_age,
        "BisectBatchOnFunctionError": change.bisect,
        "DestinationConfig": change.destination.as_ref().map(|arn| json!({ "OnFailure": { "Destination": arn } })),
    }));
    sent(door.mutate(operation, door.session.lambda.call_once::<wire::Mapping>(operation, request)).await)
}
