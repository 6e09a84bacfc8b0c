//! Changes against servers that nobody here wrote: what was asked for stands afterwards, and nothing else moved.
//!
//! kinesis-mock refuses more than double as AWS does; ministack enforces Lambda's RevisionId; moto knows no revisions.

use serde_json::{Value, json};

use super::kinesis_mock::kinesis;
use super::ministack::ministack;
use super::moto::moto;
use super::program::{Output, Place};

const STREAM: &str = "[[pipeline]]\nname = \"prices\"\nregion = \"us-east-1\"\nstream = \"PriceTicks\"\n";

const WRITERS: &str = r#"
[[pipeline]]
name = "prices"
region = "us-east-1"
stream = "PriceTicks"
writers = ["PriceWriterA", "PriceWriterB", "PriceWriterC"]

[pipeline.flag]
store = "lambda-env"
enabled = "USE_KINESIS"
percentage = "KINESIS_PERCENTAGE"
"#;

const PARAMETERS: &str = r#"
[[pipeline]]
name = "prices"
region = "us-east-1"
stream = "PriceTicks"

[pipeline.flag]
store = "ssm"
enabled = "/prices/use-kinesis"
percentage = "/prices/kinesis-percentage"
"#;

async fn python(place: &Place, url: &str, action: &str) -> Value {
    scripted(place, url, &[action]).await
}

async fn scripted(place: &Place, url: &str, words: &[&str]) -> Value {
    let action = words.join(" ");
    let told = place.python("changes.py", &[&[url], words].concat()).await;
    assert_eq!(told.code, Some(0), "{action}: {}", told.err);
    told.json()
}

fn ended(told: &Output, code: i32) {
    assert_eq!(told.code, Some(code), "{}\n{}", told.err, told.out);
}

