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
