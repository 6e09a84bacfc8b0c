//! The client for services of which only a call or two is needed: where it calls, how it signs, what it takes for an error.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;

use pretty_assertions::assert_eq;
use serde_json::json;
use tidegate::app::ask::{Feed, Outcome};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::pipeline::FlagStore;
use tidegate::edge::aws::{Aws, Connection};

use super::canned::{Canned, Seen, Wire, ask_of, now, ok, pipeline, refusal};

fn parameter() -> Canned {
    ok(json!({ "Parameter": { "Name": "x", "Type": "String", "Value": "10", "Version": 1 } }))
}

async fn read(aws: &Aws) -> Outcome {
    let mut pipeline = pipeline();
    pipeline.flag = Some(FlagStore::Ssm { enabled: "/on".to_owned(), percentage: "/share".to_owned() });
    aws.perform(&pipeline, &ask_of(Feed::Flag, None), now()).await
}

/// The first request of a console whose machine has this AWS configuration beside keys.
async fn first_request(settings: &str, change: impl FnOnce(Connection) -> Connection) -> Seen {
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str| home.path().join(name);
    fs::write(file("config"), format!("[profile prod]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = none\n{settings}"))
        .unwrap();
    fs::write(file("credentials"), "").unwrap();
    let wire = Wire::always(parameter());
    let connection = Connection {
        profile: Some("prod".to_owned()),
        region: Some("eu-west-1".to_owned()),
        http_client: Some(wire.client()),
        files: Some((file("config"), file("credentials"))),
        ..Connection::default()
    };
    read(&Aws::new(change(connection))).await.unwrap();
    wire.seen().swap_remove(0)
}

async fn host(region: &str, settings: &str) -> String {
    let region = region.to_owned();
    first_request(settings, |connection| Connection { region: Some(region), ..connection }).await.origin
}

#[tokio::test]
async fn each_partition_has_its_own_domain() {
    assert_eq!(host("eu-west-1", "").await, "https://ssm.eu-west-1.amazonaws.com");
    assert_eq!(host("cn-north-1", "").await, "https://ssm.cn-north-1.amazonaws.com.cn");
    assert_eq!(host("us-gov-west-1", "").await, "https://ssm.us-gov-west-1.amazonaws.com");
    assert_eq!(host("us-iso-east-1", "").await, "https://ssm.us-iso-east-1.c2s.ic.gov");
}

#[tokio::test]
async fn fips_and_dual_stack_endpoints_are_aws_s() {
    let (fips, dual) = ("use_fips_endpoint = true\n", "use_dualstack_endpoint = true\n");
    assert_eq!(host("us-east-1", fips).await, "https://ssm-fips.us-east-1.amazonaws.com");
    assert_eq!(host("us-east-1", dual).await, "https://ssm.us-east-1.api.aws");
    assert_eq!(host("us-gov-west-1", fips).await, "https://ssm.us-gov-west-1.amazonaws.com");
    assert_eq!(host("us-gov-east-1", &format!("{fips}{dual}")).await, "https://ssm-fips.us-gov-east-1.api.aws");
}

#[tokio::test]
async fn a_service_s_own_endpoint_wins_over_that_of_all_and_a_flag_over_both() {
    let settings = "endpoint_url = http://127.0.0.1:1\nservices = here\n[services here]\nssm =\n  endpoint_url = http://127.0.0.1:2\n";
    assert_eq!(host("eu-west-1", "endpoint_url = http://127.0.0.1:1\n").await, "http://127.0.0.1:1");
    assert_eq!(host("eu-west-1", settings).await, "http://127.0.0.1:2");
    let flag = Some("http://127.0.0.1:3".to_owned());
    let seen = first_request(settings, |connection| Connection { endpoint_url: flag, ..connection }).await;
    assert_eq!(seen.origin, "http://127.0.0.1:3");
}

#[tokio::test]
async fn calls_are_signed_for_the_service_and_carry_our_name() {
    let seen = first_request("", |connection| connection).await;
    assert_eq!(seen.operation, "GetParameter");
    assert!(seen.authorization.contains("Credential=AKIDEXAMPLE/"), "{}", seen.authorization);
    assert!(seen.authorization.contains("/eu-west-1/ssm/aws4_request"), "{}", seen.authorization);
    assert!(seen.authorization.contains("x-amz-target"), "{}", seen.authorization);
    assert!(seen.agent.contains("app/tidegate") && seen.agent.contains("api/ssm"), "{}", seen.agent);
}

async fn fault(canned: Canned) -> (Fault, usize) {
    let wire = Wire::always(canned);
    let fault = read(&wire.aws()).await.unwrap_err();
    (fault, wire.seen().len())
}

#[tokio::test(start_paused = true)]
async fn what_may_heal_is_tried_twice_and_a_refusal_once() {
    for (canned, kind, attempts) in [
        (refusal(400, "ThrottlingException", "Rate exceeded"), FaultKind::Throttled, 2),
        (refusal(500, "InternalServerError", "oh"), FaultKind::Service, 2),
        (Canned::Raw(503, "text/html", "<html>".to_owned()), FaultKind::Service, 2),
        (Canned::Io("reset"), FaultKind::Unreachable, 2),
        (Canned::Silence, FaultKind::TimedOut, 2),
        (refusal(400, "ExpiredTokenException", "expired"), FaultKind::Credentials, 1),
        (refusal(400, "com.amazonaws.ssm#ValidationException:http://x/", "no"), FaultKind::Rejected, 1),
    ] {
        let (fault, calls) = fault(canned.clone()).await;
        assert_eq!((fault.kind, fault.call.as_str(), calls), (kind, "ssm:GetParameter", attempts), "{canned:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn answers_of_another_shape_are_unreadable() {
    for body in [
        "",
        "[]",
        "{\"Parameter\": 7}",
        "{\"Parameter\": {\"Value\": 10}}",
        "{\"Parameter\": {\"Value\": \"10\", \"Version\": \"x\"}}",
        "{}",
    ] {
        let (fault, _) = fault(Canned::Raw(200, "application/x-amz-json-1.1", body.to_owned())).await;
        assert_eq!(fault.kind, FaultKind::Unreadable, "{body}");
    }
    for body in ["{}", "{\"message\": \"no name\"}", "null"] {
        let (fault, _) = fault(Canned::Raw(400, "application/x-amz-json-1.1", body.to_owned())).await;
        assert_eq!(fault.kind, FaultKind::Unreadable, "{body}");
    }
}
