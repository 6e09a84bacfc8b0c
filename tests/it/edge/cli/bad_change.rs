//! Whatever is asked for wrongly of a change: one sentence, the right exit code, and nothing is sent.

use pretty_assertions::assert_eq;
use serde_json::json;

use super::*;

/// A world that stands still, its commands, and what could be changed in it.
struct Still {
    stage: Stage,
    sim: Sim,
}

impl Still {
    fn new() -> Self {
        let options = Options { scenario: "calm".to_owned(), seed: 1, speed: 0.0, start: "2026-11-23T03:14:20Z".parse().unwrap() };
        let sim = Sim::start(&options).unwrap();
        let stage = Stage { client: Some(sim.http_client()), clock: Some(Clock::World(sim.clone())), ..Stage::bare() };
        stage.write("tidegate.toml", PRICES);
        Self { stage, sim }
    }

    /// Everything that a call could have changed.
    fn world(&self) -> String {
        self.sim.with_world(|world| {
            let flags: Vec<_> = world.functions.values().map(|function| (&function.revision, &function.environment)).collect();
            format!("{:?}{:?}{flags:?}{:?}{:?}{:?}", world.streams, world.mappings, world.scaling, world.parameters, world.trail)
        })
    }

    /// Runs them all; what each told on the error output, with its exit code.
    async fn each(&self, cases: &[(&[&str], u8, &str)]) {
        let (mut found, mut wanted) = (Vec::new(), Vec::new());
        let before = self.world();
        for (words, exit, sentence) in cases {
            let ended = self.stage.run(words).await;
            found.push(format!("{words:?} {} {}", ended.exit, ended.err));
            wanted.push(format!("{words:?} {exit} tidegate: {sentence}\n"));
        }
        assert_eq!(found, wanted);
        assert_eq!(self.world(), before, "something was changed");
    }
}

