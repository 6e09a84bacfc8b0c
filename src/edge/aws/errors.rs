//! A function's newest errors, from its log group and on request only: counted, and the first line of the newest one.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::door::Door;
use super::operation::Operation;
use super::words;
use crate::domain::errors::{PAGES, SPAN};
use crate::domain::facts::ErrorLines;
use crate::domain::fault::Fault;
use crate::domain::series::shift;

/// Lines that tell of an error, as the runtimes of Lambda write them.
const PATTERN: &str = r#"?ERROR ?Exception ?"Task timed out" ?"Process exited before completing""#;

/// Most characters of a line that are shown.
const LONGEST: usize = 200;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    events: Vec<Told>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Told {
    timestamp: i64,
    #[serde(default)]
    message: String,
}

/// FilterLogEvents, a few pages of the last hour.
pub(super) async fn ask(door: &Door, function: &str) -> Result<ErrorLines, Fault> {
    let operation = Operation::FilterLogEvents;
    let group = group(function);
    let (from, to) = (shift(door.at, -SPAN), door.at);
    let mut found =
        ErrorLines { function: function.to_owned(), group: group.clone(), from, to, count: 0, newest: None, is_complete: false };
    let mut token: Option<String> = None;
    for _ in 0..PAGES {
        let mut input = json!({
            "logGroupName": group,
            "startTime": from.as_millisecond(),
            "endTime": to.as_millisecond(),
            "filterPattern": PATTERN,
        });
        if let Some(token) = &token {
            input["nextToken"] = token.as_str().into();
        }
        let page: Page = door.send(operation, door.session.logs.call(operation, input)).await?;
        found.count += page.events.len() as u64;
        for told in page.events {
            let Ok(at) = Timestamp::from_millisecond(told.timestamp) else { continue };
            if found.newest.as_ref().is_none_or(|(newest, _)| *newest <= at) {
                found.newest = Some((at, first_line(&told.message)));
            }
        }
        token = page.next_token.filter(|next| Some(next) != token.as_ref());
        if token.is_none() {
            found.is_complete = true;
            break;
        }
    }
    Ok(found)
}

/// Where Lambda writes unless the function says otherwise. A function may be named by its ARN or with a qualifier.
fn group(function: &str) -> String {
    let name = function.rsplit(":function:").next().unwrap_or(function);
    format!("/aws/lambda/{}", name.split(':').next().unwrap_or(name))
}

/// The first line, without what looks like a secret, cut.
fn first_line(message: &str) -> String {
    words::line(message, LONGEST)
}
