//! `doctor`: each thing one line.

use super::*;

async fn doctor(scenario: &str) -> Ended {
    let stage = Stage::with_world(scenario);
    stage.write("tidegate.toml", PRICES);
    stage.run(&["doctor", "--output", "json"]).await
}

fn result<'a>(document: &'a Value, name: &str) -> &'a str {
    let items = document["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["name"] == name).unwrap_or_else(|| panic!("{name} is not in {document}"));
    found["result"].as_str().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_healthy_account_passes_one_by_one() {
    let ended = doctor("calm").await;
    let document = ended.json();
    assert_eq!(ended.exit, 0, "{}", ended.out);
    for name in [
        "provider",
        "account",
        "skew",
        "sts:GetCallerIdentity",
        "kinesis:DescribeStreamSummary",
        "kinesis:ListShards",
        "cloudwatch:GetMetricData",
        "dynamodb:DescribeTable",
        "lambda:GetFunctionConfiguration",
        "sqs:GetQueueAttributes",
        "firehose:DescribeDeliveryStream",
        "kinesis:ListStreams",
    ] {
        assert_eq!(result(&document, name), "pass", "{name}");
    }
    assert_eq!(result(&document, "kinesis:GetRecords"), "unknown", "sampling takes from the readers' limit, so it is not tried");
}

#[tokio::test(start_paused = true)]
async fn what_is_denied_is_said_to_be() {
    let ended = doctor("denied").await;
    let document = ended.json();
    assert_eq!(ended.exit, 1);
    let denied: Vec<&Value> = document["items"].as_array().unwrap().iter().filter(|item| item["result"] == "denied").collect();
    assert!(!denied.is_empty(), "{document}");
    assert!(denied.iter().all(|item| item["text"].as_str().unwrap().contains("tidegate iam")));
    assert_eq!(result(&document, "sts:GetCallerIdentity"), "pass");
}

#[tokio::test(start_paused = true)]
async fn expired_credentials_are_exit_4_and_nothing_else_is_tried() {
    let ended = doctor("expired-credentials").await;
    assert_eq!(ended.exit, 4);
    let document = ended.json();
    assert_eq!(result(&document, "provider"), "fail");
    assert_eq!(result(&document, "kinesis:ListShards"), "unknown");
}

#[tokio::test(start_paused = true)]
async fn a_wrong_configuration_is_one_of_its_lines() {
    let stage = Stage::with_world("calm");
    stage.write("tidegate.toml", "steam = 1\nthem = 2\n");
    let ended = stage.run(&["doctor"]).await;
    assert_eq!(ended.exit, 2);
    assert_eq!(ended.out.lines().filter(|line| line.starts_with("fail") && line.contains("tidegate.toml:")).count(), 2, "{}", ended.out);
    assert!(ended.out.lines().all(|line| ["pass", "warn", "fail", "unknown", "denied"].contains(&line.split(' ').next().unwrap())));
}
