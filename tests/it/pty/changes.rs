//! A change by hand, from the first key to its end, in a real terminal.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;
use std::time::Duration;

use super::bed::Terminal;

/// Enter counts only so long after the last character: a word that was pasted with its line end confirms nothing.
const AFTER_TYPING: Duration = Duration::from_millis(300);

fn demo(directory: &Path) -> Terminal {
    let terminal = Terminal::run(env!("CARGO_BIN_EXE_tidegate"), &["demo", "--speed", "60"], directory);
    terminal.wait_for_console();
    terminal
}

fn command(terminal: &mut Terminal, line: &str) {
    terminal.type_keys(":");
    terminal.wait("the command bar", |screen| screen.contents().lines().any(|line| line.trim_start().starts_with(':')));
    terminal.type_keys(line);
    let typed = format!(":{line}");
    terminal.wait("the typed command", |screen| screen.contents().contains(&typed));
    terminal.type_keys("\r");
}

fn first_line(screen: &vt100::Screen) -> String {
    screen.contents().lines().next().unwrap_or_default().to_owned()
}

#[test]
fn rollback_from_read_only_is_one_dialog_and_one_word() {
    let directory = tempfile::tempdir().unwrap();
    let mut terminal = demo(directory.path());
    terminal.wait("the header", |screen| first_line(screen).contains("READ-ONLY"));
    command(&mut terminal, "rollback");
    terminal.wait("the plan and its question", |screen| {
        let shown = screen.contents();
        shown.contains("USE_KINESIS") && shown.contains("off") && first_line(screen).contains("READ-ONLY")
    });
    // What is typed too early, or with Enter at once, begins nothing; the word alone is on the screen.
    terminal.type_keys("off");
    std::thread::sleep(AFTER_TYPING);
    terminal.type_keys("\r");
    terminal.wait("the change, applied", |screen| {
        let shown = screen.contents();
        first_line(screen).contains("READ-ONLY") && (shown.contains("applied") || shown.contains("done"))
    });
    terminal.wait("the change, settled", |screen| screen.contents().contains("ended"));
    println!("{}", terminal.contents());
    terminal.type_keys("\x1b");
    terminal.wait("no dialog", |screen| !screen.contents().contains("ended"));
    command(&mut terminal, "change");
    terminal.wait("the same change again", |screen| screen.contents().contains("ended") && first_line(screen).contains("READ-ONLY"));
    let journal = std::fs::read_to_string(directory.path().join(".local/state/tidegate/journal.jsonl"));
    assert!(journal.is_err(), "the demo's journal is its own, never the user's");
    terminal.type_keys("\x1b");
    terminal.wait("no dialog", |screen| !screen.contents().contains("ended"));
    terminal.type_keys("q");
    terminal.wait("the end", |screen| !screen.alternate_screen());
}
