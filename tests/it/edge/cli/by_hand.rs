//! What takes a hand: trusting the deploy command of a project's file, and closing a run in the journal.

use std::os::unix::fs::PermissionsExt;

use tidegate::edge::config::trust::Command;

use super::*;

const DEPLOYED: &str = r#"
[[pipeline]]
name = "prices"
region = "us-east-1"
stream = "PriceTicks"
writers = ["HeliusPriceWebhook"]
[pipeline.flag]
store = "command"
argv = ["./deploy.sh", "--stage", "prod one"]
cwd = "infra"
enabled = "USE_KINESIS"
percentage = "KINESIS_PERCENTAGE"
"#;

/// Whether the plan is blocked by the rule.
async fn is_blocked(stage: &Stage) -> bool {
    let plan = stage.run(&["plan", "rollback", "--output", "json"]).await.json();
    let checks = plan["checks"].as_array().unwrap();
    checks.iter().any(|check| check["id"] == "command-trusted" && check["verdict"] == "block")
}

#[tokio::test]
async fn a_projects_deploy_command_runs_only_after_it_was_trusted_once() {
    let stage = Stage::with_world("calm");
    stage.write("tidegate.toml", DEPLOYED);
    assert!(is_blocked(&stage).await, "not trusted yet");
    let shown = stage.run(&["config", "trust"]).await;
    assert_eq!(shown.exit, 6);
    for word in ["./deploy.sh", "--stage", "prod one", "/infra", "USE_KINESIS", "KINESIS_PERCENTAGE", "--confirm prices"] {
        assert!(shown.out.contains(word), "{word}: {}", shown.out);
    }
    let wrong = stage.run(&["config", "trust", "--confirm", "yes"]).await;
    assert_eq!((wrong.exit, wrong.err.as_str()), (6, "tidegate: --confirm is yes: nothing was trusted; the pipeline is prices\n"));
    assert!(is_blocked(&stage).await, "looking trusts nothing");

    assert_eq!(stage.run(&["config", "trust", "--confirm", "prices"]).await.exit, 0);
    let kept = stage.path().join("home/.local/state/tidegate/trusted");
    assert_eq!(std::fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!is_blocked(&stage).await, "trusted");
    let again = stage.run(&["config", "trust"]).await;
    assert!(again.exit == 0 && again.out.contains("may run already"), "{again:?}");

    for (what, changed) in [
        ("an argument", DEPLOYED.replace("prod one", "prod two")),
        ("the place", DEPLOYED.replace("\"infra\"", "\"other\"")),
        ("a variable", DEPLOYED.replace("USE_KINESIS", "PATH")),
        ("the pipeline", DEPLOYED.replace("\"prices\"", "\"quotes\"")),
    ] {
        stage.write("tidegate.toml", &changed);
        assert!(is_blocked(&stage).await, "{what} is another than what was trusted");
    }
    stage.write("tidegate.toml", DEPLOYED);
    assert!(!is_blocked(&stage).await, "and the first one still is");
    let elsewhere =
        Command { pipeline: "p".to_owned(), argv: vec!["a b".to_owned()], directory: "/d".into(), variables: Default::default() };
    let split = Command { argv: vec!["a".to_owned(), "b".to_owned()], ..elsewhere.clone() };
    assert_ne!(elsewhere.fingerprint(), split.fingerprint());
}

#[tokio::test]
async fn a_settled_run_is_closed_with_a_reason_and_then_nothing_is_found() {
    // The world's time runs fast enough that a function is updated in no time.
    let options = Options { scenario: "calm".to_owned(), seed: 1, speed: 240.0, start: "2026-11-23T03:14:20Z".parse().unwrap() };
    let sim = Sim::start(&options).unwrap();
    let stage = Stage { client: Some(sim.http_client()), clock: Some(Clock::World(sim)), ..Stage::bare() };
    stage.write("tidegate.toml", PRICES);
    let back = stage.run(&["rollback", "--write", "--confirm", "off", "--verify", "0s"]).await;
    assert_eq!(back.exit, 0, "{back:?}");
    let listed = stage.run(&["journal", "list", "--output", "json"]).await.json();
    let run = listed.as_array().unwrap().iter().find(|entry| entry["event"] == "approved").unwrap()["seq"].to_string();
    let advice = format!("tidegate journal close {run} --reason TEXT");
    assert!(stage.run(&["status", "--output", "json"]).await.out.contains(&advice));
    let closed = stage.run(&["journal", "close", &run, "--reason", "the stack says off too"]).await;
    assert_eq!((closed.exit, closed.out), (0, format!("Run {run} is closed (rollback): the stack says off too\n")));
    let again = stage.run(&["journal", "close", &run, "--reason", "twice"]).await;
    assert_eq!((again.exit, again.out), (0, format!("Run {run} is closed already: the stack says off too\n")));
    assert!(!stage.run(&["status", "--output", "json"]).await.out.contains(&advice));
    assert_eq!(stage.run(&["journal", "verify"]).await.exit, 0);
}
