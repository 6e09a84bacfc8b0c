//! `cost` and `prices` on the command line: with and without AWS, text and JSON, exit codes, files.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use pretty_assertions::assert_eq;
use rust_decimal::{Decimal, dec};
use serde_json::Value;
use tempfile::TempDir;
use tidegate::edge::cli::{self, Around};
use tidegate::edge::clock::Clock;
use tidegate::sim::{Options, Sim};

use super::offers::{Generated, KINESIS, file};

struct Bed {
    here: TempDir,
    world: Option<Sim>,
    environment: BTreeMap<String, String>,
}

struct Ended {
    exit: u8,
    out: String,
    err: String,
}

impl Bed {
    fn bare() -> Self {
        let here = tempfile::tempdir().unwrap();
        let environment = BTreeMap::from([("HOME".to_owned(), here.path().join("home").display().to_string())]);
        Self { here, world: None, environment }
    }

    fn with_world() -> Self {
        let options = Options { scenario: "calm".to_owned(), seed: 1, speed: 0.0, start: "2026-11-23T03:14:20Z".parse().unwrap() };
        Self { world: Some(Sim::start(&options).unwrap()), ..Self::bare() }
    }

    fn file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.here.path().join(name), text).unwrap();
        self
    }

    async fn run(&self, words: &str) -> Ended {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut around = Around {
            environment: self.environment.clone(),
            here: self.here.path().to_owned(),
            out: &mut out,
            err: &mut err,
            terminal: false,
            http_client: self.world.as_ref().map(Sim::http_client),
            clock: self.world.clone().map(Clock::World),
        };
        let words = std::iter::once("tidegate").chain(words.split_whitespace()).map(OsString::from);
        let exit = cli::main(words, &mut around).await.code();
        Ended { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }

    async fn json(&self, words: &str) -> Value {
        let ended = self.run(&format!("{words} --output json")).await;
        assert!(ended.err.is_empty(), "{}", ended.err);
        serde_json::from_str(&ended.out).unwrap()
    }
}

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

const PRICES: &str = r#"
[[pipeline]]
name = "prices"
region = "us-east-1"
stream = "PriceTicks"
table = "PriceTimeSeriesTable"
writers = ["HeliusPriceWebhook"]
consumers = ["PriceAnalytics"]
firehose = "PriceArchiveFirehose"
"#;

#[tokio::test]
async fn without_a_pipeline_the_bill_holds_the_streams_lines_alone() {
    let bed = Bed::bare();
    let bill = bed.json("cost --region us-east-1 --records-per-second 115.7407407407 --record-size 300B --shards 2").await;
    assert_eq!((bill["region"].as_str(), bill["currency"].as_str(), bill["hours"].as_u64()), (Some("us-east-1"), Some("USD"), Some(730)));
    assert_eq!(bill["prices_as_of"], "2026-11-01");
    let items: Vec<&str> = bill["lines"].as_array().unwrap().iter().map(|line| line["item"].as_str().unwrap()).collect();
    assert_eq!(items, ["shard-hour", "put-payload-unit"]);
    assert_eq!(amount(&bill["total"]).round_dp(2), dec!(26.16));
    let sum: Decimal = bill["lines"].as_array().unwrap().iter().map(|line| amount(&line["amount"])).sum();
    assert_eq!(sum, amount(&bill["total"]));
    let on_demand = bed.json("cost --region us-east-1 --records-per-second 115.7407407407 --record-size 300B --mode on-demand --consumers 1").await;
    assert_eq!(amount(&on_demand["total"]).round_dp(2), dec!(55.81));
}

#[tokio::test]
async fn sizes_durations_and_hours_are_written_as_people_write_them() {
    let bed = Bed::bare();
    let words = "cost --region us-east-1 --records-per-second 100 --record-size 35KiB --shards 4 --retention 7days --hours 744";
    assert_eq!(amount(&bed.json(words).await["total"]).round_dp(2), dec!(111.66));
    let share = bed.json("cost --region us-east-1 --records-per-second 1000 --record-size 300B --shards 1 --percentage 10").await;
    assert_eq!(share["load"]["records_per_second"], "100");
    let text = bed.run("cost --region us-east-1 --records-per-second 100000 --record-size 300B --shards 143 --compare").await;
    assert_eq!(text.exit, 0, "{}", text.err);
    for words in ["$5,245.05", "on-demand", "Advantage", "the peak needs 143 shards at 70 %", "peak of"] {
        assert!(text.out.contains(words), "{words}: {}", text.out);
    }
}

