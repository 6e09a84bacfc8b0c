//! The key machine of changes, walked: every state that keys, words and time reach is judged; then random sequences.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use crossterm::event::KeyEventKind;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tidegate::app::effect::Effect;
use tidegate::app::guard::{Field, Phase, Question, Stage, Wanted, Wants};
use tidegate::app::model::{Bar, BarKind, Dialog, Model, Screen};
use tidegate::app::msg::Msg;
use tidegate::app::update::update;
use tidegate::domain::journal::{Event, Word};
use tidegate::domain::outcome::{Answer, Outcome, Progress};
use tidegate::domain::series::shift;

use super::bed::{key, press};
use super::guard_bed::{lay_before, objection, small, wishes};

/// Sequences of the random walk; each is [`LONGEST`] steps at most. A build that is not optimised walks fewer.
const SEQUENCES: u64 = if cfg!(debug_assertions) || option_env!("CARGO_PROFILE_RELEASE_OPT_LEVEL").is_some() { 20_000 } else { 1_000_000 };
const LONGEST: u32 = 16;

/// Parts of the random walk, each with a seed of its own: as many as there are processors walk at a time.
const PARTS: u64 = 8;

/// One thing that happens: a key, a whole word, time, or what the executor tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(&'static str),
    Held(&'static str),
    /// The next sign of what the field in front wants.
    Right,
    /// A sign that it does not want.
    Wrong,
    /// All that it wants, key by key.
    Word,
    /// The same from the clipboard.
    Paste,
    /// Milliseconds.
    Wait(i64),
    /// A line of the command bar.
    Run(&'static str),
    Resize(u16, u16),
    Tell(Told),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Began,
    Answered,
    Verifying,
    Done,
    Failed,
}

const KEYS: [&str; 18] = [
    "enter",
    "esc",
    "tab",
    "backtab",
    "pagedown",
    "backspace",
    "ctrl-w",
    "ctrl-u",
    "ctrl-y",
    "ctrl-c",
    "q",
    "a",
    "G",
    "?",
    ":",
    "y",
    "f",
    "r",
];
const LINES: [&str; 11] =
    ["arm", "disarm", "change", "stop", "rollback", "percentage 50", "reshard --to 4", "merge 0 1", "hold odd lag", "hold", "handover"];

/// Everything that can happen, but for the screens.
fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = KEYS.map(Step::Key).into();
    steps.extend(LINES.map(Step::Run));
    steps.extend([Step::Held("enter"), Step::Held("f"), Step::Right, Step::Wrong, Step::Word, Step::Paste]);
    steps.extend([10, 300, 4_000, 16_000, 901_000].map(Step::Wait));
    steps.extend([Told::Began, Told::Answered, Told::Verifying, Told::Done, Told::Failed].map(Step::Tell));
    steps
}

/// The fields that are typed into, if there are some in front.
fn question(model: &Model) -> Option<&Question> {
    match &model.dialog {
        Some(Dialog::Arm(arm)) => Some(&arm.question),
        Some(Dialog::Close { question, .. }) => Some(question),
        Some(Dialog::Change { number, .. }) => match &model.changes.get(*number)?.stage {
            Stage::Review(review) => review.question(),
            _ => None,
        },
        _ => None,
    }
}

/// What the field in front still wants.
fn wanted(model: &Model) -> String {
    let Some(question) = question(model) else { return "off".to_owned() };
    match &question.fields[question.at] {
        Field { wanted: Wanted::Word(word), text, .. } => word.strip_prefix(text.as_str()).unwrap_or_default().to_owned(),
        Field { .. } => "because".to_owned(),
    }
}

fn typed(text: &str) -> Vec<Msg> {
    text.chars().map(|sign| Msg::Key(crossterm::event::KeyCode::Char(sign).into())).collect()
}

fn told(what: Told) -> Progress {
    match what {
        Told::Began => Progress::Began { run: 7 },
        Told::Answered => Progress::Answered { step: 0, answer: Answer::Taken { request_id: None } },
        Told::Verifying => Progress::Verifying { checks: Vec::new() },
        Told::Done => Progress::Settled { outcome: Outcome::Done { checks: Vec::new() } },
        Told::Failed => Progress::Settled { outcome: Outcome::Stopped { step: 1 } },
    }
}

