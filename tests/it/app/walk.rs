//! Every key in every state that keys can reach: the machine is walked until nothing new comes.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::mem::discriminant;

use tidegate::app::ask::Feed;
use tidegate::app::effect::Effect;
use tidegate::app::keys::{Command, place};
use tidegate::app::model::{Dialog, Model, Screen};
use tidegate::app::msg::Msg;
use tidegate::app::timeline::{Event, EventKind};
use tidegate::app::update::update;

use super::bed::{key, keys, noon, press, settled};

/// What tells one state from another. While something lies over the screen, what is under it waits.
type State = (Screen, String, String, Vec<bool>);

fn state(model: &Model) -> State {
    let dialog = format!("{:?} {:?}", model.dialog.as_ref().map(kind), model.beneath.iter().map(kind).collect::<Vec<_>>());
    let bar = model.bar.as_ref().map(|bar| format!("{:?} {} {}", bar.kind, bar.text.is_empty(), bar.chosen.is_some()));
    let flags = match model.dialog {
        Some(_) => Vec::new(),
        None => {
            vec![model.chart.cursor.is_some(), model.chart.full, model.frozen.is_some(), !model.filter.is_empty(), !model.chart.is_live()]
        }
    };
    let focus = if model.dialog.is_some() { String::new() } else { format!("{:?}", model.focus) };
    (model.screen, focus, format!("{dialog} {bar:?}"), flags)
}

fn kind(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::Help { .. } => "help",
        Dialog::Why { .. } => "why",
        Dialog::Findings { .. } => "findings",
        Dialog::Actions { .. } => "actions",
        Dialog::Sample { .. } => "sample",
        Dialog::Query { .. } => "query",
        Dialog::Errors { .. } => "errors",
        Dialog::Check { .. } => "check",
        Dialog::Handover { .. } => "handover",
        Dialog::Event { .. } => "event",
        Dialog::Arm(_) => "arm",
        Dialog::Change { .. } => "change",
        Dialog::Torn { .. } => "torn",
        Dialog::Close { .. } => "close",
        Dialog::Leave => "leave",
    }
}

fn is_home(model: &Model) -> bool {
    let open = model.dialog.is_some() || model.bar.is_some() || model.chart.cursor.is_some() || model.chart.full;
    !open && model.frozen.is_none() && model.filter.is_empty() && model.chart.is_live() && model.screen == Screen::Overview
}

/// A model in which as much as possible can be opened, and little has to be copied.
fn rich() -> Model {
    let mut model = settled();
    for id in ["consumer-lag", "write-throttles"] {
        let snapshot = model.watch.snapshot.clone();
        let finding = tidegate::domain::finding::Finding {
            id,
            subject: String::new(),
            level: tidegate::domain::finding::Level::Alarm,
            text: id.to_owned(),
            evidence: Vec::new(),
            advice: String::new(),
            readings: vec!["stream.status".to_owned()],
            wish: None,
        };
        model.watch.board.take(vec![finding], &snapshot, model.now, 1);
    }
    model.watch.timeline.add(Event { at: noon(), kind: EventKind::Alarm, text: "alarm".to_owned(), evidence: Vec::new() });
    model.watch.snapshot.metrics.forget_before(noon());
    model.toast = None;
    model
}

/// A key of every command, and some that are in none.
fn alphabet() -> Vec<&'static str> {
    let mut keys: BTreeSet<&str> = Command::ALL.iter().filter_map(|command| command.row().keys.first().copied()).collect();
    keys.extend(["x", "z", "Z", "ctrl-x", "alt-q", "f9", "insert"]);
    keys.into_iter().collect()
}

