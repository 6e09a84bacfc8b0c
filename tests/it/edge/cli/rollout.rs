//! Supervision without a screen: gates and checklist once, words about the rollout, and a whole rollout unattended.

use std::time::Duration;

use pretty_assertions::assert_eq;
use serde_json::Value;

use super::{Ended, PRICES, Stage};

/// The configuration with standing consent for both automatic steps.
const UNATTENDED: &str = "[pipeline.rollout]\nauto_promote = true\nauto_rollback = true\n";

fn configured(stage: Stage, more: &str) -> Stage {
    stage.write("tidegate.toml", &format!("{PRICES}{more}"));
    stage
}

fn items(document: &Value) -> Vec<(String, String)> {
    let text = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
    document["items"].as_array().unwrap().iter().map(|item| (text(item, "id"), text(item, "verdict"))).collect()
}

fn lines(ended: &Ended) -> Vec<Value> {
    ended.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

#[tokio::test]
async fn calm_passes_the_gate_at_the_first_run_without_a_journal() {
    let stage = configured(Stage::with_world("calm"), "");
    let ended = stage.run(&["gate", "--output", "json"]).await;
    let document = ended.json();
    assert_eq!((ended.exit, document["verdict"].as_str()), (0, Some("pass")), "{document:#}");
    let items = items(&document);
    assert_eq!(items.len(), 14);
    assert!(items.iter().all(|(_, verdict)| ["pass", "not applicable"].contains(&verdict.as_str())), "{items:?}");
    assert!(document["items"][0]["evidence"].as_array().is_some_and(|lines| !lines.is_empty()));
    let told = stage.run(&["gate"]).await;
    assert!(told.exit == 0 && told.out.starts_with("pass\n") && told.out.contains("the way back is ready"), "{told:?}");
}

#[tokio::test]
async fn the_gate_ends_by_its_verdict() {
    let ended = configured(Stage::with_world("writer-errors"), "").run(&["gate", "--output", "json"]).await;
    assert_eq!((ended.exit, ended.json()["verdict"].as_str()), (3, Some("fail")));
    assert!(items(&ended.json()).contains(&("writer-functions".to_owned(), "fail".to_owned())));
    let busy = configured(Stage::with_world("busy-past"), "").run(&["gate", "--output", "json"]).await;
    let failed: Vec<_> = items(&busy.json()).into_iter().filter(|(_, verdict)| verdict == "fail").collect();
    assert_eq!((busy.exit, failed), (3, vec![("capacity".to_owned(), "fail".to_owned())]));
    let blind = configured(Stage::with_world("cloudwatch-outage"), "").run(&["gate", "--output", "json"]).await;
    assert_eq!((blind.exit, blind.json()["verdict"].as_str()), (5, Some("inconclusive")));
    let expired = configured(Stage::with_world("expired-credentials"), "").run(&["gate", "--output", "json"]).await;
    // Whether the way back is ready cannot be told either.
    assert_eq!((expired.exit, expired.json()["verdict"].as_str()), (4, Some("inconclusive")));
    assert!(items(&expired.json()).iter().all(|(_, verdict)| verdict != "fail"), "{:#}", expired.json());
}

#[tokio::test]
async fn a_gate_that_waits_names_who_does_not_answer_and_counts_no_minutes() {
    let denied = configured(Stage::with_world("denied"), "").run(&["gate", "--output", "json"]).await;
    assert_eq!((denied.exit, denied.json()["verdict"].as_str()), (5, Some("inconclusive")), "{denied:?}");
    let waits = |document: &Value, id: &str| {
        let items = document["items"].as_array().unwrap().clone();
        let item = items.into_iter().find(|item| item["id"] == id).unwrap();
        (item["verdict"].as_str().unwrap().to_owned(), item["waits_for"].as_str().unwrap_or_default().to_owned())
    };
    let told = denied.json();
    for (id, permission) in [
        ("alarms", "cloudwatch:DescribeAlarms"),
        ("bake", "lambda:GetFunctionConfiguration"),
        ("way-back", "lambda:GetFunctionConfiguration"),
        ("iterator-age", "kinesis:ListStreamConsumers"),
        ("firehose-freshness", "firehose:DescribeDeliveryStream"),
    ] {
        let wanted = ("inconclusive".to_owned(), format!("{permission}, which is denied"));
        assert_eq!(waits(&told, id), wanted);
    }
    let out = configured(Stage::with_world("cloudwatch-outage"), "").run(&["gate"]).await;
    assert!(out.out.contains("waits for an answer of cloudwatch:GetMetricData, which is an error of AWS's own"), "{}", out.out);
    assert!(!out.out.contains("more complete minutes") && !out.out.contains("0.0 ms") && !out.out.contains("in 0 runs"), "{}", out.out);
    assert!(!out.out.contains("shard metrics are off"), "{}", out.out);
}

#[tokio::test]
async fn the_checklist_names_the_validations_first() {
    let ended = configured(Stage::with_world("calm"), "").run(&["checklist", "--output", "json"]).await;
    let items = items(&ended.json());
    let first: Vec<&str> = items.iter().take(7).map(|(id, _)| id.as_str()).collect();
    assert_eq!(first, ["stream-receiving", "archive-arriving", "function-errors", "table-writes", "broadcasts", "budget", "athena"]);
    assert!(items.iter().take(5).all(|(_, verdict)| verdict == "pass"), "{items:?}");
    assert!(7 < items.len());
    assert_eq!(ended.exit, if ended.json()["verdict"] == "pass" { 0 } else { 3 }, "{ended:?}");
}

#[tokio::test]
async fn what_differs_is_told_from_what_is_missing() {
    let stage = configured(Stage::with_world("percentage-ignored"), "");
    let ended = stage.run(&["checklist", "--output", "json"]).await;
    let document = ended.json();
    let item = |id: &str| document["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap();
    let word = |id: &str| (item(id)["verdict"].as_str().unwrap(), item(id)["word"].as_str().unwrap());
    assert_eq!((word("alarm-metrics"), word("alarm-lag")), (("fail", "differs"), ("fail", "missing")));
    assert_eq!((word("retention"), ended.exit), (("pass", "pass"), 3));
    let told = stage.run(&["checklist"]).await.out;
    assert!(told.contains("\nmissing         alarm-lag  ") && told.contains("\ndiffers         alarm-metrics  "), "{told}");
    let denied = configured(Stage::with_world("denied"), "").run(&["checklist", "--output", "json"]).await.json();
    let unknown = denied["items"].as_array().unwrap().iter().find(|item| item["id"] == "alarm-lag").unwrap();
    assert_eq!((&unknown["verdict"], &unknown["word"]), (&"inconclusive".into(), &"unknown".into()));
    // Gates have one word alone.
    let gate = configured(Stage::with_world("calm"), "").run(&["gate", "--output", "json"]).await.json();
    assert!(gate["items"][0].get("word").is_none());
}

#[tokio::test]
async fn words_about_the_rollout_are_kept_with_who_and_why() {
    let stage = configured(Stage::with_world("calm"), "");
    assert_eq!(stage.run(&["rollout", "resume", "--reason", "why not"]).await.exit, 1);
    assert_eq!(stage.run(&["rollout", "hold"]).await.exit, 2);
    assert_eq!(stage.run(&["rollout", "hold", "--reason", " "]).await.exit, 6);
    let held = stage.run(&["rollout", "hold", "--reason", "a sale is on"]).await;
    assert_eq!((held.exit, held.out.as_str()), (0, "The rollout is held: a sale is on.\n"));
    let refused = stage.run(&["rollout", "promote", "--write", "--confirm", "50"]).await;
    assert!(refused.exit == 6 && refused.err.contains("a sale is on") && refused.err.contains("rollout-held"), "{refused:?}");
    let watched = stage.run(&["rollout", "watch", "--output", "json"]).await;
    assert_eq!(watched.exit, 6);
    assert_eq!(lines(&watched).last().unwrap()["text"], "the rollout is held: a sale is on");
    let handover = stage.run(&["handover"]).await;
    assert!(handover.out.contains("- Phase: paused by arn:aws:sts::"), "{}", handover.out);
    assert!(handover.out.contains("the rollout is held: a sale is on"), "{}", handover.out);
    assert_eq!(stage.run(&["rollout", "resume", "--reason", "it is over"]).await.exit, 0);
    let journal = stage.run(&["journal", "list", "--output", "json"]).await.json();
    assert!(journal[0]["who"].as_str().unwrap().contains("assumed-role"), "{journal:#}");
}

#[tokio::test(start_paused = true)]
async fn a_promotion_by_hand_goes_up_one_stage_and_takes_its_word() {
    let stage = configured(Stage::with_moving_world("calm", 1), "");
    let told = stage.run(&["plan", "promote"]).await;
    assert!(told.exit == 10 && told.out.contains("way-back") && told.out.contains("What 50 % loads on the stream"), "{told:?}");
    assert_eq!(stage.run(&["rollout", "promote", "--write", "--confirm", "on"]).await.exit, 6);
    let done = stage.run(&["rollout", "promote", "--write", "--confirm", "50"]).await;
    assert_eq!(done.exit, 0, "{done:?}");
    let status = stage.run(&["status", "--output", "json"]).await.json();
    assert_eq!(status["readings"]["rollout.set_percentage"]["value"], 50.0);
    // The stage has just begun: nobody goes on at once without a reason.
    let soon = stage.run(&["rollout", "promote", "--write", "--confirm", "PriceTicks"]).await;
    assert!(soon.exit == 6 && soon.err.contains("(bake)"), "{soon:?}");
    let back = stage.run(&["rollout", "back", "--write", "--confirm", "10"]).await;
    assert_eq!(back.exit, 0, "{back:?}");
}

#[tokio::test(start_paused = true)]
async fn a_rollout_begins_from_off() {
    let stage = configured(Stage::with_moving_world("calm", 1), "");
    assert_eq!(stage.run(&["rollback", "--write", "--confirm", "off"]).await.exit, 0);
    tokio::time::sleep(Duration::from_hours(3)).await;
    let gate = stage.run(&["gate", "--output", "json"]).await;
    assert_eq!(gate.exit, 0, "{:#}", gate.json());
    let begun = stage.run(&["rollout", "promote", "--write", "--confirm", "1"]).await;
    assert_eq!(begun.exit, 0, "{begun:?}");
    let status = stage.run(&["status", "--output", "json"]).await.json();
    assert_eq!(
        (&status["readings"]["rollout.set_percentage"]["value"], &status["readings"]["rollout.enabled"]["value"]),
        (&1.0.into(), &true.into())
    );
}

#[tokio::test]
async fn unattended_steps_take_the_flag_the_configuration_and_write() {
    let bare = configured(Stage::with_world("calm"), "");
    let refused = bare.run(&["rollout", "watch", "--auto-promote", "--write"]).await;
    assert!(refused.exit == 6 && refused.err.contains("auto_promote = true under [pipeline.rollout]"), "{refused:?}");
    let given = configured(Stage::with_world("calm"), UNATTENDED);
    let refused = given.run(&["rollout", "watch", "--auto-rollback"]).await;
    assert!(refused.exit == 6 && refused.err.contains("it takes --write"), "{refused:?}");
    let never = configured(Stage::with_world("calm"), UNATTENDED);
    never.write("tidegate.toml", &format!("{}{UNATTENDED}", PRICES.replace("stream =", "writes = \"never\"\nstream =")));
    assert_eq!(never.run(&["rollout", "watch", "--auto-promote", "--write"]).await.exit, 6);
    // At 10 % and well, that is all that was wanted.
    let reached = bare.run(&["rollout", "watch", "--until", "10", "--output", "json"]).await;
    assert_eq!((reached.exit, lines(&reached).last().unwrap()["event"].as_str()), (0, Some("end")), "{reached:?}");
}

#[tokio::test(start_paused = true)]
async fn a_whole_rollout_climbs_fails_at_half_and_goes_back_by_itself() {
    let stage = configured(Stage::with_moving_world("fails-at-half", 1), UNATTENDED);
    let words =
        ["rollout", "watch", "--until", "100", "--auto-promote", "--auto-rollback", "--timeout", "6h", "--write", "--output", "json"];
    let ended = stage.run(&words).await;
    let told = lines(&ended);
    assert_eq!(ended.exit, 3, "{ended:?}");
    let of = |event: &str| told.iter().filter(|line| line["event"] == event).collect::<Vec<_>>();
    assert_eq!(of("promote").iter().map(|line| line["to"].as_u64().unwrap()).collect::<Vec<_>>(), [10, 50], "{ended:?}");
    assert_eq!(of("rollback").len(), 1);
    assert!(of("settled").iter().all(|line| ["done", "applied"].contains(&line["outcome"]["outcome"].as_str().unwrap())), "{ended:?}");
    assert!(of("end")[0]["text"].as_str().unwrap().contains("writer-functions"), "{ended:?}");
    assert!(ended.err.lines().last().unwrap().starts_with("tidegate: rolled back, because"), "{}", ended.err);
    // Only changes are told.
    let readings: Vec<String> =
        of("reading").iter().map(|line| format!("{} {} {}", line["percentage"], line["state"]["phase"], line["verdict"])).collect();
    assert!(readings.len() < 40, "{readings:?}");

    let status = stage.run(&["status", "--output", "json"]).await.json();
    assert_eq!(status["readings"]["rollout.enabled"]["value"], false);
    let journal = stage.run(&["journal", "list"]).await;
    println!("{}", journal.out);
    let story: Vec<&str> = journal.out.lines().filter(|line| line.contains("approved:")).collect();
    let wishes: Vec<bool> =
        story.iter().map(|line| line.contains("promote from") && line.contains("by standing consent, because every gate passes")).collect();
    assert_eq!(wishes, [true, true, false], "{}", journal.out);
    assert!(story[2].contains("rollback from 50 % to off, by standing consent, because writer-functions"), "{}", journal.out);
    assert!(story[2].contains("failed twice in a row (HeliusPriceWebhook: ") && story[2].contains(" errors in "), "{}", journal.out);
    assert!(story[0].contains("from 1 % to 10 %") && story[1].contains("from 10 % to 50 %"), "{}", journal.out);
    let count = |words: &str| journal.out.lines().filter(|line| line.contains(words)).count();
    assert_eq!((count("a hole opens in the archive: 0 %"), count("more reaches the archive: 50 % of the writes instead of 10 %")), (1, 1));
    assert_eq!((count("a watch begins, until 100 %"), count("the watch ends: rolled back, because")), (1, 1), "{}", journal.out);
    assert_eq!(stage.run(&["journal", "verify"]).await.exit, 0);
    // Who watches next finds it where it is.
    let again = stage.run(&words).await;
    assert!(again.exit == 3 && again.out.contains("it begins again with `rollout promote`"), "{again:?}");
    let handover = stage.run(&["handover"]).await.out;
    assert!(handover.contains("- Phase: rolled back at") && handover.contains("because writer-functions"), "{handover}");
}

#[tokio::test(start_paused = true)]
async fn a_calm_rollout_reaches_everything_by_itself() {
    let stage = configured(Stage::with_moving_world("calm", 2), UNATTENDED);
    let ended = stage.run(&["rollout", "watch", "--auto-promote", "--write"]).await;
    assert_eq!(ended.exit, 0, "{ended:?}");
    assert!(ended.out.contains("promote to 50 % begins") && ended.out.contains("promote to 100 % begins"), "{}", ended.out);
    assert!(ended.out.trim_end().ends_with("100 % is reached, and every gate passes"), "{}", ended.out);
}

#[tokio::test(start_paused = true)]
async fn a_watch_without_evidence_ends_with_a_word_and_changes_nothing() {
    let stage = configured(Stage::with_moving_world("cloudwatch-outage", 1), UNATTENDED);
    let words = ["rollout", "watch", "--auto-promote", "--auto-rollback", "--write", "--output", "json"];
    let ended = stage.run(&words).await;
    assert_eq!(ended.exit, 5, "{ended:?}");
    assert!(ended.err.contains("nothing could be told for") && ended.err.contains("cloudwatch:GetMetricData: AWS error"), "{}", ended.err);
    let out_of_time = stage.run(&[&words[..], &["--timeout", "5m"]].concat()).await;
    assert!(out_of_time.exit == 5 && out_of_time.err.contains("the time is over before 100 % was reached"), "{out_of_time:?}");
    let journal = stage.run(&["journal", "list"]).await.out;
    let told: Vec<&str> = journal.lines().map(|line| if line.contains("a watch begins") { "begins" } else { "ends" }).collect();
    assert_eq!(told, ["begins", "ends", "begins", "ends"], "{journal}");
    assert!(journal.contains("the watch ends: nothing could be told for") && journal.contains("(exit 5)"), "{journal}");
}

#[tokio::test(start_paused = true)]
async fn a_watch_ends_when_its_time_is_over_and_rings_on_a_terminal_alone() {
    let mut stage = configured(Stage::with_moving_world("calm", 1), "");
    let begun = tokio::time::Instant::now();
    let quiet = stage.run(&["rollout", "watch", "--until", "100", "--timeout", "5s"]).await;
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(quiet.exit == 5 && !quiet.err.contains('\u{7}'), "{quiet:?}");
    stage.error_terminal = true;
    let told = stage.run(&["rollout", "watch", "--until", "100", "--timeout", "5s"]).await;
    assert!(told.err.contains('\u{7}') && !told.err.contains("\u{1b}]9;"), "{told:?}");
    stage.write("tidegate.toml", &format!("[notifications]\nbell = false\nnotify = true\n{PRICES}"));
    let noted = stage.run(&["rollout", "watch", "--until", "100", "--timeout", "5s"]).await;
    assert!(noted.err.contains("\u{1b}]9;tidegate: the time is over"), "{noted:?}");
}

#[tokio::test]
async fn a_watch_without_credentials_says_so_at_once() {
    let stage = configured(Stage::with_world("expired-credentials"), "");
    let ended = stage.run(&["rollout", "watch"]).await;
    assert!(ended.exit == 4 && ended.err.contains("no credentials"), "{ended:?}");
}

#[tokio::test]
async fn a_past_moment_is_judged_by_the_gate_and_not_watched() {
    let stage = configured(Stage::with_world("calm"), "");
    let refused = stage.run(&["rollout", "watch", "--at", "03:02"]).await;
    assert!(refused.exit == 2 && refused.err.contains("`tidegate gate --at` judges a past moment"), "{refused:?}");
    // The flag was changed some hours ago; what it said the day before is not kept.
    let past = stage.run(&["gate", "--at", "2026-11-22 03:02"]).await;
    assert!(past.out.contains("after this moment") && !past.out.contains("unchanged for 0.0 s"), "{past:?}");
}