#[expect(clippy::too_many_lines, reason = "a table of wishes")]
#[tokio::test]
async fn a_wish_that_cannot_be_is_told_in_one_sentence() {
    let consumer = "it is written consumer NAME [--parallelisation 1-10] [--batch-size N] [--bisect on|off] [--retries N|until-expiry] \
                    [--max-age DURATION|until-expiry] [--destination ARN] [--pause] [--resume]";
    let cases: &[(&[&str], u8, &str)] = &[
        (&["plan"], 2, "the change is missing after `tidegate plan`; `tidegate plan --help` lists them"),
        (&["plan", "nothing"], 2, "unrecognized subcommand 'nothing'; see `tidegate --help`"),
        (&["plan", "rollback", "extra"], 2, "unexpected argument 'extra' found; see `tidegate --help`"),
        (&["plan", "reshard"], 2, "the number of shards is missing: it is written reshard [--to N]"),
        (&["plan", "reshard", "--to", "0"], 6, "`reshard --to 0` is blocked: a stream has at least 1 shard, and 0 is none"),
        (
            &["plan", "reshard", "--to", "-1"],
            2,
            "the number of shards must be a whole number, and \"-1\" is none: it is written reshard [--to N]",
        ),
        (
            &["plan", "reshard", "--to", "1000000000000"],
            6,
            "`reshard --to 1000000000000` is blocked: a stream has at most 10,000 shards by its count, and 1000000000000 is more",
        ),
        (
            &["plan", "reshard", "--to", "99999999999999999999999"],
            2,
            "the number of shards must be a whole number, and \"99999999999999999999999\" is larger than any that there can be: \
             it is written reshard [--to N]",
        ),
        (&["plan", "reshard", "--to", "2"], 6, "`reshard --to 2` is blocked: PriceTicks has 2 open shards already"),
        (&["plan", "split"], 2, "the shard is missing: it is written split SHARD [--at KEY]"),
        (&["plan", "split", "99"], 6, "`split 99` is blocked: PriceTicks has no shard 99: open are 0 and 1"),
        (
            &["plan", "split", "0", "--at", "0"],
            6,
            "`split 0 --at 0` is blocked: 0 is not inside shard 0: a cut lies from 1 to 170141183460469231731687303715884105727",
        ),
        (
            &["plan", "split", "0", "--at", "5000000000000000000000000000000000000000"],
            2,
            "the hash key must be a whole number, and \"5000000000000000000000000000000000000000\" is larger than any that there can be: \
             it is written split SHARD [--at KEY]",
        ),
        (&["plan", "merge", "0"], 2, "the shard beside it is missing: it is written merge SHARD SHARD"),
        (&["plan", "merge", "0", "0"], 6, "`merge 0 0` is blocked: shard 0 cannot be merged with itself: name its neighbour too"),
        (&["plan", "merge", "0", "7"], 6, "`merge 0 7` is blocked: PriceTicks has no shard 7: open are 0 and 1"),
        (&["plan", "percentage", "101"], 6, "`percentage 101` is blocked: a percentage goes from 0 to 100, and 101 is outside"),
        (&["plan", "percentage", "-1"], 2, "the percentage must be a whole number, and \"-1\" is none: it is written percentage N"),
        (
            &["plan", "percentage", "1000000000000"],
            2,
            "the percentage must be a whole number, and \"1000000000000\" is larger than any that there can be: it is written percentage N",
        ),
        (&["plan", "flag", "maybe"], 2, "\"maybe\" is neither on nor off: it is written flag on|off"),
        (
            &["plan", "consumer", "Nobody", "--pause"],
            6,
            "`consumer Nobody --pause` is blocked: Nobody is no consumer of this pipeline: there is PriceAnalytics",
        ),
        (
            &["plan", "consumer", "PriceAnalytics", "--parallelisation", "11"],
            6,
            "`consumer PriceAnalytics --parallelisation 11` is blocked: 1 to 10 batches of a shard are run at a time, and 11 is outside",
        ),
        (&["plan", "consumer", "PriceAnalytics"], 2, &format!("nothing is to be different: {consumer}")),
        (&["plan", "retention", "1h"], 6, "`retention 1h` is blocked: records can be kept for 24 to 8760 hours, and 1 is outside"),
        (&["plan", "retention", "soon"], 2, "\"soon\" is not a length of time such as 48h or 7days: it is written retention DURATION"),
        (&["plan", "mode", "serverless"], 2, "there is no mode serverless: it is written mode on-demand|provisioned"),
        (
            &["plan", "scaling", "--min", "10", "--max", "2"],
            6,
            "`scaling --min 10 --max 2` is blocked: bounds are 1 ≤ min ≤ max ≤ 10,000 shards, and these are 10 and 2",
        ),
        (&["plan", "--renew", "missing.json"], 2, "failed to read the plan missing.json: no such file or directory"),
        (&["plan", "--renew", "."], 2, "failed to read the plan .: is a directory"),
    ];
    Still::new().each(cases).await;
}

#[tokio::test]
async fn a_stream_that_counts_its_own_shards_is_not_resharded() {
    let still = Still::new();
    still.sim.with_world(|world| world.streams.get_mut("PriceTicks").unwrap().mode = tidegate::domain::facts::StreamMode::OnDemand);
    let before = still.world();
    for words in [&["plan", "reshard", "--to", "4"][..], &["plan", "split", "0"]] {
        let ended = still.stage.run(words).await;
        assert!(ended.exit == 6 && ended.err.contains("on-demand") && ended.err.lines().count() == 1, "{ended:?}");
    }
    assert_eq!(still.world(), before);
}

