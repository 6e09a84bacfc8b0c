//! The commands that change functions and event-source mappings.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::series::shift;

use super::World;
use super::function::{EVENT_COUNT, EventSourceMapping, Function};
use super::refusal::Refusal;

/// The groups of metrics that Lambda's model knows; for a stream it publishes the first alone.
const METRIC_GROUPS: [&str; 3] = [EVENT_COUNT, "ErrorCount", "KafkaMetrics"];

/// What UpdateFunctionConfiguration changes; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default)]
pub struct FunctionPatch {
    /// The revision that the caller saw.
    pub revision: Option<String>,
    /// The whole new environment: it replaces the old one.
    pub environment: Option<BTreeMap<String, String>>,
    /// Memory in MB.
    pub memory_mb: Option<u32>,
    /// Time limit in seconds.
    pub timeout_seconds: Option<u32>,
}

/// What UpdateEventSourceMapping changes; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default)]
pub struct MappingPatch {
    /// Switches it on or off.
    pub enabled: Option<bool>,
    /// Records a batch.
    pub batch_size: Option<u32>,
    /// Seconds that a batch is gathered.
    pub batch_window: Option<u32>,
    /// Batches of one shard at a time, 1 to 10.
    pub parallelisation: Option<u32>,
    /// −1 to 10,000.
    pub maximum_retries: Option<i32>,
    /// −1, or 60 to 604,800 seconds.
    pub maximum_record_age: Option<i32>,
    /// Whether a failing batch is halved.
    pub bisect: Option<bool>,
    /// Where discarded batches are told of.
    pub failure_destination: Option<String>,
    /// The groups of metrics that it is to publish, in place of those before.
    pub metrics: Option<Vec<String>>,
}

impl World {
    /// The function with this name or ARN; a qualifier is ignored.
    pub fn function(&self, name_or_arn: &str) -> Result<&Function, Refusal> {
        let name = function_name(name_or_arn);
        self.functions.get(name).ok_or_else(|| {
            let message = format!("Function not found: arn:aws:lambda:{}:{}:function:{name}", self.region, self.account);
            Refusal::with_status("ResourceNotFoundException", 404, message)
        })
    }

    /// UpdateFunctionConfiguration: replaces the whole environment, refuses a revision that is not the newest.
    pub fn update_function_configuration(&mut self, name: &str, patch: FunctionPatch) -> Result<&Function, Refusal> {
        let found = self.function(name)?;
        let key = found.name.clone();
        if patch.revision.as_ref().is_some_and(|seen| *seen != found.revision) {
            let message = "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest \
                           Revision Id";
            return Err(Refusal::with_status("PreconditionFailedException", 412, message));
        }
        if found.last_update_status == "InProgress" {
            let message = format!("The operation cannot be performed at this time. An update is in progress for resource: {}", found.arn);
            return Err(Refusal::with_status("ResourceConflictException", 409, message));
        }
        let size: usize = patch.environment.iter().flatten().map(|(name, value)| name.len() + value.len()).sum();
        if size > 4096 {
            let message = "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded \
                           the 4KB limit.";
            return Err(Refusal::bad("InvalidParameterValueException", message));
        }
        self.settle();
        let (now, revision, wait) = (self.now, self.new_uuid(), 2 + self.step_seconds() / 10);
        let function = self.functions.get_mut(&key).ok_or_else(|| Refusal::with_status("ServiceException", 500, "function vanished"))?;
        if let Some(environment) = patch.environment {
            function.environment = environment;
            function.environment_error = None;
        }
        function.memory_mb = patch.memory_mb.unwrap_or(function.memory_mb);
        function.timeout_seconds = patch.timeout_seconds.unwrap_or(function.timeout_seconds);
        function.revision = revision;
        function.last_modified = now;
        "InProgress".clone_into(&mut function.last_update_status);
        function.updating_until = Some(shift(now, wait));
        Ok(function)
    }

    /// The mapping with this id.
    pub fn mapping(&self, uuid: &str) -> Result<&EventSourceMapping, Refusal> {
        let found = self.mappings.iter().find(|mapping| mapping.uuid == uuid);
        found.ok_or_else(|| Refusal::with_status("ResourceNotFoundException", 404, "The resource you requested does not exist."))
    }

