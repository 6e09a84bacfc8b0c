//! Whatever is typed wrong: one sentence and the right exit code.

use pretty_assertions::assert_eq;

use super::*;

/// Words, exit code, and the whole of the error output.
const CASES: &[(&[&str], u8, &str)] = &[
    (&["--regoin", "x"], 2, "tidegate: unexpected argument '--regoin' found; a similar argument exists: '--region'; see `tidegate --help`"),
    (&["stauts"], 2, "tidegate: unrecognized subcommand 'stauts'; a similar subcommand exists: 'status'; see `tidegate --help`"),
    (
        &["status", "--output", "xml"],
        2,
        "tidegate: invalid value 'xml' for '--output <FORMAT>' [possible values: text, json]; see `tidegate --help`",
    ),
    (&["config"], 2, "tidegate: what to do is missing after `tidegate config`; `tidegate config --help` lists it"),
    (&["completions"], 2, "tidegate: the following required arguments were not provided: <SHELL>; see `tidegate --help`"),
    (
        &["status"],
        2,
        "tidegate: no pipeline is configured: name a stream with --stream NAME, or write a configuration with `tidegate init`",
    ),
    (&["check"], 2, "tidegate: no pipeline is configured: name a stream with --stream NAME, or write a configuration with `tidegate init`"),
    (&[], 2, "tidegate: no pipeline is configured: name a stream with --stream NAME, or write a configuration with `tidegate init`"),
    (&["iam"], 2, "tidegate: no pipeline is configured: name a stream with --stream NAME, so that the policy can name it"),
    (&["-c", "missing.toml", "status"], 2, "tidegate: failed to read the configuration missing.toml: no such file or directory"),
    (&["-c", ".", "status"], 2, "tidegate: failed to read the configuration .: is a directory"),
    (
        &["status", "--stream", "a b"],
        2,
        "tidegate: flag --stream: `pipeline.stream` is \"a b\": not a name that AWS takes: ' ' cannot be in it",
    ),
    (
        &["status", "--stream", "s", "--region", "Mars 1"],
        2,
        "tidegate: flag --region: `pipeline.region` is \"Mars 1\": not a Region; write it as us-east-1",
    ),
    (
        &["status", "--stream", "s", "--endpoint-url", "here"],
        2,
        "tidegate: flag --endpoint-url: `pipeline.endpoint_url` is \"here\": not an address; write it as http://127.0.0.1:4566",
    ),
    (
        &["status", "--stream", "s", "--refresh", "often"],
        2,
        "tidegate: flag --refresh: `refresh` is \"often\": not a duration; write it as 60s, 15m or 1h 30m",
    ),
    (
        &["status", "--stream", "s", "--theme", "tyde"],
        2,
        "tidegate: flag --theme: `theme` is \"tyde\": there is no theme of that name; did you mean `tide`?",
    ),
    (&["status", "--stream", "s", "--pipeline", "p"], 2, "tidegate: there is no pipeline `p`; there is s"),
    (
        &["status", "--stream", "s", "--at", "soon"],
        2,
        "tidegate: --at: \"soon\" is not a moment: write it like 03:02, 03:02 UTC or 2026-11-23T03:02:00Z",
    ),
    (&["demo", "--scenario", "clam"], 2, "tidegate: there is no scenario \"clam\"; the nearest is \"calm\""),
    (&["demo", "--speed=-1"], 2, "tidegate: --speed is -1: it must be from 0 to 3600"),
    (&["demo", "--speed", "-1"], 2, "tidegate: --speed is -1: it must be from 0 to 3600"),
    (
        &["demo", "--speed", "fast"],
        2,
        "tidegate: invalid value 'fast' for '--speed <FACTOR>': write a number such as 60; see `tidegate --help`",
    ),
    (
        &["demo", "--seed", "-1"],
        2,
        "tidegate: invalid value '-1' for '--seed <NUMBER>': write a whole number, 0 or more; see `tidegate --help`",
    ),
    (
        &["sim", "--listen", "nowhere"],
        2,
        "tidegate: invalid value 'nowhere' for '--listen <ADDRESS>': write an address and a port like 127.0.0.1:4566; see `tidegate --help`",
    ),
    (&["status", "--stream", ""], 2, "tidegate: flag --stream: `pipeline.stream` is \"\": empty; write the name or leave the key out"),
    (
        &["status", "--stream", "s", "--refresh", "-5s"],
        2,
        "tidegate: flag --refresh: `refresh` is \"-5s\": not a duration; write it as 60s, 15m or 1h 30m",
    ),
    (&["status", "--stream", "s", "--refresh", "0s"], 2, "tidegate: flag --refresh: `refresh` is \"0s\": too short; the shortest is 10s"),
    (
        &["status", "--stream", "s", "--at", "2001-01-01T00:00:00Z"],
        2,
        "tidegate: --at: CloudWatch keeps no values for longer than 455 days; name a later moment",
    ),
    (
        &["check", "--fail-on", "never"],
        2,
        "tidegate: invalid value 'never' for '--fail-on <LEVEL>' [possible values: warn, alarm]; see `tidegate --help`",
    ),
    (&["status", "--pipeline"], 2, "tidegate: a value is required for '--pipeline <NAME>' but none was supplied; see `tidegate --help`"),
    (&["status", "two"], 2, "tidegate: unexpected argument 'two' found; see `tidegate --help`"),
    (&["status", "--tape", "x"], 2, "tidegate: --tape records the console, and this command opens none; leave it out"),
    (&["demo", "--tape", "x"], 2, "tidegate: --tape records the console, and there is none without a terminal; leave it out"),
    (&["replay"], 2, "tidegate: the following required arguments were not provided: <FILE>; see `tidegate --help`"),
    (&["replay", "missing"], 1, "tidegate: failed to open the tape missing: no such file or directory"),
    (&["replay", "."], 1, "tidegate: failed to replay .: it could not be read: is a directory"),
    (
        &["replay", "x", "--size", "80"],
        2,
        "tidegate: invalid value '80' for '--size <COLUMNSxROWS>': write columns and rows from 1 to 1000 like 120x40; see `tidegate --help`",
    ),
    (&["sim", "--listen", "0.0.0.0:4566"], 2, "tidegate: --listen is 0.0.0.0:4566: only this machine is served: 127.0.0.1 or [::1]"),
];