#[tokio::test]
async fn shards_that_do_not_touch_are_not_merged() {
    let still = Still::new();
    // Four shards: 2 to 5, of which 2 and 4 do not touch.
    assert_eq!(still.stage.run(&["plan", "reshard", "--to", "4", "--out", "four.json"]).await.exit, 10);
    let applied = still.stage.run(&["apply", "four.json", "--write", "--confirm", "PriceTicks", "--verify", "0s"]);
    let world = async {
        loop {
            tokio::task::yield_now().await;
            still.sim.advance(1);
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        ended = applied => assert_eq!(ended.exit, 0, "{ended:?}"),
        () = world => unreachable!("time never ends"),
    }
    let before = still.world();
    let ended = still.stage.run(&["plan", "merge", "2", "5"]).await;
    assert_eq!((ended.exit, ended.err.lines().count()), (6, 1), "{ended:?}");
    assert!(ended.err.starts_with("tidegate: `merge 2 5` is blocked: "), "{ended:?}");
    assert_eq!(still.world(), before);
}

#[tokio::test]
async fn a_plan_that_does_not_fit_is_not_executed() {
    let still = Still::new();
    let stage = &still.stage;
    assert_eq!(stage.run(&["plan", "reshard", "--to", "4", "--out", "plan.json"]).await.exit, 10);
    assert_eq!(stage.run(&["plan", "reshard", "--to", "0", "--out", "none.json"]).await.exit, 6);
    let read = |name: &str| -> Value { serde_json::from_str(&std::fs::read_to_string(stage.path().join(name)).unwrap()).unwrap() };
    let edited = |name: &str, work: &dyn Fn(&mut Value)| {
        let mut plan = read("plan.json");
        work(&mut plan);
        stage.write(name, &plan.to_string());
    };
    edited("calls.json", &|plan| plan["steps"][0]["arguments"]["to"] = json!(400));
    edited("account.json", &|plan| plan["account"] = json!("999999999999"));
    edited("pipeline.json", &|plan| plan["pipeline"] = json!("other"));
    edited("easier.json", &|plan| (plan["confirm"], plan["tier"]) = (json!("x"), json!("reversible")));
    edited("old.json", &|plan| plan["made"] = json!("2026-11-23T02:59:00Z"));
    edited("later.json", &|plan| plan["made"] = json!("2026-11-24T02:59:00Z"));
    let mut none = read("none.json");
    (none["blocked"], none["checks"]) = (json!(false), json!([]));
    stage.write("unblocked.json", &none.to_string());
    let digest = "the plan is not the one that was made: its digest does not fit its content";
    let apply = |file: &'static str, word: &'static str| vec!["apply", file, "--write", "--confirm", word];
    let rule = |rule: &'static str, reason: &'static str| {
        [apply("plan.json", "PriceTicks"), vec!["--override", rule, "--reason", reason]].concat()
    };
    let region = [apply("plan.json", "PriceTicks"), vec!["--region", "eu-west-1"]].concat();
    let verify = [apply("plan.json", "PriceTicks"), vec!["--verify", "soon"]].concat();
    let cases: &[(&[&str], u8, &str)] = &[
        (&["apply"], 2, "the following required arguments were not provided: <FILE>; see `tidegate --help`"),
        (&apply("missing.json", "x"), 2, "failed to read the plan missing.json: no such file or directory"),
        (&apply(".", "x"), 2, "failed to read the plan .: is a directory"),
        (&["apply", "plan.json"], 6, "`reshard --to 4` changes prices: it takes --write and --confirm PriceTicks"),
        (&["apply", "plan.json", "--write"], 6, "`reshard --to 4` takes --confirm PriceTicks"),
        (&apply("plan.json", "priceticks"), 6, "\"priceticks\" does not confirm this plan: the word is \"PriceTicks\""),
        (&apply("none.json", "PriceTicks"), 6, "a stream has at least 1 shard, and 0 is none (wish)"),
        (&apply("unblocked.json", "PriceTicks"), 6, digest),
        (&apply("calls.json", "PriceTicks"), 6, digest),
        (&apply("account.json", "PriceTicks"), 6, digest),
        (&apply("easier.json", "x"), 6, digest),
        (&apply("pipeline.json", "PriceTicks"), 2, "there is no pipeline `other`; there is prices"),
        (&apply("old.json", "PriceTicks"), 6, "the plan is older than 15 minutes: make it anew"),
        (&apply("later.json", "PriceTicks"), 6, "the plan says that it was made later than now: this machine's clock or the file is wrong"),
        (
            &region,
            6,
            "nothing was sent, because the plan does not fit any more: the Region was us-east-1 and is eu-west-1 now; \
             `tidegate plan --renew FILE` makes it anew",
        ),
        (&rule("nonsense", "x"), 6, "no rule nonsense stands in the way of this plan"),
        (&rule("scaling-fights", " "), 6, "breaking scaling-fights takes a reason, which the journal keeps"),
        (&verify, 2, "invalid value 'soon' for '--verify <DURATION>': write a length of time such as 90s or 6m; see `tidegate --help`"),
        (&["plan", "reshard", "--to", "8", "--out", "plan.json"], 2, "failed to write the plan plan.json: it exists already"),
    ];
    still.each(cases).await;
    let ended = stage.run(&apply("tidegate.toml", "x")).await;
    assert!(ended.exit == 2 && ended.err.starts_with("tidegate: tidegate.toml is not a plan that this version can read: "), "{ended:?}");
}

#[tokio::test]
async fn the_way_back_and_the_journal_are_asked_for_rightly() {
    let cases: &[(&[&str], u8, &str)] = &[
        (&["rollback"], 6, "`rollback` changes prices: it takes --write and --confirm off"),
        (&["rollback", "--write"], 6, "`rollback` takes --confirm off"),
        (&["rollback", "--write", "--confirm", "on"], 6, "\"on\" does not confirm this plan: the word is \"off\""),
        (&["rollback", "--write", "--confirm", ""], 6, "\"\" does not confirm this plan: the word is \"off\""),
        (&["rollback", "--pipeline", "x"], 2, "there is no pipeline `x`; there is prices"),
        (&["rollback", "extra"], 2, "unexpected argument 'extra' found; see `tidegate --help`"),
        (&["resume", "--run", "7"], 1, "run 7 is not open, and no other is"),
        (&["resume", "--close"], 2, "the following required arguments were not provided: --reason <TEXT>; see `tidegate --help`"),
        (&["resume", "--close", "--reason", " "], 6, "closing a change takes a reason, which the journal keeps"),
        (&["resume", "--run", "-1"], 2, "invalid value '-1' for '--run <NUMBER>': write a whole number, 0 or more; see `tidegate --help`"),
        (&["journal"], 2, "what to do is missing after `tidegate journal`; `tidegate journal --help` lists it"),
        (&["journal", "show", "99"], 1, "the journal has no entry 99: it ends at 0"),
        (&["journal", "show", "x"], 2, "invalid value 'x' for '<NUMBER>': write a whole number, 0 or more; see `tidegate --help`"),
        (&["journal", "show", "-1"], 2, "invalid value '-1' for '<NUMBER>': write a whole number, 0 or more; see `tidegate --help`"),
        (&["journal", "close", "9", "--reason", "x"], 1, "the journal has no run 9 of PriceTicks; `tidegate journal list` numbers them"),
        (&["journal", "close", "9", "--reason", " "], 6, "closing a run takes a reason, which the journal keeps"),
        (&["journal", "close", "9"], 2, "the following required arguments were not provided: --reason <TEXT>; see `tidegate --help`"),
        (&["holes"], 2, "what to do is missing after `tidegate holes`; `tidegate holes --help` lists it"),
        (&["holes", "fill", "9", "--reason", "x"], 1, "there is no hole 9"),
        (&["holes", "fill", "9"], 2, "the following required arguments were not provided: --reason <TEXT>; see `tidegate --help`"),
        (&["config", "trust"], 2, "prices has no deploy command to trust: its flag is not of `store = \"command\"`"),
    ];
    let still = Still::new();
    still.each(cases).await;
    let journal = "home/.local/state/tidegate/journal.jsonl";
    std::fs::create_dir_all(still.stage.path().join(journal)).unwrap();
    let before = still.world();
    for words in [&["journal", "list"][..], &["rollback", "--write", "--confirm", "off"]] {
        let ended = still.stage.run(words).await;
        assert!(ended.exit == 1 && ended.err.ends_with("journal.jsonl cannot be used: is a directory\n"), "{ended:?}");
    }
    assert_eq!(still.world(), before);
}
