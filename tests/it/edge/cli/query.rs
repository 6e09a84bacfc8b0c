//! `query` on the embedded AWS.

use super::*;

const ATHENA: &str = "\nathena = { workgroup = \"primary\", query = \"SELECT token, count(*) AS records FROM prices GROUP BY token\" }\n";

fn stage(scenario: &str) -> Stage {
    let stage = Stage::with_world(scenario);
    let (head, tail) = PRICES.split_once("\nstream").unwrap();
    stage.write("tidegate.toml", &format!("{head}{ATHENA}stream{tail}"));
    stage
}

#[tokio::test(start_paused = true)]
async fn the_bound_is_said_and_nothing_is_run_without_the_word() {
    let ended = stage("calm").run(&["query"]).await;
    assert_eq!((ended.exit, ended.err.as_str()), (0, ""), "{}", ended.out);
    assert!(ended.out.starts_with("At most 10.0 GB, $0.05: the workgroup cancels the query after that."), "{}", ended.out);
    assert!(ended.out.contains("nothing was run"), "{}", ended.out);
    let json = stage("calm").run(&["query", "--output", "json"]).await.json();
    assert_eq!((json["bound"]["bound"].as_str(), json["run"].is_null()), (Some("cutoff"), true));
}

#[tokio::test(start_paused = true)]
async fn rows_come_in_words_and_as_json() {
    let ended = stage("calm").run(&["query", "--run"]).await;
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(ended.out.contains("token\trecords\nSOL\t48000\n"), "{}", ended.out);
    let json = stage("calm").run(&["query", "--run", "--output", "json"]).await.json();
    assert_eq!(json["run"]["columns"], serde_json::json!(["token", "records"]));
    assert_eq!(json["run"]["first_rows"][0], serde_json::json!(["SOL", "48000"]));
}

#[tokio::test(start_paused = true)]
async fn an_empty_archive_and_a_missing_query_have_their_own_exits() {
    let ended = stage("archive-empty").run(&["query", "--run"]).await;
    assert_eq!(ended.exit, 3, "{} {}", ended.out, ended.err);
    let plain = Stage::with_world("calm");
    plain.write("tidegate.toml", PRICES);
    let ended = plain.run(&["query"]).await;
    assert_eq!((ended.exit, ended.out.as_str()), (2, ""));
    assert!(ended.err.contains("no query is configured"), "{}", ended.err);
}
