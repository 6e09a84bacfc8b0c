//! kinesis-mock: Kinesis with UPDATING and ResourceInUse. The adapter's shard map must be that of boto3.
//!
//! Its shard counts move at once instead of during UPDATING, and it has none of AWS's rules over time.

use jiff::Timestamp;
use serde_json::Value;
use tidegate::app::ask::{Answer, Ask, Feed};
use tidegate::domain::fault::FaultKind;
use tidegate::domain::pipeline::Pipeline;
use tidegate::edge::aws::{Aws, Connection};
use tokio::process::Command;

use super::install::node;
use super::program::Place;
use super::server::{Server, free_port};

pub(crate) async fn kinesis() -> Server {
    let (port, tls) = (free_port(), free_port());
    let home = node();
    let mut command = Command::new("node");
    command.arg(home.join("main.js")).env("KINESIS_MOCK_CERT_PATH", home.join("server.json"));
    command.env("KINESIS_MOCK_PLAIN_PORT", port.to_string()).env("KINESIS_MOCK_TLS_PORT", tls.to_string());
    Server::start("kinesis-mock", port, &mut command).await
}

/// The adapter with a profile of its own, so that the caller's keys play no part.
fn adapter(endpoint: &str, home: &std::path::Path) -> Aws {
    let (config, credentials) = (home.join("config"), home.join("credentials"));
    std::fs::write(&config, "").expect("a file");
    std::fs::write(&credentials, "[test]\naws_access_key_id = test\naws_secret_access_key = test\n").expect("a file");
    Aws::new(Connection {
        profile: Some("test".to_owned()),
        region: Some("us-east-1".to_owned()),
        endpoint_url: Some(endpoint.to_owned()),
        files: Some((config, credentials)),
        ..Connection::default()
    })
}

async fn ask(aws: &Aws, feed: Feed) -> Result<Answer, FaultKind> {
    let at: Timestamp = "2026-11-23T03:12:00Z".parse().expect("a time");
    let ask = Ask { number: 1, pipeline: 0, feed, metrics: None };
    aws.perform(&Pipeline::of_stream("PriceTicks"), &ask, at).await.map_err(|fault| fault.kind)
}

#[tokio::test]
async fn the_shard_map_is_that_of_boto3_before_and_after_a_split_and_a_merge() {
    let server = kinesis().await;
    let place = Place::new(&server.url);
    let home = tempfile::tempdir().expect("a directory");
    let aws = adapter(&server.url, home.path());
    assert_eq!(ask(&aws, Feed::Stream).await, Err(FaultKind::NotFound));
    for (action, all, open) in [("create", 3, 3), ("split", 5, 4), ("merge", 6, 3)] {
        let told = place.python("kinesis_mock.py", &[&server.url, action]).await;
        assert_eq!(told.code, Some(0), "{action}: {}\n{}", told.err, server.words());
        let Ok(Answer::Shards(map)) = ask(&aws, Feed::Shards).await else { panic!("no shards after {action}") };
        let ours: Value = serde_json::to_value(map.all()).expect("JSON");
        assert_eq!(ours, told.json(), "after {action}");
        assert_eq!((map.all().len(), map.open_count(), map.covers_ring()), (all, open, true), "after {action}");
        let Ok(Answer::Stream(stream)) = ask(&aws, Feed::Stream).await else { panic!("no stream after {action}") };
        assert_eq!((stream.status.as_str(), stream.open_shards as usize), ("ACTIVE", open), "after {action}");
    }
    let status = place
        .tidegate("[[pipeline]]\nname = \"prices\"\nregion = \"us-east-1\"\nstream = \"PriceTicks\"\n", &["status", "--output", "json"])
        .await;
    assert_eq!(status.json()["readings"]["stream.open_shards"]["value"].as_f64(), Some(3.0), "{}", status.err);
}
