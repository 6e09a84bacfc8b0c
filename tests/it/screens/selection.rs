//! The row that is highlighted is the row that `w` and `y` speak of.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use ratatui::buffer::Buffer;
use ratatui::style::Color;
use tidegate::app::model::{Model, Panel, Screen};
use tidegate::app::rows;
use tidegate::domain::{checklist, gate};
use tidegate::view::Look;
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Role, Theme};

use super::bed::{draw, press, watched};

/// Panels whose rows are lines of text on the screen.
const LISTS: [(Screen, Panel); 15] = [
    (Screen::Overview, Panel::Verdict),
    (Screen::Overview, Panel::Rollout),
    (Screen::Overview, Panel::Shards),
    (Screen::Shards, Panel::ShardTable),
    (Screen::Shards, Panel::ShardDetail),
    (Screen::Rollout, Panel::Percentages),
    (Screen::Rollout, Panel::Gates),
    (Screen::Cost, Panel::Bill),
    (Screen::Cost, Panel::WhatIf),
    (Screen::Cost, Panel::Modes),
    (Screen::Cost, Panel::Stages),
    (Screen::Cost, Panel::Guide),
    (Screen::Cost, Panel::Watching),
    (Screen::Checklist, Panel::Checks),
    (Screen::Activity, Panel::Events),
];

fn focused(mut model: Model, screen: Screen, panel: Panel) -> Model {
    let key = 1 + Screen::ALL.iter().position(|other| *other == screen).unwrap();
    press(&mut model, &key.to_string());
    for _ in 0..screen.panels().len() {
        if model.focus != panel {
            press(&mut model, "tab");
        }
    }
    assert_eq!(model.focus, panel);
    model
}

/// The text of every line that has the selection's background.
fn highlighted(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    let chosen = |cell: &&ratatui::buffer::Cell| cell.bg == Color::Indexed(Role::Selection as u8);
    let lines = buffer.content().chunks(width).map(|row| row.iter().filter(chosen).map(ratatui::buffer::Cell::symbol).collect::<String>());
    lines.filter(|line| !line.is_empty()).collect()
}

/// The start of what the row is called on the screen.
fn called(panel: Panel, row: &rows::Row) -> String {
    let words = match panel {
        Panel::Checks => checklist::CHECKS.iter().find(|(id, _)| *id == row.key).unwrap().1.to_owned(),
        Panel::Gates => gate::name(&row.key).to_owned(),
        Panel::ShardTable => format!(" {} ", row.key.trim_start_matches("shardId-").trim_start_matches('0').parse::<u32>().unwrap_or(0)),
        Panel::Events => row.text.split_once(' ').unwrap().1.to_owned(),
        _ => row.text.clone(),
    };
    words.chars().take(40).collect()
}

#[test]
fn the_highlighted_line_is_the_selected_row() {
    let look = Look::new(Theme::probe(), Marker::Braille);
    for (screen, panel) in LISTS {
        let mut model = focused(watched("poison-pill"), screen, panel);
        let count = rows::of(&model, panel).len();
        assert!(0 < count, "{panel:?} has no rows");
        for at in 0..count.min(12) {
            assert_eq!(model.selected, at, "{panel:?}");
            let row = rows::of(&model, panel).swap_remove(at);
            for size in [(120, 40), (200, 60)] {
                let lines = highlighted(&draw(&model, &look, size));
                assert_eq!(lines.len(), 1, "{panel:?} row {at} at {size:?}: {lines:?}");
                assert!(lines[0].contains(&called(panel, &row)), "{panel:?} row {at} at {size:?}: {lines:?} is not {row:?}");
            }
            press(&mut model, "down");
        }
    }
}

#[test]
fn a_filter_narrows_what_is_drawn_and_what_is_selected_alike() {
    let look = Look::new(Theme::probe(), Marker::Braille);
    for (screen, panel, filter, stays, goes) in [
        (Screen::Checklist, Panel::Checks, "alarm", "an alarm watches the lag", "Athena returns data"),
        (Screen::Rollout, Panel::Gates, "budget", "● cost ", "● way back "),
        (Screen::Cost, Panel::Watching, "spent", "spent so far", "asked so far"),
        (Screen::Shards, Panel::ShardTable, "0001", "split", "no such words"),
    ] {
        let mut model = focused(watched("poison-pill"), screen, panel);
        filter.clone_into(&mut model.filter);
        model.selected = 0;
        let buffer = draw(&model, &look, (200, 60));
        let text: String = buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
        if panel != Panel::ShardTable {
            assert!(text.contains(stays), "{panel:?}");
        }
        assert!(!text.contains(goes), "{panel:?}");
        assert_eq!(highlighted(&buffer).len(), usize::from(!rows::of(&model, panel).is_empty()), "{panel:?}");
    }
}