fn messages(step: Step, model: &Model) -> Vec<Msg> {
    match step {
        Step::Key(text) => vec![press(text)],
        Step::Held(text) => {
            let mut held = key(text);
            held.kind = KeyEventKind::Repeat;
            vec![Msg::Key(held)]
        }
        Step::Right => typed(&wanted(model).chars().take(1).collect::<String>()),
        Step::Wrong => typed("z"),
        Step::Word => typed(&wanted(model)),
        Step::Paste => vec![Msg::Paste(wanted(model))],
        Step::Wait(milliseconds) => {
            let at = jiff::Timestamp::from_millisecond(model.now.as_millisecond() + milliseconds).unwrap_or(model.now);
            vec![Msg::Tick(at)]
        }
        // What is typed in a question is no command.
        Step::Run(_) if question(model).is_some() => Vec::new(),
        // The bar itself is walked elsewhere.
        Step::Run(_) => vec![press("enter")],
        Step::Resize(columns, rows) => vec![Msg::Resize(columns, rows)],
        Step::Tell(what) => {
            let running = model.changes.running().last().map(|(change, _)| change.number);
            running.map(|change| Msg::Progress { change, at: model.now, progress: told(what) }).into_iter().collect()
        }
    }
}

/// Does steps and judges from outside what they execute.
#[derive(Default)]
struct Judge {
    /// When the last key or paste came, in milliseconds of the clock.
    last_key: i64,
    /// Executed changes by wish.
    executed: BTreeMap<String, u64>,
    messages: u64,
    /// Words about the rollout.
    held: u64,
}

impl Judge {
    fn step(&mut self, model: &mut Model, step: Step) {
        if let (Step::Run(line), None) = (step, question(model)) {
            model.bar = Some(Bar::open(BarKind::Command, line));
        }
        for msg in messages(step, model) {
            let now = model.now.as_millisecond();
            let quiet = now - self.last_key;
            if matches!(msg, Msg::Key(_) | Msg::Paste(_)) {
                self.last_key = now;
            }
            // Only Enter in a question may execute: nothing else needs to be remembered as it was.
            let is_enter = matches!(&msg, Msg::Key(event) if event.code == crossterm::event::KeyCode::Enter);
            let before = (is_enter && question(model).is_some()).then(|| model.clone());
            let effects = update(model, msg.clone());
            self.messages += 1;
            for effect in &effects {
                match effect {
                    Effect::Execute { approved, .. } => {
                        let before = before.as_ref().unwrap_or_else(|| panic!("{msg:?} executed a change"));
                        assert_eq!(objection(before, &msg, quiet, approved), None, "{step:?}");
                        *self.executed.entry(approved.plan().action.clone()).or_default() += 1;
                    }
                    // A word about the rollout takes a line of the bar with its reason, and Enter.
                    Effect::Journal(event) => {
                        let held = Event::Rollout { change: Word::Held, reason: "odd lag".to_owned() };
                        assert_eq!((step, event), (Step::Run("hold odd lag"), &held));
                        self.held += 1;
                    }
                    _ => {}
                }
            }
            lay_before(model);
        }
    }
}

/// What tells one state from another: screen, dialogs with their stage and what is typed, arming, whether Enter counts.
fn state(model: &Model) -> String {
    let dialogs: Vec<String> = model.beneath.iter().chain(&model.dialog).map(|dialog| dialog_state(dialog, model)).collect();
    let armed = model.armed_until.is_some_and(|until| model.now < until);
    let bar = model.bar.is_some();
    let running = model.changes.running().count();
    match question(model) {
        Some(question) => {
            let quiet = 250 <= model.now.as_millisecond() - question.touched.as_millisecond();
            format!("{:?} {dialogs:?} {armed} {quiet} {running}", model.screen)
        }
        None => format!("{:?} {dialogs:?} {armed} {bar} {running}", model.screen),
    }
}

fn class(question: &Question) -> String {
    let one = |field: &Field| match field {
        _ if field.text.is_empty() => "empty",
        _ if field.is_right() => "match",
        _ if field.is_on_the_way() => "prefix",
        _ => "wrong",
    };
    let all: Vec<&str> = question.fields.iter().map(one).collect();
    format!("{all:?}@{}", question.at)
}

