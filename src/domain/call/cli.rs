//! The same call as lines for a shell with the AWS CLI, to be pasted when this console cannot or may not make it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Call;
use crate::domain::action::MappingChange;
use crate::domain::alarm::Definition;
use crate::domain::facts::StreamMode;

/// One word of a command line, quoted for a POSIX shell when it has to be.
pub fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:=@%+,".contains(sign);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// A command of the AWS CLI in a Region.
fn aws_in(region: &str, rest: &str) -> String {
    let region = if region.is_empty() { String::new() } else { format!(" --region {}", quoted(region)) };
    format!("aws{region} {rest}")
}

/// The line that has a mapping count its events, which no call of this console does: it is billed, and the operator's to want.
/// Source: Lambda developer guide, "Types of metrics for Lambda functions", event source mapping metrics.
pub fn count_events(uuid: &str, region: &str) -> String {
    aws_in(region, &format!("lambda update-event-source-mapping --uuid {} --metrics-config Metrics=EventCount", quoted(uuid)))
}

impl Call {
    /// Lines that do the same in a shell, for a Region.
    pub fn cli(&self, region: &str) -> String {
        let aws = |rest: String| aws_in(region, &rest);
        match self {
            Call::UpdateShardCount { stream, to, .. } => {
                let stream = quoted(stream);
                aws(format!("kinesis update-shard-count --stream-name {stream} --target-shard-count {to} --scaling-type UNIFORM_SCALING"))
            }
            Call::SplitShard { stream, shard, new_starting_hash_key } => aws(format!(
                "kinesis split-shard --stream-name {} --shard-to-split {} --new-starting-hash-key {new_starting_hash_key}",
                quoted(stream),
                quoted(shard)
            )),
            Call::MergeShards { stream, shard, adjacent } => aws(format!(
                "kinesis merge-shards --stream-name {} --shard-to-merge {} --adjacent-shard-to-merge {}",
                quoted(stream),
                quoted(shard),
                quoted(adjacent)
            )),
            Call::UpdateStreamMode { arn, mode, .. } => {
                let mode = match mode {
                    StreamMode::OnDemand => "ON_DEMAND",
                    StreamMode::Provisioned => "PROVISIONED",
                };
                aws(format!("kinesis update-stream-mode --stream-arn {} --stream-mode-details StreamMode={mode}", quoted(arn)))
            }
            Call::IncreaseRetention { stream, hours } => aws(retention("increase", stream, *hours)),
            Call::DecreaseRetention { stream, hours } => aws(retention("decrease", stream, *hours)),
            Call::EnableShardMetrics { stream, metrics } => aws(monitoring("enable", stream, metrics)),
            Call::DisableShardMetrics { stream, metrics } => aws(monitoring("disable", stream, metrics)),
            Call::UpdateMapping { uuid, change, .. } => {
                aws(format!("lambda update-event-source-mapping --uuid {}{}", quoted(uuid), mapping(change)))
            }
            Call::PatchEnvironment { function, revision, set } => environment(function, revision.as_deref(), set, aws),
            Call::PutParameter { name, value } => {
                aws(format!("ssm put-parameter --overwrite --name {} --value {}", quoted(name), quoted(value)))
            }
            Call::DeployFlag { .. } => deployment(self, aws),
            Call::StopDeployment { application, environment, number } => aws(format!(
                "appconfig stop-deployment --application-id {} --environment-id {} --deployment-number {number}",
                quoted(application),
                quoted(environment)
            )),
            Call::RegisterTarget { resource_id, dimension, min, max, suspended } => {
                let mut line = format!(
                    "application-autoscaling register-scalable-target --service-namespace custom-resource --resource-id {} --scalable-dimension {}",
                    quoted(resource_id),
                    quoted(dimension)
                );
                let state =
                    |on: bool| format!("DynamicScalingInSuspended={on},DynamicScalingOutSuspended={on},ScheduledScalingSuspended={on}");
                option(&mut line, "min-capacity", min.as_ref());
                option(&mut line, "max-capacity", max.as_ref());
                option(&mut line, "suspended-state", suspended.map(state).as_ref());
                aws(line)
            }
            Call::PutMetricAlarm { name, definition, notify } => aws(alarm(name, definition, notify.as_deref())),
            Call::RunCommand { argv, cwd, set, .. } => command(argv, cwd.as_deref(), set),
            Call::WriteFile { path, set } => {
                let pairs: Vec<String> = set.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("# set {} in {}", pairs.join(" and "), quoted(path))
            }
        }
    }
}

/// Adds ` --name value` where there is a value.
fn option(line: &mut String, name: &str, value: Option<&impl std::fmt::Display>) {
    if let Some(value) = value {
        let _ = write!(line, " --{name} {value}");
    }
}

fn retention(how: &str, stream: &str, hours: u32) -> String {
    format!("kinesis {how}-stream-retention-period --stream-name {} --retention-period-hours {hours}", quoted(stream))
}

