//! Neutral values: JSON with a mark for times, and readers that accept each protocol's way of writing.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::refusal::{self, Refusal};

/// The one key of an object that stands for a time. No AWS member begins with a dollar sign.
const TIME: &str = "$time";
/// The one key of an object that stands for a list of times: a day of metrics would be a hundred thousand objects otherwise.
const TIMES: &str = "$times";

/// A time in an answer; each protocol writes it in its own way.
pub fn time(at: Timestamp) -> Value {
    json!({ TIME: at.as_millisecond() as f64 / 1000.0 })
}

/// Many times in an answer.
pub fn times(all: impl Iterator<Item = Timestamp>) -> Value {
    json!({ TIMES: all.map(|at| at.as_millisecond() as f64 / 1000.0).collect::<Vec<f64>>() })
}

/// A time that may be absent; `null` members are left out of answers.
pub fn time_or_null(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, time)
}

/// Seconds since the epoch when the value stands for a time.
pub fn as_time(value: &Value) -> Option<f64> {
    let entries = value.as_object()?;
    if entries.len() == 1 { entries.get(TIME)?.as_f64() } else { None }
}

/// Seconds since the epoch of each, when the value stands for a list of times.
pub fn as_times(value: &Value) -> Option<impl Iterator<Item = f64>> {
    let entries = value.as_object().filter(|entries| entries.len() == 1)?;
    Some(entries.get(TIMES)?.as_array()?.iter().filter_map(Value::as_f64))
}

/// The same value without `null` members, with every time written by `write`.
pub fn finish(value: Value, write: fn(f64) -> Value) -> Value {
    if let Some(seconds) = as_time(&value) {
        return write(seconds);
    }
    if let Some(all) = as_times(&value) {
        return all.map(write).collect();
    }
    inside(value, |entry| finish(entry, write))
}

/// The same value without `null` members, with the marks of times in place: CBOR writes them as tags.
pub fn present(value: Value) -> Value {
    inside(value, present)
}

fn inside(value: Value, each: impl Fn(Value) -> Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(each).collect(),
        Value::Object(entries) => {
            let kept = entries.into_iter().filter(|(_, entry)| !entry.is_null());
            Value::Object(kept.map(|(key, entry)| (key, each(entry))).collect())
        }
        other => other,
    }
}

/// Seconds since the epoch, as the JSON protocols write times.
pub fn epoch(seconds: f64) -> Value {
    json!(seconds)
}

/// `2026-11-23T03:02:00Z`, as XML and REST answers write times.
pub fn iso(seconds: f64) -> Value {
    let at = Timestamp::from_millisecond((seconds * 1000.0).round() as i64).unwrap_or_default();
    Value::String(at.to_string())
}

/// One request's members, read leniently: the query protocol has only strings.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a>(pub &'a Value);

impl<'a> Input<'a> {
    /// A member that is there and is not `null`.
    pub fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|member| !member.is_null())
    }

    /// A text member.
    pub fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A text member that the operation cannot do without.
    pub fn must(self, name: &str) -> Result<&'a str, Refusal> {
        self.text(name).ok_or_else(|| refusal::missing(name))
    }

    /// A whole number.
    pub fn whole(self, name: &str) -> Option<i64> {
        let member = self.get(name)?;
        member.as_i64().or_else(|| member.as_f64().map(|number| number as i64)).or_else(|| member.as_str()?.parse().ok())
    }

    /// A number.
    pub fn number(self, name: &str) -> Option<f64> {
        let member = self.get(name)?;
        member.as_f64().or_else(|| member.as_str()?.parse().ok())
    }

    /// Yes or no.
    pub fn flag(self, name: &str) -> Option<bool> {
        let member = self.get(name)?;
        member.as_bool().or_else(|| member.as_str()?.parse().ok())
    }

    /// A time: seconds since the epoch or ISO 8601.
    pub fn time(self, name: &str) -> Option<Timestamp> {
        let member = self.get(name)?;
        let seconds = member.as_f64().or_else(|| member.as_str()?.parse().ok());
        match seconds {
            Some(seconds) => Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok(),
            None => member.as_str()?.parse().ok(),
        }
    }

    /// A time that the operation cannot do without.
    pub fn must_time(self, name: &str) -> Result<Timestamp, Refusal> {
        self.time(name).ok_or_else(|| refusal::missing(name))
    }

    /// The structures of a list member; empty when it is absent.
    pub fn list(self, name: &str) -> impl Iterator<Item = Input<'a>> {
        self.get(name).and_then(Value::as_array).into_iter().flatten().map(Input)
    }

    /// The texts of a list member; empty when it is absent.
    pub fn texts(self, name: &str) -> Vec<&'a str> {
        self.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// A structure member; an empty one when it is absent.
    #[must_use]
    pub fn inner(self, name: &str) -> Input<'a> {
        static NOTHING: Value = Value::Null;
        Input(self.get(name).unwrap_or(&NOTHING))
    }

    /// The entries of a map member.
    pub fn entries(self, name: &str) -> Option<&'a Map<String, Value>> {
        self.get(name)?.as_object()
    }
}
