//! Lambda and AppConfig over the wire: what is put into path and query string, and what of an answer is read or left out.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use pretty_assertions::assert_eq;
use serde_json::json;
use tidegate::app::ask::{Answer, Feed};
use tidegate::domain::fault::FaultKind;

use super::canned::{Canned, Wire, ask, ok};
use super::flag::{appconfig_store, flag};

#[tokio::test(start_paused = true)]
async fn names_are_encoded_in_path_and_query() {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:Price/Analytics live~2";
    let first = json!({ "FunctionName": "x", "Aliases": [], "NextMarker": "a b&c=d/+", "EventSourceMappings": [] });
    let last = json!({ "Aliases": null, "EventSourceMappings": null, "NextMarker": null });
    let wire = Wire::new(move |seen| ok(if seen.query.contains("Marker") { last.clone() } else { first.clone() }));
    let encoded = "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3APrice%2FAnalytics%20live~2";
    assert!(ask(&wire, Feed::Function(arn.to_owned())).await.is_ok());
    assert!(ask(&wire, Feed::Mappings(arn.to_owned())).await.is_ok());
    let marker = "Marker=a%20b%26c%3Dd%2F%2B";
    let seen: Vec<(String, String)> = wire.seen().into_iter().map(|seen| (seen.operation, seen.query)).collect();
    let path = |tail: &str| format!("GET /2015-03-31/functions/{encoded}/{tail}");
    let mappings = "GET /2015-03-31/event-source-mappings".to_owned();
    assert_eq!(
        seen,
        [
            (path("configuration"), String::new()),
            (path("aliases"), String::new()),
            (path("aliases"), marker.to_owned()),
            (mappings.clone(), format!("FunctionName={encoded}")),
            (mappings, format!("FunctionName={encoded}&{marker}")),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_empty_is_never_sent() {
    let wire = Wire::always(ok(json!({ "FunctionName": "x" })));
    let outcome = ask(&wire, Feed::Function(String::new())).await;
    assert_eq!(outcome.map_err(|fault| fault.kind), Err(FaultKind::Rejected));
    assert!(wire.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn members_that_are_missing_or_null_are_what_lambda_means_by_them() {
    let wire = Wire::always(ok(json!({ "FunctionName": "x", "Environment": null, "State": null, "LastModified": "yesterday" })));
    let Ok(Answer::Function(function)) = ask(&wire, Feed::Function("x".to_owned())).await else { panic!("no function") };
    assert_eq!((function.state.as_str(), function.last_update_status.as_str()), ("Active", "Successful"));
    assert_eq!((function.environment_bytes, function.last_modified, function.revision), (None, None, None));
}

/// An application with one deployment of version 3, whose document is this answer.
async fn percentage(deployment: &serde_json::Value, document: Canned) -> Result<Option<f64>, FaultKind> {
    let (deployment, named) = (deployment.clone(), |name: &str| ok(json!({ "Items": [{ "Id": format!("{name}-id"), "Name": name }] })));
    let wire = Wire::new(move |seen| match seen.operation.rsplit('/').next().unwrap() {
        "applications" => named("prices"),
        "environments" => named("prod"),
        "configurationprofiles" => named("flags"),
        "deployments" => ok(json!({ "Items": [deployment] })),
        "hostedconfigurationversions" => ok(json!({ "Items": [{ "VersionNumber": 3 }, { "VersionNumber": 2 }] })),
        "3" => document.clone(),
        other => panic!("{other}"),
    });
    let reading = flag(&wire, appconfig_store("flags")).await?;
    assert_eq!(reading.changed.map(|at| at.to_string()).as_deref(), Some("2026-11-23T03:00:00.5Z"));
    assert_eq!(reading.place().map(|place| place.latest_version), Some(3));
    Ok(reading.percentage)
}

#[tokio::test(start_paused = true)]
async fn a_document_is_the_body_and_its_members_are_headers() {
    let deployment = json!({ "DeploymentNumber": 4, "ConfigurationProfileId": "flags-id", "ConfigurationVersion": "3", "State": "COMPLETE",
        "StartedAt": "2026-11-22T23:00:00.5-04:00", "PercentageComplete": 100 });
    let document = "{\"kinesis\":{\"enabled\":true,\"percentage\":25}}".to_owned();
    let with = |header| Canned::Headed(200, header, document.clone());
    assert_eq!(percentage(&deployment, with(("version-number", "3"))).await, Ok(Some(25.0)));
    assert_eq!(percentage(&deployment, with(("x-other", "3"))).await, Ok(Some(25.0)));
    assert_eq!(percentage(&deployment, with(("version-number", "three"))).await, Err(FaultKind::Unreadable));
    assert_eq!(percentage(&deployment, Canned::Headed(200, ("version-number", "3"), String::new())).await, Err(FaultKind::Unreadable));
    let mut broken = deployment.clone();
    broken["StartedAt"] = json!("this morning");
    assert_eq!(percentage(&broken, with(("version-number", "3"))).await, Err(FaultKind::Unreadable));
}
