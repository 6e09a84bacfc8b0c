//! Findings over time.

use tidegate::app::board::{APPEARS, Board, Change, DISAPPEARS};
use tidegate::app::effect::Effect;
use tidegate::app::timeline::EventKind;
use tidegate::domain::finding::{Finding, Level};
use tidegate::domain::snapshot::Snapshot;

use super::bed::{at, keys, noon, pass, pipeline, run, settled};

fn finding(id: &'static str, subject: &str, level: Level) -> Finding {
    Finding {
        id,
        subject: subject.to_owned(),
        level,
        text: format!("{id} of {subject}"),
        evidence: vec!["a figure".to_owned()],
        advice: "do something".to_owned(),
        readings: Vec::new(),
        wish: None,
    }
}

struct Bed {
    board: Board,
    snapshot: Snapshot,
}

impl Bed {
    /// A board whose first, empty judgement was taken.
    fn new() -> Self {
        let mut bed = Self { board: Board::default(), snapshot: Snapshot::blank(pipeline("prices"), noon()) };
        bed.take(0, 1, &[]);
        bed
    }

    fn take(&mut self, second: i64, beat: u64, found: &[Finding]) -> Vec<Change> {
        self.board.take(found.to_vec(), &self.snapshot, at(second), beat)
    }

    fn names(&self) -> Vec<String> {
        self.board.standing.iter().map(tidegate::app::board::Standing::name).collect()
    }
}

#[test]
fn an_alarm_stands_at_once() {
    let mut bed = Bed::new();
    bed.take(1, 1, &[finding("consumer-lag", "Reader", Level::Alarm)]);
    assert_eq!(bed.names(), ["consumer-lag:Reader"]);
    assert_eq!(bed.board.verdict.as_ref().map(|verdict| verdict.level), Some(Level::Alarm));
}

#[test]
fn a_warning_waits_for_a_second_answer_of_the_metrics() {
    let mut bed = Bed::new();
    let warn = [finding("hot-shard", "3", Level::Warn)];
    bed.take(1, 1, &warn);
    bed.take(5, 1, &warn);
    assert!(bed.names().is_empty(), "the same minutes judged twice are one reading");
    bed.take(9, 2, &warn);
    assert_eq!(bed.names(), ["hot-shard:3"]);
}

#[test]
fn or_it_waits_for_half_a_minute() {
    let mut bed = Bed::new();
    let warn = [finding("hot-shard", "3", Level::Warn)];
    bed.take(1, 1, &warn);
    bed.take(APPEARS, 1, &warn);
    assert!(bed.names().is_empty());
    bed.take(1 + APPEARS, 1, &warn);
    assert_eq!(bed.names(), ["hot-shard:3"]);
}

#[test]
fn one_that_comes_and_goes_never_shows() {
    let mut bed = Bed::new();
    let warn = [finding("hot-shard", "3", Level::Warn)];
    for minute in 0..20 {
        let found: &[Finding] = if minute % 2 == 0 { &warn } else { &[] };
        bed.take(minute * 10, minute as u64, found);
        assert!(bed.names().is_empty(), "minute {minute}");
    }
}

#[test]
fn one_that_stands_goes_only_after_a_quiet_time() {
    let mut bed = Bed::new();
    bed.take(1, 1, &[finding("consumer-lag", "Reader", Level::Alarm)]);
    bed.take(DISAPPEARS, 2, &[]);
    assert_eq!(bed.names().len(), 1);
    let changes = bed.take(1 + DISAPPEARS, 3, &[]);
    assert!(bed.names().is_empty());
    assert!(changes.iter().any(|change| matches!(change, Change::Went(_))));
}

#[test]
fn worse_counts_at_once_and_milder_after_a_quiet_time() {
    let mut bed = Bed::new();
    let level = |bed: &Bed| bed.board.standing[0].finding.level;
    bed.take(0, 1, &[finding("consumer-lag", "Reader", Level::Warn)]);
    bed.take(60, 2, &[finding("consumer-lag", "Reader", Level::Warn)]);
    bed.take(61, 2, &[finding("consumer-lag", "Reader", Level::Alarm)]);
    assert_eq!((level(&bed), bed.board.standing[0].since), (Level::Alarm, at(61)));
    bed.take(90, 3, &[finding("consumer-lag", "Reader", Level::Warn)]);
    assert_eq!(level(&bed), Level::Alarm);
    bed.take(61 + DISAPPEARS, 4, &[finding("consumer-lag", "Reader", Level::Warn)]);
    assert_eq!(level(&bed), Level::Warn);
}

#[test]
fn what_holds_at_the_first_look_is_believed_for_a_day_of_metrics_stands_behind_it() {
    let mut bed = Bed { board: Board::default(), snapshot: Snapshot::blank(pipeline("prices"), noon()) };
    bed.take(0, 1, &[finding("hot-shard", "3", Level::Warn)]);
    assert_eq!(bed.names(), ["hot-shard:3"]);
}

#[test]
fn an_acknowledged_finding_stays_listed_last_and_comes_back() {
    let mut bed = Bed::new();
    let found = [finding("consumer-lag", "Reader", Level::Alarm), finding("write-throttles", "", Level::Alarm)];
    bed.take(1, 1, &found);
    let (names, _) = bed.board.acknowledge("consumer-lag", Some(at(600)), &bed.snapshot.clone(), at(2));
    assert_eq!(names, ["consumer-lag:Reader"]);
    assert_eq!(bed.names(), ["write-throttles", "consumer-lag:Reader"]);
    assert_eq!(bed.board.verdict.as_ref().map(|verdict| verdict.text.as_str()), Some("write-throttles of "));
    bed.take(599, 2, &found);
    assert_eq!(bed.board.leading().count(), 1);
    bed.take(600, 3, &found);
    assert_eq!(bed.board.leading().count(), 2);
}

