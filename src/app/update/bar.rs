//! The line at the bottom: typing, completion, history.

use crossterm::event::{KeyCode, KeyEvent};

use super::{confirm, key, movement, quit, run, suspend};
use crate::app::command::offers;
use crate::app::effect::Effect;
use crate::app::keys::{Command, Place, place, types};
use crate::app::model::{Bar, BarKind, Model};

/// Longest line.
const LONGEST: usize = 200;

/// Opens the bar. The filter starts from the one in force.
pub(super) fn open(model: &mut Model, kind: BarKind) {
    let text = if kind == BarKind::Filter { model.filter.clone() } else { String::new() };
    open_with(model, kind, &text);
}

/// Opens the bar with a line to go on with.
pub(super) fn open_with(model: &mut Model, kind: BarKind, text: &str) {
    model.bar = Some(Bar::open(kind, text));
    renew(model);
}

/// Closes the bar. A filter that was being typed is given up.
pub(super) fn close(model: &mut Model) {
    if let Some(Bar { kind: BarKind::Filter, .. }) = model.bar.take() {
        model.filter.clear();
        movement::clamp(model);
    }
}

/// Gives a command of the bar, or one that counts everywhere.
pub(super) fn command(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Exit => return quit(model),
        Command::Suspend => return suspend(model),
        Command::Back => close(model),
        Command::Run => return enter(model),
        Command::Complete => complete(model, true),
        Command::CompleteBack => complete(model, false),
        Command::Older => recall(model, true),
        Command::Newer => recall(model, false),
        Command::Erase | Command::EraseWord | Command::EraseLine => erase(model, |text| shorten(text, command)),
        _ => {}
    }
    Vec::new()
}

/// Types a key that is no command.
pub(super) fn type_key(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    if let KeyCode::Char(sign) = event.code
        && types(event.into())
    {
        insert(model, &sign.to_string());
    }
    Vec::new()
}

/// Pasted text goes into the bar and nowhere else; line ends become spaces, so that it never runs by itself.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if place(model) == Place::Question {
        confirm::refuse_paste(model);
        return Vec::new();
    }
    let line: String = text.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign }).filter(|sign| !sign.is_control()).collect();
    insert(model, &line);
    Vec::new()
}

fn insert(model: &mut Model, text: &str) {
    let Some(bar) = &mut model.bar else { return };
    let room = LONGEST.saturating_sub(bar.text.chars().count());
    bar.text.extend(text.chars().take(room));
    typed(model);
}

/// Erases one character, one word, or everything.
pub(super) fn shorten(text: &mut String, command: Command) {
    match command {
        Command::Erase => {
            text.pop();
        }
        Command::EraseWord => {
            let kept = text.trim_end();
            let kept = kept.rfind(char::is_whitespace).map_or("", |at| &kept[..=at]);
            *text = kept.to_owned();
        }
        _ => text.clear(),
    }
}

/// Erases; erasing an empty line closes the bar.
fn erase(model: &mut Model, how: impl FnOnce(&mut String)) {
    let Some(bar) = &mut model.bar else { return };
    if bar.text.is_empty() {
        close(model);
        return;
    }
    how(&mut bar.text);
    typed(model);
}

/// What was typed is the new start for offers and history.
fn typed(model: &mut Model) {
    if let Some(bar) = &mut model.bar {
        bar.typed.clone_from(&bar.text);
        bar.recalled = None;
    }
    renew(model);
}

/// Makes the offers anew; a filter works while it is typed.
fn renew(model: &mut Model) {
    let Some(mut bar) = model.bar.take() else { return };
    bar.chosen = None;
    match bar.kind {
        BarKind::Command => bar.offers = offers(&bar.typed, model),
        BarKind::Filter => {
            bar.text.trim().clone_into(&mut model.filter);
            movement::clamp(model);
        }
    }
    model.bar = Some(bar);
}

/// Takes the next offer, or the one before; past the last comes what was typed.
fn complete(model: &mut Model, forward: bool) {
    let Some(bar) = &mut model.bar else { return };
    let count = bar.offers.len();
    if count == 0 {
        return;
    }
    if count == 1 {
        // One offer is taken for good, so that the next Tab goes on with its words.
        bar.text = format!("{} ", bar.offers[0]);
        typed(model);
        return;
    }
    bar.chosen = match (bar.chosen, forward) {
        (None, true) => Some(0),
        (None, false) => Some(count - 1),
        (Some(at), true) => Some(at + 1).filter(|next| *next < count),
        (Some(at), false) => at.checked_sub(1),
    };
    bar.text = bar.chosen.map_or_else(|| bar.typed.clone(), |chosen| bar.offers[chosen].clone());
}

/// Shows an older or newer line of the history.
fn recall(model: &mut Model, older: bool) {
    let Some(bar) = &mut model.bar else { return };
    if bar.kind == BarKind::Filter {
        return;
    }
    let oldest = model.history.len().checked_sub(1);
    bar.recalled = match bar.recalled {
        None if older => oldest.map(|_| 0),
        None => None,
        Some(back) if older => oldest.map(|oldest| (back + 1).min(oldest)),
        Some(back) => back.checked_sub(1),
    };
    let line = bar.recalled.and_then(|back| model.history.iter().rev().nth(back));
    bar.text = line.cloned().unwrap_or_else(|| bar.typed.clone());
    bar.chosen = None;
}

/// Runs the command, or keeps the filter. A line with a mistake stays open, so that it can be mended.
fn enter(model: &mut Model) -> Vec<Effect> {
    let Some(bar) = model.bar.take() else { return Vec::new() };
    let line = bar.text.trim().to_owned();
    if bar.kind == BarKind::Filter || line.is_empty() {
        return Vec::new();
    }
    match crate::app::command::parse(&line, model) {
        Ok(meaning) => {
            remember(model, line);
            key::close_all(model);
            run::run(model, meaning)
        }
        Err(sentence) => {
            model.say(sentence, true);
            model.bar = Some(bar);
            Vec::new()
        }
    }
}

fn remember(model: &mut Model, line: String) {
    model.history.retain(|other| *other != line);
    model.history.push(line);
    if Model::HISTORY < model.history.len() {
        model.history.remove(0);
    }
}
