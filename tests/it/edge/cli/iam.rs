//! `iam`: exactly what is called, on exactly what is configured.

use std::collections::BTreeSet;

use tidegate::edge::aws::operation::{Operation, Purpose};

use super::*;

fn actions(policy: &Value) -> BTreeSet<String> {
    let statements = policy["Statement"].as_array().unwrap();
    statements
        .iter()
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

fn resources(policy: &Value, action: &str) -> Vec<String> {
    let has = |statement: &&Value| statement["Action"].as_array().unwrap().iter().any(|other| other == action);
    let found = policy["Statement"].as_array().unwrap().iter().find(has).unwrap_or_else(|| panic!("{action} is missing"));
    found["Resource"].as_array().unwrap().iter().map(|resource| resource.as_str().unwrap().to_owned()).collect()
}

async fn policy(words: &[&str]) -> Value {
    let stage = Stage::bare();
    stage.write("tidegate.toml", PRICES);
    stage.run(words).await.json()
}

#[tokio::test]
async fn it_names_every_call_that_is_made_and_no_other() {
    let found = actions(&policy(&["iam"]).await);
    let made = Operation::ALL.iter().filter(|operation| !matches!(operation.purpose(), Purpose::FlagSsm | Purpose::FlagAppConfig));
    let made: BTreeSet<String> = made.map(|operation| operation.permission().to_owned()).collect();
    assert_eq!(found, made);
}

#[tokio::test]
async fn resources_are_filled_in() {
    let policy = policy(&["iam"]).await;
    assert_eq!(resources(&policy, "kinesis:DescribeStreamSummary"), ["arn:aws:kinesis:us-east-1:*:stream/PriceTicks"]);
    assert_eq!(resources(&policy, "dynamodb:DescribeTable"), ["arn:aws:dynamodb:us-east-1:*:table/PriceTimeSeriesTable"]);
    let functions = ["arn:aws:lambda:us-east-1:*:function:HeliusPriceWebhook", "arn:aws:lambda:us-east-1:*:function:PriceAnalytics"];
    assert_eq!(resources(&policy, "lambda:GetFunctionConfiguration"), functions);
    assert_eq!(resources(&policy, "cloudwatch:GetMetricData"), ["*"]);
}

#[tokio::test]
async fn an_operator_may_also_change_but_never_delete_or_commit() {
    let reading = actions(&policy(&["iam"]).await);
    let operating = policy(&["iam", "--operator"]).await;
    let all = actions(&operating);
    assert!(reading.is_subset(&all));
    assert!(all.contains("kinesis:UpdateShardCount") && all.contains("lambda:UpdateFunctionConfiguration"));
    assert!(!all.contains("kinesis:DeleteStream") && !all.contains("kinesis:UpdateAccountSettings") && !all.contains("ssm:PutParameter"));
    assert_eq!(resources(&operating, "lambda:UpdateFunctionConfiguration"), ["arn:aws:lambda:us-east-1:*:function:HeliusPriceWebhook"]);
}

#[tokio::test]
async fn what_is_not_configured_is_not_granted() {
    let stage = Stage::bare();
    let ended = stage.run(&["iam", "--stream", "S", "--region", "cn-north-1"]).await;
    let policy = ended.json();
    assert_eq!(resources(&policy, "kinesis:ListShards"), ["arn:aws-cn:kinesis:cn-north-1:*:stream/S"]);
    assert!(!actions(&policy).iter().any(|action| action.starts_with("sqs:Get") || action == "dynamodb:DescribeTable"));
    assert_eq!(ended.err, "");
}
