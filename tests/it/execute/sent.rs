//! What a change of Lambda or AppConfig holds when it leaves: what is to change, and nothing that would change anything else.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::edge::aws::operation::Operation;

use super::bed::{Bed, bed};
use super::matrix::{made, rest_path};

/// The body of the one request that this operation sends.
async fn sent(operation: Operation, before: impl FnOnce(&mut Bed)) -> String {
    let mut bed = bed();
    before(&mut bed);
    let (wish, call, until) = made(&mut bed, operation);
    let approved = bed.approved(&wish, vec![(call, 0, until)]).await;
    bed.gate.cut(None);
    assert!(bed.run(&approved).await.is_applied(), "{operation}");
    bed.gate.body(rest_path(operation)).unwrap()
}

fn members(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_mapping_is_sent_what_changes_and_no_more() {
    let body = sent(Operation::UpdateEventSourceMapping, |_| ()).await;
    assert_eq!(members(&body), json!({ "ParallelizationFactor": 7, "BisectBatchOnFunctionError": true }));
}

#[tokio::test(start_paused = true)]
async fn an_environment_is_sent_whole_with_the_revision_that_it_was_read_in() {
    let mut wanted = Value::Null;
    let body = sent(Operation::UpdateFunctionConfiguration, |bed| {
        let function = bed.pipeline.writers[0].clone();
        bed.sim.with_world(|world| {
            let held = world.functions.get_mut(&function).unwrap();
            held.environment.insert("ODD".to_owned(), "ä\"\\\n{\u{7f}} %20&".to_owned());
            let mut variables = json!(held.environment);
            variables["KINESIS_PERCENTAGE"] = json!("50");
            wanted = json!({ "RevisionId": held.revision, "Environment": { "Variables": variables } });
        });
    })
    .await;
    assert_eq!(members(&body), wanted);
}

#[tokio::test(start_paused = true)]
async fn a_flag_is_sent_as_a_document_and_deployed_by_its_new_number() {
    let mut held = Value::Null;
    let body = sent(Operation::CreateHostedConfigurationVersion, |bed| {
        held = bed.sim.with_world(|world| members(&world.applications[0].profiles[0].versions[0].content));
    })
    .await;
    held["values"]["kinesis"]["enabled"] = json!(true);
    held["values"]["kinesis"]["percentage"] = json!(50);
    assert_eq!(members(&body), held);
    let body = sent(Operation::StartDeployment, |_| ()).await;
    let (strategy, profile) = ("AppConfig.AllAtOnce", "p7x2k9q");
    assert_eq!(
        members(&body),
        json!({ "DeploymentStrategyId": strategy, "ConfigurationProfileId": profile, "ConfigurationVersion": "2", "Description": "tidegate" })
    );
    assert_eq!(sent(Operation::StopDeployment, |_| ()).await, "");
}
