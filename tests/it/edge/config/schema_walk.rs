//! A small reader of JSON schemas, apart from the program's own: it knows what the published one uses.

use serde_json::Value;

/// Whether a value fits; the sentence says where it does not.
pub(in super::super) fn accept(schema: &Value, value: &Value) -> Result<(), String> {
    at(schema, value, "")
}

fn at(schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    for choice in ["oneOf", "anyOf"] {
        let Some(options) = schema[choice].as_array() else { continue };
        let fitting = options.iter().filter(|option| at(option, value, path).is_ok()).count();
        let enough = if choice == "oneOf" { fitting == 1 } else { 1 <= fitting };
        if !enough {
            let why = options.first().and_then(|option| at(option, value, path).err()).unwrap_or_default();
            return Err(format!("{path}: {fitting} of {} fit: {why}", options.len()));
        }
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return Err(format!("{path}: is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        return Err(format!("{path}: is none of {}", schema["enum"]));
    }
    let one = schema["type"].as_str().into_iter();
    let several = schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut types = one.chain(several).peekable();
    if types.peek().is_some() && !types.any(|name| is(name, value)) {
        return Err(format!("{path}: {value} is not of type {}", schema["type"]));
    }
    bounds(schema, value, path)?;
    for item in value.as_array().into_iter().flatten() {
        at(&schema["items"], item, &format!("{path}[]"))?;
    }
    let Some(entries) = value.as_object() else { return Ok(()) };
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        entries.get(required).ok_or_else(|| format!("{path}.{required}: missing"))?;
    }
    for (key, inner) in entries {
        let place = format!("{path}.{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => return Err(format!("{place}: unknown")),
            (Value::Null, each) => at(each, inner, &place)?,
            (known, _) => at(known, inner, &place)?,
        }
    }
    Ok(())
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn bounds(schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    let below = schema["minimum"].as_f64().zip(value.as_f64()).is_some_and(|(least, value)| value < least);
    let above = schema["maximum"].as_f64().zip(value.as_f64()).is_some_and(|(most, value)| most < value);
    let few = schema["minItems"].as_u64().zip(value.as_array()).is_some_and(|(least, items)| (items.len() as u64) < least);
    if below || above || few { Err(format!("{path}: {value} is out of bounds")) } else { Ok(()) }
}