fn dialog_state(dialog: &Dialog, model: &Model) -> String {
    match dialog {
        Dialog::Help { .. } => "help".to_owned(),
        Dialog::Why { .. } => "why".to_owned(),
        Dialog::Findings { .. } => "findings".to_owned(),
        Dialog::Actions { selected } => format!("actions {}", *selected == 0),
        Dialog::Sample { .. } => "sample".to_owned(),
        Dialog::Query { .. } => "query".to_owned(),
        Dialog::Errors { .. } => "errors".to_owned(),
        Dialog::Check { .. } => "check".to_owned(),
        Dialog::Handover { .. } => "handover".to_owned(),
        Dialog::Event { .. } => "event".to_owned(),
        Dialog::Torn { .. } | Dialog::Close { .. } => "torn".to_owned(),
        Dialog::Leave => "leave".to_owned(),
        Dialog::Arm(arm) => format!("arm {} {:?}", class(&arm.question), arm.then.as_ref().map(|(wish, _)| wish.verb())),
        Dialog::Change { number, .. } => {
            let change = model.changes.get(*number);
            change.map(|change| format!("{} {}", change.wish.verb(), stage(&change.stage))).unwrap_or_default()
        }
    }
}

fn stage(stage: &Stage) -> String {
    match stage {
        Stage::Preparing(preparing) => format!("preparing {}", preparing.before.is_some()),
        Stage::Review(review) => match &review.wants {
            Wants::Words(question) => format!("review {} {}", review.plan.tier.number(), class(question)),
            other => format!("review {other:?}"),
        },
        Stage::Running(running) => format!("running {:?}", std::mem::discriminant::<Phase>(&running.phase)),
        Stage::Settled(settled) => format!("settled {}", settled.outcome.is_applied()),
    }
}

#[test]
fn nothing_is_executed_without_plan_arming_and_the_typed_word() {
    let steps = steps();
    let mut judge = Judge::default();
    let mut seen = HashSet::new();
    let mut queue = VecDeque::new();
    for (index, screen) in Screen::ALL.into_iter().enumerate() {
        let mut first = small();
        update(&mut first, press(&(index + 1).to_string()));
        assert_eq!(first.screen, screen);
        // A second has passed since the last key, so that the outside judge and the console agree on it.
        first.now = shift(first.now, 1);
        seen.insert(state(&first));
        queue.push_back((first, 0));
    }
    let mut taken = 0u64;
    while let Some((model, last_key)) = queue.pop_front() {
        for step in &steps {
            let mut next = model.clone();
            judge.last_key = last_key;
            judge.step(&mut next, *step);
            taken += 1;
            if !next.leaving && seen.insert(state(&next)) {
                queue.push_back((next, judge.last_key));
            }
        }
    }
    println!("{} states, {taken} steps, {} messages; executed: {:?}", seen.len(), judge.messages, judge.executed);
    assert!(0 < judge.held, "the rollout was never held");
    assert!(2_000 < seen.len(), "the walk found {} states only", seen.len());
    for (wish, ..) in wishes() {
        assert!(judge.executed.contains_key(&wish.to_string()), "{wish} was never executed: the walk does not reach it");
    }
}

#[test]
fn random_sequences_execute_nothing_that_was_not_confirmed() {
    let mut steps = steps();
    steps.extend([Step::Resize(39, 9), Step::Resize(80, 24), Step::Resize(200, 60)]);
    // Steps that lead somewhere come more often than those that lead away.
    let often = [Step::Word, Step::Wait(300), Step::Key("enter"), Step::Wait(16_000), Step::Run("rollback"), Step::Run("reshard --to 4")];
    let (read_only, mut armed) = (small(), small());
    armed.armed_until = Some(shift(armed.now, 900));
    let walk = |seed: u64| {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut judge = Judge::default();
        for number in 0..SEQUENCES / PARTS {
            let mut model = if number % 2 == 0 { read_only.clone() } else { armed.clone() };
            judge.last_key = 0;
            for _ in 0..dice.random_range(1..=LONGEST) {
                let is_often = dice.random_bool(0.6);
                let among: &[Step] = if is_often { &often } else { &steps };
                judge.step(&mut model, among[dice.random_range(0..among.len())]);
                if model.leaving {
                    break;
                }
            }
        }
        judge
    };
    let judges: Vec<Judge> = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..PARTS)
            .map(|seed| {
                scope.spawn({
                    let walk = &walk;
                    move || walk(seed)
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap_or_else(|problem| std::panic::resume_unwind(problem))).collect()
    });
    let messages: u64 = judges.iter().map(|judge| judge.messages).sum();
    let executed: u64 = judges.iter().flat_map(|judge| judge.executed.values()).sum();
    let kinds: BTreeSet<&String> = judges.iter().flat_map(|judge| judge.executed.keys()).collect();
    println!("{SEQUENCES} sequences, {messages} messages; {executed} executed: {kinds:?}");
    assert!(2 <= kinds.len(), "{kinds:?}");
}
