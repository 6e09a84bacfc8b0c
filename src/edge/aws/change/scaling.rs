//! Bounds and suspension of the stream's scalable target.

use aws_sdk_applicationautoscaling::config::Builder;
use aws_sdk_applicationautoscaling::types::{ScalableDimension, ServiceNamespace, SuspendedState};

use super::{Door, Operation, Sent, once, sent};
use crate::domain::call::Call;
use crate::domain::outcome::Refusal;

pub(super) async fn register(door: &Door, call: &Call) -> Sent {
    let Call::RegisterTarget { resource_id, dimension, min, max, suspended } = call else {
        return Sent::refused(Refusal::Other, format!("{} changes no target", call.name()));
    };
    let number = |count: &Option<u32>| count.map(|count| i32::try_from(count).unwrap_or(i32::MAX));
    let state = |on: bool| {
        SuspendedState::builder().dynamic_scaling_in_suspended(on).dynamic_scaling_out_suspended(on).scheduled_scaling_suspended(on).build()
    };
    let request = door
        .session
        .scaling
        .register_scalable_target()
        .service_namespace(ServiceNamespace::CustomResource)
        .resource_id(resource_id)
        .scalable_dimension(ScalableDimension::from(dimension.as_str()))
        .set_min_capacity(number(min))
        .set_max_capacity(number(max))
        .set_suspended_state(suspended.map(state))
        .customize()
        .config_override(Builder::new().retry_config(once()));
    sent(door.mutate(Operation::RegisterScalableTarget, request.send()).await)
}
