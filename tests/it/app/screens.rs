//! Screens, panels, charts, dialogs, mouse.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use tidegate::app::ask::{Answer, Feed};
use tidegate::app::effect::Effect;
use tidegate::app::model::{ChartWindow, Dialog, Panel, Screen};
use tidegate::app::msg::{Msg, Spot};
use tidegate::app::rows;
use tidegate::app::timeline::{Event, EventKind};
use tidegate::app::update::update;
use tidegate::domain::facts::StreamSummary;
use tidegate::domain::series::shift;

use super::bed::{asks, at, function, good, keys, noon, pass, settled, stream};

fn mouse(kind: MouseEventKind, over: Spot) -> Msg {
    Msg::Mouse { event: MouseEvent { kind, column: 1, row: 1, modifiers: KeyModifiers::NONE }, over: Some(over) }
}

#[test]
fn digits_change_the_screen_and_tab_goes_round_its_panels() {
    let mut model = settled();
    for (index, screen) in Screen::ALL.into_iter().enumerate() {
        keys(&mut model, &(index + 1).to_string());
        assert_eq!((model.screen, model.focus), (screen, screen.panels()[0]));
        for panel in screen.panels().iter().skip(1) {
            keys(&mut model, "tab");
            assert_eq!(model.focus, *panel);
        }
        keys(&mut model, "tab");
        assert_eq!(model.focus, screen.panels()[0]);
        keys(&mut model, "backtab");
        assert_eq!(model.focus, screen.panels()[screen.panels().len() - 1]);
    }
}

#[test]
fn the_selected_shard_is_the_same_in_table_heat_map_and_detail() {
    let mut model = settled();
    keys(&mut model, "2 j");
    let chosen = rows::selected_shard(&model);
    assert_eq!(chosen.as_deref(), Some("shardId-000000000001"));
    keys(&mut model, "tab");
    assert_eq!(rows::selected_shard(&model), chosen);
    keys(&mut model, "tab 1 2");
    assert_eq!(rows::selected_shard(&model), chosen, "it is still chosen after a look elsewhere");
}

#[test]
fn frozen_is_what_was_seen_while_data_is_still_recorded() {
    let mut model = settled();
    keys(&mut model, "space");
    let seen = model.shown().snapshot.stream.at;
    let answered = |ask: &tidegate::app::ask::Ask, now| match ask.feed {
        Feed::Stream => Ok(Answer::Stream(StreamSummary { retention_hours: 48, ..stream() })),
        _ => good(ask, now),
    };
    pass(&mut model, 200, answered);
    assert_eq!(model.shown().snapshot.stream.at, seen);
    assert_eq!(model.watch.snapshot.stream.get().map(|stream| stream.retention_hours), Some(48));
    keys(&mut model, "0");
    assert!(model.frozen.is_none());
}

#[test]
fn the_charts_zoom_in_steps_and_stop_at_both_ends() {
    let mut model = settled();
    for _ in 0..20 {
        keys(&mut model, "+");
    }
    assert_eq!(model.chart.span, 900);
    for _ in 0..20 {
        keys(&mut model, "-");
    }
    assert_eq!(model.chart.span, ChartWindow::REACH);
    assert!(model.toast.is_some(), "the end is told");
}

#[test]
fn the_cursor_moves_and_the_window_follows_it() {
    let mut model = settled();
    keys(&mut model, "tab tab v");
    let first = model.chart.cursor.unwrap();
    keys(&mut model, "h");
    assert_eq!(model.chart.cursor, Some(shift(first, -model.chart.step())));
    for _ in 0..190 {
        keys(&mut model, "left");
    }
    let (cursor, left) = (model.chart.cursor.unwrap(), model.chart.left(model.now));
    assert!(left <= cursor && !model.chart.is_live());
    keys(&mut model, "0");
    assert!(model.chart.is_live() && model.chart.cursor.is_none());
}

