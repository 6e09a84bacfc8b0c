//! The published JSON schema, made from the types of the file.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Value, json};

use super::shape::File;
use super::values;

/// The schema of the configuration file.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let settings = settings.with_transform(RecursiveTransform(without_null)).with_transform(RecursiveTransform(published_kinds));
    settings.into_generator().into_root_schema_for::<File>().to_value()
}

/// TOML has no null: a key that may be left out is never null.
fn without_null(schema: &mut schemars::Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(options)) = object.get_mut("enum") {
        options.retain(|option| !option.is_null());
    }
    let choices = object.get("anyOf").and_then(Value::as_array).cloned().unwrap_or_default();
    let real: Vec<Value> = choices.iter().filter(|choice| **choice != json!({ "type": "null" })).cloned().collect();
    if let ([Value::Object(only)], true) = (real.as_slice(), real.len() < choices.len()) {
        object.remove("anyOf");
        for (key, value) in only {
            object.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
}

/// Each kind of text also gets the pattern that other tools understand.
fn published_kinds(schema: &mut schemars::Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(pattern) = object.get("x-kind").and_then(Value::as_str).and_then(values::pattern) {
        object.insert("pattern".to_owned(), pattern.into());
    }
    let Some(kind) = object.get("x-each").and_then(Value::as_str).map(str::to_owned) else { return };
    for holder in ["items", "additionalProperties"] {
        let Some(Value::Object(each)) = object.get_mut(holder) else { continue };
        if each.contains_key("anyOf") {
            continue;
        }
        if kind == "percent" {
            each.insert("minimum".to_owned(), 1.into());
            each.insert("maximum".to_owned(), 100.into());
        } else {
            each.insert("x-kind".to_owned(), kind.clone().into());
        }
        if let Some(pattern) = values::pattern(&kind) {
            each.insert("pattern".to_owned(), pattern.into());
        }
    }
}
