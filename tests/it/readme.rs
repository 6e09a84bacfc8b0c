//! The README says what is so: its keys are the key table's, its pictures and commands exist.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

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
