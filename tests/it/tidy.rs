//! The house keeps its rules: arrows point down, files stay small, pure storeys stay pure.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Lines that a file in `src` may have. Tables of data are excepted, by name.
const CEILING: usize = 400;
const TABLES: &[&str] = &[];

/// What each storey may not name of the others.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &["crate::app", "crate::view", "crate::edge", "crate::sim"]),
    ("app", &["crate::view", "crate::edge", "crate::sim"]),
    ("view", &["crate::edge", "crate::sim"]),
    ("sim", &["crate::app", "crate::view", "crate::edge"]),
];

/// The world outside, which `domain`, `app` and `view` do not touch.
const OUTSIDE: &[&str] = &[
    "std::time::Instant",
    "std::time::SystemTime",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "tokio::",
    "aws_sdk",
    "aws_config",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The files of one storey: `src/app.rs` and all below `src/app`.
fn storey(name: &str) -> Vec<PathBuf> {
    let mut files = files_below(&root().join("src").join(name), ".rs");
    files.push(root().join("src").join(format!("{name}.rs")));
    files
}

/// The code of a file, without its comments: prose may name what code may not.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let code_of = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().enumerate().map(|(index, line)| (index + 1, code_of(line))).collect()
}

fn offences(storeys: &[&str], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in storeys.iter().flat_map(|name| storey(name)) {
        for (number, line) in code(&path) {
            for word in words.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{number} names {word}", path.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    found
}

#[test]
fn arrows_point_down_only() {
    for (name, above) in ARROWS {
        let found = offences(&[name], above);
        assert!(found.is_empty(), "{name} looks up:\n{}", found.join("\n"));
    }
}

#[test]
fn the_pure_storeys_touch_nothing_outside() {
    let found = offences(&["domain", "app", "view"], OUTSIDE);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn drawing_needs_no_widgets_below_the_view() {
    let found = offences(&["domain", "app", "sim"], &["ratatui"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nobody_below_the_edge_knows_that_there_are_scenarios() {
    let found = offences(&["domain", "app", "view"], &["scenario", "Scenario"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn files_stay_small_and_say_what_they_are() {
    let mut found = Vec::new();
    for path in files_below(&root().join("src"), ".rs") {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if lines > CEILING && !TABLES.contains(&name.as_str()) {
            found.push(format!("{name} has {lines} lines, more than {CEILING}"));
        }
        if !text.starts_with("//! ") {
            found.push(format!("{name} does not begin with what it is"));
        }
        if name.ends_with("mod.rs") {
            found.push(format!("{name}: write foo.rs beside foo/"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nothing_is_left_unfinished_or_silenced() {
    // Spelled apart, so that this file does not find itself.
    let marks = ["todo", "unimplemented"].map(|name| format!("{name}!("));
    let attributes = ["ignore", "allow("].map(|name| format!("#[{name}"));
    let mut found = Vec::new();
    for folder in ["src", "tests"] {
        for path in files_below(&root().join(folder), ".rs") {
            // A test that another test starts in a process of its own is not run twice.
            let on_its_own = |line: &str| line.contains(" = \"run by the test of ");
            for (number, line) in code(&path).into_iter().filter(|(_, line)| !on_its_own(line)) {
                for mark in marks.iter().chain(&attributes).filter(|mark| line.contains(mark.as_str())) {
                    found.push(format!("{}:{number}: {mark}", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn unsafe_code_is_forbidden_in_both_crates() {
    for name in ["src/lib.rs", "src/main.rs"] {
        assert!(fs::read_to_string(root().join(name)).unwrap().contains("#![forbid(unsafe_code)]"), "{name}");
    }
}

#[test]
fn the_top_level_reads_at_a_glance() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "CHANGELOG.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "screenshots",
        "src",
        "target",
        "tests",
        "themes",
    ];
    let names = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let strangers: Vec<String> = names.filter(|name| !name.starts_with('.') && !known.contains(&name.as_str())).collect();
    assert!(strangers.is_empty(), "the top level has grown: {strangers:?}");
}
