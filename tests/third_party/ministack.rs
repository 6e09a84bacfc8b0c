//! ministack: CloudWatch, Lambda, SSM, DynamoDB, SQS and STS. Numbers that boto3 put in must come out of `status`.
//!
//! Not there: Application Auto Scaling; Kinesis reshards at once.

use jiff::Timestamp;
use serde_json::Value;
use tokio::process::Command;

use super::install::{python, root};
use super::program::Place;
use super::server::{Server, free_port};

const CONFIGURATION: &str = r#"
[[pipeline]]
name = "prices"
region = "us-east-1"
stream = "PriceTicks"
table = "PriceTimeSeriesTable"
writers = ["HeliusPriceWebhook"]
queue = "BroadcastQueue"

[pipeline.flag]
store = "lambda-env"
enabled = "USE_KINESIS"
percentage = "KINESIS_PERCENTAGE"
"#;

pub(crate) async fn ministack() -> Server {
    let port = free_port();
    let mut command = Command::new(python("ministack"));
    command.env("BIND_HOST", "127.0.0.1").env("GATEWAY_PORT", port.to_string()).current_dir(root());
    Server::start("ministack", port, &mut command).await
}

#[tokio::test]
async fn status_reports_the_numbers_that_were_put_in() {
    let server = ministack().await;
    let place = Place::new(&server.url);
    let put = place.python("ministack.py", &[&server.url]).await;
    assert_eq!(put.code, Some(0), "{}\n{}", put.err, server.words());
    let put = put.json();
    let status = place.tidegate(CONFIGURATION, &["status", "--output", "json"]).await;
    assert!(matches!(status.code, Some(0 | 3 | 5)), "exit {:?}\n{}\n{}", status.code, status.err, status.out);
    let status = status.json();
    let readings = &status["readings"];
    for name in [
        "stream.incoming_records_per_second",
        "stream.incoming_bytes_per_second",
        "stream.write_throttles_per_minute",
        "stream.iterator_age_seconds",
        "table.writes_per_second",
    ] {
        let reading = &readings[name];
        let minute = minute(reading).unwrap_or_else(|| panic!("{name} has no time: {reading}"));
        let wanted = put[&minute][name].as_f64().unwrap_or_else(|| panic!("{name} is of {minute}, and nothing was put there"));
        let told = reading["value"].as_f64().unwrap_or_else(|| panic!("{name} has no value: {reading}"));
        assert!((told - wanted).abs() < 1e-6, "{name} at {minute}: {told} instead of {wanted}");
        assert_eq!(reading["state"], "fresh", "{name}: {reading}");
    }
    assert_eq!(readings["stream.open_shards"]["value"].as_f64(), Some(2.0));
    assert_eq!(readings["stream.status"]["value"], "ACTIVE");
    assert_eq!(readings["rollout.set_percentage"]["value"].as_f64(), Some(10.0));
    assert_eq!(readings["rollout.enabled"]["value"], true);
    assert!(!status.to_string().contains("secret"));
}

/// The end of the reading's minute, as the script wrote it.
fn minute(reading: &Value) -> Option<String> {
    let at: Timestamp = reading["at"].as_str()?.parse().ok()?;
    Some(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[tokio::test]
async fn parameters_are_read_and_what_is_missing_says_so() {
    let server = ministack().await;
    let place = Place::new(&server.url);
    let put = place.python("ministack.py", &[&server.url]).await;
    assert_eq!(put.code, Some(0), "{}", put.err);
    let ssm = "store = \"ssm\"\nenabled = \"/prices/use-kinesis\"\npercentage = \"/prices/kinesis-percentage\"\n";
    let (before, _) = CONFIGURATION.split_once("store =").expect("the flag's table");
    let configuration = format!("{}{ssm}", before.replace("PriceTimeSeriesTable", "NoSuchTable"));
    let status = place.tidegate(&configuration, &["status", "--output", "json"]).await.json();
    assert_eq!(status["readings"]["rollout.set_percentage"]["value"].as_f64(), Some(25.0));
    let writes = &status["readings"]["table.writes_per_second"];
    assert_eq!((&writes["value"], writes["state"].as_str()), (&Value::Null, Some("no-data")), "{writes}");
}
