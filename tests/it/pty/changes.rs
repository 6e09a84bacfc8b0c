//! A change by hand, from the first key to its end, in a real terminal.

use std::path::Path;
use std::time::Duration;

use tidegate::sim::{Options, Sim, serve};

use super::bed::Terminal;

/// Enter counts only so long after the last character: a word that was pasted with its line end confirms nothing.
const AFTER_TYPING: Duration = Duration::from_millis(300);

fn demo(directory: &Path) -> Terminal {
    let terminal = Terminal::run(env!("CARGO_BIN_EXE_tidegate"), &["demo", "--speed", "30"], directory);
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
        screen.contents().contains("Enter cancels until off is typed") && first_line(screen).contains("READ-ONLY")
    });
    terminal.type_keys("off");
    terminal.wait("the word", |screen| screen.contents().contains("as it must be"));
    terminal.leave_alone(AFTER_TYPING);
    terminal.type_keys("\r");
    terminal.wait("the change, applied", |screen| {
        let shown = screen.contents();
        first_line(screen).contains("READ-ONLY") && (shown.contains("applied") || shown.contains("done"))
    });
    terminal.wait("the change, settled", |screen| screen.contents().contains("ended"));
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

#[test]
fn a_word_that_the_journal_does_not_take_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let mut terminal = demo(directory.path());
    command(&mut terminal, "hold the table is moved");
    terminal.wait("the word", |screen| screen.contents().contains("The rollout is held: the table is moved."));
    let state = std::fs::read_dir(directory.path().join(".local/state/tidegate")).unwrap();
    let place = state.map(|entry| entry.unwrap().path()).find(|path| path.join("journal.jsonl").exists()).unwrap();
    // What can be neither read nor written lies in its place.
    std::fs::remove_file(place.join("journal.jsonl")).unwrap();
    std::fs::create_dir(place.join("journal.jsonl")).unwrap();
    command(&mut terminal, "resume it was moved");
    terminal.wait("that it was not written", |screen| screen.contents().contains("Nothing was said of the rollout"));
    terminal.type_keys("q");
    terminal.wait("the end", |screen| !screen.alternate_screen());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_may_ever_be_changed_rollback_shows_what_to_paste() {
    let options = Options { scenario: "calm".to_owned(), seed: 1, speed: 1.0, start: "2026-11-23T03:14:20Z".parse().unwrap() };
    let sim = Sim::start(&options).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(serve::serve(listener, sim.clone(), std::future::pending()));
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("tidegate.toml"), NEVER).unwrap();
    let keys = "AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test";
    let words = format!("AWS_ENDPOINT_URL={url} TIDEGATE_CLOCK={url} {keys} exec \"$BIN\"");
    let mut terminal = Terminal::run("sh", &["-c", &words], directory.path());
    tokio::task::spawn_blocking(move || {
        terminal.wait_for_console();
        command(&mut terminal, "rollback");
        terminal.wait("the dialog", |screen| {
            let shown = screen.contents();
            shown.contains("to paste")
                && shown.contains("writes = \"never\": nothing is changed from here.")
                && !shown.contains("arms itself")
        });
        // The commands stand below, and are what `y` copies.
        terminal.type_keys(&"j".repeat(60));
        terminal.wait("what is to be pasted", |screen| screen.contents().contains("aws --region us-east-1 lambda"));
        terminal.type_keys("off");
        terminal.leave_alone(AFTER_TYPING);
        terminal.type_keys("\r\x1b");
        terminal.wait("the console without a dialog", |screen| !screen.contents().contains("to paste"));
        terminal.type_keys("q");
        terminal.wait("the end", |screen| !screen.alternate_screen());
    })
    .await
    .unwrap();
    server.abort();
    let enabled = sim.with_world(|world| world.functions["HeliusPriceWebhook"].environment["USE_KINESIS"].clone());
    assert_eq!(enabled, "true", "nothing was sent");
}

const NEVER: &str = r#"
[[pipeline]]
name = "prices"
region = "us-east-1"
stream = "PriceTicks"
table = "PriceTimeSeriesTable"
writers = ["HeliusPriceWebhook"]
writes = "never"
[pipeline.flag]
store = "lambda-env"
enabled = "USE_KINESIS"
percentage = "KINESIS_PERCENTAGE"
"#;
