//! The configuration in force, each value with its source.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Config;
use super::tree::{Kind, Node, Origin};
use crate::domain::cost::Assumptions;
use crate::domain::pipeline::{FlagStore, Pipeline};

/// One value in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its key, with the pipeline's place in the list where there is one: `pipeline[0].stream`.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Who said so.
    pub origin: Origin,
}

/// Every value in force, the built-in ones too.
pub fn lines(config: &Config) -> Vec<Line> {
    let mut lines = Vec::new();
    let top = json!({
        "theme": config.theme,
        "refresh": duration(config.refresh),
        "notifications": { "bell": config.notifications.bell, "title": config.notifications.title, "notify": config.notifications.notify },
    });
    flatten("", &top, Some(&config.said), &mut lines);
    let nodes = config.said.get("pipeline").map(Node::items).unwrap_or_default();
    for (index, pipeline) in config.pipelines.iter().enumerate() {
        flatten(&format!("pipeline[{index}]"), &effective(pipeline), nodes.get(index), &mut lines);
    }
    for free in ["keys", "prices"] {
        if let Some(node) = config.said.get(free) {
            flatten(free, &node.value(), Some(node), &mut lines);
        }
    }
    lines
}

/// As TOML that can be used again, the source of each value in a comment.
pub fn toml(config: &Config) -> String {
    written(&lines(config), |line| format!(" # {}", if line.value.is_null() { "not named".to_owned() } else { line.origin.to_string() }))
}

/// As a file that says only what would not stand without it.
pub fn file(config: &Config) -> String {
    let built_in = lines(&Config::of(Pipeline::of_stream("")));
    let stands = |line: &Line| line.value.is_null() || built_in.iter().any(|other| (&other.key, &other.value) == (&line.key, &line.value));
    let said: Vec<Line> = lines(config).into_iter().filter(|line| !stands(line)).collect();
    written(&said, |_| String::new())
}

/// Tables, keys and values, each with what is to stand behind it.
fn written(lines: &[Line], behind: impl Fn(&Line) -> String) -> String {
    let mut text = String::new();
    let mut table = String::new();
    let (own, tables): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| !line.key.contains('.'));
    for line in own.into_iter().chain(tables) {
        let (holder, key) = split(&line.key);
        if holder != table {
            let _ = writeln!(text, "{}{}", if text.is_empty() { "" } else { "\n" }, header(&holder));
            table = holder;
        }
        let assignment = match &line.value {
            Value::Null => format!("# {key} ="),
            value => format!("{key} = {}", literal(value)),
        };
        let _ = writeln!(text, "{}", format!("{assignment:<44}{}", behind(line)).trim_end());
    }
    text
}

/// As one JSON document: key, value and source of each.
pub fn json(config: &Config) -> Value {
    let line = |line: Line| json!({ "key": line.key, "value": line.value, "source": line.origin.to_string() });
    json!({ "files": config.files, "values": lines(config).into_iter().map(line).collect::<Vec<_>>(), "untrusted_commands": config.untrusted_commands })
}

/// A duration as it is written in the file.
fn duration(length: std::time::Duration) -> String {
    humantime::format_duration(length).to_string()
}

fn effective(pipeline: &Pipeline) -> Value {
    json!({
        "name": pipeline.name,
        "environment": pipeline.environment,
        "region": pipeline.region,
        "profile": pipeline.profile,
        "endpoint_url": pipeline.endpoint_url,
        "stream": pipeline.stream,
        "table": pipeline.table,
        "table_keeps": pipeline.table_keeps.map(duration),
        "table_operation": pipeline.table_operation,
        "writers": pipeline.writers,
        "consumers": pipeline.consumers,
        "firehose": pipeline.firehose,
        "bucket": pipeline.bucket,
        "queue": pipeline.queue,
        "websocket_api": pipeline.websocket_api,
        "writes": pipeline.writes,
        "arm_for": duration(pipeline.arm_for),
        "athena": pipeline.athena,
        "flag": pipeline.flag.as_ref().map_or(Value::Null, flag),
        "rollout": {
            "stages": pipeline.rollout.stages,
            "bake": duration(pipeline.rollout.bake),
            "auto_promote": pipeline.rollout.auto_promote,
            "auto_rollback": pipeline.rollout.auto_rollback,
        },
        "limits": {
            "lag": duration(pipeline.limits.lag),
            "throttles": pipeline.limits.throttles,
            "dynamodb_errors": pipeline.limits.dynamodb_errors,
            "budget": pipeline.limits.budget,
        },
        "protected": { "hours": pipeline.protected_hours },
        "scaling": {
            "min": pipeline.scaling.min,
            "max": pipeline.scaling.max,
            "target_utilisation": pipeline.scaling.target_utilisation,
            "resource_id": pipeline.scaling.resource_id,
        },
        "cost": cost(&pipeline.assumptions),
    })
}

