//! The program itself: exit codes, streams, and its end when nobody answers.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

use super::*;

/// The program in a directory of its own, with nothing of this machine's environment.
fn tidegate(stage: &Stage, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.args(words).current_dir(stage.path()).env_clear().envs(&stage.environment).stdin(Stdio::null());
    command.env("AWS_EC2_METADATA_DISABLED", "true").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A port on which nobody listens.
fn dead_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn answers_go_to_stdout_and_sentences_to_stderr() {
    let stage = Stage::bare();
    let version = tidegate(&stage, &["--version"]);
    assert_eq!((version.status.code(), text(&version.stderr).as_str()), (Some(0), ""));
    let wrong = tidegate(&stage, &["--nonsense"]);
    assert_eq!((wrong.status.code(), text(&wrong.stdout).as_str()), (Some(2), ""));
    assert_eq!(text(&wrong.stderr).lines().count(), 1);
    let none = tidegate(&stage, &[]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).starts_with("tidegate: no pipeline is configured"));
    stage.write("tidegate.toml", "[[pipeline]]\nsteam = \"x\"\n");
    assert_eq!(tidegate(&stage, &["config", "validate"]).status.code(), Some(2));
}

#[test]
fn a_dead_endpoint_ends_in_cells_that_say_so() {
    let stage = Stage::bare().set("AWS_ACCESS_KEY_ID", "test").set("AWS_SECRET_ACCESS_KEY", "test");
    stage.write("tidegate.toml", PRICES);
    let url = format!("http://127.0.0.1:{}", dead_port());
    let ended = tidegate(&stage, &["status", "--endpoint-url", &url, "--output", "json"]);
    assert_eq!(ended.status.code(), Some(5), "{}", text(&ended.stderr));
    assert!(text(&ended.stderr).starts_with("tidegate: kinesis:DescribeStreamSummary: unreachable"), "{}", text(&ended.stderr));
    let document: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(document["verdict"]["level"], "unknown");
    for name in ["stream.status", "stream.incoming_records_per_second", "table.writes_per_second"] {
        assert_eq!(document["readings"][name]["state"], "unreachable", "{name}");
        assert_eq!(document["readings"][name]["value"], Value::Null, "{name}");
    }
}

#[test]
fn missing_credentials_are_exit_4() {
    let stage = Stage::bare();
    stage.write("tidegate.toml", PRICES);
    let ended = tidegate(&stage, &["check"]);
    assert_eq!(ended.status.code(), Some(4), "{}{}", text(&ended.stderr), text(&ended.stdout));
    assert_eq!(text(&ended.stderr).lines().count(), 1);
}

#[test]
fn an_unreadable_configuration_is_exit_2() {
    let stage = Stage::bare();
    stage.write("tidegate.toml", "\u{0}\u{1}");
    assert_eq!(tidegate(&stage, &["status"]).status.code(), Some(2));
    std::fs::write(stage.path().join("tidegate.toml"), [0xff, 0xfe]).unwrap();
    let ended = tidegate(&stage, &["status"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(text(&ended.stderr).starts_with("tidegate: failed to read the configuration tidegate.toml:"));
}

#[test]
fn the_log_is_for_its_owner_alone() {
    let stage = Stage::bare();
    let path = stage.path().join("state/tidegate/log");
    let file = tidegate::edge::log::open(&path).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    tidegate::edge::log::open(&path).unwrap();
    assert_eq!(mode(&path), 0o600, "a log that was open to others is closed to them");
}

#[test]
fn a_missing_region_is_exit_2() {
    let stage = Stage::bare().set("AWS_ACCESS_KEY_ID", "test").set("AWS_SECRET_ACCESS_KEY", "test");
    let ended = tidegate(&stage, &["check", "--stream", "PriceTicks"]);
    assert_eq!(ended.status.code(), Some(2), "{}", text(&ended.stderr));
    assert!(text(&ended.stderr).contains("--region"), "{}", text(&ended.stderr));
}

/// Ends the served world also when the test fails.
struct Served(std::process::Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_served_world_answers_a_status_of_another_process_by_its_own_clock() {
    let stage = Stage::bare().set("AWS_ACCESS_KEY_ID", "test").set("AWS_SECRET_ACCESS_KEY", "test");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.args(["sim", "--listen", "127.0.0.1:0", "--speed", "0"]).current_dir(stage.path()).stdout(Stdio::piped());
    let mut served = Served(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(served.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().rsplit(' ').next().unwrap().to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "{line}");
    let stage = stage.set("TIDEGATE_CLOCK", &url).set("AWS_ENDPOINT_URL", &url);
    stage.write("tidegate.toml", PRICES);
    let ended = tidegate(&stage, &["status", "--output", "json"]);
    let document: Value = serde_json::from_slice(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&ended.stderr)));
    assert_eq!(document["readings"]["stream.status"]["value"], "ACTIVE");
    assert_eq!(document["readings"]["stream.incoming_records_per_second"]["state"], "fresh");
}
