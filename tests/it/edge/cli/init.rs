//! `init`: what is found becomes a file that can be used, and no file is lost.

use super::*;

#[tokio::test(start_paused = true)]
async fn the_file_names_what_the_account_holds_and_can_be_used() {
    let stage = Stage::with_world("calm");
    let ended = stage.run(&["init"]).await;
    assert_eq!((ended.exit, ended.err.as_str()), (0, ""));
    let text = std::fs::read_to_string(stage.path().join("tidegate.toml")).unwrap();
    for line in [
        "stream = \"PriceTicks\"",
        "table = \"PriceTimeSeriesTable\"",
        "consumers = [\"PriceAnalytics\"]",
        "firehose = \"PriceArchiveFirehose\"",
        "region = \"us-east-1\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.lines().any(|line| line.starts_with("writers = [\"HeliusPriceWebhook\"]") && line.ends_with("guess")), "{text}");
    assert!(text.lines().any(|line| line.starts_with("consumers =") && !line.ends_with("guess")), "{text}");
    let valid = stage.run(&["config", "validate"]).await;
    assert_eq!((valid.exit, valid.err.as_str()), (0, ""));
    let status = stage.run(&["status", "--output", "json"]).await;
    assert_eq!(status.exit, 0, "{}", status.err);
    assert_eq!(status.json()["readings"]["rollout.set_percentage"]["value"], 10.0);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_exists_stays() {
    let stage = Stage::with_world("calm");
    stage.write("tidegate.toml", "# mine\n");
    let ended = stage.run(&["init"]).await;
    assert_eq!(ended.exit, 1);
    assert_eq!(ended.err, "tidegate: tidegate.toml exists already: --force overwrites it, --to FILE writes another\n");
    assert_eq!(std::fs::read_to_string(stage.path().join("tidegate.toml")).unwrap(), "# mine\n");
    let printed = stage.run(&["init", "--to", "-"]).await;
    assert!(printed.out.contains("stream = \"PriceTicks\""));
    assert_eq!(stage.run(&["init", "--force"]).await.exit, 0);
    assert!(std::fs::read_to_string(stage.path().join("tidegate.toml")).unwrap().contains("PriceTicks"));
}

#[tokio::test(start_paused = true)]
async fn credentials_that_do_not_work_are_exit_4() {
    let stage = Stage::with_world("expired-credentials");
    let ended = stage.run(&["init"]).await;
    assert_eq!(ended.exit, 4, "{}", ended.err);
    assert!(!stage.path().join("tidegate.toml").exists());
}