#[tokio::test]
async fn what_is_wrong_is_one_sentence_with_its_exit_code() {
    let bed = Bed::bare();
    for (words, exit, said) in [
        ("cost", 2, "how much comes in?"),
        ("cost --records-per-second 10", 2, "no Region is known yet"),
        ("cost --records-per-second 10 --region eu-west-1", 1, "tidegate prices refresh --region eu-west-1"),
        ("cost --records-per-second x --region us-east-1", 2, "not a number from 0 to 1000000000"),
        ("cost --records-per-second 10 --record-size 3parsecs --region us-east-1", 2, "--record-size is \"3parsecs\": not a size; write it as 300B"),
        ("cost --records-per-second 10 --retention 5m --region us-east-1", 2, "--retention is \"5m\": too short; the shortest is 24h"),
        ("cost --records-per-second 10 --percentage 101 --region us-east-1", 2, "--percentage is 101: it must be from 0 to 100"),
        ("prices refresh", 2, "which Region?"),
        ("prices show --region eu-west-1", 1, "no price for shard-hour in eu-west-1"),
        ("prices refresh --region eu-west-1 --from-file nowhere.json", 2, "failed to read nowhere.json: no such file or directory"),
    ] {
        let ended = bed.run(words).await;
        assert_eq!((ended.exit, ended.err.lines().count()), (exit, 1), "{words}: {}", ended.err);
        assert!(ended.err.contains(said), "{words}: {}", ended.err);
    }
}

#[tokio::test]
async fn a_named_pipeline_is_measured_and_the_whole_of_it_billed() {
    let bed = Bed::with_world().file("tidegate.toml", PRICES);
    let bill = bed.json("cost").await;
    let services: Vec<&str> = bill["lines"].as_array().unwrap().iter().map(|line| line["service"].as_str().unwrap()).collect();
    for service in ["stream", "firehose", "s3", "athena", "table", "functions", "watching"] {
        assert!(services.contains(&service), "{service}: {services:?}");
    }
    assert_eq!(bill["load"]["basis"], "measured");
    let more = bed.json("cost --shards 4").await;
    assert!((amount(&more["total"]) - amount(&bill["total"]) - dec!(21.90)).abs() < dec!(0.0001));
    let all = bed.json("cost --percentage 100").await;
    let rate = |bill: &Value| amount(&bill["load"]["records_per_second"]);
    assert!(rate(&bill) * dec!(8) < rate(&all), "{} {}", rate(&bill), rate(&all));
}

#[tokio::test]
async fn over_the_budget_is_exit_3_and_own_prices_count() {
    let budget = "[pipeline.limits]\nbudget = \"10\"\n[prices]\nshard-hour = \"0.001\"\nput-payload-unit = \"0\"\n";
    let own = PRICES.replace("table = \"PriceTimeSeriesTable\"\n", "").replace("firehose = \"PriceArchiveFirehose\"\n", "");
    let bed = Bed::bare().file("tidegate.toml", &format!("{own}{budget}"));
    let ended = bed.run("cost --records-per-second 10 --shards 2").await;
    assert_eq!((ended.exit, ended.out.contains("within the budget of $10")), (0, true), "{}{}", ended.out, ended.err);
    let ended = bed.run("cost --records-per-second 10 --shards 20").await;
    assert_eq!((ended.exit, ended.out.contains("over the budget of $10")), (3, true), "{}{}", ended.out, ended.err);
}

