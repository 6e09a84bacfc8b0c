//! Who changed the stream in the last 24 hours, by CloudTrail: our own journal knows only our own changes.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::door::Door;
use super::operation::Operation;
use crate::domain::facts::TrailEvent;
use crate::domain::fault::Fault;
use crate::domain::series::shift;

/// Changes that AWS counts by the day.
const COUNTED: [&str; 2] = ["UpdateShardCount", "UpdateStreamMode"];

/// Most pages of 50 events: an account with more changes of streams in a day is not looked through to the end.
const PAGES: u32 = 10;

/// LookupEvents.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    events: Vec<Told>,
    next_token: Option<String>,
}

/// One event; what it was about stands in a document inside the document.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    event_name: String,
    event_time: f64,
    username: Option<String>,
    cloud_trail_event: Option<String>,
}

/// The changes of one stream in the 24 hours before the ask, oldest first.
pub(super) async fn ask(door: &Door, stream: &str) -> Result<Vec<TrailEvent>, Fault> {
    let operation = Operation::LookupEvents;
    let mut found = Vec::new();
    for name in COUNTED {
        let mut pages = door.pages(operation, PAGES);
        loop {
            let mut input = json!({
                "LookupAttributes": [{ "AttributeKey": "EventName", "AttributeValue": name }],
                "StartTime": shift(door.at, -24 * 3600).as_second(),
                "EndTime": door.at.as_second(),
                "MaxResults": 50,
            });
            if let Some(token) = pages.token() {
                input["NextToken"] = token.into();
            }
            let page: Page = door.send(operation, door.session.cloudtrail.call(operation, input)).await?;
            found.extend(page.events.into_iter().filter_map(|told| event(told, stream)));
            if !pages.more(page.next_token.as_deref())? {
                break;
            }
        }
    }
    found.sort_by_key(|event| event.at);
    Ok(found)
}

/// The event, when it is about this stream. One whose document cannot be read may be about it, and counts.
fn event(told: Told, stream: &str) -> Option<TrailEvent> {
    let document: Value = told.cloud_trail_event.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let asked = &document["requestParameters"];
    let named = asked["streamName"].as_str().or_else(|| asked["streamARN"].as_str()?.rsplit('/').next());
    if named.is_some_and(|named| named != stream) {
        return None;
    }
    let arn = document["userIdentity"]["arn"].as_str().map(str::to_owned);
    Some(TrailEvent {
        at: Timestamp::from_second(told.event_time as i64).ok()?,
        operation: told.event_name,
        who: arn.or(told.username).unwrap_or_else(|| "somebody".to_owned()),
        refused: document["errorCode"].as_str().map(str::to_owned),
    })
}