/// What was said of costs, as it is written; null is assumed.
fn cost(said: &Assumptions) -> Value {
    let days = |days: Option<u32>| days.map(|days| format!("{days}days"));
    json!({
        "archive_ratio": said.archive_ratio,
        "archive_age": days(said.archive_age_days),
        "archive_kept": days(said.archive_days),
        "cold_after": days(said.cold_after_days),
        "cold_class": said.cold_class,
        "queries": said.queries,
        "query_scan": said.query_bytes.map(|bytes| format!("{bytes}B")),
        "table_ttl": days(said.table_days),
        "table_ttl_after": days(said.table_days_after),
    })
}

fn flag(store: &FlagStore) -> Value {
    match store {
        FlagStore::LambdaEnv { enabled, percentage } => json!({ "store": "lambda-env", "enabled": enabled, "percentage": percentage }),
        FlagStore::Ssm { enabled, percentage } => json!({ "store": "ssm", "enabled": enabled, "percentage": percentage }),
        FlagStore::AppConfig { application, environment, profile, flag, attribute, strategy } => json!({
            "store": "appconfig", "application": application, "environment": environment, "profile": profile,
            "flag": flag, "attribute": attribute, "strategy": strategy,
        }),
        FlagStore::Command { argv, cwd, timeout, enabled, percentage } => json!({
            "store": "command", "argv": argv, "cwd": cwd, "timeout": duration(*timeout), "enabled": enabled, "percentage": percentage,
        }),
        FlagStore::File { path, enabled, percentage } => {
            json!({ "store": "file", "path": path, "enabled": enabled, "percentage": percentage })
        }
    }
}

fn flatten(path: &str, value: &Value, said: Option<&Node>, lines: &mut Vec<Line>) {
    if let Value::Object(entries) = value {
        let (plain, tables): (Vec<_>, Vec<_>) = entries.iter().partition(|(_, value)| !value.is_object());
        for (key, value) in plain.into_iter().chain(tables) {
            let place = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            flatten(&place, value, said.and_then(|node| node.get(key)), lines);
        }
        return;
    }
    // A value of the environment that the program leaves to the SDK is shown all the same.
    let shown = match said.map(|node| (&node.kind, &node.origin)) {
        Some((Kind::Leaf(text), Origin::Environment(_))) if value.is_null() => text.clone(),
        _ => value.clone(),
    };
    let origin = said.map_or(Origin::BuiltIn, |node| node.origin.clone());
    lines.push(Line { key: path.to_owned(), value: shown, origin });
}

fn split(key: &str) -> (String, String) {
    match key.rsplit_once('.') {
        Some((holder, key)) => (holder.to_owned(), quoted(key)),
        None => (String::new(), quoted(key)),
    }
}

fn quoted(key: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { literal(&Value::String(key.to_owned())) }
}

fn header(holder: &str) -> String {
    match holder.split_once("].") {
        Some((_, inner)) => format!("[pipeline.{inner}]"),
        None if holder.starts_with("pipeline[") => "[[pipeline]]".to_owned(),
        None => format!("[{holder}]"),
    }
}

/// A value as TOML writes it.
pub fn literal(value: &Value) -> String {
    toml::Value::try_from(value).map(|value| value.to_string()).unwrap_or_default()
}

/// Every key with its value, for tests and for other parts that look one up.
pub fn by_key(config: &Config) -> BTreeMap<String, Line> {
    lines(config).into_iter().map(|line| (line.key.clone(), line)).collect()
}
