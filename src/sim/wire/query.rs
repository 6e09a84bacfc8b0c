//! The query protocol's form: `Metric.Dimensions.member.1.Name=…` as neutral values.

use serde_json::{Map, Value};

/// Reads a form. Everything is a text; numbered levels become lists, with or without `member`.
pub fn decode(form: &[u8]) -> Value {
    let mut root = Value::Object(Map::new());
    for (name, text) in form_urlencoded::parse(form) {
        let path: Vec<&str> = name.split('.').filter(|level| !matches!(*level, "member" | "entry")).collect();
        put(&mut root, &path, text.into_owned());
    }
    lists(root)
}

fn put(at: &mut Value, path: &[&str], text: String) {
    let Some((level, rest)) = path.split_first() else {
        *at = Value::String(text);
        return;
    };
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    if let Value::Object(entries) = at {
        put(entries.entry((*level).to_owned()).or_insert(Value::Null), rest, text);
    }
}

/// An object whose keys are all numbers is a list in the order of those numbers.
fn lists(value: Value) -> Value {
    let Value::Object(entries) = value else { return value };
    let mut numbered: Vec<(u32, Value)> = Vec::new();
    let all = !entries.is_empty() && entries.keys().all(|key| key.parse::<u32>().is_ok());
    if !all {
        return Value::Object(entries.into_iter().map(|(key, entry)| (key, lists(entry))).collect());
    }
    numbered.extend(entries.into_iter().filter_map(|(key, entry)| Some((key.parse().ok()?, lists(entry)))));
    numbered.sort_by_key(|(number, _)| *number);
    Value::Array(numbered.into_iter().map(|(_, entry)| entry).collect())
}
