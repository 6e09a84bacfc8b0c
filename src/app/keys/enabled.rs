//! Whether a command would do something just now, and if not, why.

use super::{Command, KeyTable, Place, place};
use crate::app::guard::{Stage, may_begin, may_take_up};
use crate::app::model::{ChartWindow, Dialog, Model, Panel, Screen};
use crate::app::rows;

fn unless(refused: bool, reason: &str) -> Result<(), String> {
    if refused { Err(reason.to_owned()) } else { Ok(()) }
}

/// Whether a command would do something, and if not, why, in one clause.
pub fn enabled(command: Command, model: &Model) -> Result<(), String> {
    match command {
        Command::Filter => unless(!rows::can_filter(model.screen), "this screen has no list to filter"),
        Command::PanForward | Command::PanBack | Command::ZoomIn | Command::ZoomOut | Command::Live => window(command, model),
        Command::Cursor | Command::FullScreen => unless(
            !model.focus.is_chart() && model.chart.cursor.is_none() && !model.chart.full,
            "the focused panel is not a chart: Tab goes to the next panel",
        ),
        Command::Why => match &model.dialog {
            Some(Dialog::Findings { selected }) => {
                unless(model.shown().board.standing.get(*selected).is_none(), "nothing is found at the moment")
            }
            Some(_) => Err("this dialog has no value to explain".to_owned()),
            None if model.focus.lists_checks() => unless(rows::of(model, model.focus).is_empty(), "the filter leaves nothing"),
            None => unless(rows::selected_readings(model).is_empty(), "nothing with a source is selected"),
        },
        Command::Copy => unless(
            !matches!(
                model.dialog,
                None | Some(
                    Dialog::Findings { .. }
                        | Dialog::Why { .. }
                        | Dialog::Event { .. }
                        | Dialog::Check { .. }
                        | Dialog::Change { .. }
                        | Dialog::Handover { .. }
                )
            ),
            "this dialog has nothing to copy",
        ),
        Command::AsItIs => unless(model.what_if.is_idle(), "nothing is changed in thought"),
        Command::Confirm => unless(is_preparing(model), "the plan is not made yet"),
        Command::CopyCommands => {
            unless(is_preparing(model) || !matches!(model.dialog, Some(Dialog::Change { .. })), "only a plan has commands")
        }
        Command::Suspend => unless(model.changes.running().next().is_some(), "a change runs, and would stand still with the console"),
        Command::Theme => unless(model.themes.len() < 2, "there is no other theme"),
        Command::Refresh => unless(model.options.at.is_some(), "a past moment does not change"),
        Command::Freeze => unless(model.options.at.is_some(), "a past moment stands still anyway"),
        Command::Left | Command::Right | Command::Up | Command::Down => movement(command, model),
        Command::Top | Command::Bottom | Command::PageUp | Command::PageDown if rows::count_in_front(model) < 2 => {
            Err("there is nothing to move to".to_owned())
        }
        Command::Open => open(model),
        Command::Older | Command::Newer => unless(model.history.is_empty(), "nothing was typed before"),
        _ => Ok(()),
    }
}

/// Whether the change in front waits for its sources.
fn is_preparing(model: &Model) -> bool {
    let Some(Dialog::Change { number, .. }) = model.dialog else { return false };
    model.changes.get(number).is_some_and(|change| matches!(change.stage, Stage::Preparing(_)))
}

fn window(command: Command, model: &Model) -> Result<(), String> {
    let ChartWindow { span, .. } = model.chart;
    let (narrowest, widest) = (ChartWindow::SPANS[0], ChartWindow::REACH);
    match command {
        Command::PanForward => unless(model.chart.is_live(), "the newest minute is shown already"),
        Command::PanBack => {
            let mut moved = model.chart;
            moved.pan(-span / 4, model.now);
            unless(moved == model.chart, "CloudWatch keeps no values for longer than 455 days")
        }
        Command::ZoomIn => unless(span <= narrowest, "15 minutes is the narrowest"),
        Command::ZoomOut => unless(widest <= span, "15 days is the widest"),
        _ => unless(model.chart.is_live() && model.chart.cursor.is_none() && model.frozen.is_none(), "the newest minute is shown already"),
    }
}

fn movement(command: Command, model: &Model) -> Result<(), String> {
    let sideways = matches!(command, Command::Left | Command::Right);
    if place(model) == Place::Screen && sideways && model.chart.cursor.is_some() {
        return Ok(());
    }
    if place(model) == Place::Screen && sideways && model.focus == Panel::WhatIf {
        return crate::app::what_if::estimate(model).map(|_| ());
    }
    let count = rows::count_in_front(model);
    unless(count < 2, "there is nothing to move to")
}

fn open(model: &Model) -> Result<(), String> {
    match (&model.dialog, model.focus) {
        (Some(Dialog::Actions { selected }), _) => {
            let entries = crate::app::actions::entries(model);
            entries.get(*selected).map_or_else(|| Err("nothing is selected".to_owned()), |entry| entry.enabled.clone())
        }
        (Some(Dialog::Sample { shard }), _) => crate::app::actions::can_sample(model, shard),
        (Some(Dialog::Query { .. }), _) => crate::app::actions::can_query(model),
        (Some(Dialog::Errors { function, .. }), _) => crate::app::actions::can_read_errors(model, function),
        (Some(Dialog::Findings { selected }), _) => match crate::app::actions::helps(model, *selected) {
            Some(wish) => may_begin(&wish, model),
            None => unless(model.shown().board.standing.get(*selected).is_none(), "nothing is found at the moment"),
        },
        (Some(Dialog::Check { id, .. }), _) => match crate::app::actions::makes_good(model, id) {
            Some(wish) => may_begin(&wish, model),
            None => Err("nothing that this console could do would change it".to_owned()),
        },
        (Some(Dialog::Torn { run, .. }), _) => may_take_up(*run, model),
        (Some(Dialog::Change { .. }), _) => Ok(()),
        (Some(Dialog::Leave), _) => Err("a second Ctrl-C leaves, Esc stays".to_owned()),
        (Some(_), _) => Err("there is nothing to open here".to_owned()),
        (None, panel @ (Panel::Events | Panel::History)) => {
            let why = if model.filter.is_empty() { "nothing has happened yet" } else { "the filter leaves nothing" };
            unless(rows::of(model, panel).is_empty(), why)
        }
        (None, panel) if panel.lists_checks() => unless(rows::of(model, panel).is_empty(), "the filter leaves nothing"),
        (None, panel) if panel.is_chart() || panel.opens().is_some() || panel == Panel::Verdict => Ok(()),
        (None, Panel::ShardTable) => unless(rows::of(model, Panel::ShardTable).is_empty(), "no shards are known yet"),
        (None, _) => unless(rows::selected_readings(model).is_empty(), "there is nothing to open here"),
    }
}

impl KeyTable {
    /// The screen that a command goes to.
    pub fn screen(command: Command) -> Option<Screen> {
        let index =
            [Command::Overview, Command::Shards, Command::Rollout, Command::Cost, Command::Pipeline, Command::Checklist, Command::Activity]
                .iter()
                .position(|other| *other == command)?;
        Some(Screen::ALL[index])
    }
}
