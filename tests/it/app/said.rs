//! Words about the rollout in the command bar, and the handover: the journal's entries and the Markdown of the command line.

use tidegate::app::command::{offers, usage};
use tidegate::app::effect::Effect;
use tidegate::app::model::{Dialog, Model, Options};
use tidegate::app::msg::Msg;
use tidegate::app::update::update;
use tidegate::domain::handover;
use tidegate::domain::journal::{Entry, Event, Hands, Word};
use tidegate::domain::rollout::machine::Phase;
use tidegate::domain::rollout::store::{self, Kept};

use super::bed::{keys, noon, run, settled, type_text, with};

fn entry(seq: u64, change: Word, reason: &str) -> Entry {
    Entry {
        seq,
        at: noon(),
        who: Some("arn:aws:iam::123456789012:user/ana".to_owned()),
        pipeline: "prices".to_owned(),
        stream: "prices-stream".to_owned(),
        event: Event::Rollout { change, reason: reason.to_owned() },
        prev: String::new(),
        hash: String::new(),
    }
}

/// A journal that was read while nobody executes anything.
fn journal(entries: Vec<Entry>) -> Msg {
    Msg::Journal { entries, hands: Hands::new() }
}

/// A console that has read an empty journal.
fn read() -> Model {
    let mut model = settled();
    update(&mut model, journal(Vec::new()));
    model.toast = None;
    model
}

#[test]
fn a_word_is_the_entry_that_the_command_line_writes_and_shows_at_once() {
    let mut model = read();
    let reason = "the table is moved tonight";
    let effects = run(&mut model, &format!("hold  {reason} "));
    assert_eq!(effects, [Effect::Journal(store::say(Word::Held, reason, &Kept::default()).unwrap())]);
    assert_eq!(model.toast, None, "nothing is told before it stands in the journal");
    update(&mut model, journal(vec![entry(1, Word::Held, reason)]));
    assert_eq!(model.toast.as_ref().map(|toast| toast.text.as_str()), Some("The rollout is held: the table is moved tonight."));
    assert!(matches!(&model.watch.judged.phase, Phase::Paused(said) if said.reason == reason), "{:?}", model.watch.judged.phase);
    assert!(model.watch.timeline.all().iter().any(|event| event.text.contains(reason)));
    let resumed = Event::Rollout { change: Word::Resumed, reason: "moved".to_owned() };
    assert_eq!(run(&mut model, "resume moved"), [Effect::Journal(resumed)]);
    update(&mut model, journal(vec![entry(1, Word::Held, reason), entry(2, Word::Resumed, "moved")]));
    assert!(!matches!(model.watch.judged.phase, Phase::Paused(_)));
    let aborted = Event::Rollout { change: Word::Aborted, reason: "too dear".to_owned() };
    assert_eq!(run(&mut model, "abort too dear"), [Effect::Journal(aborted)]);
}

#[test]
fn a_word_that_cannot_be_said_is_one_sentence() {
    let cases = [
        ("hold", "Why? hold REASON: keep the rollout where it is until it is resumed."),
        ("abort  ", "Why? abort REASON: give the rollout up at this stage; only resume begins it again."),
        ("resume it is over", "The rollout is neither held nor given up: there is nothing to resume."),
        ("handover now", "handover takes nothing more, but \"now\" follows it."),
    ];
    for (line, sentence) in cases {
        let mut model = read();
        assert!(run(&mut model, line).is_empty(), "{line}");
        assert_eq!(model.toast.as_ref().map(|toast| (toast.text.as_str(), toast.bad)), Some((sentence, true)), "{line}");
    }
    let mut past = with(Options { at: Some(noon()), ..Options::default() });
    update(&mut past, journal(Vec::new()));
    assert!(run(&mut past, "hold odd").is_empty());
    assert_eq!(past.toast.as_ref().map(|toast| toast.text.as_str()), Some("A past moment cannot be changed."));
}

#[test]
fn words_are_offered_with_what_is_found_and_their_usage_is_shown() {
    let model = read();
    assert_eq!(offers("hol", &model), ["hold"]);
    let found: Vec<String> = model.watch.board.leading().map(|standing| format!("hold {}", standing.name())).collect();
    assert_eq!(offers("hold ", &model), found);
    assert!(offers("resume ", &model).is_empty());
    assert_eq!(usage("abort x").as_deref(), Some("abort REASON: give the rollout up at this stage; only resume begins it again"));
}

#[test]
fn the_handover_is_the_command_lines_markdown_and_y_copies_it() {
    let mut model = read();
    let text = handover::of(&model.watch.snapshot);
    assert!(text.contains("## Gates"));
    run(&mut model, "handover");
    assert_eq!(model.dialog, Some(Dialog::Handover { text: text.clone(), scroll: 0 }));
    keys(&mut model, "down pagedown");
    assert!(matches!(model.dialog, Some(Dialog::Handover { scroll: 11, .. })), "{:?}", model.dialog);
    assert_eq!(keys(&mut model, "y"), [Effect::Copy(text)]);
    keys(&mut model, ":");
    type_text(&mut model, "x");
    keys(&mut model, "esc esc");
    assert_eq!(model.dialog, None);
}
