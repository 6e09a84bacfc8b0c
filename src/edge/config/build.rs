//! From the checked tree to what the rest of the program uses; and what no single key can be blamed for.

use std::collections::BTreeMap;
use std::time::Duration;

use super::shape::{self, Keys, Price};
use super::tree::{Node, Origin};
use super::{Config, Notifications, Problem, values};
use crate::domain::cost::Assumptions;
use crate::domain::pipeline::{Athena, FlagStore, Ladder, Limits, Pipeline, ScalingBounds, Writes};
use crate::domain::price::{Item, Prices};

/// Builds the configuration. `user_name` is the user's own file, whose deploy commands are trusted.
pub fn build(said: Node, user_name: Option<&str>) -> Result<Config, Vec<Problem>> {
    let file: shape::File = serde_json::from_value(said.value())
        .map_err(|error| vec![Problem { origin: said.origin.clone(), text: format!("this cannot be used: {error}") }])?;
    let refresh = length(file.refresh.as_deref(), Duration::from_mins(1));
    let nodes = said.get("pipeline").map(Node::items).unwrap_or_default();
    let shapes = file.pipeline.unwrap_or_default();
    let mut problems = together(nodes, &shapes);
    let mut untrusted_commands = Vec::new();
    let prices = prices(file.prices.unwrap_or_default());
    let mut pipelines = Vec::new();
    for (node, shape) in nodes.iter().zip(shapes) {
        let mut pipeline = Pipeline { prices: prices.clone(), ..pipeline(shape, node, refresh) };
        if matches!(pipeline.flag, Some(FlagStore::Command { .. })) && !is_of_user(node, user_name) {
            pipeline.command_trusted = false;
            untrusted_commands.push(pipeline.name.clone());
        }
        pipelines.push(pipeline);
    }
    let keys = keys(file.keys.unwrap_or_default());
    problems.extend(super::hooks::keys(&said, &keys));
    problems.extend(super::hooks::prices(&said));
    if !problems.is_empty() {
        return Err(problems);
    }
    let standard = Notifications::default();
    let told = file.notifications.unwrap_or_default();
    let notifications = Notifications {
        bell: told.bell.unwrap_or(standard.bell),
        title: told.title.unwrap_or(standard.title),
        notify: told.notify.unwrap_or(standard.notify),
    };
    Ok(Config { theme: file.theme, refresh, notifications, pipelines, keys, prices, untrusted_commands, files: Vec::new(), said })
}

/// Whether every part of the deploy command was written in the user's own file.
fn is_of_user(pipeline: &Node, user_name: Option<&str>) -> bool {
    let of_user = |key: &str| match pipeline.at(&["flag", key]).map(|node| &node.origin) {
        Some(Origin::File { name, .. }) => Some(name.as_str()) == user_name,
        _ => true,
    };
    user_name.is_some() && ["store", "argv", "cwd"].into_iter().all(of_user)
}

/// What only shows when keys are seen together.
fn together(nodes: &[Node], shapes: &[shape::Pipeline]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (node, shape) in nodes.iter().zip(shapes) {
        let name = shape.name.clone().or_else(|| shape.stream.clone()).unwrap_or_default();
        let title = node.get("name").or_else(|| node.get("stream")).unwrap_or(node);
        if names.contains(&name) {
            let text = format!("`pipeline.name` is \"{name}\": another pipeline has this name; give each its own");
            problems.push(Problem { origin: title.origin.clone(), text });
        }
        names.push(name);
        let scaling = shape.scaling.clone().unwrap_or_default();
        let (min, max) = (scaling.min.unwrap_or(2), scaling.max.unwrap_or(10));
        if max < min {
            let blamed = node.at(&["scaling", "max"]).or_else(|| node.at(&["scaling", "min"])).unwrap_or(node);
            let text = format!("`pipeline.scaling.max` is {max}: it must not be below `pipeline.scaling.min`, which is {min}");
            problems.push(Problem { origin: blamed.origin.clone(), text });
        }
        let (enabled, percentage) = (node.at(&["flag", "enabled"]), node.at(&["flag", "percentage"]));
        if let (Some(enabled), Some(percentage)) = (enabled, percentage)
            && enabled.value() == percentage.value()
        {
            let text = format!(
                "`pipeline.flag.percentage` is {}: `pipeline.flag.enabled` has the same name; they are two values",
                percentage.value()
            );
            problems.push(Problem { origin: percentage.origin.clone(), text });
        }
    }
    problems
}

fn length(text: Option<&str>, standard: Duration) -> Duration {
    text.and_then(|text| values::duration(text).ok()).unwrap_or(standard)
}

