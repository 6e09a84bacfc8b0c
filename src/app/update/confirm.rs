//! Keys in a question: they are typed, and Enter cancels until every word is there.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::{bar, guard, journal, key, movement, quit, suspend};
use crate::app::arm::{self, Arm};
use crate::app::copy;
use crate::app::effect::Effect;
use crate::app::guard::{Enter, Question};
use crate::app::keys::{Command, types};
use crate::app::model::{Dialog, LEAST, Model};

/// The fields that are typed into: those of the dialog in front.
fn question(model: &mut Model) -> Option<&mut Question> {
    match &mut model.dialog {
        Some(Dialog::Arm(Arm { question, .. }) | Dialog::Close { question, .. }) => Some(question),
        Some(Dialog::Change { number, .. }) => model.changes.get_mut(*number)?.question_mut(),
        _ => None,
    }
}

/// One press. A key that is held down does nothing but put Enter off, as every key does.
pub(super) fn press(model: &mut Model, command: Option<Command>, event: KeyEvent) -> Vec<Effect> {
    let scrolls = matches!(command, Some(Command::ScrollUp | Command::ScrollDown));
    if event.kind == KeyEventKind::Repeat && !scrolls {
        return Vec::new();
    }
    match command {
        Some(Command::Exit) => return quit(model),
        Some(Command::Suspend) => return suspend(model),
        Some(Command::CopyCommands) => return copy(model),
        Some(Command::Back) => key::back(model),
        Some(Command::Confirm) => return enter(model),
        Some(Command::ScrollUp) => scroll(model, event, Command::Up, Command::PageUp),
        Some(Command::ScrollDown) => scroll(model, event, Command::Down, Command::PageDown),
        Some(command) => {
            if let Some(question) = question(model) {
                match command {
                    Command::NextField => question.step(true),
                    Command::LastField => question.step(false),
                    _ => question.erase(|text| bar::shorten(text, command)),
                }
            }
        }
        None => {
            if let (KeyCode::Char(sign), Some(question)) = (event.code, question(model))
                && types(event.into())
            {
                question.push(sign);
            }
        }
    }
    Vec::new()
}

/// Copies the commands that the plan in front would run.
fn copy(model: &mut Model) -> Vec<Effect> {
    match copy::selected(model).filter(|text| !text.is_empty()) {
        Some(text) => key::copied(model, text),
        None => Vec::new(),
    }
}

fn scroll(model: &mut Model, event: KeyEvent, line: Command, page: Command) {
    let is_page = matches!(event.code, KeyCode::PageUp | KeyCode::PageDown);
    movement::step(model, if is_page { page } else { line });
}

/// Notes that a key came: Enter must wait.
pub(super) fn touch(model: &mut Model) {
    let now = model.now;
    if let Some(question) = question(model) {
        question.touched = now;
    }
}

/// Pasted text is not consent: nobody has read what they pasted.
pub(super) fn refuse_paste(model: &mut Model) {
    touch(model);
    model.say("Pasted text confirms nothing: type the word.", true);
}

/// What Enter does depends on what is typed, and on nothing else.
fn enter(model: &mut Model) -> Vec<Effect> {
    if model.size.0 < LEAST.0 || model.size.1 < LEAST.1 {
        model.say("What nobody can read is not confirmed: the terminal is too small.", true);
        return Vec::new();
    }
    let (now, speed) = (model.now, model.options.speed);
    let Some(question) = question(model) else { return Vec::new() };
    match question.press_enter(now, speed) {
        None | Some(Enter::Next) => Vec::new(),
        Some(Enter::Cancel) => {
            key::back(model);
            Vec::new()
        }
        Some(Enter::Confirm) => confirm(model),
    }
}

fn confirm(model: &mut Model) -> Vec<Effect> {
    match model.dialog.clone() {
        Some(Dialog::Arm(Arm { then, .. })) => armed(model, then),
        Some(Dialog::Close { run, question }) => journal::close(model, run, &question),
        Some(Dialog::Change { number, .. }) => guard::confirm(model, number),
        _ => Vec::new(),
    }
}

/// The environment's name was typed. What led here goes on.
fn armed(model: &mut Model, then: Option<(crate::domain::action::Action, Option<u64>)>) -> Vec<Effect> {
    model.dialog = model.beneath.pop();
    if let Err(reason) = arm::can_arm(model) {
        model.say(format!("It cannot be armed: {reason}."), true);
        return Vec::new();
    }
    let until = arm::until(model);
    model.armed_until = Some(until);
    model.say(format!("Armed until {}: :disarm ends it.", until.strftime("%H:%M UTC")), false);
    match then {
        Some((wish, continues)) => guard::begin(model, wish, continues),
        None => Vec::new(),
    }
}
