//! There is no second road: no mutating request, no process and no flag file outside the doors that demand an approval.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use tidegate::edge::aws::operation::Operation;

fn sources() -> Vec<(String, String)> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { below(&path, found) } else { found.push(path) }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    below(&root, &mut found);
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
    let code = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
    };
    found.iter().map(|path| (name(path), code(path))).collect()
}

/// `UpdateShardCount` as the SDK's builders call it.
fn builder(operation: Operation) -> String {
    let letters = operation.name().chars().flat_map(|letter| {
        let gap = if letter.is_uppercase() { "_" } else { "" };
        gap.chars().chain(letter.to_lowercase())
    });
    format!(".{}()", letters.collect::<String>().trim_start_matches('_'))
}

#[test]
fn mutating_requests_are_built_behind_the_door_alone_and_never_sent_twice() {
    let mut seen = 0;
    for (name, code) in sources() {
        let behind = name.starts_with("edge/aws/change/");
        // The policy is made of the tables, and calls nothing.
        let is_table = ["edge/aws/operation.rs", "edge/aws/resource.rs", "edge/cli/iam.rs"].contains(&name.as_str());
        for operation in Operation::CHANGES {
            let built = code.matches(&builder(*operation)).count();
            assert!(built == 0 || behind, "{name} builds {operation}");
            let named = code.contains(&format!("Operation::{}", operation.name())) || code.contains(&format!("Op::{}", operation.name()));
            assert!(!named || behind || is_table, "{name} names {operation}");
            seen += built + usize::from(named && code.contains(".call_once::<"));
        }
        assert!(!code.contains(".call_once::<") || behind, "{name} makes a call that changes something");
        if behind {
            let once = code.matches("config_override(").count() + code.matches(".call_once::<").count();
            assert_eq!(code.matches(".mutate(").count(), once, "{name}: a mutation keeps the SDK's retries");
            assert_eq!(
                code.contains("config_override("),
                code.contains("retry_config(once())"),
                "{name}: a mutation keeps the SDK's retries"
            );
        }
    }
    assert_eq!(seen, Operation::CHANGES.len(), "each operation is built once");
}

#[test]
fn no_other_mutating_operation_of_aws_is_named() {
    // Whatever begins like this in the SDK's builders changes something.
    let verbs = [
        "put",
        "update",
        "create",
        "delete",
        "start",
        "stop",
        "register",
        "deregister",
        "enable",
        "disable",
        "set",
        "add",
        "remove",
        "split",
        "merge",
        "increase",
        "decrease",
        "invoke",
        "publish",
        "send",
        "tag",
        "untag",
        "merge",
    ];
    let known: Vec<String> = Operation::CHANGES.iter().map(|operation| builder(*operation)).collect();
    for (name, code) in sources().into_iter().filter(|(name, _)| name.starts_with("edge/")) {
        for client in ["kinesis", "lambda", "ssm", "appconfig", "scaling", "cloudwatch", "dynamodb", "firehose", "sqs", "sts"] {
            let flat: String = code.split_whitespace().collect();
            for place in flat.match_indices(&format!("session.{client}.")).map(|(at, _)| at + client.len() + 9) {
                let called: String = flat[place..].chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
                let verb = called.split('_').next().unwrap();
                let is_known = known.contains(&format!(".{called}()"));
                assert!(!verbs.contains(&verb) || is_known, "{name} calls {client}.{called}");
            }
        }
    }
}

#[test]
fn processes_are_started_by_one_file_that_demands_an_approval() {
    for (name, code) in sources() {
        let starts = ["Command::new(", ".spawn()"].iter().any(|word| code.contains(word)) && code.contains("process::Command");
        assert!(!starts || name == "edge/change/command.rs", "{name} starts a process");
    }
}

#[test]
fn files_are_written_where_it_is_known_and_flag_files_behind_the_door() {
    let known = [
        "edge/change/file.rs",
        "edge/cli/init.rs",
        "edge/config/trust.rs",
        "edge/cli/plan.rs",
        "edge/cli/replay.rs",
        "edge/cli/sim/folder.rs",
        "edge/journal.rs",
        "edge/journal/head.rs",
        "edge/journal/hold.rs",
        "edge/journal/tail.rs",
        "edge/log.rs",
        "edge/prices.rs",
        "edge/queries.rs",
        "edge/tape/recorder.rs",
    ];
    let words = ["fs::write(", "File::create", "OpenOptions::new", "fs::rename(", "fs::remove_file(", "fs::copy("];
    for (name, code) in sources() {
        assert!(!words.iter().any(|word| code.contains(word)) || known.contains(&name.as_str()), "{name} writes files");
    }
}

#[test]
fn every_way_through_the_door_takes_an_approval() {
    let doors = [
        ("edge/change.rs", "pub async fn send("),
        ("edge/aws/change.rs", "async fn change("),
        ("edge/change/command.rs", "async fn run("),
        ("edge/change/file.rs", "async fn write("),
    ];
    let sources = sources();
    for (file, opening) in doors {
        let code = &sources.iter().find(|(name, _)| name == file).unwrap().1;
        let signature = code.split(opening).nth(1).unwrap().split(')').next().unwrap();
        assert!(signature.contains("approved: &Approved"), "{file}: {signature}");
    }
    // `Approved` itself is made in one place.
    let makers: Vec<&str> = sources
        .iter()
        .filter(|(_, code)| code.contains("Approved {") && code.contains("Ok(Approved"))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(makers, ["domain/approval.rs"]);
}
