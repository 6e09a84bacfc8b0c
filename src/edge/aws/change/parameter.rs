//! One parameter of the Parameter Store. It has no lock: the last writer wins, and the history tells who that was.

use aws_sdk_ssm::config::Builder;

use super::{Door, Operation, Sent, once, sent};

pub(super) async fn put(door: &Door, name: &str, value: &str) -> Sent {
    let request = door.session.ssm.put_parameter().name(name).value(value).overwrite(true);
    let request = request.customize().config_override(Builder::new().retry_config(once()));
    sent(door.mutate(Operation::PutParameter, request.send()).await)
}
