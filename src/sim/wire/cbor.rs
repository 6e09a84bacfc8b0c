//! CBOR as rpc-v2-cbor and neutral values as the operations see them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ciborium::Value as Cbor;
use serde_json::{Map, Number, Value};

use super::value;

/// CBOR's tag for seconds since the epoch.
const EPOCH: u64 = 1;

/// Reads a body; the sentence says what is wrong with it.
pub fn decode(body: &[u8]) -> Result<Value, String> {
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let cbor: Cbor = ciborium::from_reader(body).map_err(|error| format!("the body is not CBOR: {error}"))?;
    Ok(from_cbor(cbor))
}

/// Writes a body. Times carry tag 1.
pub fn encode(value: &Value) -> Vec<u8> {
    let mut body = Vec::new();
    // Writing to memory fails only for values that cannot be made from JSON.
    let _ = ciborium::into_writer(&to_cbor(value), &mut body);
    body
}

fn from_cbor(cbor: Cbor) -> Value {
    match cbor {
        Cbor::Bool(flag) => Value::Bool(flag),
        Cbor::Text(text) => Value::String(text),
        Cbor::Bytes(bytes) => Value::String(STANDARD.encode(bytes)),
        Cbor::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Cbor::Integer(number) => match i128::from(number) {
            small if i64::try_from(small).is_ok() => Value::from(small as i64),
            large => u64::try_from(large).map_or(Value::Null, Value::from),
        },
        Cbor::Array(items) => items.into_iter().map(from_cbor).collect(),
        Cbor::Map(entries) => {
            Value::Object(entries.into_iter().filter_map(|(key, entry)| key.into_text().ok().map(|key| (key, from_cbor(entry)))).collect())
        }
        Cbor::Tag(_, inner) => from_cbor(*inner),
        _ => Value::Null,
    }
}

fn time(seconds: f64) -> Cbor {
    Cbor::Tag(EPOCH, Box::new(Cbor::Float(seconds)))
}

fn to_cbor(value: &Value) -> Cbor {
    if let Some(seconds) = value::as_time(value) {
        return time(seconds);
    }
    if let Some(all) = value::as_times(value) {
        return Cbor::Array(all.map(time).collect());
    }
    match value {
        Value::Null => Cbor::Null,
        Value::Bool(flag) => Cbor::Bool(*flag),
        Value::String(text) => Cbor::Text(text.clone()),
        Value::Number(number) => number
            .as_i64()
            .map(Cbor::from)
            .or_else(|| number.as_u64().map(Cbor::from))
            .unwrap_or_else(|| Cbor::Float(number.as_f64().unwrap_or_default())),
        Value::Array(items) => Cbor::Array(items.iter().map(to_cbor).collect()),
        Value::Object(entries) => Cbor::Map(entries.iter().map(|(key, entry)| (Cbor::Text(key.clone()), to_cbor(entry))).collect()),
    }
}
