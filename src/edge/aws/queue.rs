//! The broadcast queue.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::json;

use super::door::Door;
use super::operation::Operation;
use crate::domain::facts::Queue;
use crate::domain::fault::Fault;

const VISIBLE: &str = "ApproximateNumberOfMessages";
const IN_FLIGHT: &str = "ApproximateNumberOfMessagesNotVisible";
const RETENTION: &str = "MessageRetentionPeriod";

/// GetQueueUrl.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    queue_url: Option<String>,
}

/// GetQueueAttributes: every value is text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    attributes: Option<HashMap<String, String>>,
}

/// GetQueueUrl and GetQueueAttributes.
pub(super) async fn ask(door: &Door, name: &str) -> Result<Queue, Fault> {
    let operation = Operation::GetQueueUrl;
    let found: Found = door.send(operation, door.session.sqs.call(operation, json!({ "QueueName": name }))).await?;
    let Some(url) = found.queue_url.filter(|url| !url.is_empty()) else {
        return Err(door.unreadable(operation, "the answer holds no URL"));
    };
    let operation = Operation::GetQueueAttributes;
    let input = json!({ "QueueUrl": url, "AttributeNames": [VISIBLE, IN_FLIGHT, RETENTION] });
    let told: Told = door.send(operation, door.session.sqs.call(operation, input)).await?;
    let number = |name: &str| {
        let text = told.attributes.as_ref().and_then(|held| held.get(name));
        let number = text.and_then(|text| text.parse::<u64>().ok());
        number.ok_or_else(|| door.unreadable(operation, &format!("the answer holds no number for {name}")))
    };
    Ok(Queue { visible: number(VISIBLE)?, in_flight: number(IN_FLIGHT)?, retention_seconds: number(RETENTION)? })
}
