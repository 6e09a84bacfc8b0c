//! One parameter of the Parameter Store. It has no lock: the last writer wins, and the history tells who that was.

use serde_json::json;

use super::{Door, Operation, Sent, sent};

pub(super) async fn put(door: &Door, name: &str, value: &str) -> Sent {
    let input = json!({ "Name": name, "Value": value, "Overwrite": true });
    sent(door.mutate(Operation::PutParameter, door.session.ssm.change(Operation::PutParameter, input)).await)
}
