//! The laws of the core, whatever happens in whatever order.

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::app::ask::{Ask, Feed};
use tidegate::app::effect::Effect;
use tidegate::app::model::Model;
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::fault::FaultKind;
use tidegate::domain::series::shift;

use super::bed::{asks, blank, fault, good, noon, press};

const KEYS: [&str; 48] = [
    "?",
    ":",
    "/",
    "esc",
    "j",
    "k",
    "h",
    "l",
    "g",
    "G",
    "pageup",
    "pagedown",
    "tab",
    "backtab",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "enter",
    "f",
    "v",
    "+",
    "-",
    "[",
    "]",
    "0",
    "space",
    "r",
    "f5",
    "y",
    "t",
    "w",
    "!",
    "a",
    "ctrl-z",
    "x",
    "m",
    "3",
    "0",
    "ctrl-w",
    "ctrl-u",
    "backspace",
    "up",
    "down",
    "z",
];

/// One thing that happens. Answers are chosen among the asks that were ever sent, answered or not.
#[derive(Debug, Clone)]
enum Step {
    Tick(i64),
    Key(usize),
    Answer { which: usize, good: bool, late: i64 },
    Paste(String),
    Resize(u16, u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (-30i64..200).prop_map(Step::Tick),
        4 => (0..KEYS.len()).prop_map(Step::Key),
        6 => (any::<prop::sample::Index>(), any::<bool>(), -5i64..20)
            .prop_map(|(which, good, late)| Step::Answer { which: which.index(1_000), good, late }),
        1 => ".{0,12}".prop_map(Step::Paste),
        1 => (1u16..300, 1u16..90).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
    ];
    prop::collection::vec(step, 1..160)
}

/// The message of a step, given every ask so far.
fn message(step: &Step, model: &Model, sent: &[Ask]) -> Option<Msg> {
    Some(match step {
        Step::Tick(by) => Msg::Tick(shift(model.now, *by)),
        Step::Key(index) => press(KEYS[*index]),
        Step::Paste(text) => Msg::Paste(text.clone()),
        Step::Resize(columns, rows) => Msg::Resize(*columns, *rows),
        Step::Answer { which, good: is_good, late } => {
            let ask = sent.get(*which % sent.len().max(1))?.clone();
            let at = shift(model.now, *late);
            let outcome = if *is_good { good(&ask, at) } else { Err(fault(FaultKind::Throttled, at)) };
            Msg::Answered { ask, at, outcome }
        }
    })
}

/// Plays steps; tells each message with the model before it and what it did.
fn play(steps: &[Step], mut see: impl FnMut(&Model, &Msg, &Model, &[Effect])) -> Vec<Msg> {
    let mut model = blank();
    let mut sent = asks(&start(&mut model));
    let mut messages = Vec::new();
    for step in steps {
        let Some(msg) = message(step, &model, &sent) else { continue };
        let before = model.clone();
        let effects = update(&mut model, msg.clone());
        see(&before, &msg, &model, &effects);
        sent.extend(asks(&effects));
        messages.push(msg);
    }
    messages
}

