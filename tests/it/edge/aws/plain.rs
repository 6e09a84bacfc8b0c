//! The client for services of which only a few calls are needed: where it calls, how it signs, what it takes for an error.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;
use serde_json::json;
use tidegate::app::ask::{Feed, Outcome};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::pipeline::{FlagStore, Pipeline};
use tidegate::edge::aws::{Aws, Connection};

use super::canned::{Canned, Seen, Wire, ask_of, now, ok, pipeline, refusal};
use super::flag::appconfig_store;

/// A service by the ask whose first call goes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Ssm,
    Lambda,
    DynamoDb,
    Firehose,
    Sqs,
    AppConfig,
}

impl To {
    /// Every service, its name in hosts and signatures, what begins its FIPS hosts in GovCloud, and its first call.
    /// Source: the endpoint rules of each service, as AWS's own clients have them.
    const ALL: [(To, &'static str, &'static str, &'static str); 6] = [
        (To::Ssm, "ssm", "ssm", "GetParameter"),
        (To::Lambda, "lambda", "lambda-fips", "GET /2015-03-31/functions/PriceAnalytics/configuration"),
        (To::DynamoDb, "dynamodb", "dynamodb", "DescribeTable"),
        (To::Firehose, "firehose", "firehose-fips", "DescribeDeliveryStream"),
        (To::Sqs, "sqs", "sqs", "GetQueueUrl"),
        (To::AppConfig, "appconfig", "appconfig", "GET /applications"),
    ];

    fn pipeline(self) -> Pipeline {
        let mut pipeline = pipeline();
        pipeline.flag = Some(match self {
            To::AppConfig => appconfig_store("flags"),
            _ => FlagStore::Ssm { enabled: "/on".to_owned(), percentage: "/share".to_owned() },
        });
        pipeline
    }

    fn feed(self) -> Feed {
        match self {
            To::Ssm | To::AppConfig => Feed::Flag,
            To::Lambda => Feed::Function("PriceAnalytics".to_owned()),
            To::DynamoDb => Feed::Table,
            To::Firehose => Feed::Firehose,
            To::Sqs => Feed::Queue,
        }
    }

    async fn ask(self, aws: &Aws) -> Outcome {
        aws.perform(&self.pipeline(), &ask_of(self.feed(), None), now()).await
    }

    /// The first request of a console whose machine has this AWS configuration beside keys.
    async fn first_request(self, settings: &str, change: impl FnOnce(Connection) -> Connection) -> Seen {
        let home = tempfile::tempdir().unwrap();
        let wire = Wire::always(refusal(400, "ValidationException", "no"));
        let outcome = self.ask(&Aws::new(change(machine(home.path(), settings, &wire)))).await;
        assert_eq!(outcome.map_err(|fault| fault.kind), Err(FaultKind::Rejected), "{self:?}");
        wire.seen().swap_remove(0)
    }

    async fn host(self, region: &str, settings: &str) -> String {
        let region = region.to_owned();
        self.first_request(settings, |connection| Connection { region: Some(region), ..connection }).await.origin
    }
}

/// The connection of a machine whose home has this AWS configuration beside keys.
pub(super) fn machine(home: &Path, settings: &str, wire: &Wire) -> Connection {
    let keys = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = none\n";
    fs::write(home.join("config"), format!("[profile prod]\n{keys}{settings}")).unwrap();
    fs::write(home.join("credentials"), "").unwrap();
    Connection {
        profile: Some("prod".to_owned()),
        region: Some("eu-west-1".to_owned()),
        http_client: Some(wire.client()),
        files: Some((home.join("config"), home.join("credentials"))),
        ..Connection::default()
    }
}

#[tokio::test]
async fn each_partition_has_its_own_domain() {
    for (to, name, ..) in To::ALL {
        for (region, domain) in [
            ("eu-west-1", "amazonaws.com"),
            ("cn-north-1", "amazonaws.com.cn"),
            ("us-gov-west-1", "amazonaws.com"),
            ("us-gov-east-1", "amazonaws.com"),
            ("us-iso-east-1", "c2s.ic.gov"),
            ("us-isob-east-1", "sc2s.sgov.gov"),
        ] {
            assert_eq!(to.host(region, "").await, format!("https://{name}.{region}.{domain}"));
        }
    }
}

#[tokio::test]
async fn fips_and_dual_stack_endpoints_are_aws_s() {
    let (fips, dual) = ("use_fips_endpoint = true\n", "use_dualstack_endpoint = true\n");
    let both = format!("{fips}{dual}");
    for (to, name, in_gov_cloud, _) in To::ALL {
        for (region, settings, host) in [
            ("us-east-1", fips, format!("{name}-fips.us-east-1.amazonaws.com")),
            ("us-east-1", dual, format!("{name}.us-east-1.api.aws")),
            ("us-east-1", &both, format!("{name}-fips.us-east-1.api.aws")),
            ("us-gov-west-1", fips, format!("{in_gov_cloud}.us-gov-west-1.amazonaws.com")),
            ("us-gov-east-1", fips, format!("{in_gov_cloud}.us-gov-east-1.amazonaws.com")),
            ("us-gov-east-1", dual, format!("{name}.us-gov-east-1.api.aws")),
            ("us-gov-east-1", &both, format!("{name}-fips.us-gov-east-1.api.aws")),
            ("cn-north-1", fips, format!("{name}-fips.cn-north-1.amazonaws.com.cn")),
            ("cn-north-1", dual, format!("{name}.cn-north-1.api.amazonwebservices.com.cn")),
            ("us-iso-east-1", fips, format!("{name}-fips.us-iso-east-1.c2s.ic.gov")),
        ] {
            assert_eq!(to.host(region, settings).await, format!("https://{host}"));
        }
    }
}

#[tokio::test]
async fn a_service_s_own_endpoint_wins_over_that_of_all_and_a_flag_over_both() {
    for (to, name, ..) in To::ALL {
        let for_all = "endpoint_url = http://127.0.0.1:1\n";
        let settings = format!("{for_all}services = here\n[services here]\n{name} =\n  endpoint_url = http://127.0.0.1:2\n");
        assert_eq!(to.host("eu-west-1", for_all).await, "http://127.0.0.1:1");
        assert_eq!(to.host("eu-west-1", &settings).await, "http://127.0.0.1:2");
        let flag = Some("http://127.0.0.1:3".to_owned());
        let seen = to.first_request(&settings, |connection| Connection { endpoint_url: flag, ..connection }).await;
        assert_eq!(seen.origin, "http://127.0.0.1:3");
    }
}

#[tokio::test]
async fn calls_are_signed_for_the_service_and_carry_our_name() {
    for (to, name, _, operation) in To::ALL {
        let seen = to.first_request("", |connection| connection).await;
        assert_eq!(seen.operation, operation);
        assert!(seen.authorization.contains("Credential=AKIDEXAMPLE/"), "{}", seen.authorization);
        assert!(seen.authorization.contains(&format!("/eu-west-1/{name}/aws4_request")), "{}", seen.authorization);
        assert_eq!(seen.authorization.contains("x-amz-target"), !operation.contains('/'), "{}", seen.authorization);
        assert!(seen.agent.contains("app/tidegate") && seen.agent.contains(&format!("api/{name}")), "{}", seen.agent);
    }
}

#[tokio::test]
async fn each_service_is_spoken_to_in_its_own_protocol() {
    for (to, content_type) in [
        (To::Ssm, "application/x-amz-json-1.1"),
        (To::Firehose, "application/x-amz-json-1.1"),
        (To::DynamoDb, "application/x-amz-json-1.0"),
        (To::Sqs, "application/x-amz-json-1.0"),
        (To::Lambda, ""),
        (To::AppConfig, ""),
    ] {
        let seen = to.first_request("", |connection| connection).await;
        assert_eq!((seen.content_type.as_str(), seen.older_names), (content_type, to == To::Sqs), "{to:?}");
    }
}

async fn fault(to: To, canned: Canned) -> (Fault, usize) {
    let wire = Wire::always(canned);
    let fault = to.ask(&wire.aws()).await.unwrap_err();
    (fault, wire.seen().len())
}

#[tokio::test(start_paused = true)]
async fn what_may_heal_is_tried_twice_and_a_refusal_once() {
    for (canned, kind, attempts) in [
        (refusal(400, "ThrottlingException", "Rate exceeded"), FaultKind::Throttled, 2),
        (refusal(429, "TooManyRequestsException", "Rate exceeded"), FaultKind::Throttled, 2),
        (refusal(500, "InternalServerError", "oh"), FaultKind::Service, 2),
        (Canned::Raw(503, "text/html", "<html>".to_owned()), FaultKind::Service, 2),
        (Canned::Io("reset"), FaultKind::Unreachable, 2),
        (Canned::Silence, FaultKind::TimedOut, 2),
        (refusal(400, "ExpiredTokenException", "expired"), FaultKind::Credentials, 1),
        (refusal(400, "com.amazonaws.ssm#ValidationException:http://x/", "no"), FaultKind::Rejected, 1),
    ] {
        for (to, ..) in To::ALL {
            let (fault, calls) = fault(to, canned.clone()).await;
            assert_eq!((fault.kind, calls), (kind.clone(), attempts), "{to:?} {canned:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_is_named_by_its_older_name_then_by_a_header_then_by_the_body() {
    let body = "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"no such queue\"}";
    for (to, header, body, code) in [
        (
            To::Sqs,
            ("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender"),
            body,
            "AWS.SimpleQueueService.NonExistentQueue",
        ),
        (To::Sqs, ("x-amzn-query-error", "without a delimiter"), body, "QueueDoesNotExist"),
        (
            To::Lambda,
            ("x-amzn-errortype", "ResourceNotFoundException:http://internal/"),
            "{\"Message\":\"no\"}",
            "ResourceNotFoundException",
        ),
        (To::Lambda, ("x-amzn-errortype", "ResourceNotFoundException"), "", "ResourceNotFoundException"),
        (To::AppConfig, ("x-other", "y"), "{\"code\":\"ResourceNotFoundException\"}", "ResourceNotFoundException"),
    ] {
        let (fault, calls) = fault(to, Canned::Headed(400, header, body.to_owned())).await;
        assert_eq!((fault.kind, fault.code.as_deref(), calls), (FaultKind::NotFound, Some(code), 1), "{to:?} {header:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn answers_of_another_shape_are_unreadable() {
    for body in [
        "",
        "[]",
        "null",
        "{\"Parameter\": 7}",
        "{\"Parameter\": {\"Value\": 10}}",
        "{\"Parameter\": {\"Value\": \"10\", \"Version\": \"x\"}}",
        "{}",
    ] {
        let (fault, _) = fault(To::Ssm, Canned::Raw(200, "application/x-amz-json-1.1", body.to_owned())).await;
        assert_eq!(fault.kind, FaultKind::Unreadable, "{body}");
    }
    for (to, answer) in [
        (To::Lambda, json!({ "FunctionName": "PriceAnalytics", "Timeout": "10" })),
        (To::Lambda, json!({ "FunctionName": "PriceAnalytics", "Environment": { "Variables": { "A": 1 } } })),
        (To::Lambda, json!({ "FunctionName": ["PriceAnalytics"] })),
        (To::DynamoDb, json!({ "Table": { "TableName": "PriceTimeSeriesTable", "ItemCount": "many" } })),
        (To::DynamoDb, json!({ "Table": [] })),
        (To::Firehose, json!({ "DeliveryStreamDescription": { "DeliveryStreamName": "PriceArchiveFirehose", "Destinations": {} } })),
        (To::Sqs, json!({ "QueueUrl": 7 })),
        (To::AppConfig, json!({ "Items": [null] })),
        (To::AppConfig, json!({ "Items": "none" })),
    ] {
        let (fault, _) = fault(to, ok(answer.clone())).await;
        assert_eq!(fault.kind, FaultKind::Unreadable, "{to:?} {answer}");
        assert!(!fault.message.contains("PriceAnalytics"), "{fault:?}");
    }
    for (to, ..) in To::ALL {
        for body in ["{}", "{\"message\": \"no name\"}", "null", "{\"__type\": 7}"] {
            let (fault, _) = fault(to, Canned::Raw(400, "application/json", body.to_owned())).await;
            assert_eq!(fault.kind, FaultKind::Unreadable, "{to:?} {body}");
        }
    }
}
