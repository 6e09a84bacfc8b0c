//! Amazon SQS, JSON 1.0 and the older query protocol.

use serde_json::{Map, Value, json};

use super::page::{self, Token};
use super::refusal::Refusal;
use super::service::{Operation, operation};
use super::value::Input;
use crate::sim::world::World;
use crate::sim::world::delivery::Queue;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] =
    &[operation("GetQueueUrl", url), operation("GetQueueAttributes", attributes), operation("ListQueues", list)];

fn no_queue() -> Refusal {
    Refusal::bad("QueueDoesNotExist", "The specified queue does not exist.")
}

fn url(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let queue = world.queues.get(input.must("QueueName")?).ok_or_else(no_queue)?;
    Ok(json!({ "QueueUrl": queue.url }))
}

/// The queue of a URL: only account and name count, since the same queue has several hosts.
fn queue<'a>(world: &'a World, input: Input<'_>) -> Result<&'a Queue, Refusal> {
    let name = input.must("QueueUrl")?.rsplit('/').next().unwrap_or_default();
    world.queues.get(name).ok_or_else(no_queue)
}

fn attributes(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let queue = queue(world, input)?;
    let created = queue.created.as_second();
    let all: [(&str, String); 11] = [
        ("QueueArn", queue.arn.clone()),
        ("ApproximateNumberOfMessages", queue.visible.to_string()),
        ("ApproximateNumberOfMessagesNotVisible", queue.in_flight.to_string()),
        ("ApproximateNumberOfMessagesDelayed", queue.delayed.to_string()),
        ("CreatedTimestamp", created.to_string()),
        ("LastModifiedTimestamp", created.to_string()),
        ("VisibilityTimeout", queue.visibility_timeout.to_string()),
        ("MaximumMessageSize", "262144".to_owned()),
        ("MessageRetentionPeriod", queue.retention_seconds.to_string()),
        ("DelaySeconds", "0".to_owned()),
        ("ReceiveMessageWaitTimeSeconds", "0".to_owned()),
    ];
    let wanted = input.texts("AttributeNames");
    if let Some(unknown) = wanted.iter().find(|name| **name != "All" && !known(name)) {
        return Err(Refusal::bad("InvalidAttributeName", format!("Unknown Attribute {unknown}.")));
    }
    let chosen = |name: &str| wanted.iter().any(|wanted| *wanted == "All" || *wanted == name);
    let told: Map<String, Value> =
        all.into_iter().filter(|(name, _)| chosen(name)).map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
    Ok(json!({ "Attributes": if told.is_empty() { Value::Null } else { Value::Object(told) } }))
}

/// Attributes that a standard queue may be asked for, whether it has them or not.
fn known(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "QueueArn",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
        "CreatedTimestamp",
        "LastModifiedTimestamp",
        "VisibilityTimeout",
        "MaximumMessageSize",
        "MessageRetentionPeriod",
        "DelaySeconds",
        "ReceiveMessageWaitTimeSeconds",
        "Policy",
        "RedrivePolicy",
        "RedriveAllowPolicy",
        "KmsMasterKeyId",
        "KmsDataKeyReusePeriodSeconds",
        "SqsManagedSseEnabled",
    ];
    NAMES.contains(&name)
}

fn list(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let prefix = input.text("QueueNamePrefix").unwrap_or_default();
    let limit = match input.whole("MaxResults") {
        Some(limit) if !(1..=1000).contains(&limit) => {
            return Err(Refusal::bad("InvalidParameterValue", "MaxResults must be an integer between 1 and 1000."));
        }
        limit => limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(1000),
    };
    let told = match input.text("NextToken") {
        None => 0,
        Some(text) => Token::read("ListQueues", text).ok_or_else(|| Refusal::bad("InvalidParameterValue", "Invalid NextToken"))?.told,
    };
    let all = world.queues.values().filter(|queue| queue.name.starts_with(prefix)).map(|queue| queue.url.clone()).collect();
    let (page, next) = page::cut(all, told, limit);
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write("ListQueues"));
    Ok(json!({ "QueueUrls": if page.is_empty() { Value::Null } else { json!(page) }, "NextToken": next }))
}

/// The older protocol's names: `AttributeName.1` is what JSON calls `AttributeNames`.
pub(super) fn from_query(mut input: Value) -> Value {
    if let Some(members) = input.as_object_mut()
        && let Some(names) = members.remove("AttributeName")
    {
        members.insert("AttributeNames".to_owned(), names);
    }
    input
}

/// The older protocol's answers: flat lists, and maps as lists of names and values.
pub(super) fn to_query(output: Value) -> Value {
    let Value::Object(members) = output else { return output };
    let turned = members.into_iter().map(|(name, value)| match (name.as_str(), value) {
        ("Attributes", Value::Object(attributes)) => {
            let pairs = attributes.into_iter().map(|(name, value)| json!({ "Name": name, "Value": value }));
            ("Attribute".to_owned(), Value::Array(pairs.collect()))
        }
        ("QueueUrls", urls) => ("QueueUrl".to_owned(), urls),
        (_, value) => (name, value),
    });
    Value::Object(turned.collect())
}
