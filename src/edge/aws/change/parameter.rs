//! One parameter of the Parameter Store. It has no lock: the last writer wins, and the history tells who that was.

use serde::de::IgnoredAny;
use serde_json::json;

use super::{Door, Operation, Sent, sent};

pub(super) async fn put(door: &Door, name: &str, value: &str) -> Sent {
    let operation = Operation::PutParameter;
    let request = door.session.ssm.call_once::<Version>(operation, json!({ "Name": name, "Value": value, "Overwrite": true }));
    sent(door.mutate(operation, request).await)
}

/// What is read of the answer: that there is a version.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    #[serde(rename = "Version")]
    _number: IgnoredAny,
}
