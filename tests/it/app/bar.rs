//! The command bar and the filter.

use tidegate::app::command::{Line, moment, names, nearest, offers, parse};
use tidegate::app::effect::Effect;
use tidegate::app::keys::Command;
use tidegate::app::model::{BarKind, Screen};
use tidegate::app::msg::Msg;
use tidegate::app::rows;
use tidegate::app::update::update;
use tidegate::domain::action::grammar::verb;

use super::bed::{at, key, keys, noon, press, run, settled, type_text};

#[test]
fn what_is_typed_is_offered_completed_and_run() {
    let mut model = settled();
    keys(&mut model, ":");
    type_text(&mut model, "pip");
    assert_eq!(model.bar.as_ref().unwrap().offers, ["pipeline"]);
    keys(&mut model, "tab");
    assert_eq!(model.bar.as_ref().unwrap().text, "pipeline ");
    assert_eq!(model.bar.as_ref().unwrap().offers, ["pipeline prices", "pipeline orders"]);
    keys(&mut model, "tab tab");
    assert_eq!(model.bar.as_ref().unwrap().text, "pipeline orders");
    keys(&mut model, "tab");
    assert_eq!(model.bar.as_ref().unwrap().text, "pipeline ", "past the last comes what was typed");
    keys(&mut model, "backtab enter");
    assert_eq!((model.current, model.bar.is_none()), (1, true));
}

#[test]
fn a_mistake_is_told_in_one_sentence_and_stays_to_be_mended() {
    let cases = [
        ("piplin x", "There is no command piplin: did you mean pipeline?"),
        ("pipeline prcies", "There is no pipeline prcies: did you mean prices?"),
        ("pipeline", "Which pipeline? There is prices, orders."),
        ("theme papr", "There is no theme papr: did you mean paper?"),
        ("span soon", "\"soon\" is not a length of time: write it like 30m or 1h 30m."),
        ("span 1m", "The charts show from 15m to 15days."),
        ("ack", "How long? ack 30m [FINDING]: acknowledge a finding for a time; it stays listed."),
        ("ack 30m nothing", "No finding is called nothing."),
        ("ack 3days", "24h is the longest: nobody remembers a longer one."),
        ("ack 0s", "A length of time must be more than nothing."),
        ("at 25:00", "\"25:00\" is not a moment: write it like 03:02, 03:02 UTC or 2026-11-23T03:02:00Z."),
        ("at 2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z is not past yet."),
        ("sample 77", "There is no shard 77."),
        ("freeze now", "freeze takes nothing more, but \"now\" follows it."),
        ("filter x", "This screen has no list to filter."),
        ("esc", "There is no command esc: did you mean rescue?"),
        ("xyz", "There is no command xyz."),
    ];
    for (line, sentence) in cases {
        let mut model = settled();
        run(&mut model, line);
        assert_eq!(model.toast.as_ref().map(|toast| (toast.text.as_str(), toast.bad)), Some((sentence, true)), "{line}");
        assert_eq!(model.bar.as_ref().map(|bar| bar.text.as_str()), Some(line));
        keys(&mut model, "esc");
        assert!(model.bar.is_none());
    }
}

#[test]
fn every_command_of_a_screen_can_be_typed() {
    let model = settled();
    for name in names() {
        // `back` as a word is a change; as a key it is a step.
        if let Some(command) = Command::named(name).filter(|_| name != "filter" && verb(name).is_none()) {
            assert_eq!(parse(name, &model), Ok(Line::Key(command)), "{name}");
        }
    }
    assert_eq!(parse("q", &model), Ok(Line::Key(Command::Quit)));
}

#[test]
fn typed_commands_do_what_they_say() {
    let mut model = settled();
    run(&mut model, "shards");
    assert_eq!(model.screen, Screen::Shards);
    run(&mut model, "filter 0000001");
    assert_eq!(rows::of(&model, model.focus).len(), 1);
    run(&mut model, "theme paper");
    assert_eq!(model.theme, "paper");
    run(&mut model, "span 6h");
    assert_eq!(model.chart.span, 21_600);
    run(&mut model, "at 11:02");
    assert_eq!(model.chart.cursor, Some(at(-3480)));
    run(&mut model, "at live");
    assert!(model.chart.is_live() && model.chart.cursor.is_none());
    run(&mut model, "why stream.status");
    assert!(model.dialog.is_some());
    assert!(matches!(run(&mut model, "report")[..], [Effect::Copy(_)]));
    assert_eq!(run(&mut model, "quit"), [Effect::Quit]);
}

