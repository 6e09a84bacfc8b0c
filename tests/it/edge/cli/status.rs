//! `status` and `check` on the embedded AWS.

use super::super::config::schema_walk;
use super::*;

/// The names that the documentation promises.
const NAMES: &[&str] = &[
    "stream.status",
    "stream.mode",
    "stream.open_shards",
    "stream.retention_hours",
    "stream.incoming_records_per_second",
    "stream.incoming_bytes_per_second",
    "stream.iterator_age_seconds",
    "consumer.PriceAnalytics.lag_seconds",
    "firehose.lag_seconds",
    "firehose.freshness_seconds",
    "stream.write_throttles_per_minute",
    "stream.read_throttles_per_minute",
    "stream.write_utilisation_percent",
    "table.writes_per_second",
    "table.system_errors_per_minute",
    "table.throttles_per_minute",
    "rollout.enabled",
    "rollout.set_percentage",
    "rollout.observed_percentage",
    "watching.cost_usd_per_hour",
];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

async fn status(scenario: &str, words: &[&str]) -> Ended {
    let stage = Stage::with_world(scenario);
    stage.write("tidegate.toml", PRICES);
    stage.run(words).await
}

#[tokio::test(start_paused = true)]
async fn the_document_has_the_documented_names_and_fits_its_schema() {
    let ended = status("calm", &["status", "--output", "json"]).await;
    assert_eq!((ended.exit, ended.err.as_str()), (0, ""));
    let document = ended.json();
    assert_eq!(keys(&document), ["pipeline", "at", "verdict", "findings", "readings"]);
    assert_eq!(document["pipeline"], "prices");
    assert_eq!(document["at"], "2026-11-23T03:14:20Z");
    assert_eq!(keys(&document["verdict"]), ["level", "text"]);
    for name in NAMES {
        let reading = &document["readings"][name];
        assert_eq!(keys(reading), ["value", "unit", "at", "age_seconds", "state", "source"], "{name}");
    }
    for finding in document["findings"].as_array().unwrap() {
        assert_eq!(keys(finding), ["id", "level", "text", "evidence", "advice"]);
    }
    assert_eq!(document["readings"]["stream.status"]["value"], "ACTIVE");
    assert_eq!(document["readings"]["rollout.set_percentage"]["value"], 10.0);
    assert_eq!(document["readings"]["stream.incoming_records_per_second"]["state"], "fresh");
    let schema = status("calm", &["status", "--schema"]).await.json();
    schema_walk::accept(&schema, &document).unwrap();
    let mut wrong = document;
    wrong["verdict"]["level"] = "fine".into();
    assert!(schema_walk::accept(&schema, &wrong).is_err());
}

#[tokio::test(start_paused = true)]
async fn words_say_the_verdict_and_every_reading() {
    let ended = status("calm", &["status"]).await;
    assert_eq!((ended.exit, ended.err.as_str()), (0, ""));
    for name in NAMES {
        assert!(ended.out.lines().any(|line| line.starts_with(name)), "{name}\n{}", ended.out);
    }
    assert!(!ended.out.contains('\u{1b}'), "no colours where there is no terminal");
    let plain = status("calm", &["status", "--ascii"]).await;
    assert!(plain.out.is_ascii(), "{}", plain.out);
}

#[tokio::test(start_paused = true)]
async fn status_and_check_end_alike_and_by_the_level() {
    for scenario in ["calm", "slow-consumer", "denied", "expired-credentials"] {
        let document = status(scenario, &["status", "--output", "json"]).await;
        let check = status(scenario, &["check"]).await;
        assert_eq!(document.exit, check.exit, "{scenario}");
        let level = document.json()["verdict"]["level"].as_str().unwrap().to_owned();
        match (scenario, level.as_str()) {
            ("expired-credentials", _) => assert_eq!(check.exit, 4),
            (_, "ok" | "warn") => assert_eq!(check.exit, 0),
            (_, "alarm") => assert_eq!(check.exit, 3),
            _ => assert_eq!(check.exit, 5),
        }
        let strict = status(scenario, &["check", "--fail-on", "warn"]).await;
        let wanted = if level == "warn" { 3 } else { check.exit };
        assert_eq!(strict.exit, wanted, "{scenario} is {level}");
        assert_eq!(check.out.lines().count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_terminal_and_a_command_it_is_status() {
    let bare = status("calm", &[]).await;
    assert_eq!((bare.exit, bare.out), {
        let status = status("calm", &["status"]).await;
        (status.exit, status.out)
    });
}

#[tokio::test(start_paused = true)]
async fn the_demo_without_a_terminal_prints_its_status() {
    let ended = Stage::bare().run(&["demo", "--speed", "0", "--output", "json"]).await;
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert_eq!(ended.json()["pipeline"], "prices");
}

#[tokio::test(start_paused = true)]
async fn one_stream_needs_no_configuration() {
    let ended = Stage::with_world("calm").run(&["status", "--stream", "PriceTicks", "--output", "json"]).await;
    assert!([0, 5].contains(&ended.exit), "{}", ended.err);
    let document = ended.json();
    assert_eq!(document["readings"]["stream.status"]["value"], "ACTIVE");
    assert_eq!(document["readings"]["table.writes_per_second"]["state"], "not-configured");
    assert_eq!(document["readings"]["table.writes_per_second"]["value"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_does_not_exist_is_exit_1() {
    let ended = Stage::with_world("calm").run(&["check", "--stream", "PriceTacks"]).await;
    assert_eq!(ended.exit, 1);
    assert!(ended.err.starts_with("tidegate: there is no stream PriceTacks here"), "{}", ended.err);
}

#[tokio::test(start_paused = true)]
async fn a_past_moment_ends_the_window_there() {
    let ended = status("calm", &["status", "--at", "01:00 UTC", "--output", "json"]).await;
    let document = ended.json();
    assert_eq!(document["at"], "2026-11-23T01:00:00Z");
    let at: jiff::Timestamp = document["readings"]["stream.incoming_records_per_second"]["at"].as_str().unwrap().parse().unwrap();
    assert!(at <= "2026-11-23T01:00:00Z".parse().unwrap(), "{at}");
}