#[tokio::test]
async fn each_is_told_in_one_sentence_with_its_exit_code() {
    let (mut found, mut wanted) = (Vec::new(), Vec::new());
    for (words, exit, sentence) in CASES {
        let ended = Stage::bare().run(words).await;
        found.push(format!("{words:?} {} {}{}", ended.exit, ended.err, ended.out));
        wanted.push(format!("{words:?} {exit} {sentence}\n"));
    }
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn every_problem_of_a_file_is_told() {
    let stage = Stage::bare();
    stage.write("tidegate.toml", "them = 1\n[[pipeline]]\nstream = \"PriceTicks\"\nlimits.lag = \"1 minuet\"\n");
    let wanted = "tidegate: tidegate.toml:1: `them` is not a key; did you mean `theme`?\n\
                  tidegate: tidegate.toml:4: `pipeline.limits.lag` is \"1 minuet\": not a duration; write it as 60s, 15m or 1h 30m\n";
    for words in [&["status"][..], &["config", "validate"], &["config", "print"], &["keys"], &["iam"]] {
        let ended = stage.run(words).await;
        assert_eq!((ended.exit, ended.err.as_str(), ended.out.as_str()), (2, wanted, ""), "{words:?}");
    }
    let ended = stage.run(&["config", "validate", "--output", "json"]).await;
    assert_eq!(ended.exit, 2);
    assert_eq!(ended.json()["problems"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn several_pipelines_and_none_chosen_is_told_with_their_names() {
    let stage = Stage::bare();
    stage.write("tidegate.toml", "[[pipeline]]\nstream = \"A\"\n[[pipeline]]\nname = \"b\"\nstream = \"B\"\n");
    for words in [&["status"][..], &["check"], &[]] {
        let ended = stage.run(words).await;
        assert_eq!(ended.exit, 2);
        assert_eq!(ended.err, "tidegate: several pipelines are configured: choose one with --pipeline NAME: A, b\n");
    }
    let ended = stage.run(&["status", "--pipeline", "B"]).await;
    assert_eq!((ended.exit, ended.err.as_str()), (2, "tidegate: there is no pipeline `B`; did you mean `b`?\n"));
}

#[tokio::test]
async fn wrong_keys_and_prices_are_told_with_their_lines() {
    let stage = Stage::bare();
    stage.write("tidegate.toml", "[keys]\nfreese = \"x\"\nwhy = \"hyper-q\"\n[prices]\nshard-hours = \"1\"\n");
    let ended = stage.run(&["config", "validate"]).await;
    assert_eq!(ended.exit, 2);
    let lines: Vec<&str> = ended.err.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("tidegate: tidegate.toml:2: `keys.freese`:") && lines[0].contains("freeze"), "{}", lines[0]);
    assert!(lines[1].starts_with("tidegate: tidegate.toml:3: `keys.why`:") && lines[1].contains("hyper-q"), "{}", lines[1]);
    assert_eq!(lines[2], "tidegate: tidegate.toml:5: `prices.shard-hours` is not an item with a price; did you mean `shard-hour`?");

    stage.write("tidegate.toml", "[keys]\nwhy = \"q\"\n");
    let ended = stage.run(&["keys"]).await;
    assert_eq!(ended.exit, 2);
    assert!(ended.err.contains("tidegate.toml:2") && ended.err.contains("`why`") && ended.err.contains("`quit`"), "{}", ended.err);
}

/// The lines of a file after its pipeline's stream, and what is said of them.
const FILES: &[(&str, &str)] = &[
    ("writes = \"sometimes\"", "3: `pipeline.writes` is \"sometimes\": it can be arm or never"),
    ("limits.throttles = -1", "3: `pipeline.limits.throttles` is -1: it must be from 0 to 1000000000"),
    ("limits.budget = 500", "3: `pipeline.limits.budget` is 500: it must be text such as \"500\""),
    ("scaling.target_utilisation = 170", "3: `pipeline.scaling.target_utilisation` is 170: it must be from 1 to 100"),
    ("scaling.min = 10\nscaling.max = 2", "4: `pipeline.scaling.max` is 2: it must not be below `pipeline.scaling.min`, which is 10"),
    ("rollout.stages = [50, 10]", "3: `pipeline.rollout.stages` is [50, 10]: each value must be larger than the one before"),
    ("rollout.stages = [200]", "3: `pipeline.rollout.stages` is 200: a percentage is a whole number from 1 to 100"),
    (
        "protected.hours = \"always\"",
        "3: `pipeline.protected.hours` is \"always\": not a span of hours; write it as Fri 16:00 - Mon 08:00 Europe/Berlin",
    ),
    ("flag.store = \"redis\"", "3: `pipeline.flag.store` is \"redis\": it can be lambda-env, ssm, appconfig, command or file"),
];

#[tokio::test]
async fn impossible_values_of_a_file_are_told_with_their_lines() {
    let stage = Stage::bare();
    let (mut found, mut wanted) = (Vec::new(), Vec::new());
    for (lines, sentence) in FILES {
        stage.write("tidegate.toml", &format!("[[pipeline]]\nstream = \"s\"\n{lines}\n"));
        let ended = stage.run(&["status"]).await;
        found.push(format!("{} {}", ended.exit, ended.err));
        wanted.push(format!("2 tidegate: tidegate.toml:{sentence}\n"));
    }
    assert_eq!(found, wanted);
}
