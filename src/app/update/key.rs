//! Keys: one press, one command of the table.

use crossterm::event::{KeyEvent, KeyEventKind};

use super::{bar, chart, confirm, movement, open, poll, quit, suspend};
use crate::app::copy;
use crate::app::effect::Effect;
use crate::app::keys::{Command, KeyTable, Place, enabled, place};
use crate::app::model::{BarKind, Dialog, Model, Screen};

/// What a press does. Releases do nothing, and neither does a key that is not in the table.
pub(super) fn press(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let place = place(model);
    match model.keys.command(event, place) {
        command if place == Place::Question => confirm::press(model, command, event),
        // A key that is held down moves; it never opens, leaves or does anything twice.
        Some(command) if event.kind == KeyEventKind::Repeat && !repeats(command) => Vec::new(),
        Some(command) if place == Place::Bar => bar::command(model, command),
        Some(command) => give(model, command),
        None if place == Place::Bar => bar::type_key(model, event),
        None => Vec::new(),
    }
}

fn repeats(command: Command) -> bool {
    use crate::app::keys::Group;
    matches!(command.row().group, Group::Move | Group::Chart | Group::Typing)
}

/// Gives a command, from a key or from the command bar. A disabled one says why.
pub(super) fn give(model: &mut Model, command: Command) -> Vec<Effect> {
    if let Err(reason) = enabled(command, model) {
        model.say(format!("{}: {reason}.", command.row().name), false);
        return Vec::new();
    }
    if let Some(screen) = KeyTable::screen(command) {
        go_to(model, screen);
        return Vec::new();
    }
    match command {
        Command::Quit if model.dialog.is_some() => close_all(model),
        Command::Exit | Command::Quit => return quit(model),
        Command::Suspend => return suspend(model),
        Command::Back => back(model),
        Command::CommandBar => bar::open(model, BarKind::Command),
        Command::Filter => bar::open(model, BarKind::Filter),
        Command::Help => over(model, Dialog::Help { scroll: 0 }),
        Command::Findings => over(model, Dialog::Findings { selected: 0 }),
        Command::Actions => over(model, Dialog::Actions { selected: 0 }),
        Command::Why => open::why(model),
        Command::Open => return open::open(model),
        Command::Copy => return copy_selected(model),
        Command::AsItIs => model.what_if = crate::domain::cost::WhatIf::default(),
        Command::Theme => next_theme(model),
        Command::Freeze => freeze(model),
        Command::Refresh => return refresh(model),
        Command::NextPanel => movement::panel(model, true),
        Command::LastPanel => movement::panel(model, false),
        Command::PanBack | Command::PanForward | Command::ZoomIn | Command::ZoomOut => chart::window(model, command),
        Command::Live => chart::live(model),
        Command::Cursor => chart::cursor(model),
        Command::FullScreen => model.chart.full = !model.chart.full,
        _ => movement::step(model, command),
    }
    Vec::new()
}

/// Puts a dialog over what is there; `Esc` comes back to that.
pub(super) fn over(model: &mut Model, dialog: Dialog) {
    /// More dialogs than anyone opens from one another.
    const DEEPEST: usize = 4;
    let same = |other: &Dialog| std::mem::discriminant(other) == std::mem::discriminant(&dialog);
    if model.dialog.as_ref().is_some_and(same) {
        return;
    }
    model.beneath.retain(|other| !same(other));
    if let Some(under) = model.dialog.replace(dialog) {
        model.beneath.push(under);
    }
    if DEEPEST < model.beneath.len() {
        model.beneath.remove(0);
    }
}

pub(super) fn close_all(model: &mut Model) {
    model.dialog = None;
    model.beneath.clear();
}

/// Another screen; its first panel has the focus.
pub(super) fn go_to(model: &mut Model, screen: Screen) {
    if model.screen != screen {
        model.screen = screen;
        model.filter.clear();
        model.chart.full = false;
        movement::focus(model, screen.panels()[0]);
    }
}

/// One step back, always towards the first screen with nothing open.
pub(super) fn back(model: &mut Model) {
    if model.bar.is_some() {
        bar::close(model);
    } else if model.dialog.is_some() {
        model.dialog = model.beneath.pop();
    } else if model.toast.is_some() {
        model.toast = None;
    } else if model.chart.cursor.is_some() {
        model.chart.cursor = None;
    } else if model.chart.full {
        model.chart.full = false;
    } else if !model.filter.is_empty() {
        model.filter.clear();
        movement::clamp(model);
    } else if model.frozen.is_some() {
        model.frozen = None;
        movement::clamp(model);
    } else if !model.chart.is_live() {
        model.chart.end = None;
    } else {
        go_to(model, Screen::Overview);
    }
}

fn copy_selected(model: &mut Model) -> Vec<Effect> {
    let Some(text) = copy::selected(model) else {
        model.say("There is nothing to copy here.", false);
        return Vec::new();
    };
    copied(model, text)
}

/// Copies, and says what.
pub(super) fn copied(model: &mut Model, text: String) -> Vec<Effect> {
    let first = text.lines().next().unwrap_or_default();
    let lines = text.lines().count();
    let more = if lines < 2 { String::new() } else { format!(" and {} lines more", lines - 1) };
    let short: String = first.chars().take(48).collect();
    let cut = if short.len() < first.len() { "…" } else { "" };
    model.say(format!("Copied: {short}{cut}{more}"), false);
    vec![Effect::Copy(text)]
}

fn next_theme(model: &mut Model) {
    let at = model.themes.iter().position(|name| *name == model.theme).map_or(0, |index| index + 1);
    if let Some(next) = model.themes.get(at).or_else(|| model.themes.first()) {
        model.theme.clone_from(next);
        model.say(format!("Theme: {next}"), false);
    }
}

fn freeze(model: &mut Model) {
    model.frozen = match model.frozen.take() {
        None => Some(Box::new(model.watch.clone())),
        Some(_) => None,
    };
    movement::clamp(model);
}

fn refresh(model: &mut Model) -> Vec<Effect> {
    let asked = model.watch.feeds.refresh(model.now);
    if asked == 0 {
        model.say("Everything is being asked or was asked a moment ago.", false);
    }
    poll(model)
}
