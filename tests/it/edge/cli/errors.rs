//! `errors` on the embedded AWS.

use super::*;

const WRITER: &str = "HeliusPriceWebhook";

fn stage(scenario: &str) -> Stage {
    let stage = Stage::with_world(scenario);
    stage.write("tidegate.toml", PRICES);
    stage
}

#[tokio::test(start_paused = true)]
async fn what_it_takes_is_said_and_nothing_is_read_without_the_word() {
    let ended = stage("writer-errors").run(&["errors", WRITER]).await;
    assert_eq!((ended.exit, ended.err.as_str()), (0, ""), "{}", ended.out);
    assert!(
        ended.out.contains("names no charge for reading log events") && ended.out.contains("ten pages of up to 1 MB at most"),
        "{}",
        ended.out
    );
    assert!(ended.out.ends_with("nothing was read: `tidegate errors HeliusPriceWebhook --run` reads it\n"), "{}", ended.out);
    let document = stage("writer-errors").run(&["errors", WRITER, "--output", "json"]).await.json();
    assert!(document["found"].is_null() && document["takes"].as_array().is_some_and(|takes| takes.len() == 4), "{document:#}");
}

#[tokio::test(start_paused = true)]
async fn lines_are_counted_beside_the_failed_runs_of_the_same_time() {
    let ended = stage("writer-errors").run(&["errors", WRITER, "--run"]).await;
    assert_eq!(ended.exit, 0, "{ended:?}");
    assert!(ended.out.contains("/aws/lambda/HeliusPriceWebhook from 02:14 to 03:14 UTC: "), "{}", ended.out);
    assert!(ended.out.contains("CloudWatch counts ") && ended.out.contains("Lines are not runs"), "{}", ended.out);
    assert!(ended.out.contains("newest, 2026-11-23 03:1") && ended.out.contains("[ERROR] ConnectTimeoutError"), "{}", ended.out);
    assert!(!ended.out.contains("Bearer"), "the second line of a trace is nobody's business: {}", ended.out);
    let document = stage("writer-errors").run(&["errors", WRITER, "--run", "--output", "json"]).await.json();
    let found = |key: &str| document["found"][key].as_f64().unwrap();
    // The embedded AWS writes one line for each failed run; the log has the newest minutes already.
    let (lines, failed) = (found("lines"), found("failed_runs"));
    assert!(1000.0 < failed && failed <= lines && lines < 1.5 * failed, "{document:#}");
    assert!(57.0 <= found("complete_minutes") && document["found"]["is_complete"] == true, "{document:#}");
    let well = stage("calm").run(&["errors", WRITER, "--run"]).await;
    assert!(well.exit == 0 && well.out.ends_with("newest: none\n"), "{}", well.out);
}

#[tokio::test(start_paused = true)]
async fn another_function_or_a_past_moment_is_refused() {
    let ended = stage("calm").run(&["errors", "Nobody"]).await;
    let there = "there is HeliusPriceWebhook, PriceAnalytics";
    assert_eq!((ended.exit, ended.err), (2, format!("tidegate: no function `Nobody` is configured; {there}\n")));
    let ended = stage("calm").run(&["errors", WRITER, "--at", "02:00"]).await;
    assert_eq!((ended.exit, ended.err.as_str()), (2, "tidegate: --at: log lines of a past moment are not read\n"));
}