proptest! {
    #[test]
    fn the_window_never_leaves_the_fifteen_days(steps in prop::collection::vec(0u8..7, 0..200), seconds in 0i64..100_000) {
        let now = at(seconds);
        let mut chart = ChartWindow::default();
        for step in steps {
            match step {
                0 => chart.pan(-chart.span / 4, now),
                1 => chart.pan(chart.span / 4, now),
                2 => chart.zoom(true, now),
                3 => chart.zoom(false, now),
                4 => chart.cursor = Some(chart.left(now)),
                5 => chart.move_cursor(-50, now),
                _ => chart.move_cursor(70, now),
            }
            let newest = ChartWindow::default().right(now);
            prop_assert!(chart.right(now) <= newest);
            prop_assert!(shift(newest, -ChartWindow::KEPT) <= chart.left(now), "{chart:?}");
            prop_assert!((900..=ChartWindow::REACH).contains(&chart.span));
            prop_assert!(chart.cursor.is_none_or(|cursor| cursor < newest));
        }
    }
}

#[test]
fn enter_opens_and_esc_goes_back_one_step() {
    let mut model = settled();
    keys(&mut model, "enter");
    assert!(matches!(model.dialog, Some(Dialog::Findings { .. })));
    keys(&mut model, "?");
    assert!(matches!(model.dialog, Some(Dialog::Help { .. })));
    keys(&mut model, "esc");
    assert!(matches!(model.dialog, Some(Dialog::Findings { .. })), "back to what lay under it");
    keys(&mut model, "esc tab enter");
    assert_eq!((model.screen, model.dialog.is_none()), (Screen::Rollout, true));
    keys(&mut model, "esc");
    assert_eq!(model.screen, Screen::Overview);
    keys(&mut model, "tab tab enter");
    assert!(model.chart.full);
    keys(&mut model, "tab");
    assert_eq!(model.focus, Panel::Lag, "full screen goes from chart to chart");
    keys(&mut model, "esc");
    assert!(!model.chart.full);
}

#[test]
fn why_explains_the_selected_value() {
    let mut model = settled();
    keys(&mut model, "tab tab w");
    let Some(Dialog::Why { readings, .. }) = &model.dialog else { panic!("{:?}", model.dialog) };
    assert_eq!(readings[0], "stream.incoming_records_per_second");
}

#[test]
fn a_sample_needs_its_own_consent() {
    let mut model = settled();
    keys(&mut model, "2 a");
    let sample = tidegate::app::actions::entries(&model).iter().position(|entry| entry.label.starts_with("Sample")).unwrap();
    let down = "j ".repeat(sample);
    assert!(asks(&keys(&mut model, &format!("{down} enter"))).is_empty());
    assert!(matches!(&model.dialog, Some(Dialog::Sample { shard }) if shard == "shardId-000000000000"));
    keys(&mut model, "esc");
    assert!(matches!(model.dialog, Some(Dialog::Actions { .. })));
    let asked = asks(&keys(&mut model, "enter enter"));
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].feed, Feed::Sample("shardId-000000000000".to_owned()));
    keys(&mut model, "enter");
    let ask = asked[0].clone();
    update(&mut model, Msg::Answered { outcome: good(&ask, noon()), ask, at: noon() });
    assert!(model.toast.as_ref().is_some_and(|toast| toast.text.contains("7 have the key SOL")));
    assert_eq!(pass(&mut model, 900, good).iter().filter(|(_, ask)| matches!(ask.feed, Feed::Sample(_))).count(), 0);
}

#[test]
fn copying_gives_text_that_makes_sense_elsewhere() {
    let mut model = settled();
    let copied =
        |effects: Vec<Effect>| effects.into_iter().find_map(|effect| if let Effect::Copy(text) = effect { Some(text) } else { None });
    let verdict = copied(keys(&mut model, "y")).unwrap();
    assert!(verdict.contains(':'), "{verdict}");
    let value = copied(keys(&mut model, "tab tab y")).unwrap();
    assert!(value.starts_with("stream.incoming_records_per_second  "), "{value}");
    assert!(value.contains("cloudwatch:GetMetricData"), "{value}");
    let commands = tidegate::app::copy::commands(&model);
    assert!(commands.lines().all(|line| line.starts_with("aws --region eu-west-1 ")), "{commands}");
}

