//! `iam`: the least-privilege policy, made from the table of operations that are called.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::arguments::{Common, Iam};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{watched, write_json};
use crate::domain::pipeline::Pipeline;
use crate::edge::aws::operation::{Operation, Purpose};
use crate::edge::aws::resource::{self, Place};

/// The ARNs of what a pipeline has for an operation, in any account; empty when it has nothing.
fn resources(pipeline: &Pipeline, operation: Operation) -> Vec<String> {
    let region = pipeline.region.as_deref().unwrap_or("*");
    resource::arns(operation, pipeline, &Place { partition: resource::partition(region), region, account: "*" })
}

/// Whether the policy names this operation for this pipeline.
pub(super) fn is_needed(operation: Operation, pipeline: &Pipeline) -> bool {
    !resources(pipeline, operation).is_empty()
}

/// The policy for these pipelines.
pub fn policy(pipelines: &[Pipeline], operator: bool) -> Value {
    // Who changes nothing has no use for asking whether it would be allowed.
    let (asking, reading): (Vec<Operation>, Vec<Operation>) =
        Operation::ALL.iter().partition(|operation| operation.purpose() == Purpose::Permission);
    let mut statements = statements("Read", &reading, pipelines);
    if operator {
        statements.extend(self::statements("Operate", &[Operation::CHANGES, &asking].concat(), pipelines));
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// One statement for each set of resources, its actions in order.
fn statements(prefix: &str, operations: &[Operation], pipelines: &[Pipeline]) -> Vec<Value> {
    let mut by_resources: BTreeMap<BTreeSet<String>, BTreeSet<&str>> = BTreeMap::new();
    for operation in operations {
        let of_all: BTreeSet<String> = pipelines.iter().flat_map(|pipeline| resources(pipeline, *operation)).collect();
        if !of_all.is_empty() {
            by_resources.entry(of_all).or_default().insert(operation.permission());
        }
    }
    let statement = |(number, (resources, actions)): (usize, (BTreeSet<String>, BTreeSet<&str>))| json!({ "Sid": format!("{prefix}{}", number + 1), "Effect": "Allow", "Action": actions, "Resource": resources });
    by_resources.into_iter().enumerate().map(statement).collect()
}

/// Prints the policy for every configured pipeline, or the chosen one.
pub fn run(iam: &Iam, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let chosen = match &common.pipeline {
        Some(_) => vec![watched::chosen(&config, common)?.clone()],
        None => config.pipelines,
    };
    if chosen.is_empty() {
        return Err(Failure::usage("no pipeline is configured: name a stream with --stream NAME, so that the policy can name it"));
    }
    write_json(around, &policy(&chosen, iam.operator))?;
    if chosen.iter().any(|pipeline| pipeline.region.is_none()) {
        writeln!(around.err, "note: no Region is configured, so the policy covers every Region; set --region to narrow it")?;
    }
    if chosen.iter().any(|pipeline| pipeline.athena.is_some()) {
        writeln!(around.err, "note: the query needs Glue and S3 rights on its data and its results as well, which are not listed here")?;
    }
    let changes_functions = chosen.iter().any(|pipeline| is_needed(Operation::UpdateFunctionConfiguration, pipeline));
    if iam.operator && changes_functions {
        writeln!(around.err, "note: lambda:UpdateFunctionConfiguration can change everything about a function; grant it to few")?;
    }
    Ok(Exit::Done)
}
