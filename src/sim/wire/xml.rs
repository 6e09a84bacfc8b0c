//! Neutral values as the XML answers of the query protocol.

use quick_xml::escape::escape;
use serde_json::{Value, json};

/// Writes an answer: `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`.
pub fn answer(operation: &str, namespace: &str, value: &Value, request_id: &str, flat: bool) -> String {
    let mut result = String::new();
    members(&mut result, value, flat);
    format!(
        "<{operation}Response xmlns=\"{namespace}\"><{operation}Result>{result}</{operation}Result>\
         <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
    )
}

/// Writes a refusal.
pub fn error(namespace: &str, sender: bool, code: &str, message: &str, request_id: &str) -> String {
    let side = if sender { "Sender" } else { "Receiver" };
    let message = escape(message);
    format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{side}</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
}

/// Writes an answer whose outermost element is its own: the one member of the value. Lists repeat their name.
pub fn document(value: &Value, namespace: &str) -> String {
    let Some((name, inside)) = value.as_object().and_then(|members| members.iter().next()) else { return String::new() };
    let mut content = String::new();
    members(&mut content, inside, true);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} xmlns=\"{namespace}\">{content}</{name}>")
}

/// Writes a refusal as S3 does.
pub fn plain_error(code: &str, message: &str, request_id: &str) -> String {
    let message = escape(message);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{request_id}</RequestId></Error>"
    )
}

/// Members that are maps: their keys are data, not names of members.
const MAPS: &[&str] = &["ExtendedStatistics"];

fn members(xml: &mut String, value: &Value, flat: bool) {
    match value {
        Value::Object(entries) => {
            for (name, entry) in entries {
                member(xml, name, entry, flat);
            }
        }
        Value::String(text) => xml.push_str(&escape(text.as_str())),
        Value::Null => {}
        other => xml.push_str(&other.to_string()),
    }
}

fn member(xml: &mut String, name: &str, entry: &Value, flat: bool) {
    match entry {
        // A flattened list repeats its own name; any other wraps each item in `member`.
        Value::Array(items) if flat => items.iter().for_each(|item| element(xml, name, |xml| members(xml, item, flat))),
        Value::Array(items) => {
            element(xml, name, |xml| items.iter().for_each(|item| element(xml, "member", |xml| members(xml, item, flat))));
        }
        Value::Object(pairs) if MAPS.contains(&name) => element(xml, name, |xml| {
            for (key, value) in pairs {
                members(xml, &json!({ "entry": { "key": key, "value": value } }), flat);
            }
        }),
        other => element(xml, name, |xml| members(xml, other, flat)),
    }
}

fn element(xml: &mut String, name: &str, inside: impl FnOnce(&mut String)) {
    for part in ["<", name, ">"] {
        xml.push_str(part);
    }
    inside(xml);
    for part in ["</", name, ">"] {
        xml.push_str(part);
    }
}
