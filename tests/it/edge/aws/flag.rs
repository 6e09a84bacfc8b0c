//! The flag's read side: parameters, an AppConfig flag, a file.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::app::ask::{Answer, Feed};
use tidegate::domain::facts::FlagReading;
use tidegate::domain::fault::FaultKind;
use tidegate::domain::pipeline::FlagStore;

use super::canned::{Canned, Wire, ask_of, now, ok, pipeline, refusal};

/// Reads the flag.
pub(super) async fn flag(wire: &Wire, store: FlagStore) -> Result<FlagReading, FaultKind> {
    let mut pipeline = pipeline();
    pipeline.flag = Some(store);
    match wire.aws().perform(&pipeline, &ask_of(Feed::Flag, None), now()).await {
        Ok(Answer::Flag(mut readings)) => Ok(readings.remove(0)),
        Ok(other) => panic!("not a flag: {other:?}"),
        Err(fault) => Err(fault.kind),
    }
}

fn ssm() -> FlagStore {
    FlagStore::Ssm { enabled: "/prices/on".to_owned(), percentage: "/prices/share".to_owned() }
}

fn parameters(on: Canned, share: Canned) -> Wire {
    Wire::new(move |seen| if seen.input["Name"] == "/prices/on" { on.clone() } else { share.clone() })
}

fn parameter(kind: &str, value: &str, version: i64) -> Canned {
    ok(
        json!({ "Parameter": { "Name": "x", "Type": kind, "Value": value, "Version": version, "LastModifiedDate": 1_790_000_000 + version } }),
    )
}

