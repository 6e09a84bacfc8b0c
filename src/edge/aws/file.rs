//! The rollout flag in a file of TOML or JSON.

use std::io;
use std::path::Path;

use jiff::Timestamp;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::flag::problem;
use super::words::sentence;
use crate::domain::facts::FlagReading;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::rollout::{parse_enabled, parse_percentage};

/// A flag file is small; what is longer is another file.
const LONGEST: u64 = 64 * 1024;

/// Reads both keys.
pub(super) async fn ask(path: &str, enabled: &str, percentage: &str, at: Timestamp) -> Result<FlagReading, Fault> {
    let fault = |kind, message: &str| Fault { kind, call: "file:Read".to_owned(), code: None, message: sentence(message), at };
    let (text, changed) = read(path).await.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => fault(FaultKind::NotFound, &format!("there is no file {path}")),
        io::ErrorKind::PermissionDenied => {
            fault(FaultKind::Denied { permission: format!("reading {path}") }, &format!("{path} may not be read"))
        }
        _ => fault(FaultKind::Unreadable, &format!("{path} cannot be read: {error}")),
    })?;
    let document = parse(path, &text).map_err(|message| fault(FaultKind::Unreadable, &message))?;
    let (on, share) = (find(&document, enabled), find(&document, percentage));
    Ok(FlagReading {
        enabled: on.as_deref().and_then(parse_enabled),
        percentage: share.as_deref().and_then(parse_percentage),
        changed,
        problem: problem((enabled, on.as_deref()), (percentage, share.as_deref())),
        ..FlagReading::of(path)
    })
}

async fn read(path: &str) -> io::Result<(String, Option<Timestamp>)> {
    let file = File::open(path).await?;
    let about = file.metadata().await?;
    if !about.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text).await?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::other("it is longer than 64 KB"));
    }
    Ok((text, about.modified().ok().and_then(|at| Timestamp::try_from(at).ok())))
}

fn parse(path: &str, text: &str) -> Result<serde_json::Value, String> {
    if Path::new(path).extension().is_some_and(|end| end == "json") || text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| format!("{path} is not JSON: {error}"));
    }
    toml::from_str(text).map_err(|error: toml::de::Error| format!("{path} is not TOML: {}", error.message()))
}

/// A key of the top level, or a dotted one below it; numbers and yes/no as they would be written.
fn find(document: &serde_json::Value, key: &str) -> Option<String> {
    let value = document.get(key).or_else(|| document.pointer(&format!("/{}", key.replace('.', "/"))))?;
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Null => None,
        other => Some(other.to_string()),
    }
}
