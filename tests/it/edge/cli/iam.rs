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
    let made = Operation::ALL.iter().filter(|operation| {
        !matches!(operation.purpose(), Purpose::FlagSsm | Purpose::FlagAppConfig | Purpose::Query | Purpose::Permission)
    });
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

/// The flag of `PRICES` in another store.
async fn operating(flag: &str) -> Value {
    let stage = Stage::bare();
    let (before, _) = PRICES.split_once("[pipeline.flag]").unwrap();
    let athena = "athena = { workgroup = \"primary\", query = \"SELECT 1\" }";
    stage.write("tidegate.toml", &format!("{before}{athena}\n[pipeline.flag]\n{flag}"));
    stage.run(&["iam", "--operator"]).await.json()
}

#[tokio::test]
async fn an_operator_may_make_every_call_that_changes_something_and_no_other() {
    let lambda = policy(&["iam", "--operator"]).await;
    let ssm = operating("store = \"ssm\"\nenabled = \"/prices/use\"\npercentage = \"/prices/percent\"\n").await;
    let appconfig = operating(
        "store = \"appconfig\"\napplication = \"a\"\nenvironment = \"e\"\nprofile = \"p\"\nflag = \"f\"\nattribute = \"percentage\"\nstrategy = \"s\"\n",
    )
    .await;
    let all: BTreeSet<String> = [&lambda, &ssm, &appconfig].into_iter().flat_map(actions).collect();
    let made = Operation::ALL.iter().chain(Operation::CHANGES).map(|operation| operation.permission().to_owned());
    assert_eq!(all, made.collect());

    let of_store = |policy: &Value, service: &str| {
        let changes = Operation::CHANGES.iter().filter(|change| change.service() == service).map(|change| change.permission().to_owned());
        actions(policy).intersection(&changes.collect()).cloned().collect::<BTreeSet<_>>().len()
    };
    let counts = [&lambda, &ssm, &appconfig].map(|policy| ["lambda", "ssm", "appconfig"].map(|service| of_store(policy, service)));
    assert_eq!(counts, [[2, 0, 0], [1, 1, 0], [1, 0, 3]], "a flag's store is granted where the flag lives there");
    assert_eq!(resources(&lambda, "iam:SimulatePrincipalPolicy"), ["*"]);
    assert_eq!(resources(&lambda, "lambda:UpdateFunctionConfiguration"), ["arn:aws:lambda:us-east-1:*:function:HeliusPriceWebhook"]);
    assert_eq!(resources(&ssm, "ssm:PutParameter"), resources(&ssm, "ssm:GetParameter"));
    assert_eq!(resources(&lambda, "kinesis:SplitShard"), ["arn:aws:kinesis:us-east-1:*:stream/PriceTicks"]);
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