/// The journal of this place is whole, and says of each run how it ended.
async fn journal(place: &Place, configuration: &str) -> Vec<String> {
    ended(&place.tidegate(configuration, &["journal", "verify"]).await, 0);
    let entries = place.tidegate(configuration, &["journal", "list", "--output", "json"]).await.json();
    let settled = entries.as_array().into_iter().flatten().filter(|entry| entry["event"] == "settled");
    settled.map(|entry| entry["outcome"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_stream_of_two_shards_ends_with_eight() {
    let server = kinesis().await;
    let place = Place::new(&server.url);
    python(&place, &server.url, "stream").await;
    let planned = place.tidegate(STREAM, &["plan", "reshard", "--to", "8", "--output", "json", "--out", "plan.json"]).await;
    // What kinesis-mock lacks, a session's identity among it, warns and does not block.
    ended(&planned, 10);
    let plan = planned.json();
    assert_eq!(plan["steps"].as_array().map(Vec::len), Some(2), "{plan}");
    let unarmed = place.tidegate(STREAM, &["apply", "plan.json", "--confirm", "PriceTicks"]).await;
    ended(&unarmed, 6);
    let wrong = place.tidegate(STREAM, &["apply", "plan.json", "--write", "--confirm", "Priceticks"]).await;
    ended(&wrong, 6);
    assert_eq!(python(&place, &server.url, "shards").await.as_array().map(Vec::len), Some(2), "nothing may have been sent");
    let applied = place.tidegate(STREAM, &["apply", "plan.json", "--write", "--confirm", "PriceTicks", "--verify", "5s"]).await;
    ended(&applied, 0);
    assert_eq!(python(&place, &server.url, "shards").await.as_array().map(Vec::len), Some(8), "{}", server.words());
    let outcomes = journal(&place, STREAM).await;
    assert!(matches!(outcomes.as_slice(), [only] if only == "done" || only == "applied"), "{outcomes:?}");
    let stale = place.tidegate(STREAM, &["apply", "plan.json", "--write", "--confirm", "PriceTicks"]).await;
    ended(&stale, 6);
    assert!(stale.err.contains("stream.open_shards was 2 and is 8 now"), "{}", stale.err);
}

/// Every variable but the flag's own is as it was, byte for byte.
fn others_kept(before: &Value, after: &Value, on: &str, percentage: &str) {
    for (writer, variables) in before.as_object().into_iter().flatten() {
        let mut wanted = variables.clone();
        wanted["USE_KINESIS"] = json!(on);
        wanted["KINESIS_PERCENTAGE"] = json!(percentage);
        assert_eq!(after[writer], wanted, "{writer}");
    }
}

#[tokio::test]
async fn every_writer_goes_up_and_back_and_keeps_its_other_variables() {
    for server in [ministack().await, moto().await] {
        let place = Place::new(&server.url);
        python(&place, &server.url, "stream").await;
        python(&place, &server.url, "writers").await;
        let before = python(&place, &server.url, "environments").await;
        let planned = place.tidegate(WRITERS, &["plan", "percentage", "1", "--output", "json", "--out", "down.json"]).await;
        ended(&planned, 10);
        assert!(!planned.out.contains("hunter2") && !planned.out.contains("SECRET"), "a secret is in the plan");
        ended(&place.tidegate(WRITERS, &["apply", "down.json", "--write", "--confirm", "1", "--verify", "5s"]).await, 0);
        others_kept(&before, &python(&place, &server.url, "environments").await, "true", "1");
        let back = place.tidegate(WRITERS, &["rollback", "--write", "--confirm", "off", "--verify", "5s"]).await;
        ended(&back, 0);
        others_kept(&before, &python(&place, &server.url, "environments").await, "false", "0");
        let again = place.tidegate(WRITERS, &["rollback", "--write", "--confirm", "off", "--verify", "5s"]).await;
        ended(&again, 0);
        let outcomes = journal(&place, WRITERS).await;
        assert_eq!(outcomes.len(), 2, "a rollback of what is back already sends nothing: {outcomes:?}");
        let journal = place.tidegate(WRITERS, &["journal", "list", "--output", "json"]).await;
        assert!(!journal.out.contains("hunter2") && !journal.out.contains("SECRET"), "a secret is in the journal");
    }
}

/// Another hand between plan and apply: refused, nothing sent. Another hand all the time: both get through, and both keep what the other wrote.
#[tokio::test]
async fn two_writers_at_once_lose_nothing_where_there_is_a_lock() {
    let server = ministack().await;
    let place = Place::new(&server.url);
    python(&place, &server.url, "stream").await;
    python(&place, &server.url, "writers").await;
    ended(&place.tidegate(WRITERS, &["plan", "flag", "off", "--out", "off.json"]).await, 10);
    python(&place, &server.url, "elsewhere").await;
    let before = python(&place, &server.url, "environments").await;
    let refused = place.tidegate(WRITERS, &["apply", "off.json", "--write", "--confirm", "off", "--verify", "0s"]).await;
    ended(&refused, 6);
    assert!(refused.err.contains("PriceWriterA"), "{}", refused.err);
    assert_eq!(python(&place, &server.url, "environments").await, before, "nothing was sent");

    let words = ["rollback", "--write", "--confirm", "off", "--verify", "0s"];
    let back = async {
        // Not before the other hand is at it.
        while python(&place, &server.url, "environments").await["PriceWriterA"]["ELSEWHERE"] == json!("1") {}
        place.tidegate(WRITERS, &words).await
    };
    let (race, back) = tokio::join!(scripted(&place, &server.url, &["race", "20"]), back);
    println!("{race}, and beside it: {}", back.err);
    // Where the other hand is too fast three times in a row, the one writer is told by its name, and the next try gets through.
    assert!(matches!(back.code, Some(0 | 1)), "{}\n{}", back.out, back.err);
    if back.code == Some(1) {
        assert!(back.out.contains("PriceWriterA"), "{}", back.out);
        ended(&place.tidegate(WRITERS, &words).await, 0);
    }
    let mut wanted = before;
    wanted["PriceWriterA"]["ELSEWHERE"] = json!(race["last"]);
    others_kept(&wanted, &python(&place, &server.url, "environments").await, "false", "0");
}

#[tokio::test]
async fn parameters_go_back_and_their_neighbours_stay() {
    let server = ministack().await;
    let place = Place::new(&server.url);
    python(&place, &server.url, "stream").await;
    python(&place, &server.url, "parameters").await;
    ended(&place.tidegate(PARAMETERS, &["rollback", "--write", "--confirm", "off", "--verify", "5s"]).await, 0);
    let values = python(&place, &server.url, "parameter-values").await;
    assert_eq!(values, json!({ "/prices/use-kinesis": "false", "/prices/kinesis-percentage": "0", "/prices/other": "kept" }));
}

#[tokio::test]
async fn a_feature_flag_goes_back_and_its_neighbours_stay() {
    let server = ministack().await;
    let place = Place::new(&server.url);
    python(&place, &server.url, "stream").await;
    let made = python(&place, &server.url, "flags").await;
    let strategy = made["strategy"].as_str().expect("a strategy");
    let configuration = format!(
        "{STREAM}\n[pipeline.flag]\nstore = \"appconfig\"\napplication = \"prices\"\nenvironment = \"prod\"\nprofile = \"flags\"\nflag = \"kinesis\"\n\
         attribute = \"percentage\"\nstrategy = \"{strategy}\"\n"
    );
    let before = python(&place, &server.url, "flag-document").await;
    ended(&place.tidegate(&configuration, &["rollback", "--write", "--confirm", "off", "--verify", "5s"]).await, 0);
    let after = python(&place, &server.url, "flag-document").await;
    let mut wanted = before["document"].clone();
    wanted["values"]["kinesis"] = json!({ "enabled": false, "percentage": 0 });
    assert_eq!(after["document"], wanted);
    assert_ne!(after["deployed"], before["deployed"]);
}
