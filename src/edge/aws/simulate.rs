//! Whether the caller may make a change, by IAM's own simulation.
//!
//! It decides by the identity's policies, its permissions boundary and the organisation's service control policies. It
//! knows nothing of resource policies, of what a session was narrowed to, and of what only a real request brings along,
//! such as its address: so that no answer of it permits anything, and none is a reason to refuse.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::door::Door;
use super::identity;
use super::operation::Operation;
use super::plain::Xml;
use super::resource::{self, Place};
use crate::domain::fault::Fault;
use crate::domain::permission::{Decision, Simulation};
use crate::domain::pipeline::Pipeline;

/// Most pages: a change needs three actions at most.
const PAGES: u32 = 10;

/// SimulatePrincipalPolicy.
#[derive(Debug, Deserialize)]
struct Response {
    #[serde(rename = "SimulatePrincipalPolicyResult")]
    page: Page,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    evaluation_results: Vec<Evaluated>,
    #[serde(default)]
    is_truncated: String,
    marker: Option<String>,
}

/// One action, on the resource that is named first or on all together.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Evaluated {
    eval_action_name: String,
    eval_decision: String,
    #[serde(default)]
    missing_context_values: Vec<String>,
    #[serde(default)]
    resource_specific_results: Vec<OfResource>,
}

/// The same action on one resource.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OfResource {
    eval_resource_decision: String,
    #[serde(default)]
    missing_context_values: Vec<String>,
}

/// What the simulation decides of these actions for whoever calls. Nothing for callers that cannot be simulated.
pub(super) async fn ask(door: &Door, pipeline: &Pipeline, actions: &[String]) -> Result<Simulation, Fault> {
    let identity = identity::ask(door).await?;
    let Some(principal) = principal(&identity.arn) else { return Ok(Simulation::new()) };
    let partition = identity.arn.split(':').nth(1).unwrap_or_default();
    let place = Place { partition, region: &identity.region, account: &identity.account };
    let changes = Operation::CHANGES.iter().copied().filter(|change| actions.iter().any(|action| action == change.permission()));
    let mut groups: BTreeMap<Vec<String>, Vec<Operation>> = BTreeMap::new();
    for operation in changes {
        let resources = resource::arns(operation, pipeline, &place);
        if !resources.is_empty() {
            groups.entry(resources).or_default().push(operation);
        }
    }
    let mut found = Simulation::new();
    for (resources, operations) in &groups {
        found.append(&mut simulate(door, &principal, operations, resources).await?);
    }
    Ok(found)
}

/// The identity whose policies count, by the caller's ARN: a session's is its role, whose path the session does not tell.
/// The root of an account has no policies, and those of a federated user are in its session alone.
fn principal(caller: &str) -> Option<String> {
    let parts: Vec<&str> = caller.splitn(6, ':').collect();
    let ["arn", partition, service, "", account, name] = parts[..] else { return None };
    match (service, name.split_once('/')?) {
        ("sts", ("assumed-role", session)) => {
            let role = session.split('/').next()?;
            Some(format!("arn:{partition}:iam::{account}:role/{role}"))
        }
        ("iam", ("user" | "role", _)) => Some(caller.to_owned()),
        _ => None,
    }
}

/// The decisions on actions that are done to the same resources.
async fn simulate(door: &Door, principal: &str, operations: &[Operation], resources: &[String]) -> Result<Simulation, Fault> {
    let operation = Operation::SimulatePrincipalPolicy;
    let list = |name: &'static str, texts: Vec<&str>| {
        let member = move |(index, text): (usize, &str)| (format!("{name}.member.{}", index + 1), text.to_owned());
        texts.into_iter().enumerate().map(member).collect::<Vec<_>>()
    };
    let mut form = vec![("PolicySourceArn".to_owned(), principal.to_owned())];
    form.extend(list("ActionNames", operations.iter().map(|operation| operation.permission()).collect()));
    form.extend(list("ResourceArns", resources.iter().map(String::as_str).collect()));
    let is_guess = resources.iter().any(|arn| arn.ends_with('*'));
    let mut told: BTreeMap<String, Option<Decision>> = BTreeMap::new();
    let mut pages = door.pages(operation, PAGES);
    loop {
        let marker = pages.token().map(|token| ("Marker".to_owned(), token));
        let input = form.iter().cloned().chain(marker).collect();
        let Xml(Response { page }) = door.send(operation, door.session.iam.call(operation, input)).await?;
        for one in &page.evaluation_results {
            let asked = operations.iter().find(|operation| operation.permission() == one.eval_action_name);
            let Some(asked) = asked else { continue };
            // On what is not known exactly, "not granted" says nothing: the policy may name the thing itself.
            let is_guess = is_guess && resource::has_resources(*asked);
            let decision = one.decision().filter(|decision| !is_guess || *decision != Decision::NotGranted);
            let worst = told.get(&one.eval_action_name).map_or(decision, |before| worse(*before, decision));
            told.insert(one.eval_action_name.clone(), worst);
        }
        let marker = page.marker.filter(|_| page.is_truncated == "true");
        if !pages.more(marker.as_deref())? {
            break;
        }
    }
    Ok(told.into_iter().filter_map(|(action, decision)| Some((action, decision?))).collect())
}

/// The worse of two decisions. What is denied somewhere is denied, and what is not known somewhere is not allowed.
fn worse(one: Option<Decision>, two: Option<Decision>) -> Option<Decision> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.max(two)),
        (Some(known), None) | (None, Some(known)) => Some(known).filter(|known| *known != Decision::Allowed),
        (None, None) => None,
    }
}

impl Evaluated {
    /// The worst of what is decided for each resource.
    fn decision(&self) -> Option<Decision> {
        let whole = decision(&self.eval_decision, &self.missing_context_values);
        let each = self.resource_specific_results.iter().map(|one| decision(&one.eval_resource_decision, &one.missing_context_values));
        each.fold(whole, worse)
    }
}

/// A denial that rests on what the simulation was not told, such as whether a second factor was used, decides nothing.
fn decision(word: &str, missing: &[String]) -> Option<Decision> {
    match word {
        "allowed" => Some(Decision::Allowed),
        "implicitDeny" if missing.is_empty() => Some(Decision::NotGranted),
        "explicitDeny" if missing.is_empty() => Some(Decision::Denied),
        _ => None,
    }
}
