//! Every road out of the console.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;

use tempfile::TempDir;
use tidegate::edge::terminal::Console;

use super::bed::Terminal;

/// Runs a command between two looks at the terminal's modes, and tells how it ended.
const BETWEEN: &str = r#"stty -g > before; sh -c 'echo $$ > pid; exec "$@"' sh "$@"; code=$?; stty -g > after; echo "left with $code""#;

fn started(arguments: &[&str], directory: &Path) -> Terminal {
    let words: Vec<&str> = ["-c", BETWEEN, "sh"].into_iter().chain(arguments.iter().copied()).collect();
    Terminal::run("sh", &words, directory)
}

/// The demo, on the screen.
fn demo(directory: &TempDir) -> Terminal {
    let terminal = started(&[env!("CARGO_BIN_EXE_tidegate"), "demo"], directory.path());
    terminal.wait_for_console();
    terminal
}

fn assert_as_before(terminal: &Terminal, directory: &Path) {
    terminal.wait("the end", |screen| screen.contents().contains("left with"));
    terminal.assert_given_back();
    let read = |name: &str| std::fs::read_to_string(directory.join(name)).unwrap();
    assert!(!read("before").is_empty());
    assert_eq!(read("before"), read("after"), "the line's modes");
}

fn signal(name: &str, directory: &Path) {
    let pid = std::fs::read_to_string(directory.join("pid")).unwrap();
    let sent = std::process::Command::new("kill").args([&format!("-{name}"), pid.trim()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn quit_gives_the_terminal_back() {
    let directory = tempfile::tempdir().unwrap();
    let mut terminal = demo(&directory);
    terminal.type_keys("q");
    assert_as_before(&terminal, directory.path());
    assert!(terminal.contents().contains("left with 0"), "{}", terminal.contents());
}

#[test]
fn control_c_gives_the_terminal_back() {
    let directory = tempfile::tempdir().unwrap();
    let mut terminal = demo(&directory);
    terminal.type_keys("?\x03");
    assert_as_before(&terminal, directory.path());
    assert!(terminal.contents().contains("left with 130"), "{}", terminal.contents());
}

#[test]
fn signals_give_the_terminal_back() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let directory = tempfile::tempdir().unwrap();
        let terminal = demo(&directory);
        signal(name, directory.path());
        assert_as_before(&terminal, directory.path());
        assert!(terminal.contents().contains(&format!("left with {code}")), "{name}: {}", terminal.contents());
    }
}

#[test]
fn a_panic_is_told_after_the_terminal_was_given_back() {
    let directory = tempfile::tempdir().unwrap();
    let terminal = inner("panics_with_the_terminal_taken", directory.path());
    assert_as_before(&terminal, directory.path());
    assert!(terminal.contents().contains("a panic on purpose"), "{}", terminal.contents());
}

#[test]
fn an_error_gives_the_terminal_back() {
    let directory = tempfile::tempdir().unwrap();
    let terminal = inner("fails_with_the_terminal_taken", directory.path());
    assert_as_before(&terminal, directory.path());
    assert!(terminal.contents().contains("an error on purpose"), "{}", terminal.contents());
}

/// A test of this binary, run in a terminal of its own.
fn inner(name: &str, directory: &Path) -> Terminal {
    let binary = std::env::current_exe().unwrap();
    started(&[binary.to_str().unwrap(), "--ignored", "--nocapture", "--exact", &format!("pty::roads::{name}")], directory)
}

#[test]
#[ignore = "run by the test of panics, in a terminal of its own"]
fn panics_with_the_terminal_taken() {
    let mut console = Console::take().unwrap();
    console.draw(|_| panic!("a panic on purpose")).unwrap();
}

#[test]
#[ignore = "run by the test of errors, in a terminal of its own"]
fn fails_with_the_terminal_taken() -> std::io::Result<()> {
    let mut console = Console::take()?;
    console.bell()?;
    Err(std::io::Error::other("an error on purpose"))
}

#[test]
fn the_shell_takes_over_at_control_z_and_gives_back_at_fg() {
    let directory = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::run("sh", &["-i"], directory.path());
    terminal.wait("the shell", |screen| screen.contents().contains("prompt>"));
    terminal.type_keys("stty -g > before; \"$BIN\" demo\r");
    terminal.wait_for_console();
    terminal.type_keys("\x1a");
    terminal.wait("the shell again", |screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("prompt>"));
    terminal.assert_given_back();
    terminal.type_keys("fg\r");
    terminal.wait_for_console();
    terminal.type_keys("2");
    terminal.wait("a frame after fg", |screen| screen.alternate_screen() && screen.contents().contains("Shards"));
    terminal.type_keys("q");
    terminal.wait("the end", |screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("prompt>"));
    terminal.type_keys("stty -g > after; echo writ''ten\r");
    terminal.wait("the modes", |screen| screen.contents().contains("written"));
    terminal.assert_given_back();
    let read = |name: &str| std::fs::read_to_string(directory.path().join(name)).unwrap();
    assert_eq!(read("before"), read("after"));
}

#[test]
fn keys_work_while_the_world_is_still_being_built() {
    let directory = tempfile::tempdir().unwrap();
    let mut terminal = demo(&directory);
    terminal.type_keys("?");
    terminal.wait("the help", |screen| screen.contents().to_lowercase().contains("help"));
    terminal.type_keys("qq");
    assert_as_before(&terminal, directory.path());
}