/// Whether a key may have this effect in this state.
fn is_allowed(before: &Model, text: &str, effect: &Effect) -> bool {
    let table = &before.keys;
    let command = table.command(key(text), place(before));
    match effect {
        Effect::Ask(ask) => match &ask.feed {
            Feed::Sample(_) => matches!(before.dialog, Some(Dialog::Sample { .. })) && command == Some(Command::Open),
            Feed::Workgroup => matches!(before.dialog, Some(Dialog::Actions { .. })) && command == Some(Command::Open),
            Feed::Query => matches!(before.dialog, Some(Dialog::Query { .. })) && command == Some(Command::Open),
            Feed::Errors(_) => matches!(before.dialog, Some(Dialog::Errors { .. })) && command == Some(Command::Open),
            Feed::History => matches!(command, Some(Command::PanBack | Command::ZoomOut | Command::Left)),
            _ => command == Some(Command::Refresh),
        },
        Effect::Quit => command == Some(Command::Exit) || (command == Some(Command::Quit) && before.dialog.is_none()),
        Effect::Suspend => command == Some(Command::Suspend),
        Effect::Copy(_) => {
            command == Some(Command::Copy) || (matches!(before.dialog, Some(Dialog::Actions { .. })) && command == Some(Command::Open))
        }
        // Acknowledging the worst changes the verdict.
        // Nobody armed it and nobody typed a word.
        Effect::Execute { .. } | Effect::Stop(_) | Effect::Journal(_) | Effect::ReadJournal | Effect::Recall(_) => false,
        Effect::Bell | Effect::Title(_) | Effect::Notify(_) => command == Some(Command::Open),
    }
}

/// `Esc` comes home from here within a handful of steps.
fn comes_home(model: &Model) -> bool {
    let mut model = model.clone();
    for _ in 0..14 {
        if is_home(&model) {
            return true;
        }
        update(&mut model, press("esc"));
    }
    is_home(&model)
}

#[test]
fn no_key_in_any_state_does_what_it_may_not() {
    let letters = alphabet();
    let first = rich();
    let mut seen: HashSet<State> = HashSet::from([state(&first)]);
    let mut queue = VecDeque::from([first]);
    let (mut presses, mut leaves) = (0u64, 0u64);
    while let Some(model) = queue.pop_front() {
        assert!(comes_home(&model), "Esc does not come home from {:?}", state(&model));
        for text in &letters {
            let mut next = model.clone();
            let effects = update(&mut next, press(text));
            presses += 1;
            for effect in &effects {
                assert!(is_allowed(&model, text, effect), "{text} in {:?}: {effect:?}", state(&model));
            }
            assert_eq!(next.now, model.now);
            assert_eq!(next.leaving, effects.contains(&Effect::Quit));
            assert_eq!(next.watch.snapshot.pipeline, model.watch.snapshot.pipeline);
            if next.leaving {
                leaves += 1;
                continue;
            }
            if seen.insert(state(&next)) {
                queue.push_back(next);
            }
        }
    }
    println!("{} states, {presses} presses, {leaves} of them leave", seen.len());
    assert!(1000 < seen.len(), "the walk found {} states only", seen.len());
}

#[test]
fn control_c_leaves_from_every_kind_of_state() {
    for way in ["", "?", ":", "/", "a", "!", "space", "2 /", "tab tab f v", "? esc a"] {
        let mut model = rich();
        keys(&mut model, way);
        assert_eq!(update(&mut model, press("ctrl-c")), [Effect::Quit], "after {way}");
    }
}

#[test]
fn q_leaves_a_screen_closes_a_dialog_and_is_a_letter_in_the_bar() {
    let mut model = rich();
    keys(&mut model, "! ?");
    assert!(keys(&mut model, "q").is_empty());
    assert!(model.dialog.is_none() && model.beneath.is_empty());
    keys(&mut model, ": q");
    assert_eq!(model.bar.as_ref().map(|bar| bar.text.as_str()), Some("q"));
    keys(&mut model, "esc");
    assert_eq!(keys(&mut model, "q"), [Effect::Quit]);
}

#[test]
fn no_dialog_lies_over_one_of_its_own_kind() {
    let mut model = rich();
    keys(&mut model, "! ? ! ? ! ? w");
    let mut kinds: Vec<_> = model.beneath.iter().chain(&model.dialog).map(discriminant).collect();
    let count = kinds.len();
    kinds.dedup();
    assert_eq!(kinds.len(), count);
    assert!(count <= 4);
}

#[test]
fn a_key_that_is_held_down_moves_and_does_nothing_else() {
    let mut model = rich();
    let mut held = key("q");
    held.kind = crossterm::event::KeyEventKind::Repeat;
    assert!(update(&mut model, Msg::Key(held)).is_empty());
    let mut held = key("j");
    held.kind = crossterm::event::KeyEventKind::Repeat;
    update(&mut model, Msg::Key(held));
    assert_eq!(model.selected, 1);
}
