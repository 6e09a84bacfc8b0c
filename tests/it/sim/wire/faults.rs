//! Each kind of wire fault on every operation that is served.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use bytes::Bytes;
use http::{Request, Response};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tidegate::sim::wire::{self, Reply, cbor};
use tidegate::sim::world::fault::{WireFault, WireFaultKind};

use super::ask::{calm, json, json_request, send, start};

/// Targets of the services that speak JSON.
const TARGETS: &[(&str, &str)] = &[
    ("kinesis", "Kinesis_20131202"),
    ("application-autoscaling", "AnyScaleFrontendService"),
    ("dynamodb", "DynamoDB_20120810"),
    ("firehose", "Firehose_20150804"),
    ("sqs", "AmazonSQS"),
    ("ssm", "AmazonSSM"),
    ("athena", "AmazonAthena"),
    ("logs", "Logs_20140328"),
    ("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"),
];

/// A REST request that reaches an operation.
fn rest_request(operation: &str) -> Request<Bytes> {
    let (app, functions, mappings) = ("/applications/a", "/2015-03-31/functions", "/2015-03-31/event-source-mappings");
    let (method, path) = match operation {
        "GetFunctionConfiguration" => ("GET", format!("{functions}/f/configuration")),
        "UpdateFunctionConfiguration" => ("PUT", format!("{functions}/f/configuration")),
        "ListFunctions" => ("GET", functions.to_owned()),
        "ListAliases" => ("GET", format!("{functions}/f/aliases")),
        "ListEventSourceMappings" => ("GET", mappings.to_owned()),
        "GetEventSourceMapping" => ("GET", format!("{mappings}/m")),
        "UpdateEventSourceMapping" => ("PUT", format!("{mappings}/m")),
        "ListApplications" => ("GET", "/applications".to_owned()),
        "ListEnvironments" => ("GET", format!("{app}/environments")),
        "GetEnvironment" => ("GET", format!("{app}/environments/e")),
        "ListDeployments" => ("GET", format!("{app}/environments/e/deployments")),
        "GetDeployment" => ("GET", format!("{app}/environments/e/deployments/1")),
        "ListConfigurationProfiles" => ("GET", format!("{app}/configurationprofiles")),
        "ListHostedConfigurationVersions" => ("GET", format!("{app}/configurationprofiles/p/hostedconfigurationversions")),
        "GetHostedConfigurationVersion" => ("GET", format!("{app}/configurationprofiles/p/hostedconfigurationversions/1")),
        "ListDeploymentStrategies" => ("GET", "/deploymentstrategies".to_owned()),
        "StartDeployment" => ("POST", format!("{app}/environments/e/deployments")),
        "StopDeployment" => ("DELETE", format!("{app}/environments/e/deployments/1")),
        "CreateHostedConfigurationVersion" => ("POST", format!("{app}/configurationprofiles/p/hostedconfigurationversions")),
        other => panic!("no path is known for {other}"),
    };
    Request::builder().method(method).uri(format!("http://localhost{path}")).body(Bytes::new()).unwrap()
}

/// A request of the query protocol.
fn form_request(operation: &str, version: &str) -> Request<Bytes> {
    let request = Request::post("http://localhost/").header("content-type", "application/x-www-form-urlencoded");
    request.body(format!("Action={operation}&Version={version}").into()).unwrap()
}

