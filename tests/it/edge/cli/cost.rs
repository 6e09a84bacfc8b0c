//! `cost` and `prices` on the command line: with and without AWS, text and JSON, exit codes, files.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use pretty_assertions::assert_eq;
use rust_decimal::{Decimal, dec};

use super::*;
use crate::cost::offers::{Generated, KINESIS, file};

async fn run(stage: &Stage, words: &str) -> Ended {
    stage.run(&words.split_whitespace().collect::<Vec<_>>()).await
}

async fn json(stage: &Stage, words: &str) -> Value {
    let ended = run(stage, &format!("{words} --output json")).await;
    assert!(ended.err.is_empty(), "{}", ended.err);
    ended.json()
}

/// A stage with files in its directory.
fn with(stage: Stage, files: &[(&str, &str)]) -> Stage {
    for (name, text) in files {
        stage.write(name, text);
    }
    stage
}

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn without_a_pipeline_the_bill_holds_the_streams_lines_alone() {
    let bed = Stage::bare();
    let bill = json(&bed, "cost --region us-east-1 --records-per-second 115.7407407407 --record-size 300B --shards 2").await;
    assert_eq!((bill["region"].as_str(), bill["currency"].as_str(), bill["hours"].as_u64()), (Some("us-east-1"), Some("USD"), Some(730)));
    assert_eq!(bill["prices_as_of"], "2026-11-01");
    let items: Vec<&str> = bill["lines"].as_array().unwrap().iter().map(|line| line["item"].as_str().unwrap()).collect();
    assert_eq!(items, ["shard-hour", "put-payload-unit"]);
    assert_eq!(amount(&bill["total"]).round_dp(2), dec!(26.16));
    let sum: Decimal = bill["lines"].as_array().unwrap().iter().map(|line| amount(&line["amount"])).sum();
    assert_eq!(sum, amount(&bill["total"]));
    let on_demand =
        json(&bed, "cost --region us-east-1 --records-per-second 115.7407407407 --record-size 300B --mode on-demand --consumers 1").await;
    assert_eq!(amount(&on_demand["total"]).round_dp(2), dec!(55.81));
}

#[tokio::test]
async fn sizes_durations_and_hours_are_written_as_people_write_them() {
    let bed = Stage::bare();
    let words = "cost --region us-east-1 --records-per-second 100 --record-size 35KiB --shards 4 --retention 7days --hours 744";
    assert_eq!(amount(&json(&bed, words).await["total"]).round_dp(2), dec!(111.66));
    let share = json(&bed, "cost --region us-east-1 --records-per-second 1000 --record-size 300B --shards 1 --percentage 10").await;
    assert_eq!(share["load"]["records_per_second"], "100");
    let text = run(&bed, "cost --region us-east-1 --records-per-second 100000 --record-size 300B --shards 143 --compare").await;
    assert_eq!(text.exit, 0, "{}", text.err);
    for words in ["$5,245.05", "on-demand", "Advantage", "the peak needs 143 shards at 70 %", "peak of"] {
        assert!(text.out.contains(words), "{words}: {}", text.out);
    }
}

#[tokio::test]
async fn what_is_wrong_is_one_sentence_with_its_exit_code() {
    let bed = Stage::bare();
    for (words, exit, said) in [
        ("cost", 2, "how much comes in?"),
        ("cost --records-per-second 10", 2, "no Region is known yet"),
        ("cost --records-per-second 10 --region eu-west-1", 1, "tidegate prices refresh --region eu-west-1"),
        ("cost --records-per-second x --region us-east-1", 2, "not a number from 0 to 1000000000"),
        (
            "cost --records-per-second 10 --record-size 3parsecs --region us-east-1",
            2,
            "--record-size is \"3parsecs\": not a size; write it as 300B",
        ),
        ("cost --records-per-second 10 --retention 5m --region us-east-1", 2, "--retention is \"5m\": too short; the shortest is 24h"),
        ("cost --records-per-second 10 --percentage 101 --region us-east-1", 2, "--percentage is 101: it must be from 0 to 100"),
        ("prices refresh", 2, "which Region?"),
        ("prices show --region eu-west-1", 1, "no price for shard-hour in eu-west-1"),
        ("prices refresh --region eu-west-1 --from-file nowhere.json", 2, "failed to read nowhere.json: no such file or directory"),
    ] {
        let ended = run(&bed, words).await;
        assert_eq!((ended.exit, ended.err.lines().count()), (exit, 1), "{words}: {}", ended.err);
        assert!(ended.err.contains(said), "{words}: {}", ended.err);
    }
}

