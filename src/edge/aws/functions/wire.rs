//! Lambda's operations as they travel: paths, and of each answer what is looked at.

use std::collections::HashMap;
use std::fmt;

use jiff::Timestamp;
use jiff::fmt::strtime;
use serde::Deserialize;
use serde_json::json;

use crate::edge::aws::plain::rest::Request;
use crate::edge::aws::words::sentence;

/// The version of the interface that every path begins with.
const SINCE: &str = "2015-03-31";

/// A function's settings.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Configuration {
    pub(in crate::edge::aws) function_name: Option<String>,
    pub(in crate::edge::aws) state: Option<String>,
    pub(in crate::edge::aws) last_update_status: Option<String>,
    last_modified: Option<String>,
    pub(in crate::edge::aws) revision_id: Option<String>,
    pub(in crate::edge::aws) memory_size: Option<i32>,
    pub(in crate::edge::aws) timeout: Option<i32>,
    environment: Option<Environment>,
}

/// A function's environment, or why Lambda could not read it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Environment {
    variables: Option<HashMap<String, String>>,
    error: Option<Unread>,
}

impl fmt::Debug for Environment {
    /// Without a name or a value: they may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("variables", &self.variables.as_ref().map(HashMap::len)).finish_non_exhaustive()
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Unread {
    error_code: Option<String>,
    message: Option<String>,
}

impl Configuration {
    /// Whether the answer is of a function at all.
    pub(in crate::edge::aws) fn is_named(&self) -> bool {
        self.function_name.as_ref().is_some_and(|name| !name.is_empty())
    }

    /// The variables, when there is an environment.
    pub(in crate::edge::aws) fn variables(&self) -> Option<&HashMap<String, String>> {
        self.environment.as_ref()?.variables.as_ref()
    }

    /// Why Lambda could not read the environment, when it says so.
    pub(in crate::edge::aws) fn unread(&self) -> Option<String> {
        let error = self.environment.as_ref()?.error.as_ref()?;
        Some(sentence(error.message.as_deref().or(error.error_code.as_deref()).unwrap_or("no reason given")))
    }

    /// Lambda writes `2026-11-23T03:12:00.000+0000`, which is not quite a timestamp of RFC 3339.
    pub(in crate::edge::aws) fn modified(&self) -> Option<Timestamp> {
        let text = self.last_modified.as_deref()?;
        text.parse().ok().or_else(|| strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()?.to_timestamp().ok())
    }
}

/// One page of functions.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Functions {
    pub(in crate::edge::aws) functions: Option<Vec<Configuration>>,
    pub(in crate::edge::aws) next_marker: Option<String>,
}

/// One page of aliases.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Aliases {
    pub(in crate::edge::aws) aliases: Option<Vec<Alias>>,
    pub(in crate::edge::aws) next_marker: Option<String>,
}

/// An alias and the version that it stands for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Alias {
    pub(in crate::edge::aws) name: Option<String>,
    pub(in crate::edge::aws) function_version: Option<String>,
}

/// One page of event-source mappings.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Mappings {
    pub(in crate::edge::aws) event_source_mappings: Option<Vec<Mapping>>,
    pub(in crate::edge::aws) next_marker: Option<String>,
}

/// What feeds a function, and how.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Mapping {
    #[serde(rename = "UUID")]
    pub(in crate::edge::aws) uuid: Option<String>,
    pub(in crate::edge::aws) function_arn: Option<String>,
    pub(in crate::edge::aws) event_source_arn: Option<String>,
    pub(in crate::edge::aws) state: Option<String>,
    pub(in crate::edge::aws) last_processing_result: Option<String>,
    pub(in crate::edge::aws) batch_size: Option<i32>,
    pub(in crate::edge::aws) maximum_batching_window_in_seconds: Option<i32>,
    pub(in crate::edge::aws) parallelization_factor: Option<i32>,
    pub(in crate::edge::aws) maximum_retry_attempts: Option<i32>,
    pub(in crate::edge::aws) maximum_record_age_in_seconds: Option<i32>,
    pub(in crate::edge::aws) bisect_batch_on_function_error: Option<bool>,
    destination_config: Option<Destinations>,
    metrics_config: Option<EventMetrics>,
}

/// The groups of metrics that a mapping publishes: `EventCount`, `ErrorCount`, `KafkaMetrics`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EventMetrics {
    metrics: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destinations {
    on_failure: Option<Destination>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    destination: Option<String>,
}

impl Mapping {
    /// Where batches go that were given up.
    pub(in crate::edge::aws) fn failure_destination(&self) -> Option<&str> {
        self.destination_config.as_ref()?.on_failure.as_ref()?.destination.as_deref()
    }

    /// Whether it publishes how many events it read and dropped; where nothing is said of metrics, none are on.
    pub(in crate::edge::aws) fn counts_events(&self) -> bool {
        let groups = self.metrics_config.as_ref().and_then(|config| config.metrics.as_ref());
        groups.is_some_and(|groups| groups.iter().any(|group| group == "EventCount"))
    }
}

/// GetFunctionConfiguration.
pub(in crate::edge::aws) fn get_configuration(function: &str) -> Request {
    Request::new("GET", &[SINCE, "functions", function, "configuration"])
}

/// UpdateFunctionConfiguration: the whole environment, and the revision that it was made from.
pub(in crate::edge::aws) fn update_configuration(function: &str, revision: Option<&str>, variables: &HashMap<String, String>) -> Request {
    let request = Request::new("PUT", &[SINCE, "functions", function, "configuration"]);
    request.members(json!({ "RevisionId": revision, "Environment": { "Variables": variables } }))
}

/// ListFunctions.
pub(in crate::edge::aws) fn list_functions(marker: Option<String>) -> Request {
    Request::new("GET", &[SINCE, "functions"]).query("Marker", marker).query("MaxItems", Some("50"))
}

/// ListAliases.
pub(in crate::edge::aws) fn list_aliases(function: &str, marker: Option<String>) -> Request {
    Request::new("GET", &[SINCE, "functions", function, "aliases"]).query("Marker", marker)
}

/// ListEventSourceMappings, of one function or of all.
pub(in crate::edge::aws) fn list_mappings(function: Option<&str>, marker: Option<String>) -> Request {
    Request::new("GET", &[SINCE, "event-source-mappings"]).query("FunctionName", function).query("Marker", marker)
}

/// The path of UpdateEventSourceMapping; its members are the caller's.
pub(in crate::edge::aws) fn update_mapping(uuid: &str) -> Request {
    Request::new("PUT", &[SINCE, "event-source-mappings", uuid])
}
