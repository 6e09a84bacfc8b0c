//! Amazon CloudWatch Logs, JSON 1.1: the error lines of the functions, one for each failed run.

use serde_json::{Value, json};

use super::page::{self, Token};
use super::refusal::Refusal;
use super::service::{Operation, operation};
use super::value::Input;
use crate::sim::world::World;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[operation("FilterLogEvents", filter)];

/// Most events of a page. Source: CloudWatch Logs API reference, FilterLogEvents.
const MOST: i64 = 10_000;

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::bad("InvalidParameterException", message)
}

fn filter(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    const OPERATION: &str = "FilterLogEvents";
    let group = input.text("logGroupName").ok_or_else(|| invalid("Exactly one of log group name or identifier must be given."))?;
    let function = group.strip_prefix("/aws/lambda/").filter(|name| world.functions.contains_key(*name));
    let Some(function) = function else {
        return Err(Refusal::bad("ResourceNotFoundException", "The specified log group does not exist."));
    };
    let limit = input.whole("limit").unwrap_or(MOST);
    if !(1..=MOST).contains(&limit) {
        return Err(invalid(format!("limit must be from 1 to {MOST}.")));
    }
    let moment = |name: &str, otherwise: jiff::Timestamp| match input.whole(name) {
        Some(at) => jiff::Timestamp::from_millisecond(at).map_err(|_| invalid(format!("{name} is no time."))),
        None => Ok(otherwise),
    };
    let (from, to) = (moment("startTime", jiff::Timestamp::UNIX_EPOCH)?, moment("endTime", world.now)?);
    let told = match input.text("nextToken") {
        None => 0,
        Some(text) => Token::read(OPERATION, text).ok_or_else(|| invalid("The specified nextToken is invalid."))?.told,
    };
    let lines: Vec<Value> = world.error_lines(function, from, to).into_iter().map(event).collect();
    let (events, next) = page::cut(lines, told, usize::try_from(limit).unwrap_or_default());
    let next = next.map(|told| Token { about: String::new(), told, given: world.now }.write(OPERATION));
    Ok(json!({ "events": events, "searchedLogStreams": [], "nextToken": next }))
}

fn event((at, nth, message): (jiff::Timestamp, u64, String)) -> Value {
    let at = at.as_millisecond();
    json!({
        "logStreamName": "2026/11/23/[$LATEST]7f1d0c5be29a4c0f8d5e",
        "timestamp": at,
        "message": message,
        "ingestionTime": at + 900,
        "eventId": format!("{:056}", u128::try_from(at).unwrap_or_default() * 1000 + u128::from(nth)),
    })
}
