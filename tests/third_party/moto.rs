//! moto: a rich source of bad answers. Each becomes a cell that says so, and nothing falls over.
//!
//! Its CloudWatch does not speak rpc-v2-cbor (an HTML 404), AppConfig deployments are 404, scaling activities an HTML 500.

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
consumers = ["PriceAnalytics"]
firehose = "PriceArchiveFirehose"
bucket = "price-archive"
queue = "BroadcastQueue"

[pipeline.flag]
store = "ssm"
enabled = "/prices/use-kinesis"
percentage = "/prices/kinesis-percentage"
"#;

pub(crate) async fn moto() -> Server {
    let port = free_port();
    let mut command = Command::new(python("moto_server"));
    command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).current_dir(root());
    Server::start("moto", port, &mut command).await
}

#[tokio::test]
async fn unreadable_answers_become_cells_that_say_so() {
    let server = moto().await;
    let place = Place::new(&server.url);
    let put = place.python("moto.py", &[&server.url]).await;
    assert_eq!(put.code, Some(0), "{}\n{}", put.err, server.words());
    let status = place.tidegate(CONFIGURATION, &["status", "--output", "json"]).await;
    assert!(matches!(status.code, Some(0 | 3 | 5)), "exit {:?}\n{}\n{}", status.code, status.err, status.out);
    assert!(!status.err.contains("panicked"), "{}", status.err);
    let document = status.json();
    let readings = &document["readings"];
    assert_eq!(readings["stream.open_shards"]["value"].as_f64(), Some(2.0));
    assert_eq!(readings["rollout.set_percentage"]["value"].as_f64(), Some(10.0));
    for name in ["stream.incoming_records_per_second", "stream.iterator_age_seconds", "table.writes_per_second"] {
        let reading = &readings[name];
        assert!(reading["value"].is_null(), "{name}: {reading}");
        assert_eq!(reading["state"], "unreachable", "{name}: {reading}");
    }
    // The rules of a bucket come as S3 writes them, through a signature as S3 wants it.
    let checklist = place.tidegate(CONFIGURATION, &["checklist", "--output", "json"]).await.json();
    let items = checklist["items"].as_array().cloned().unwrap_or_default();
    let lifecycle = items.iter().find(|item| item["id"] == "archive-lifecycle").expect("a check of the lifecycle");
    assert_eq!(lifecycle["word"], "differs", "{lifecycle}");
    assert!(lifecycle["evidence"].to_string().contains("after 90 days objects go to GLACIER"), "{lifecycle}");
    let text = place.tidegate(CONFIGURATION, &["status"]).await;
    assert_eq!(text.code, status.code, "{}", text.err);
    assert!(text.out.contains("unreachable") || text.out.contains("unreadable"), "{}", text.out);
    assert!(!text.out.contains('<'), "a page of HTML is shown:\n{}", text.out);
}
