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

/// The verdict and the evidence of a check.
async fn checked(stage: &Stage, id: &str) -> (String, String) {
    let document = stage.run(&["checklist", "--output", "json"]).await.json();
    let item = document["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap().clone();
    (item["verdict"].as_str().unwrap().to_owned(), item["evidence"].to_string())
}

#[tokio::test(start_paused = true)]
async fn a_run_is_kept_and_the_other_commands_judge_it() {
    let stage = stage("calm");
    assert_eq!(checked(&stage, "athena").await.0, "inconclusive");
    assert_eq!(stage.run(&["query", "--run"]).await.exit, 0);
    let (verdict, evidence) = checked(&stage, "athena").await;
    assert!(verdict == "pass" && evidence.contains("s ago"), "{verdict} {evidence}");
    let whole = stage.run(&["checklist"]).await;
    assert!(whole.exit == 0 && whole.out.starts_with("pass\n"), "{}", whole.out);
    // Rows are the archive's data and stay out of the file, which is its owner's alone.
    let file = stage.path().join("home/.local/state/tidegate/queries.json");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"workgroup\": \"primary\"") && text.contains("\"verdict\": \"pass\"") && !text.contains("SOL"), "{text}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let told = stage.run(&["query"]).await.out;
    assert!(told.contains("nothing was run") && told.contains("the last run, ") && told.contains("SUCCEEDED, 8 rows"), "{told}");
    // Another query's run says nothing of this one.
    let text = std::fs::read_to_string(stage.path().join("tidegate.toml")).unwrap();
    stage.write("tidegate.toml", &text.replace("count(*)", "max(price)"));
    assert_eq!(checked(&stage, "athena").await.0, "inconclusive");
}

#[tokio::test(start_paused = true)]
async fn an_empty_archive_is_found_by_the_next_command() {
    let stage = stage("archive-empty");
    assert_eq!(stage.run(&["query", "--run"]).await.exit, 3);
    assert_eq!(checked(&stage, "athena").await.0, "fail");
    let check = stage.run(&["check"]).await;
    assert!(check.exit == 0 && check.out.contains("returns no data: SUCCEEDED: 0 rows"), "{}", check.out);
    assert_eq!(stage.run(&["check", "--fail-on", "warn"]).await.exit, 3);
}

#[tokio::test(start_paused = true)]
async fn where_no_workgroup_bounds_it_the_archive_does() {
    let stage = stage("calm");
    let text = std::fs::read_to_string(stage.path().join("tidegate.toml")).unwrap();
    stage.write("tidegate.toml", &text.replace("workgroup = \"primary\"", "workgroup = \"unbounded\""));
    let told = stage.run(&["query"]).await.out;
    assert!(told.contains("cancels no query") && told.contains("The archive held 16.0 GB in the Standard class on "), "{told}");
    assert_eq!(stage.run(&["query", "--run"]).await.exit, 0);
    let json = stage.run(&["query", "--output", "json"]).await.json();
    assert_eq!(
        (json["bound"]["bound"].as_str(), json["last_run"]["rows"].as_u64(), json["run"].is_null()),
        (Some("last-run"), Some(8), true)
    );
}

#[tokio::test(start_paused = true)]
async fn expired_credentials_have_their_own_exit() {
    for words in [&["query"][..], &["query", "--run"]] {
        let ended = stage("expired-credentials").run(words).await;
        assert_eq!(ended.exit, 4, "{ended:?}");
        assert!(ended.err.contains("expired"), "{}", ended.err);
    }
}