#[test]
fn a_finding_that_gets_worse_is_not_acknowledged_any_more() {
    let mut bed = Bed::new();
    bed.take(0, 1, &[finding("consumer-lag", "Reader", Level::Warn)]);
    bed.take(60, 2, &[finding("consumer-lag", "Reader", Level::Warn)]);
    let snapshot = bed.snapshot.clone();
    bed.board.acknowledge("consumer-lag:Reader", Some(at(3600)), &snapshot, at(61));
    assert_eq!(bed.board.leading().count(), 0);
    assert!(bed.board.verdict.as_ref().is_some_and(|verdict| verdict.text.contains("acknowledged")));
    bed.take(90, 3, &[finding("consumer-lag", "Reader", Level::Alarm)]);
    assert_eq!(bed.board.leading().count(), 1);
}

#[test]
fn a_cause_that_shows_later_leads_what_it_causes() {
    let mut bed = Bed::new();
    bed.take(0, 1, &[finding("write-throttles", "", Level::Alarm)]);
    bed.take(5, 2, &[finding("hot-shard", "1", Level::Alarm)]);
    assert_eq!(bed.names(), ["hot-shard:1", "write-throttles"]);
}

#[test]
fn the_first_verdict_comes_when_the_stream_and_its_metrics_have_answered_and_is_an_event() {
    let model = settled();
    let verdict = model.watch.board.verdict.as_ref().unwrap();
    let events = model.watch.timeline.all();
    let told = events.iter().find(|event| event.kind == EventKind::Verdict).unwrap();
    assert_eq!(told.text, format!("{}: {}", verdict.level.word(), verdict.text));
}

#[test]
fn a_change_of_verdict_rings_notifies_and_is_the_title() {
    let mut model = settled();
    let before = model.watch.board.verdict.as_ref().unwrap().level;
    let silent = |_: &tidegate::app::ask::Ask, now| Err(super::bed::fault(tidegate::domain::fault::FaultKind::Unreachable, now));
    let mut effects = Vec::new();
    for _ in 0..1800 {
        let now = tidegate::domain::series::shift(model.now, 1);
        let mut out = tidegate::app::update::update(&mut model, tidegate::app::msg::Msg::Tick(now));
        for ask in super::bed::asks(&out) {
            out.extend(tidegate::app::update::update(
                &mut model,
                tidegate::app::msg::Msg::Answered { outcome: silent(&ask, now), ask, at: now },
            ));
        }
        effects.extend(out);
    }
    let after = model.watch.board.verdict.as_ref().unwrap().level;
    assert_ne!(before, after, "half an hour without an answer is no verdict to keep");
    assert!(effects.contains(&Effect::Bell));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Title(title) if title.starts_with(after.word()))));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Notify(text) if text.contains("prices"))));
    let sources = model.watch.timeline.all().iter().filter(|event| event.kind == EventKind::Source).count();
    assert_eq!(sources, 14, "each source once, not each failure");
}

#[test]
fn a_switch_that_is_off_keeps_the_terminal_quiet() {
    let mut model = super::bed::with(tidegate::app::model::Options { bell: false, title: false, notify: false, ..Default::default() });
    let effects = tidegate::app::update::start(&mut model);
    let effects = super::bed::settle(&mut model, effects);
    assert!(effects.iter().all(|effect| matches!(effect, Effect::Ask(_) | Effect::ReadJournal)));
}

#[test]
fn findings_are_acknowledged_from_the_bar_and_from_the_menu() {
    let mut model = settled();
    let snapshot = model.watch.snapshot.clone();
    let beat = model.watch.feeds.beat;
    model.watch.board.take(vec![finding("consumer-lag", "Reader", Level::Alarm)], &snapshot, model.now, beat);
    run(&mut model, "ack 1h 30m consumer-lag:Reader");
    let lag = model.watch.board.standing.iter().find(|standing| standing.finding.id == "consumer-lag").unwrap();
    assert_eq!(lag.acknowledged_until, Some(at(5400)));
    run(&mut model, "unack");
    assert!(model.watch.board.standing.iter().all(|standing| standing.acknowledged_until.is_none()));
    let acknowledges = |entry: &tidegate::app::actions::Entry| matches!(entry.action, tidegate::app::actions::Action::Acknowledge(_));
    let place = tidegate::app::actions::entries(&model).iter().position(acknowledges).unwrap();
    keys(&mut model, &format!("a {}enter", "down ".repeat(place)));
    assert_eq!(model.watch.board.standing.iter().filter(|standing| standing.acknowledged_until == Some(at(1800))).count(), 1);
    assert_eq!(model.dialog, None);
}

#[test]
fn time_alone_brings_an_acknowledgement_to_its_end() {
    let mut model = settled();
    let snapshot = model.watch.snapshot.clone();
    model.watch.board.take(vec![finding("consumer-lag", "Reader", Level::Alarm)], &snapshot, model.now, 1);
    run(&mut model, "ack 1m consumer-lag");
    assert!(model.watch.board.standing.iter().any(|standing| standing.acknowledged_until.is_some()));
    pass(&mut model, 61, super::bed::good);
    assert!(model.watch.board.standing.iter().all(|standing| standing.acknowledged_until.is_none()));
}
