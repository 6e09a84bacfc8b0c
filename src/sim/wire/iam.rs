//! AWS Identity and Access Management, query protocol: the simulation of what the caller may do.

use serde_json::{Value, json};

use super::page::{self, Token};
use super::refusal::{self, Refusal};
use super::service::{Operation, operation};
use super::value::Input;
use crate::sim::world::World;
use crate::sim::world::fault::WireFaultKind;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[operation("SimulatePrincipalPolicy", simulate)];

/// Results of a page when nothing is said.
const PAGE: i64 = 100;

/// Allowed is what no missing permission of this world hits: a missing one is not granted, and nothing is denied by name.
fn simulate(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    const OPERATION: &str = "SimulatePrincipalPolicy";
    let principal = input.must("PolicySourceArn")?;
    let actions = input.texts("ActionNames");
    if actions.is_empty() {
        return Err(refusal::missing("ActionNames"));
    }
    if principal != identity(&world.caller) {
        let name = principal.rsplit('/').next().unwrap_or_default();
        return Err(Refusal::with_status("NoSuchEntity", 404, format!("The role with name {name} cannot be found.")));
    }
    let resources = match input.texts("ResourceArns") {
        named if named.is_empty() => vec!["*"],
        named => named,
    };
    let told = match input.text("Marker") {
        None => 0,
        Some(text) => Token::read(OPERATION, text).ok_or_else(|| Refusal::bad("InvalidInput", "The marker is not one of ours."))?.told,
    };
    let limit = usize::try_from(input.whole("MaxItems").unwrap_or(PAGE)).unwrap_or(1).max(1);
    let results: Vec<Value> = actions.iter().map(|action| result(action, decision(world, action), &resources)).collect();
    let (page, next) = page::cut(results, told, limit);
    let marker = next.map(|told| Token { about: String::new(), told, given: world.now }.write(OPERATION));
    Ok(json!({ "EvaluationResults": page, "IsTruncated": marker.is_some(), "Marker": marker }))
}

/// Whose policies count for a caller: the role of a session, `arn:aws:sts::…:assumed-role/OnCall/tidegate`, or the user.
fn identity(caller: &str) -> String {
    match caller.split_once(":assumed-role/") {
        Some((account, session)) => {
            let role = session.split('/').next().unwrap_or_default();
            format!("{}:role/{role}", account.replace(":sts:", ":iam:"))
        }
        None => caller.to_owned(),
    }
}

fn decision(world: &World, action: &str) -> &'static str {
    let (service, operation) = action.split_once(':').unwrap_or_default();
    let is_missing = world.faults.iter().any(|fault| fault.kind == WireFaultKind::Denied && fault.hits(service, operation));
    if is_missing { "implicitDeny" } else { "allowed" }
}

fn result(action: &str, decision: &str, resources: &[&str]) -> Value {
    let each = |resource: &&str| json!({ "EvalResourceName": resource, "EvalResourceDecision": decision, "MatchedStatements": [], "MissingContextValues": [] });
    let of_each: Vec<Value> = resources.iter().filter(|_| 1 < resources.len()).map(each).collect();
    json!({
        "EvalActionName": action,
        "EvalResourceName": resources.first(),
        "EvalDecision": decision,
        "MatchedStatements": [],
        "MissingContextValues": [],
        "ResourceSpecificResults": of_each,
    })
}