#[test]
fn the_mouse_focuses_and_scrolls_and_opens_nothing() {
    let mut model = settled();
    update(&mut model, mouse(MouseEventKind::Down(MouseButton::Left), Spot::Panel(Panel::Lag)));
    assert_eq!(model.focus, Panel::Lag);
    update(&mut model, mouse(MouseEventKind::Down(MouseButton::Left), Spot::Tab(Screen::Shards)));
    assert_eq!(model.screen, Screen::Shards);
    update(&mut model, mouse(MouseEventKind::ScrollDown, Spot::Panel(Panel::ShardTable)));
    assert_eq!(model.selected, 1);
    keys(&mut model, "a");
    let before = model.clone();
    for kind in [MouseEventKind::Down(MouseButton::Left), MouseEventKind::Up(MouseButton::Left), MouseEventKind::Down(MouseButton::Right)] {
        assert!(update(&mut model, mouse(kind, Spot::Tab(Screen::Cost))).is_empty());
    }
    assert_eq!(model, before);
}

#[test]
fn a_panel_of_another_screen_takes_no_focus() {
    let mut model = settled();
    update(&mut model, mouse(MouseEventKind::Down(MouseButton::Left), Spot::Panel(Panel::Bill)));
    assert_eq!(model.focus, Panel::Verdict);
}

#[test]
fn what_changes_between_two_answers_becomes_an_event() {
    let mut model = settled();
    let changed = |ask: &tidegate::app::ask::Ask, now| match &ask.feed {
        Feed::Stream => Ok(Answer::Stream(StreamSummary { status: "UPDATING".to_owned(), retention_hours: 48, ..stream() })),
        Feed::Function(name) if name == "Writer" => Ok(Answer::Function(function(name, "true", "50"))),
        _ => good(ask, now),
    };
    pass(&mut model, 61, changed);
    let texts: Vec<(EventKind, &str)> = model.watch.timeline.all().iter().map(|event| (event.kind, event.text.as_str())).collect();
    assert!(texts.contains(&(EventKind::Stream, "prices-stream: status ACTIVE → UPDATING")), "{texts:?}");
    assert!(texts.contains(&(EventKind::Foreign, "prices-stream: retention 24 h → 48 h, not from this console")), "{texts:?}");
    assert!(texts.contains(&(EventKind::Flag, "Writer: percentage 10 % → 50 %")), "{texts:?}");
}

#[test]
fn the_timeline_keeps_the_newest_and_each_event_once() {
    let mut model = settled();
    let event = |second: i64| Event { at: at(second), kind: EventKind::Alarm, text: format!("event {second}"), evidence: Vec::new() };
    for second in 0..1500 {
        model.watch.timeline.add(event(second));
        model.watch.timeline.add(event(second));
    }
    let all = model.watch.timeline.all();
    assert_eq!(all.len(), 1000);
    assert_eq!(all.last().map(|event| event.text.as_str()), Some("event 1499"));
    assert!(all.windows(2).all(|pair| pair[0].at <= pair[1].at));
}

#[test]
fn the_filter_and_the_event_dialog_agree_on_what_is_chosen() {
    let mut model = settled();
    for second in 0..5 {
        let event = Event { at: at(second), kind: EventKind::Alarm, text: format!("alarm {second}"), evidence: Vec::new() };
        model.watch.timeline.add(event);
    }
    keys(&mut model, "7 /");
    super::bed::type_text(&mut model, "alarm");
    keys(&mut model, "enter j enter");
    let Some(Dialog::Event { index }) = model.dialog else { panic!("{:?}", model.dialog) };
    let text = tidegate::app::timeline::listed(&model).nth(index).map(|event| event.text.clone());
    assert_eq!(text.as_deref(), Some("alarm 3"));
}

#[test]
fn a_toast_goes_after_a_few_seconds() {
    let mut model = settled();
    keys(&mut model, "t");
    assert!(model.toast.is_some());
    pass(&mut model, 7, good);
    assert!(model.toast.is_none());
}