#[tokio::test]
async fn a_named_pipeline_is_measured_and_the_whole_of_it_billed() {
    let bed = with(Stage::with_world("calm"), &[("tidegate.toml", PRICES)]);
    let bill = json(&bed, "cost").await;
    let services: Vec<&str> = bill["lines"].as_array().unwrap().iter().map(|line| line["service"].as_str().unwrap()).collect();
    for service in ["stream", "firehose", "s3", "athena", "table", "functions", "watching"] {
        assert!(services.contains(&service), "{service}: {services:?}");
    }
    assert_eq!(bill["load"]["basis"], "measured");
    let more = json(&bed, "cost --shards 4").await;
    assert_eq!((amount(&bill["lines"][0]["quantity"]), amount(&more["lines"][0]["quantity"])), (dec!(1460), dec!(2920)));
    assert!(dec!(21.89) < amount(&more["total"]) - amount(&bill["total"]));
    let all = json(&bed, "cost --percentage 100").await;
    let rate = |bill: &Value| amount(&bill["load"]["records_per_second"]);
    assert!(rate(&bill) * dec!(8) < rate(&all), "{} {}", rate(&bill), rate(&all));
}

#[tokio::test]
async fn over_the_budget_is_exit_3_and_own_prices_count() {
    let budget = "[pipeline.limits]\nbudget = \"10\"\n[prices]\nshard-hour = \"0.001\"\nput-payload-unit = \"0\"\n";
    let own = "[[pipeline]]\nname = \"prices\"\nregion = \"us-east-1\"\nstream = \"PriceTicks\"\n";
    let bed = with(Stage::bare(), &[("tidegate.toml", &format!("{own}{budget}"))]);
    let ended = run(&bed, "cost --records-per-second 10 --shards 2").await;
    assert_eq!((ended.exit, ended.out.contains("within the budget of $10")), (0, true), "{}{}", ended.out, ended.err);
    let ended = run(&bed, "cost --records-per-second 10 --shards 20").await;
    assert_eq!((ended.exit, ended.out.contains("over the budget of $10")), (3, true), "{}{}", ended.out, ended.err);
}

#[tokio::test]
async fn a_file_of_prices_is_read_kept_and_used_and_a_broken_one_changes_nothing() {
    let whole = file("AmazonKinesis", "eu-west-1", KINESIS);
    let (cut, other) = (&whole[..whole.len() - 40], whole.replace("eu-west-1", "eu-west-3"));
    let files = [("kinesis.json", whole.as_str()), ("cut.json", cut), ("other.json", &other), ("html.json", "<html>")];
    let bed = with(Stage::bare(), &files);
    let ended = run(&bed, "prices refresh --region eu-west-1 --from-file kinesis.json").await;
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(ended.out.starts_with("5 prices of eu-west-1 are kept in "), "{}", ended.out);
    assert!(ended.err.contains("has no long-term-retention"), "{}", ended.err);
    let cache = bed.path().join("home/.cache/tidegate/prices.json");
    let kept = std::fs::read(&cache).unwrap();
    for broken in ["cut.json", "other.json", "html.json"] {
        let ended = run(&bed, &format!("prices refresh --region eu-west-1 --from-file {broken}")).await;
        assert_eq!((ended.exit, ended.err.lines().count(), ended.out.as_str()), (1, 1, ""), "{broken}: {}", ended.err);
        assert!(
            ended.err.contains(&format!("{broken} is not used: it ")) && ended.err.contains("the prices known before stay"),
            "{}",
            ended.err
        );
        assert_eq!(std::fs::read(&cache).unwrap(), kept, "{broken}");
    }
    let bill = json(&bed, "cost --region eu-west-1 --records-per-second 100 --record-size 300B --shards 2").await;
    assert_eq!((bill["lines"][0]["unit_price"].as_str(), bill["prices_as_of"].as_str()), (Some("0.017"), Some("2026-11-10")));
    let shown = json(&bed, "prices show --region eu-west-1").await;
    assert_eq!(shown["regions"]["eu-west-1"].as_array().unwrap().len(), 5);
    // A damaged cache is as if there were none: it can be made again.
    std::fs::write(&cache, "{").unwrap();
    assert_eq!(run(&bed, "cost --region us-east-1 --records-per-second 1").await.exit, 0);
}

#[tokio::test]
async fn prices_are_fetched_from_a_mirror_and_a_missing_file_says_how_to_get_it_by_hand() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let kinesis = file("AmazonKinesis", "eu-west-1", KINESIS);
    let path = "/offers/v1.0/aws/AmazonKinesis/current/eu-west-1/index.json";
    let served = axum::Router::new().route(path, axum::routing::get(move || async move { kinesis }));
    tokio::spawn(async move { axum::serve(listener, served).await });
    let bed = Stage::bare();
    let ended = run(&bed, &format!("prices refresh --region eu-west-1 --mirror http://{address}")).await;
    assert_eq!(ended.exit, 1);
    let last = ended.err.lines().last().unwrap();
    for words in
        ["AmazonKinesisFirehose", "there is no such file", "curl -o AmazonKinesisFirehose.json", "--from-file AmazonKinesisFirehose.json"]
    {
        assert!(last.contains(words), "{words}: {last}");
    }
    // What came before the missing one is kept.
    let shown = json(&bed, "prices show --region eu-west-1").await;
    assert_eq!(shown["regions"]["eu-west-1"][0]["amount"], "0.017");
}

/// Reads the most memory that a process ever had, in KB.
fn peak_memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// A file of 200 MB goes through the program, which holds less than a quarter of it.
#[test]
fn a_file_of_hundreds_of_megabytes_is_read_in_bounded_memory() {
    const SIZE: u64 = 200_000_000;
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