fn pipeline(shape: shape::Pipeline, node: &Node, refresh: Duration) -> Pipeline {
    let standard = Pipeline::of_stream(shape.stream.as_deref().unwrap_or_default());
    let name = shape.name.unwrap_or(standard.name);
    // What the environment says of the endpoint is left to the SDK, which also knows the variables of each service.
    let from_environment = node.get("endpoint_url").is_some_and(|node| matches!(node.origin, Origin::Environment(_)));
    let rollout = shape.rollout.unwrap_or_default();
    let limits = shape.limits.unwrap_or_default();
    let scaling = shape.scaling.unwrap_or_default();
    Pipeline {
        environment: shape.environment.unwrap_or_else(|| name.clone()),
        name,
        region: shape.region,
        profile: shape.profile,
        endpoint_url: shape.endpoint_url.filter(|_| !from_environment),
        stream: standard.stream,
        table: shape.table,
        table_keeps: shape.table_keeps.as_deref().and_then(|text| values::duration(text).ok()),
        table_operation: shape.table_operation.map_or(standard.table_operation, |operation| format!("{operation:?}")),
        writers: shape.writers.unwrap_or_default(),
        consumers: shape.consumers.unwrap_or_default(),
        firehose: shape.firehose,
        bucket: shape.bucket,
        queue: shape.queue,
        websocket_api: shape.websocket_api,
        athena: shape.athena.and_then(athena),
        flag: shape.flag.map(flag),
        rollout: Ladder {
            stages: rollout.stages.unwrap_or(standard.rollout.stages),
            bake: length(rollout.bake.as_deref(), standard.rollout.bake),
            auto_promote: rollout.auto_promote.unwrap_or(false),
            auto_rollback: rollout.auto_rollback.unwrap_or(false),
        },
        limits: Limits {
            lag: length(limits.lag.as_deref(), standard.limits.lag),
            throttles: limits.throttles.unwrap_or(standard.limits.throttles),
            dynamodb_errors: limits.dynamodb_errors.unwrap_or(standard.limits.dynamodb_errors),
            budget: limits.budget.as_deref().and_then(|text| values::amount(text).ok()),
        },
        scaling: ScalingBounds {
            min: scaling.min.unwrap_or(standard.scaling.min),
            max: scaling.max.unwrap_or(standard.scaling.max),
            target_utilisation: scaling.target_utilisation.unwrap_or(standard.scaling.target_utilisation),
            resource_id: scaling.resource_id,
        },
        writes: shape.writes.unwrap_or(Writes::Arm),
        command_trusted: standard.command_trusted,
        arm_for: length(shape.arm_for.as_deref(), standard.arm_for),
        protected_hours: shape.protected.unwrap_or_default().hours,
        refresh,
        prices: standard.prices,
        assumptions: assumptions(shape.cost.unwrap_or_default()),
    }
}

fn assumptions(shape: shape::Cost) -> Assumptions {
    let days = |text: Option<String>| {
        let length = text.and_then(|text| values::duration(&text).ok())?;
        u32::try_from(length.as_secs().div_ceil(86_400)).ok()
    };
    Assumptions {
        archive_ratio: shape.archive_ratio,
        archive_age_days: days(shape.archive_age),
        archive_days: days(shape.archive_kept),
        cold_after_days: days(shape.cold_after),
        cold_class: shape.cold_class,
        queries: shape.queries,
        query_bytes: shape.query_scan.and_then(|text| values::size(&text).ok()),
        table_days: days(shape.table_ttl),
        table_days_after: days(shape.table_ttl_after),
    }
}

/// The archive's query; without one there is nothing to ask.
fn athena(shape: shape::Athena) -> Option<Athena> {
    let workgroup = shape.workgroup.unwrap_or_else(|| "primary".to_owned());
    shape.query.map(|query| Athena { workgroup, query })
}

fn flag(shape: shape::Flag) -> FlagStore {
    let or = |given: Option<String>, standard: &str| given.unwrap_or_else(|| standard.to_owned());
    match shape {
        shape::Flag::LambdaEnv { enabled, percentage } => FlagStore::LambdaEnv { enabled, percentage },
        shape::Flag::Ssm { enabled, percentage } => FlagStore::Ssm { enabled, percentage },
        shape::Flag::AppConfig { application, environment, profile, flag, attribute, strategy } => {
            FlagStore::AppConfig { application, environment, profile, flag, attribute, strategy }
        }
        shape::Flag::Command { argv, cwd, timeout, enabled, percentage } => FlagStore::Command {
            argv,
            cwd,
            timeout: length(timeout.as_deref(), Duration::from_mins(15)),
            enabled: or(enabled, "USE_KINESIS"),
            percentage: or(percentage, "KINESIS_PERCENTAGE"),
        },
        shape::Flag::File { path, enabled, percentage } => {
            FlagStore::File { path, enabled: or(enabled, "enabled"), percentage: or(percentage, "percentage") }
        }
    }
}

fn keys(shape: BTreeMap<String, Keys>) -> Vec<(String, Vec<String>)> {
    let several = |keys| match keys {
        Keys::One(key) => vec![key],
        Keys::Several(keys) => keys,
    };
    shape.into_iter().map(|(command, keys)| (command, several(keys))).collect()
}

/// The user's own prices. Items that do not exist were told of before.
fn prices(shape: BTreeMap<String, Price>) -> Prices {
    let mut prices = Prices::default();
    let mut add = |region: Option<&str>, item: &str, text: &str| {
        if let (Ok(amount), Some(item)) = (values::amount(text), Item::of_key(item)) {
            prices.set(region, item, amount);
        }
    };
    for (key, price) in shape {
        match price {
            Price::One(text) => add(None, &key, &text),
            Price::Region(items) => items.iter().for_each(|(item, text)| add(Some(&key), item, text)),
        }
    }
    prices
}
