//! An event-source mapping. Lambda has no revision for it: the guards of the plan are all the lock there is.

use aws_sdk_lambda::config::Builder;
use aws_sdk_lambda::types::{DestinationConfig, OnFailure};

use super::{Door, Operation, Sent, once, sent};
use crate::domain::call::Call;
use crate::domain::outcome::Refusal;

pub(super) async fn update(door: &Door, call: &Call) -> Sent {
    let Call::UpdateMapping { uuid, change, .. } = call else {
        return Sent::refused(Refusal::Other, format!("{} changes no mapping", call.name()));
    };
    let number = |count: Option<u32>| count.map(|count| i32::try_from(count).unwrap_or(i32::MAX));
    let told = |arn: &String| DestinationConfig::builder().on_failure(OnFailure::builder().destination(arn).build()).build();
    let request = door
        .session
        .lambda
        .update_event_source_mapping()
        .uuid(uuid)
        .set_enabled(change.enabled)
        .set_batch_size(number(change.batch_size))
        .set_parallelization_factor(number(change.parallelisation))
        .set_maximum_retry_attempts(change.maximum_retries)
        .set_maximum_record_age_in_seconds(change.maximum_record_age)
        .set_bisect_batch_on_function_error(change.bisect)
        .set_destination_config(change.destination.as_ref().map(told))
        .customize()
        .config_override(Builder::new().retry_config(once()));
    sent(door.mutate(Operation::UpdateEventSourceMapping, request.send()).await)
}