#[test]
fn a_moment_is_read_as_people_write_it() {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(2));
    let read = |text: &str| moment(text, noon(), &zone).map(|at| at.to_string());
    let ok = |text: &str| Ok(text.to_owned());
    assert_eq!(read("03:02 UTC"), ok("2026-11-23T03:02:00Z"));
    assert_eq!(read("03:02"), ok("2026-11-23T01:02:00Z"), "the reader's own zone");
    assert_eq!(read("15:00"), ok("2026-11-22T13:00:00Z"), "the newest such time is yesterday's");
    assert_eq!(read("2026-11-22T23:59:00Z"), ok("2026-11-22T23:59:00Z"));
    assert_eq!(read("2026-11-23 03:02"), ok("2026-11-23T01:02:00Z"));
}

#[test]
fn the_history_is_recalled_newest_first_and_gives_back_what_was_typed() {
    let mut model = settled();
    run(&mut model, "span 6h");
    run(&mut model, "theme paper");
    run(&mut model, "span 6h");
    assert_eq!(model.history, ["theme paper", "span 6h"], "the same line is kept once");
    keys(&mut model, ":");
    type_text(&mut model, "re");
    let text = |model: &tidegate::app::model::Model| model.bar.as_ref().unwrap().text.clone();
    keys(&mut model, "up");
    assert_eq!(text(&model), "span 6h");
    keys(&mut model, "up up up");
    assert_eq!(text(&model), "theme paper");
    keys(&mut model, "down down");
    assert_eq!(text(&model), "re");
}

#[test]
fn keys_are_letters_while_the_bar_is_open() {
    let mut model = settled();
    keys(&mut model, ":");
    assert!(type_text(&mut model, "q12 a:/").is_empty());
    assert_eq!(model.bar.as_ref().unwrap().text, "q12 a:/");
    keys(&mut model, "ctrl-w");
    assert_eq!(model.bar.as_ref().unwrap().text, "q12 ");
    keys(&mut model, "backspace ctrl-u");
    assert_eq!(model.bar.as_ref().unwrap().text, "");
    keys(&mut model, "backspace");
    assert!(model.bar.is_none(), "erasing an empty line closes it");
}

#[test]
fn pasted_text_goes_into_the_bar_alone_and_never_runs() {
    let mut model = settled();
    let before = model.clone();
    assert!(update(&mut model, Msg::Paste("quit\n".to_owned())).is_empty());
    assert_eq!(model, before);
    keys(&mut model, ":");
    assert!(update(&mut model, Msg::Paste("quit\nq\u{1b}[31m".to_owned())).is_empty());
    assert_eq!(model.bar.as_ref().unwrap().text, "quit q[31m");
    assert!(!model.leaving);
}

#[test]
fn the_filter_works_while_it_is_typed_is_kept_by_enter_and_given_up_by_esc() {
    let mut model = settled();
    keys(&mut model, "2 /");
    assert_eq!(model.bar.as_ref().map(|bar| bar.kind), Some(BarKind::Filter));
    type_text(&mut model, "0000001");
    assert_eq!(rows::of(&model, model.focus).len(), 1);
    keys(&mut model, "enter");
    assert_eq!((model.filter.as_str(), model.bar.is_none()), ("0000001", true));
    keys(&mut model, "esc");
    assert_eq!(model.filter, "");
    keys(&mut model, "/");
    type_text(&mut model, "x");
    keys(&mut model, "esc");
    assert_eq!((model.filter.as_str(), model.bar.is_none()), ("", true));
}

#[test]
fn names_near_enough_are_found_and_others_are_not() {
    let names = ["pipeline", "theme", "span"];
    assert_eq!(nearest("pipelin", names), Some("pipeline"));
    assert_eq!(nearest("thme", names), Some("theme"));
    assert_eq!(nearest("zzz", names), None);
}

#[test]
fn durations_and_findings_are_offered_in_their_turn() {
    let model = settled();
    assert!(offers("ack ", &model).contains(&"ack 30m".to_owned()));
    assert!(offers("sam", &model).contains(&"sample".to_owned()));
    assert_eq!(offers("sample 000000000001", &model), ["sample shardId-000000000001"]);
    assert!(offers("why stream.s", &model).contains(&"why stream.status".to_owned()));
    assert!(offers("zzz", &model).is_empty());
    assert!(offers("freeze ", &model).is_empty());
}

#[test]
fn a_key_with_control_types_nothing() {
    let mut model = settled();
    keys(&mut model, ":");
    update(&mut model, Msg::Key(key("ctrl-x")));
    update(&mut model, press("f7"));
    assert_eq!(model.bar.as_ref().unwrap().text, "");
}
