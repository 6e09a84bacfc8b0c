//! Whatever is on the screen, and however small it is, drawing neither panics nor changes anything.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tidegate::app::model::{Bar, BarKind, Dialog, Model, Screen};
use tidegate::app::rows;
use tidegate::sim::Sim;
use tidegate::view::markers::Marker;
use tidegate::view::theme::Theme;
use tidegate::view::{self, Look};

use super::bed::{blank, demo, press, watched};
use super::guard::dialogs_of_a_change;

/// Worlds with something in every panel, and one console that knows nothing yet.
const SCENARIOS: [&str; 3] = ["poison-pill", "hot-shard", "denied"];

fn models() -> Vec<Model> {
    let mut all = vec![blank(Sim::pipeline(), demo())];
    all.extend(SCENARIOS.map(watched));
    all
}

/// Every dialog over a model, and none.
fn dialogs(model: &Model) -> Vec<Option<Dialog>> {
    let readings: Vec<String> = tidegate::domain::readings::names(&model.watch.snapshot).into_iter().step_by(9).collect();
    vec![
        None,
        Some(Dialog::Help { scroll: 3 }),
        Some(Dialog::Why { readings, scroll: 2 }),
        Some(Dialog::Findings { selected: 1 }),
        Some(Dialog::Actions { selected: 2 }),
        Some(Dialog::Sample { shard: "shardId-000000000000".to_owned() }),
        Some(Dialog::Query { scroll: 3 }),
        Some(Dialog::Errors { function: "PriceAnalytics".to_owned(), scroll: 3 }),
        Some(Dialog::Handover { text: tidegate::domain::handover::of(&model.watch.snapshot), scroll: 3 }),
        Some(Dialog::Event { index: 0 }),
        Some(Dialog::Event { index: 10_000 }),
    ]
}

fn drawn(model: &Model, look: &Look, columns: u16, rows: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    view::draw(model, look, &mut buffer);
    buffer
}

#[test]
fn every_screen_and_dialog_draws_at_the_edges_of_each_layout() {
    let look = Look::new(Theme::probe(), Marker::Braille);
    let mut count = 0;
    for mut model in models() {
        for screen in Screen::ALL {
            model.screen = screen;
            for panel in screen.panels() {
                model.focus = *panel;
                model.selected = rows::of(&model, *panel).len().saturating_sub(1);
                for dialog in dialogs(&model) {
                    model.dialog = dialog;
                    for (columns, rows) in [(1, 1), (39, 9), (40, 10), (79, 23), (80, 24), (120, 40)] {
                        let buffer = drawn(&model, &look, columns, rows);
                        assert_eq!(buffer.area, Rect::new(0, 0, columns, rows));
                        count += 1;
                    }
                }
                model.dialog = None;
            }
        }
    }
    assert!(3000 < count, "{count}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn any_size_draws_and_changes_nothing(
        columns in 1u16..220,
        rows in 1u16..70,
        at in 0usize..4,
        screen in 0usize..7,
        panel in 0usize..7,
        dialog in 0usize..8,
        selected in 0usize..300,
        span in 0usize..11,
        switches in prop::array::uniform4(any::<bool>()),
    ) {
        let [full, cursor, ascii, bar] = switches;
        let mut model = models().swap_remove(at);
        model.screen = Screen::ALL[screen];
        let panels = model.screen.panels();
        model.focus = panels[panel % panels.len()];
        model.selected = selected;
        model.dialog = dialogs(&model).swap_remove(dialog);
        model.chart.span = tidegate::app::model::ChartWindow::SPANS[span];
        model.chart.full = full;
        model.chart.cursor = cursor.then_some(model.now);
        model.bar = bar.then(|| Bar::open(BarKind::Filter, "shard"));
        let before = model.clone();
        let look = Look::new(Theme::built_in("tide").unwrap(), if ascii { Marker::Ascii } else { Marker::Braille });
        let one = drawn(&model, &look, columns, rows);
        let other = drawn(&model, &look, columns, rows);
        prop_assert_eq!(one, other);
        prop_assert_eq!(model, before);
    }
}

#[test]
fn a_change_draws_at_any_size_and_drawing_changes_nothing() {
    for model in dialogs_of_a_change() {
        for marker in [Marker::Braille, Marker::Ascii] {
            let look = Look::new(Theme::built_in("tide").unwrap(), marker);
            for (columns, rows) in (1..16).flat_map(|part| [(part * 3, part), (part, part * 2), (part * 13, part * 4)]) {
                let before = model.clone();
                drawn(&model, &look, columns, rows);
                assert_eq!(model, before);
            }
        }
    }
}

#[test]
fn every_key_that_the_footer_names_leads_to_a_screen_that_draws() {
    let look = Look::new(Theme::probe(), Marker::Braille);
    let start = watched("poison-pill");
    for screen in ["1", "2", "3", "4", "5", "6", "7"] {
        let mut shown = start.clone();
        press(&mut shown, screen);
        for (key, ..) in shown.keys.hints(&shown) {
            let mut model = shown.clone();
            press(&mut model, &key);
            for (columns, rows) in [(80, 24), (120, 40)] {
                drawn(&model, &look, columns, rows);
            }
        }
    }
}