#[tokio::test]
async fn a_file_of_prices_is_read_kept_and_used_and_a_broken_one_changes_nothing() {
    let whole = file("AmazonKinesis", "eu-west-1", KINESIS);
    let bed = Bed::bare()
        .file("kinesis.json", &whole)
        .file("cut.json", &whole[..whole.len() - 40])
        .file("other.json", &whole.replace("eu-west-1", "eu-west-3"))
        .file("html.json", "<html>");
    let ended = bed.run("prices refresh --region eu-west-1 --from-file kinesis.json").await;
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(ended.out.starts_with("5 prices of eu-west-1 are kept in "), "{}", ended.out);
    assert!(ended.err.contains("has no long-term-retention"), "{}", ended.err);
    let cache = bed.here.path().join("home/.cache/tidegate/prices.json");
    let kept = std::fs::read(&cache).unwrap();
    for broken in ["cut.json", "other.json", "html.json"] {
        let ended = bed.run(&format!("prices refresh --region eu-west-1 --from-file {broken}")).await;
        assert_eq!((ended.exit, ended.err.lines().count(), ended.out.as_str()), (1, 1, ""), "{broken}: {}", ended.err);
        assert!(ended.err.contains(&format!("{broken} is not used: it ")) && ended.err.contains("the prices known before stay"), "{}", ended.err);
        assert_eq!(std::fs::read(&cache).unwrap(), kept, "{broken}");
    }
    let bill = bed.json("cost --region eu-west-1 --records-per-second 100 --record-size 300B --shards 2").await;
    assert_eq!((bill["lines"][0]["unit_price"].as_str(), bill["prices_as_of"].as_str()), (Some("0.017"), Some("2026-11-10")));
    let shown = bed.json("prices show --region eu-west-1").await;
    assert_eq!(shown["regions"]["eu-west-1"].as_array().unwrap().len(), 5);
    // A damaged cache is as if there were none: it can be made again.
    std::fs::write(&cache, "{").unwrap();
    assert_eq!(bed.run("cost --region us-east-1 --records-per-second 1").await.exit, 0);
}

#[tokio::test]
async fn prices_are_fetched_from_a_mirror_and_a_missing_file_says_how_to_get_it_by_hand() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let kinesis = file("AmazonKinesis", "eu-west-1", KINESIS);
    let path = "/offers/v1.0/aws/AmazonKinesis/current/eu-west-1/index.json";
    let served = axum::Router::new().route(path, axum::routing::get(move || async move { kinesis }));
    tokio::spawn(async move { axum::serve(listener, served).await });
    let bed = Bed::bare();
    let ended = bed.run(&format!("prices refresh --region eu-west-1 --mirror http://{address}")).await;
    assert_eq!(ended.exit, 1);
    let last = ended.err.lines().last().unwrap();
    for words in ["AmazonKinesisFirehose", "there is no such file", "curl -o AmazonKinesisFirehose.json", "--from-file AmazonKinesisFirehose.json"] {
        assert!(last.contains(words), "{words}: {last}");
    }
    // What came before the missing one is kept.
    let shown = bed.json("prices show --region eu-west-1").await;
    assert_eq!(shown["regions"]["eu-west-1"][0]["amount"], "0.017");
}

/// Reads the most memory that a process ever had, in KB.
fn peak_memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// A file of 256 MB goes through the program, which holds less than a quarter of it.
#[test]
fn a_file_of_hundreds_of_megabytes_is_read_in_bounded_memory() {
    const SIZE: u64 = 256_000_000;
    let here = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["prices", "refresh", "--region", "eu-west-1", "--from-file", "-"])
        .env("HOME", here.path())
        .env_remove("XDG_CACHE_HOME")
        .current_dir(here.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let (mut source, mut part, mut written, mut most) = (Generated::of(SIZE, "eu-west-1"), vec![0; 1 << 20], 0, 0);
    loop {
        let count = source.read(&mut part).unwrap();
        if count == 0 {
            break;
        }
        input.write_all(&part[..count]).unwrap();
        written += count as u64;
        most = most.max(peak_memory(child.id()).unwrap_or_default());
    }
    drop(input);
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(String::from_utf8_lossy(&ended.stdout).starts_with("5 prices of eu-west-1 are kept"));
    assert!(SIZE * 9 / 10 < written, "{written}");
    assert!(0 < most && most * 1000 < written / 4, "{most} KB for {written} bytes");
}
