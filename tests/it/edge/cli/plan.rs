//! `plan` in words: what a reader of a split or merge sees of the ring.

use super::*;

const NAMED: &str = "[[pipeline]]\nname = \"prices\"\nregion = \"us-east-1\"\nstream = \"PriceTicks\"\n";

#[tokio::test]
async fn the_ranges_of_a_split_are_drawn_with_the_plan() {
    let stage = Stage::with_world("calm");
    stage.write("tidegate.toml", NAMED);
    let drawn = |out: &str| -> Vec<String> {
        out.lines().filter(|line| ["  now ", "  then "].iter().any(|word| line.starts_with(word))).map(str::to_owned).collect()
    };
    let split = stage.run(&["plan", "split", "0"]).await;
    assert_eq!(
        drawn(&split.out),
        [
            "  now  │─────────────────────────── shard 0 · 50 % ───────────────────────────│",
            "  then │─────────── new · 25 % ────────────│─────────── new · 25 % ───────────│",
        ],
        "{split:?}"
    );
    let merge = stage.run(&["--ascii", "plan", "merge", "1", "0"]).await;
    assert_eq!(
        drawn(&merge.out),
        [
            "  now  |--------- shard 0 - 50 % ----------|--------- shard 1 - 50 % ---------|",
            "  then |---------------------------- new - 100 % -----------------------------|",
        ],
        "{merge:?}"
    );
    assert_eq!(drawn(&stage.run(&["plan", "reshard", "--to", "4"]).await.out), [""; 0], "a reshard redraws every range");
}

#[tokio::test]
async fn a_renewed_plan_and_a_refused_one_name_what_differs() {
    let stage = Stage::with_world("calm");
    stage.write("tidegate.toml", PRICES);
    assert_eq!(stage.run(&["plan", "promote", "--out", "plan.json"]).await.exit, 10);
    let same = stage.run(&["plan", "--renew", "plan.json"]).await;
    assert!(same.out.starts_with("The plan is the same as before.\n\n"), "{}", same.out);
    assert_eq!(stage.run(&["rollout", "hold", "--reason", "a sale is on"]).await.exit, 0);
    let rule = "the rule rollout-held was not looked at and stands in the way now: the rollout was held at ";
    let told = stage.run(&["plan", "--renew", "plan.json"]).await;
    assert!(told.exit == 6 && told.out.starts_with(&format!("Since the plan before:\n  {rule}")), "{}", told.out);
    let document = stage.run(&["plan", "--renew", "plan.json", "--output", "json"]).await.json();
    let first = &document["since"]["differences"][0];
    assert_eq!((&first["about"], &first["name"], &first["binds"]), (&"rule".into(), &"rollout-held".into(), &true.into()));
    assert!(first["evidence"].as_str().is_some_and(|evidence| evidence.contains("a sale is on")), "{first}");
    let before: Value = serde_json::from_str(&std::fs::read_to_string(stage.path().join("plan.json")).unwrap()).unwrap();
    assert_eq!(document["since"]["digest"], before["digest"]);
    let refused = stage.run(&["apply", "plan.json", "--write", "--confirm", "50"]).await;
    let sentence = format!("tidegate: nothing was sent, because the plan does not fit any more: {rule}");
    assert!(refused.exit == 6 && refused.err.starts_with(&sentence), "{}", refused.err);
}
