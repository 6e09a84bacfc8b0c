//! AWS CloudTrail, JSON 1.1: who changed a stream, told some minutes late.

use serde_json::{Value, json};

use super::page::{self, Token};
use super::refusal::{self, Refusal};
use super::service::{Operation, operation};
use super::value::{Input, time};
use crate::domain::series::shift;
use crate::sim::world::World;
use crate::sim::world::trail::Trace;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[operation("LookupEvents", lookup)];

/// Seconds until an event can be looked up: CloudTrail promises a quarter of an hour and mostly takes five minutes.
const DELAY: i64 = 300;

/// Most events of a page.
const MOST: i64 = 50;

fn lookup(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    const OPERATION: &str = "LookupEvents";
    let limit = match input.whole("MaxResults") {
        Some(limit) if !(1..=MOST).contains(&limit) => {
            return Err(Refusal::bad("InvalidMaxResultsException", format!("MaxResults must be from 1 to {MOST}; it is {limit}.")));
        }
        limit => usize::try_from(limit.unwrap_or(MOST)).unwrap_or_default(),
    };
    let attributes: Vec<_> = input.list("LookupAttributes").collect();
    if 1 < attributes.len() {
        return Err(refusal::validation("Only one lookup attribute can be given."));
    }
    let (from, to) = (input.time("StartTime"), input.time("EndTime"));
    let told = match input.text("NextToken") {
        None => 0,
        Some(text) => {
            Token::read(OPERATION, text).ok_or_else(|| Refusal::bad("InvalidNextTokenException", "The token is not one of ours."))?.told
        }
    };
    let known = shift(world.now, -DELAY);
    let wanted = |trace: &&Trace| {
        let named = attributes.iter().all(|attribute| match (attribute.text("AttributeKey"), attribute.text("AttributeValue")) {
            (Some("EventName"), Some(name)) => trace.operation == name,
            (Some("Username"), Some(name)) => trace.user() == name,
            (Some("ResourceName"), Some(name)) => trace.stream == name,
            _ => true,
        });
        named && trace.at <= known && from.is_none_or(|from| from <= trace.at) && to.is_none_or(|to| trace.at <= to)
    };
    let events: Vec<Value> = world.trail.iter().rev().filter(wanted).map(|trace| event(world, trace)).collect();
    let (page, next) = page::cut(events, told, limit);
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write(OPERATION));
    Ok(json!({ "Events": page, "NextToken": next }))
}

fn event(world: &World, trace: &Trace) -> Value {
    let document = json!({
        "eventVersion": "1.10",
        "userIdentity": { "type": "AssumedRole", "arn": trace.who, "accountId": world.account },
        "eventTime": trace.at.to_string(),
        "eventSource": "kinesis.amazonaws.com",
        "eventName": trace.operation,
        "awsRegion": world.region,
        "requestParameters": { "streamName": trace.stream },
        "eventID": trace.id,
        "readOnly": false,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": world.account,
    });
    json!({
        "EventId": trace.id,
        "EventName": trace.operation,
        "ReadOnly": "false",
        "EventTime": time(trace.at),
        "EventSource": "kinesis.amazonaws.com",
        "Username": trace.user(),
        "Resources": [{ "ResourceType": "AWS::Kinesis::Stream", "ResourceName": trace.stream }],
        "CloudTrailEvent": document.to_string(),
    })
}