/// A request that reaches an operation, in the protocol that the Rust SDK speaks.
fn request(service: &str, operation: &str) -> Request<Bytes> {
    if let Some((_, target)) = TARGETS.iter().find(|(name, _)| *name == service) {
        return json_request(&format!("{target}.{operation}"), &json!({}));
    }
    match service {
        "cloudwatch" => Request::post(format!("http://localhost/service/GraniteServiceVersion20100801/operation/{operation}"))
            .header("smithy-protocol", "rpc-v2-cbor")
            .body(cbor::encode(&json!({})).into())
            .unwrap(),
        "sts" => form_request(operation, "2011-06-15"),
        "iam" => form_request(operation, "2010-05-08"),
        // Which service is asked about a bucket, the signature alone tells.
        "s3" => Request::get("http://localhost/PriceArchiveBucket?lifecycle")
            .header("authorization", "AWS4-HMAC-SHA256 Credential=A/20261123/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
            .body(Bytes::new())
            .unwrap(),
        _ => rest_request(operation),
    }
}

/// The error's name, wherever the protocol puts it.
fn code(service: &str, response: &Response<Bytes>) -> String {
    if let Some(kind) = response.headers().get("x-amzn-errortype") {
        return kind.to_str().unwrap().to_owned();
    }
    let body = response.body();
    let kind = match service {
        "cloudwatch" => cbor::decode(body).unwrap()["__type"].as_str().unwrap().to_owned(),
        "sts" | "iam" | "s3" => String::from_utf8_lossy(body).split("<Code>").nth(1).unwrap().split('<').next().unwrap().to_owned(),
        _ => serde_json::from_slice::<Value>(body).unwrap()["__type"].as_str().unwrap().to_owned(),
    };
    kind.rsplit('#').next().unwrap().to_owned()
}

/// Plays one fault once on every operation; `check` sees service, operation and what came back.
fn on_every_operation(kind: &WireFaultKind, check: impl Fn(&str, &str, Reply)) {
    let sim = calm();
    for (service, operation) in wire::operations() {
        sim.with_world(|world| world.faults.push(WireFault::times(Some(service), Some(operation), kind.clone(), 1)));
        check(service, operation, sim.reply(&request(service, operation)));
        assert!(sim.with_world(|world| world.faults.is_empty()), "{service}:{operation} did not meet its fault");
    }
}

fn response(reply: Reply) -> Response<Bytes> {
    match reply {
        Reply::Response(response) => response,
        other => panic!("no answer: {other:?}"),
    }
}

/// Plays a refusal on every operation and compares codes and statuses with those that AWS uses.
fn refused(kind: &WireFaultKind, codes: &[&str], statuses: &[u16]) {
    on_every_operation(kind, |service, operation, reply| {
        let response = response(reply);
        let code = code(service, &response);
        assert!(codes.contains(&code.as_str()), "{service}:{operation} answers {code}");
        assert!(statuses.contains(&response.status().as_u16()), "{service}:{operation} answers {}", response.status());
    });
}

#[test]
fn status_500_is_the_services_own_error() {
    let codes = [
        "InternalFailure",
        "InternalError",
        "ServiceFailure",
        "InternalServiceFault",
        "InternalServiceException",
        "InternalServerError",
        "InternalServerException",
        "ServiceException",
        "ServiceUnavailableException",
    ];
    refused(&WireFaultKind::Status500, &codes, &[500]);
}

#[test]
fn a_throttle_has_each_services_own_name() {
    let codes = ["ThrottlingException", "Throttling", "LimitExceededException", "TooManyRequestsException", "SlowDown"];
    refused(&WireFaultKind::Throttle, &codes, &[400, 429, 503]);
}

#[test]
fn expired_credentials_are_told_in_each_protocol() {
    refused(&WireFaultKind::ExpiredCredentials, &["ExpiredTokenException", "ExpiredToken"], &[400, 403]);
}

#[test]
fn a_denial_names_caller_action_and_resource() {
    refused(&WireFaultKind::Denied, &["AccessDeniedException", "AccessDenied"], &[400, 403]);
    on_every_operation(&WireFaultKind::Denied, |service, operation, reply| {
        let body = String::from_utf8_lossy(response(reply).body()).into_owned();
        // S3's permissions are not called like its operations.
        let action = if service == "s3" { "GetLifecycleConfiguration" } else { operation };
        assert!(body.contains(&format!("is not authorized to perform: {service}:{action} on resource: ")), "{body}");
    });
    let sim = calm();
    sim.with_world(|world| world.faults.push(WireFault::always(Some("kinesis"), None, WireFaultKind::Denied)));
    let (_, answer) = json(&sim, "Kinesis_20131202.ListShards", &json!({ "StreamName": "PriceTicks" }));
    let sentence = answer["message"].as_str().unwrap();
    assert!(sentence.starts_with("User: arn:aws:"), "{sentence}");
    assert!(sentence.contains("kinesis:ListShards on resource: arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks"), "{sentence}");
}

#[test]
fn half_a_body_is_half_of_the_good_one() {
    let sim = calm();
    let ask = json_request("Kinesis_20131202.DescribeLimits", &json!({}));
    let whole = send(&sim, &ask);
    sim.with_world(|world| world.faults.push(WireFault::times(None, None, WireFaultKind::HalfBody, 1)));
    let half = send(&sim, &ask);
    assert_eq!(half.status(), 200);
    assert_eq!(half.body()[..], whole.body()[..whole.body().len() / 2]);
    on_every_operation(&WireFaultKind::HalfBody, |_, _, reply| drop(response(reply)));
}

#[test]
fn garbage_is_a_page_of_html_with_status_200() {
    on_every_operation(&WireFaultKind::Garbage, |_, _, reply| {
        let response = response(reply);
        assert_eq!((response.status().as_u16(), &response.headers()["content-type"]), (200, &"text/html".parse().unwrap()));
        assert!(response.body().starts_with(b"<!DOCTYPE html>"));
    });
}

#[test]
fn reset_and_silence_give_no_answer() {
    on_every_operation(&WireFaultKind::Reset, |_, _, reply| assert!(matches!(reply, Reply::Reset)));
    on_every_operation(&WireFaultKind::Silence, |_, _, reply| assert!(matches!(reply, Reply::Silence)));
    on_every_operation(&WireFaultKind::Unsent, |_, _, reply| assert!(matches!(reply, Reply::Reset)));
}

#[test]
fn a_lost_answer_to_a_change_means_that_the_change_was_made() {
    let sim = calm();
    let open = |sim: &tidegate::sim::Sim| {
        let (_, answer) = json(sim, "Kinesis_20131202.DescribeStreamSummary", &json!({ "StreamName": "PriceTicks" }));
        (answer["StreamDescriptionSummary"]["StreamStatus"].clone(), answer["StreamDescriptionSummary"]["OpenShardCount"].as_u64().unwrap())
    };
    let (_, before) = open(&sim);
    sim.with_world(|world| world.faults.push(WireFault::times(Some("kinesis"), None, WireFaultKind::Reset, 1)));
    let body = json!({ "StreamName": "PriceTicks", "TargetShardCount": before * 2, "ScalingType": "UNIFORM_SCALING" });
    assert!(matches!(sim.reply(&json_request("Kinesis_20131202.UpdateShardCount", &body)), Reply::Reset));
    assert_eq!(open(&sim).0, "UPDATING");
}

#[test]
fn a_skewed_clock_refuses_signatures_beyond_five_minutes() {
    let kind = WireFaultKind::SkewedClock(3600);
    refused(&kind, &["InvalidSignatureException", "SignatureDoesNotMatch"], &[400, 403]);

    let sim = calm();
    let always = |seconds| WireFault::always(None, None, WireFaultKind::SkewedClock(seconds));
    let mut ask = json_request("Kinesis_20131202.DescribeLimits", &json!({}));
    sim.with_world(|world| world.faults.push(always(120)));
    let near = send(&sim, &ask);
    assert_eq!((near.status().as_u16(), &near.headers()["date"]), (200, &"Mon, 23 Nov 2026 03:04:00 GMT".parse().unwrap()));

    // A client that has learnt the server's time from the date of the refusal signs with it and is served.
    sim.with_world(|world| world.faults = vec![always(3600)]);
    let far = send(&sim, &ask);
    assert_eq!((far.status().as_u16(), &far.headers()["date"]), (400, &"Mon, 23 Nov 2026 04:02:00 GMT".parse().unwrap()));
    ask.headers_mut().insert("x-amz-date", "20261123T040200Z".parse().unwrap());
    assert_eq!(send(&sim, &ask).status(), 200);
}

#[test]
fn the_same_request_at_the_same_moment_has_the_same_answer() {
    let (one, two) = (calm(), calm());
    for (service, operation) in wire::operations() {
        let (a, b) = (response(one.reply(&request(service, operation))), response(two.reply(&request(service, operation))));
        assert_eq!((a.headers(), a.body()), (b.headers(), b.body()), "{service}:{operation}");
    }
    assert_eq!(one.now(), start());
}

#[test]
fn every_fault_of_every_scenario_names_an_operation_that_is_served() {
    for scenario in tidegate::sim::scenario::all() {
        let sim = super::ask::playing(scenario.name);
        for fault in sim.with_world(|world| world.faults.clone()) {
            let hit = wire::operations().iter().any(|(service, operation)| fault.hits(service, operation));
            assert!(hit, "{}: {fault:?} hits nothing", scenario.name);
        }
    }
}

#[test]
fn scenarios_of_refusal_are_heard_on_the_wire() {
    let ask = json_request(
        "Kinesis_20131202.ListStreamConsumers",
        &json!({ "StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/PriceTicks" }),
    );
    let denied = send(&super::ask::playing("denied"), &ask);
    assert_eq!(code("kinesis", &denied), "AccessDeniedException");
    let expired = send(&super::ask::playing("expired-credentials"), &ask);
    assert_eq!(code("kinesis", &expired), "ExpiredTokenException");
    let outage = send(&super::ask::playing("cloudwatch-outage"), &request("cloudwatch", "GetMetricData"));
    assert_eq!((outage.status().as_u16(), code("cloudwatch", &outage)), (500, "InternalServiceFault".to_owned()));
}