#[tokio::test(start_paused = true)]
async fn two_parameters_make_the_flag() {
    let wire = parameters(parameter("String", "on", 3), parameter("String", "12.5 %", 7));
    let reading = flag(&wire, ssm()).await.unwrap();
    assert_eq!((reading.enabled, reading.percentage, reading.revision.as_deref()), (Some(true), Some(12.5), Some("3/7")));
    assert_eq!(reading.changed.map(Timestamp::as_second), Some(1_790_000_007));
    assert_eq!(reading.problem, None);
    assert!(wire.seen().iter().all(|seen| seen.input["WithDecryption"] == false));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_told_of_parameters_is_said() {
    let absent = || refusal(400, "ParameterNotFound", "");
    let one = flag(&parameters(parameter("String", "true", 1), absent()), ssm()).await.unwrap();
    assert_eq!((one.enabled, one.percentage, one.problem.as_deref()), (Some(true), None, Some("/prices/share is absent")));
    let both = flag(&parameters(absent(), absent()), ssm()).await;
    assert_eq!(both, Err(FaultKind::NotFound));
    let secret = flag(&parameters(parameter("SecureString", "AQICAH", 1), parameter("String", "10", 1)), ssm()).await.unwrap();
    assert_eq!((secret.enabled, secret.percentage), (None, Some(10.0)));
    assert!(secret.problem.unwrap().contains("SecureString"));
    let odd = flag(&parameters(parameter("String", "maybe", 1), parameter("String", "101", 1)), ssm()).await.unwrap();
    assert_eq!(odd.problem.as_deref(), Some("/prices/on is not a yes or no, and /prices/share is not a number from 0 to 100"));
    let refused = flag(&parameters(parameter("String", "true", 1), refusal(400, "AccessDeniedException", "no")), ssm()).await;
    assert_eq!(refused, Err(FaultKind::Denied { permission: "ssm:GetParameter".to_owned() }));
}

/// A flag in AppConfig.
pub(super) fn appconfig_store(profile: &str) -> FlagStore {
    let text = str::to_owned;
    FlagStore::AppConfig {
        application: text("prices"),
        environment: text("prod"),
        profile: text(profile),
        flag: text("kinesis"),
        attribute: text("percentage"),
        strategy: text("AllAtOnce"),
    }
}

fn appconfig(deployments: Value, content: &'static str) -> Wire {
    Wire::new(move |seen| match seen.operation.as_str() {
        "GET /applications" => ok(json!({ "Items": [{ "Id": "app1", "Name": "prices" }] })),
        "GET /applications/app1/environments" => ok(json!({ "Items": [{ "Id": "env1", "Name": "prod" }] })),
        "GET /applications/app1/configurationprofiles" => ok(json!({ "Items": [{ "Id": "pro1", "Name": "flags" }] })),
        "GET /applications/app1/environments/env1/deployments" => ok(json!({ "Items": deployments })),
        "GET /applications/app1/configurationprofiles/pro1/hostedconfigurationversions" => {
            ok(json!({ "Items": [{ "VersionNumber": 6 }, { "VersionNumber": 5 }] }))
        }
        "GET /applications/app1/configurationprofiles/pro1/hostedconfigurationversions/4" => {
            Canned::Raw(200, "application/json", content.to_owned())
        }
        other => refusal(404, "ResourceNotFoundException", other),
    })
}

fn deployment(number: i64, version: &str, state: &str) -> Value {
    json!({ "DeploymentNumber": number, "ConfigurationProfileId": "pro1", "ConfigurationName": "flags", "ConfigurationVersion": version, "State": state,
        "PercentageComplete": 40.0, "StartedAt": "2026-11-23T02:00:00Z", "CompletedAt": "2026-11-23T02:10:00Z" })
}

const FLAGS: &str = r#"{"version":"1","flags":{"kinesis":{"name":"kinesis"}},"values":{"kinesis":{"enabled":true,"percentage":50}}}"#;

#[tokio::test(start_paused = true)]
async fn the_version_that_is_deployed_counts_not_the_newest() {
    let deployments = json!([
        deployment(3, "3", "COMPLETE"),
        deployment(5, "5", "DEPLOYING"),
        deployment(4, "4", "COMPLETE"),
        deployment(6, "6", "ROLLED_BACK")
    ]);
    let reading = flag(&appconfig(deployments, FLAGS), appconfig_store("flags")).await.unwrap();
    assert_eq!((reading.enabled, reading.percentage, reading.revision.as_deref()), (Some(true), Some(50.0), Some("4")));
    let hosted = reading.place().cloned().unwrap();
    assert_eq!((hosted.application.as_str(), hosted.environment.as_str(), hosted.profile.as_str()), ("app1", "env1", "pro1"));
    assert_eq!(hosted.latest_version, 6);
    let under_way = hosted.under_way.unwrap();
    assert_eq!((under_way.number, under_way.profile.as_str(), under_way.state.as_str()), (5, "pro1", "DEPLOYING"));
    assert!(reading.problem.unwrap().starts_with("version 5 is being deployed (40 %)"));
    assert_eq!(reading.changed.map(|at| at.to_string()), Some("2026-11-23T02:10:00Z".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn what_appconfig_does_not_have_is_not_found() {
    let complete = || json!([deployment(4, "4", "COMPLETE")]);
    assert_eq!(flag(&appconfig(complete(), FLAGS), appconfig_store("other")).await, Err(FaultKind::NotFound));
    assert_eq!(flag(&appconfig(json!([]), FLAGS), appconfig_store("flags")).await, Err(FaultKind::NotFound));
    assert_eq!(flag(&appconfig(complete(), r#"{"values":{}}"#), appconfig_store("flags")).await, Err(FaultKind::NotFound));
    assert_eq!(flag(&appconfig(complete(), "<html>"), appconfig_store("flags")).await, Err(FaultKind::Unreadable));
    let bare = flag(&appconfig(complete(), r#"{"kinesis":{"enabled":false}}"#), appconfig_store("flags")).await.unwrap();
    assert_eq!((bare.effective(), bare.percentage), (Some(0.0), None));
    assert!(bare.problem.unwrap().contains("percentage"));
}

async fn file(name: &str, content: Option<&str>) -> Result<FlagReading, FaultKind> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    if let Some(content) = content {
        std::fs::write(&path, content).unwrap();
    }
    let store = FlagStore::File { path: path.display().to_string(), enabled: "kinesis.on".to_owned(), percentage: "share".to_owned() };
    flag(&Wire::always(ok(json!({}))), store).await
}

#[tokio::test]
async fn a_file_is_toml_or_json() {
    for (name, content) in [
        ("flag.toml", "share = 10\n[kinesis]\non = true\n"),
        ("flag.json", r#"{"share": "10", "kinesis": {"on": "yes"}}"#),
        ("flag", r#"{"share": 10, "kinesis.on": 1}"#),
    ] {
        let reading = file(name, Some(content)).await.unwrap();
        assert_eq!((reading.enabled, reading.percentage, reading.problem), (Some(true), Some(10.0), None), "{name}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_a_flag_says_why() {
    assert_eq!(file("flag.toml", None).await, Err(FaultKind::NotFound));
    assert_eq!(file("flag.toml", Some("share = ")).await, Err(FaultKind::Unreadable));
    assert_eq!(file("flag.json", Some("share = 1")).await, Err(FaultKind::Unreadable));
    assert_eq!(file("flag.toml", Some(&"# long\n".repeat(20_000))).await, Err(FaultKind::Unreadable));
    let empty = file("flag.toml", Some("")).await.unwrap();
    assert_eq!(empty.problem.as_deref(), Some("kinesis.on is absent, and share is absent"));
}

#[tokio::test(start_paused = true)]
async fn functions_answer_for_themselves() {
    let wire = Wire::always(ok(json!({})));
    let outcome = wire.aws().perform(&pipeline(), &ask_of(Feed::Flag, None), now()).await;
    assert_eq!(outcome, Ok(Answer::Flag(Vec::new())));
    assert!(wire.seen().is_empty());
}