    /// UpdateEventSourceMapping.
    pub fn update_mapping(&mut self, uuid: &str, patch: MappingPatch) -> Result<&EventSourceMapping, Refusal> {
        let found = self.mapping(uuid)?;
        if found.settles.is_some() {
            let message = format!("Cannot update the event source mapping {uuid} because it is in use.");
            return Err(Refusal::with_status("ResourceInUseException", 400, message));
        }
        check(&patch)?;
        self.settle();
        let (now, wait) = (self.now, 5 + self.step_seconds() / 5);
        let Some(mapping) = self.mappings.iter_mut().find(|mapping| mapping.uuid == uuid) else {
            return Err(Refusal::with_status("ServiceException", 500, "mapping vanished"));
        };
        mapping.apply(patch, now, shift(now, wait));
        Ok(mapping)
    }
}

impl EventSourceMapping {
    fn apply(&mut self, patch: MappingPatch, now: Timestamp, settled: Timestamp) {
        let on = patch.enabled.unwrap_or(matches!(self.state.as_str(), "Enabled" | "Enabling" | "Updating"));
        let was = self.is_running();
        let (passing, then) = match (was, on) {
            (false, true) => ("Enabling", "Enabled"),
            (true, false) => ("Disabling", "Disabled"),
            (true, true) => ("Updating", "Enabled"),
            (false, false) => ("Disabled", "Disabled"),
        };
        passing.clone_into(&mut self.state);
        self.settles = (passing != then).then_some((settled, then));
        self.batch_size = patch.batch_size.unwrap_or(self.batch_size);
        self.batch_window = patch.batch_window.unwrap_or(self.batch_window);
        self.parallelisation = patch.parallelisation.unwrap_or(self.parallelisation);
        self.maximum_retries = patch.maximum_retries.unwrap_or(self.maximum_retries);
        self.maximum_record_age = patch.maximum_record_age.unwrap_or(self.maximum_record_age);
        self.bisect = patch.bisect.unwrap_or(self.bisect);
        self.failure_destination = patch.failure_destination.or(self.failure_destination.take());
        if let Some(metrics) = patch.metrics {
            self.metrics = metrics;
        }
        self.last_modified = now;
    }
}

/// Refuses values that Lambda refuses.
fn check(patch: &MappingPatch) -> Result<(), Refusal> {
    let within = |value: Option<i64>, low: i64, high: i64, name: &str| match value {
        Some(value) if !(low..=high).contains(&value) => {
            let message = format!("Value '{value}' at '{name}' failed to satisfy constraint: Member must be from {low} to {high}");
            Err(Refusal::bad("InvalidParameterValueException", message))
        }
        _ => Ok(()),
    };
    within(patch.batch_size.map(i64::from), 1, 10_000, "batchSize")?;
    within(patch.batch_window.map(i64::from), 0, 300, "maximumBatchingWindowInSeconds")?;
    within(patch.parallelisation.map(i64::from), 1, 10, "parallelizationFactor")?;
    within(patch.maximum_retries.map(i64::from), -1, 10_000, "maximumRetryAttempts")?;
    within(patch.maximum_record_age.map(i64::from), -1, 604_800, "maximumRecordAgeInSeconds")?;
    if patch.maximum_record_age.is_some_and(|age| (0..60).contains(&age)) {
        return Err(Refusal::bad("InvalidParameterValueException", "MaximumRecordAgeInSeconds must be -1, or from 60 to 604800."));
    }
    let groups = patch.metrics.iter().flatten();
    if let Some(stranger) = groups.clone().find(|group| !METRIC_GROUPS.contains(&group.as_str())) {
        let message = format!("Value '{stranger}' at 'metricsConfig.metrics' failed to satisfy constraint: {METRIC_GROUPS:?}");
        return Err(Refusal::bad("InvalidParameterValueException", message));
    }
    Ok(())
}

/// The name in an ARN, or the name itself, without a qualifier.
fn function_name(name_or_arn: &str) -> &str {
    let name = name_or_arn.split_once(":function:").map_or(name_or_arn, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}
