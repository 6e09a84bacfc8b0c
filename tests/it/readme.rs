//! The README says what is so: its keys are the key table's, its pictures and commands exist.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

fn tidegate(arguments: &[&str]) -> (bool, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_tidegate")).args(arguments).env("XDG_CONFIG_HOME", "/nonexistent").output().unwrap();
    (run.status.success(), String::from_utf8(run.stdout).unwrap())
}

#[test]
fn its_keys_are_those_of_the_key_table() {
    const MARK: &str = "<!-- keys: made by `tidegate keys`; a test compares -->\n```text\n";
    let (before, rest) = readme().split_once(MARK).map(|(before, rest)| (before.to_owned(), rest.to_owned())).unwrap();
    let (block, after) = rest.split_once("```\n").unwrap();
    let (_, keys) = tidegate(&["keys"]);
    if std::env::var_os("TIDEGATE_UPDATE_README").is_some() {
        fs::write(root().join("README.md"), format!("{before}{MARK}{keys}```\n{after}")).unwrap();
        return;
    }
    assert_eq!(block, keys, "TIDEGATE_UPDATE_README=1 writes them anew");
}

#[test]
fn its_pictures_exist() {
    let text = readme();
    let pictures: Vec<&str> = text.split("](screenshots/").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(2 < pictures.len());
    for picture in pictures {
        assert!(root().join("screenshots").join(picture).is_file(), "{picture}");
    }
}

#[test]
fn its_configuration_is_accepted() {
    let text = readme();
    let block = text.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tidegate.toml");
    fs::write(&file, block).unwrap();
    let (valid, said) = tidegate(&["config", "validate", "--config", file.to_str().unwrap()]);
    assert!(valid, "{said}");
}

#[test]
fn its_scenarios_are_all_there_are() {
    let text = readme();
    for name in tidegate::sim::scenario::names() {
        assert!(text.contains(name), "{name} is not in the README");
    }
}

/// The lines of the first block of a shell after some words.
fn lines_after(words: &str) -> Vec<String> {
    let text = readme();
    let block = text.split_once(words).and_then(|(_, rest)| rest.split("```sh\n").nth(1)?.split("```").next()).unwrap();
    block.lines().map(str::to_owned).collect()
}

/// A shell in a folder of its own that finds the program and nothing of this machine's environment.
fn shell(folder: &Path, line: &str) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_tidegate")).parent().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(folder).env_clear().stdin(Stdio::null());
    shell.env("PATH", format!("{}:/usr/bin:/bin", program.display())).env("HOME", folder);
    shell
}

/// Ends the served world also when the test fails.
struct Served(Child);

impl Served {
    /// Serves as a line says, at a port of its own, until it says where.
    fn begin(folder: &Path, line: &str) -> Self {
        let command = line.split(" #").next().unwrap();
        let mut shell = shell(folder, &format!("exec {command} --listen 127.0.0.1:0"));
        let mut served = Self(shell.stdout(Stdio::piped()).spawn().unwrap());
        let mut said = String::new();
        BufReader::new(served.0.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert!(said.contains("answers at http://127.0.0.1:"), "{said}");
        served
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn its_rollout_without_an_account_runs_as_it_stands() {
    let [serve, variables, watch, journal] = lines_after("To see all of it without an account").try_into().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let _served = Served::begin(folder.path(), &serve);
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("play"), mode("play/env"), mode("play/tidegate.toml")), (0o700, 0o600, 0o600));
    let configured = shell(folder.path(), &format!("{variables}\ntidegate config validate")).output().unwrap();
    assert!(configured.status.success(), "{}", said(&configured));
    // What is served is told by its own clock and endpoint, and judged with everything configured.
    let watched = shell(folder.path(), &format!("{variables}\n{watch}")).output().unwrap();
    let told = said(&watched);
    assert_eq!(watched.status.code(), Some(3), "{told}");
    assert!(told.contains("promote to 50 % begins") && told.contains("rolled back, because"), "{told}");
    let story = said(&shell(folder.path(), &format!("{variables}\n{journal}")).output().unwrap());
    assert!(story.contains("by standing consent"), "{story}");
    let verified = shell(folder.path(), &format!("{variables}\ntidegate journal verify")).output().unwrap();
    assert!(verified.status.success() && !folder.path().join(".local").exists(), "{}", said(&verified));
}

#[test]
fn a_folder_that_exists_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("play")).unwrap();
    let refused = shell(folder.path(), "tidegate sim --folder play --listen 127.0.0.1:0").output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(said(&refused), "tidegate: play exists already: remove it, or name a new folder\n");
    assert_eq!(fs::read_dir(folder.path().join("play")).unwrap().count(), 0);
    let nowhere = shell(folder.path(), "tidegate sim --folder no/where --listen 127.0.0.1:0").output().unwrap();
    assert_eq!(said(&nowhere), "tidegate: failed to make the folder no/where: no such file or directory\n");
}