/// How many asks of each feed were sent and not yet settled by their own answer.
fn is_out(model: &Model, ask: &Ask) -> bool {
    model.watch.feeds.state(&ask.feed).in_flight == Some(ask.number) && ask.pipeline == model.current
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_same_messages_give_the_same_model_and_the_same_effects(steps in steps()) {
        let mut told = Vec::new();
        let mut last = blank();
        let messages = play(&steps, |_, _, after, effects| {
            told.push(effects.to_vec());
            last = after.clone();
        });
        let mut again = blank();
        start(&mut again);
        let replayed: Vec<Vec<Effect>> = messages.into_iter().map(|msg| update(&mut again, msg)).collect();
        prop_assert_eq!(&told, &replayed);
        if !told.is_empty() {
            prop_assert_eq!(&again, &last);
        }
    }

    #[test]
    fn now_never_goes_back_and_moves_by_time_alone(steps in steps()) {
        let mut broken: Option<(Timestamp, Timestamp)> = None;
        play(&steps, |before, msg, after, _| {
            let timed = matches!(msg, Msg::Tick(_) | Msg::Answered { .. });
            if after.now < before.now || (!timed && after.now != before.now) {
                broken = Some((before.now, after.now));
            }
        });
        prop_assert_eq!(broken, None);
    }

    #[test]
    fn one_ask_of_each_source_is_out_at_a_time(steps in steps()) {
        let mut twice = None;
        play(&steps, |before, msg, _, effects| {
            let new = asks(effects);
            for ask in &new {
                let answered = matches!(msg, Msg::Answered { ask: other, .. } if is_out(before, other) && other.feed == ask.feed);
                let was_out = before.watch.feeds.state(&ask.feed).in_flight.is_some() && ask.pipeline == before.current;
                let doubled = new.iter().filter(|other| other.feed == ask.feed).count() != 1;
                if (was_out && !answered) || doubled {
                    twice = Some(ask.clone());
                }
            }
        });
        prop_assert_eq!(twice, None);
    }

    #[test]
    fn a_late_answer_changes_nothing_but_the_time(steps in steps()) {
        let mut changed = None;
        play(&steps, |before, msg, after, _| {
            let Msg::Answered { ask, at, .. } = msg else { return };
            if is_out(before, ask) || before.leaving || before.now < *at {
                return;
            }
            // What was due at this moment anyway may have been asked; nothing else is different.
            let mut asked = before.clone();
            start(&mut asked);
            asked.journal = before.journal;
            if asked != *after {
                changed = Some(ask.clone());
            }
        });
        prop_assert_eq!(changed, None);
    }

    #[test]
    fn a_failure_keeps_every_value(steps in steps()) {
        let mut lost = None;
        play(&steps, |before, msg, after, _| {
            let Msg::Answered { ask, outcome: Err(_), .. } = msg else { return };
            let (old, new) = (&before.watch.snapshot, &after.watch.snapshot);
            let kept = old.stream.value == new.stream.value
                && old.shards.value == new.shards.value
                && old.table.value == new.table.value
                && old.alarms.value == new.alarms.value
                && old.functions.iter().all(|(name, held)| new.functions.get(name).is_some_and(|after| after.value == held.value))
                && old.metrics.ids().all(|id| {
                    let series = |snapshot: &tidegate::domain::snapshot::Snapshot| snapshot.metrics.track(&id).map(|track| track.series.last());
                    series(old) == series(new)
                });
            if !kept {
                lost = Some(ask.feed.clone());
            }
        });
        prop_assert_eq!(lost, None::<Feed>);
    }

    #[test]
    fn lists_stay_within_their_limits(steps in steps()) {
        let mut longest = (0, 0, 0);
        play(&steps, |_, _, after, _| {
            let bar = after.bar.as_ref().map_or(0, |bar| bar.text.chars().count());
            longest = (longest.0.max(after.history.len()), longest.1.max(after.beneath.len()), longest.2.max(bar));
        });
        prop_assert!(longest.0 <= Model::HISTORY && longest.1 <= 4 && longest.2 <= 200, "{longest:?}");
    }
}

#[test]
fn a_tick_of_the_past_is_ignored() {
    let mut model = blank();
    start(&mut model);
    let before = model.clone();
    update(&mut model, Msg::Tick(shift(noon(), -3600)));
    assert_eq!(model, before);
}

#[test]
fn after_leaving_nothing_happens_any_more() {
    let mut model = blank();
    let sent = asks(&start(&mut model));
    assert_eq!(update(&mut model, Msg::Terminate), [Effect::Quit]);
    let before = model.clone();
    for msg in
        [Msg::Tick(shift(noon(), 60)), press("ctrl-c"), Msg::Answered { outcome: good(&sent[0], noon()), ask: sent[0].clone(), at: noon() }]
    {
        assert!(update(&mut model, msg).is_empty());
    }
    assert_eq!(model, before);
}

#[test]
fn messages_can_be_written_down_and_read_again_and_effects_be_told() {
    let steps = [Step::Key(0), Step::Tick(5), Step::Answer { which: 1, good: true, late: 1 }, Step::Resize(80, 24)];
    play(&steps, |_, msg, _, effects| {
        let text = serde_json::to_string(msg).unwrap();
        assert_eq!(serde_json::from_str::<Msg>(&text).unwrap(), *msg);
        // An effect may carry consent, which nothing that is read from anywhere can give.
        assert_eq!(serde_json::to_value(effects).unwrap().as_array().map(Vec::len), Some(effects.len()));
    });
}
