//! Help, man page and completions come from the one definition.

use super::*;

const COMMANDS: [&str; 15] =
    ["demo", "sim", "status", "check", "cost", "prices", "doctor", "init", "iam", "config", "keys", "themes", "ids", "completions", "man"];
const FLAGS: [&str; 14] = [
    "--profile",
    "--region",
    "--endpoint-url",
    "--config",
    "--pipeline",
    "--write",
    "--output",
    "--no-color",
    "--ascii",
    "--theme",
    "--no-input",
    "--log-file",
    "--refresh",
    "--stream",
];

#[tokio::test]
async fn help_man_page_and_completions_name_every_command_and_flag() {
    let stage = Stage::bare();
    let help = stage.run(&["--help"]).await;
    let man = stage.run(&["man"]).await;
    assert_eq!((help.exit, man.exit), (0, 0));
    assert!(help.err.is_empty() && man.err.is_empty());
    let unescaped = man.out.replace("\\-", "-");
    for word in COMMANDS.iter().chain(&FLAGS) {
        assert!(help.out.contains(word), "help: {word}");
        assert!(unescaped.contains(word), "man page: {word}");
    }
    assert!(help.out.contains("Exit codes:") && help.out.contains("130"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let completions = stage.run(&["completions", shell]).await;
        assert_eq!(completions.exit, 0);
        for word in COMMANDS.iter().chain(&FLAGS) {
            assert!(completions.out.contains(word.trim_start_matches('-')), "{shell}: {word}");
        }
    }
}

#[tokio::test]
async fn every_command_has_help_of_its_own() {
    let stage = Stage::bare();
    for command in COMMANDS {
        let help = stage.run(&[command, "--help"]).await;
        assert_eq!(help.exit, 0, "{command}");
        assert!(help.out.contains("Usage: tidegate"), "{command}");
    }
    let version = stage.run(&["--version"]).await;
    assert_eq!((version.exit, version.out), (0, format!("tidegate {}\n", env!("CARGO_PKG_VERSION"))));
}