fn monitoring(how: &str, stream: &str, metrics: &[String]) -> String {
    format!("kinesis {how}-enhanced-monitoring --stream-name {} --shard-level-metrics {}", quoted(stream), metrics.join(" "))
}

fn alarm(name: &str, of: &Definition, notify: Option<&str>) -> String {
    let dimensions: Vec<String> = of.dimensions.iter().map(|(name, value)| quoted(&format!("Name={name},Value={value}"))).collect();
    let mut line = format!(
        "cloudwatch put-metric-alarm --alarm-name {} --namespace {} --metric-name {} --dimensions {} --statistic {} --threshold {} \
         --comparison-operator {} --period {} --evaluation-periods {} --datapoints-to-alarm {} --treat-missing-data {}",
        quoted(name),
        quoted(&of.namespace),
        quoted(&of.metric),
        dimensions.join(" "),
        quoted(&of.statistic),
        of.threshold,
        quoted(&of.comparison),
        of.period_seconds,
        of.periods,
        of.periods,
        quoted(&of.missing_data)
    );
    option(&mut line, "alarm-actions", notify.map(quoted).as_ref());
    line
}

fn mapping(change: &MappingChange) -> String {
    let mut line = String::new();
    option(&mut line, "batch-size", change.batch_size.as_ref());
    option(&mut line, "parallelization-factor", change.parallelisation.as_ref());
    option(&mut line, "maximum-retry-attempts", change.maximum_retries.as_ref());
    option(&mut line, "maximum-record-age-in-seconds", change.maximum_record_age.as_ref());
    let destination = change.destination.as_ref().map(|arn| quoted(&format!("OnFailure={{Destination={arn}}}")));
    option(&mut line, "destination-config", destination.as_ref());
    for (on, name) in [(change.enabled, "enabled"), (change.bisect, "bisect-batch-on-function-error")] {
        if let Some(on) = on {
            let _ = write!(line, " --{}{name}", if on { "" } else { "no-" });
        }
    }
    line
}

/// Read, merge, write: a bare map would wipe every other variable, and so would one that was merged into what could not be decrypted.
fn environment(function: &str, revision: Option<&str>, set: &BTreeMap<String, String>, aws: impl Fn(String) -> String) -> String {
    let name = quoted(function);
    let read = aws(format!("lambda get-function-configuration --function-name {name} > before.json"));
    let pairs: Vec<String> = set.iter().map(|(key, value)| format!("{}: {}", json(key), json(value))).collect();
    let unreadable = r#"if .Environment.Error then error("the environment could not be decrypted") else . end"#;
    let filter = format!("{unreadable} | {{Variables: (.Environment.Variables + {{{}}})}}", pairs.join(", "));
    let merge = format!("jq {} before.json > after.json", quoted(&filter));
    let revision = match revision {
        Some(revision) => format!(" --revision-id {}", quoted(revision)),
        None => " --revision-id \"$(jq -r .RevisionId before.json)\"".to_owned(),
    };
    let write = aws(format!("lambda update-function-configuration --function-name {name} --environment file://after.json{revision}"));
    format!("{read} &&\n{merge} &&\n{write}")
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Two calls: a new version of the flag document, then its deployment.
fn deployment(call: &Call, aws: impl Fn(String) -> String) -> String {
    let Call::DeployFlag { application, environment, profile, flag, attribute, enabled, percentage, latest_version, strategy } = call
    else {
        return String::new();
    };
    let profile_of = format!("--application-id {} --configuration-profile-id {}", quoted(application), quoted(profile));
    let read = aws(format!("appconfig get-hosted-configuration-version {profile_of} --version-number {latest_version} before.json"));
    let share = percentage.map(|share| format!(" | .values[{}][{}] = {share}", json(flag), json(attribute))).unwrap_or_default();
    let filter = format!(".values[{}].enabled = {enabled}{share}", json(flag));
    let merge = format!("jq {} before.json > after.json", quoted(&filter));
    let make = aws(format!(
        "appconfig create-hosted-configuration-version {profile_of} --latest-version-number {latest_version} --content-type application/json \
         --content fileb://after.json made.json"
    ));
    let start = aws(format!(
        "appconfig start-deployment {profile_of} --environment-id {} --deployment-strategy-id {} --configuration-version {}",
        quoted(environment),
        quoted(strategy),
        latest_version + 1
    ));
    format!("{read} &&\n{merge} &&\n{make} &&\n{start}")
}

fn command(argv: &[String], cwd: Option<&str>, set: &BTreeMap<String, String>) -> String {
    let mut words: Vec<String> = set.iter().map(|(key, value)| format!("{key}={}", quoted(value))).collect();
    words.extend(argv.iter().map(|word| quoted(word)));
    let line = words.join(" ");
    match cwd {
        Some(cwd) => format!("(cd {} && {line})", quoted(cwd)),
        None => line,
    }
}
