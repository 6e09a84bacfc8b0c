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
    // Nobody can go back without credentials: that gate fails, and why is said.
    assert_eq!((expired.exit, expired.json()["verdict"].as_str()), (4, Some("fail")));
    let failed: Vec<_> = items(&expired.json()).into_iter().filter(|(_, verdict)| verdict == "fail").collect();
    assert_eq!(failed, [("way-back".to_owned(), "fail".to_owned())]);
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
    let wishes: Vec<bool> = story.iter().map(|line| line.contains("promote, by standing consent")).collect();
    assert_eq!(wishes, [true, true, false], "{}", journal.out);
    assert!(story[2].contains("rollback, by standing consent") && journal.out.contains("a hole opens in the archive"), "{}", journal.out);
    assert_eq!(stage.run(&["journal", "verify"]).await.exit, 0);
    // Who watches next finds it where it is.
    let again = stage.run(&words).await;
    assert!(again.exit == 3 && again.out.contains("it begins again with `rollout promote`"), "{again:?}");
    assert!(stage.run(&["handover"]).await.out.contains("- Phase: rolled back at"));
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
    assert!(ended.err.contains("nothing could be told for"), "{}", ended.err);
    let out_of_time = stage.run(&[&words[..], &["--timeout", "5m"]].concat()).await;
    assert!(out_of_time.exit == 5 && out_of_time.err.contains("the time is over before 100 % was reached"), "{out_of_time:?}");
    assert_eq!(stage.run(&["journal", "list"]).await.out, "Nothing was changed from here yet.\n");
}
