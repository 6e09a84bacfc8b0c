//! The one table of commands.

use std::collections::BTreeSet;

use tidegate::app::keys::{Command, KeyProblem, KeyTable, Place, enabled, key_label, parse_key};
use tidegate::app::update::update;

use super::bed::{blank, key, keys, press, settled};

fn with(command: &str, key: &str) -> Result<KeyTable, KeyProblem> {
    KeyTable::with(&[(command.to_owned(), vec![key.to_owned()])])
}

#[test]
fn the_default_table_has_no_conflict_and_every_key_of_it_can_be_read() {
    let table = KeyTable::default();
    assert_eq!(table.check(), Ok(()));
    let written: usize = Command::ALL.iter().map(|command| command.row().keys.len()).sum();
    let read: usize = Command::ALL.iter().map(|command| table.keys(*command).count()).sum();
    assert_eq!(read, written);
}

#[test]
fn names_are_told_apart_and_written_alike() {
    let names: BTreeSet<&str> = Command::ALL.iter().map(|command| command.row().name).collect();
    assert_eq!(names.len(), Command::ALL.len());
    for name in names {
        assert!(name.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-'), "{name}");
        assert_eq!(Command::named(name).map(|command| command.row().name), Some(name));
    }
}

#[test]
fn every_key_of_the_product_does_something_on_a_screen() {
    let table = KeyTable::default();
    let product = "? : / esc q ctrl-c j k h l left right up down g G pageup pagedown tab backtab 1 2 3 4 5 6 7 enter f v + - [ ] 0 space r f5 \
                   y t w ! a ctrl-z";
    for text in product.split_whitespace() {
        assert!(table.command(key(text), Place::Screen).is_some(), "{text}");
    }
}

#[test]
fn a_key_can_be_bound_anew_and_the_old_one_is_free() {
    let table = with("freeze", "p").unwrap();
    assert_eq!(table.command(key("p"), Place::Screen), Some(Command::Freeze));
    assert_eq!(table.command(key("space"), Place::Screen), None);
    assert_eq!(table.label(Command::Freeze), "p");
}

#[test]
fn two_commands_may_swap_their_keys() {
    let swapped = KeyTable::with(&[("why".to_owned(), vec!["t".to_owned()]), ("theme".to_owned(), vec!["w".to_owned()])]);
    assert_eq!(swapped.unwrap().command(key("t"), Place::Screen), Some(Command::Why));
}

#[test]
fn a_conflict_names_the_key_and_both_commands() {
    let problem = with("help", "q").unwrap_err();
    assert_eq!(problem.to_string(), "the key q is bound to both `help` and `quit`: give one of them another key");
}

#[test]
fn an_unknown_command_tells_the_nearest() {
    let problem = with("freze", "p").unwrap_err();
    assert_eq!(problem.to_string(), "unknown command `freze` in [keys]: did you mean `freeze`?");
}

#[test]
fn what_is_no_key_is_refused() {
    assert!(matches!(with("help", "hyper-q").unwrap_err(), KeyProblem::Unreadable { .. }));
    assert!(matches!(with("help", "").unwrap_err(), KeyProblem::Unreadable { .. }));
    assert!(matches!(with("help", "a-b").unwrap_err(), KeyProblem::Unreadable { .. }));
}

#[test]
fn what_counts_while_typing_cannot_be_a_character() {
    assert!(matches!(with("run", "x").unwrap_err(), KeyProblem::Types { .. }));
    assert!(with("run", "ctrl-j").is_ok());
}

#[test]
fn the_ways_out_keep_their_keys() {
    let table = KeyTable::with(&[("back".to_owned(), vec!["ctrl-g".to_owned()]), ("exit".to_owned(), Vec::new())]).unwrap();
    for (text, command) in [("esc", Command::Back), ("ctrl-g", Command::Back), ("ctrl-c", Command::Exit)] {
        assert_eq!(table.command(key(text), Place::Dialog), Some(command));
    }
    assert!(matches!(with("help", "ctrl-c").unwrap_err(), KeyProblem::Conflict { .. }));
}

#[test]
fn labels_are_what_people_call_the_keys() {
    let label = |text: &str| key_label(parse_key(text).unwrap());
    let cases = [
        ("q", "q"),
        ("G", "G"),
        ("shift-g", "G"),
        ("ctrl-c", "Ctrl-C"),
        ("space", "Space"),
        ("pageup", "PgUp"),
        ("backtab", "Shift-Tab"),
        ("f5", "F5"),
        ("esc", "Esc"),
        ("-", "-"),
        ("?", "?"),
    ];
    for (text, expected) in cases {
        assert_eq!(label(text), expected);
    }
}

#[test]
fn a_sign_is_the_same_key_with_and_without_shift() {
    let mut shifted = key("?");
    shifted.modifiers = crossterm::event::KeyModifiers::SHIFT;
    assert_eq!(KeyTable::default().command(shifted, Place::Screen), Some(Command::Help));
}

#[test]
fn a_disabled_key_says_why_and_changes_nothing_else() {
    let mut model = settled();
    assert_eq!(enabled(Command::PanForward, &model), Err("the newest minute is shown already".to_owned()));
    let before = model.clone();
    keys(&mut model, "]");
    assert_eq!(model.toast.take().unwrap().text, "pan-forward: the newest minute is shown already.");
    assert_eq!(model, before);
}

#[test]
fn help_lists_every_command_that_counts_with_its_reason_when_it_does_not() {
    let mut model = settled();
    keys(&mut model, "?");
    let lines = model.keys.help(&model);
    let on_screens = Command::ALL.iter().filter(|command| command.row().places.contains(&Place::Screen)).count();
    assert!(on_screens <= lines.len());
    assert!(lines.iter().any(|(command, _, state)| *command == Command::PanForward && state.is_err()));
    assert!(lines.iter().all(|(_, keys, _)| !keys.is_empty()));
}

#[test]
fn the_footer_offers_keys_of_the_table() {
    let mut model = blank();
    let hints = model.keys.hints(&model);
    assert_eq!(hints.first().map(|(key, word, _)| (key.as_str(), *word)), Some(("a", "actions")));
    assert!(hints.iter().any(|(key, word, _)| key == "q" && *word == "quit"));
    model.keys = with("actions", "x").unwrap();
    assert_eq!(model.keys.hints(&model)[0].0, "x");
}

#[test]
fn a_rebound_key_works_and_a_released_key_does_nothing() {
    let mut model = settled();
    model.keys = with("help", "x").unwrap();
    let mut released = key("x");
    released.kind = crossterm::event::KeyEventKind::Release;
    update(&mut model, tidegate::app::msg::Msg::Key(released));
    assert_eq!(model.dialog, None);
    update(&mut model, press("x"));
    assert!(model.dialog.is_some());
}
