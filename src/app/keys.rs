//! The one table of commands and their keys: help, footer, README and `[keys]` all come from it.

use std::fmt::Write as _;

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

mod commands;
mod enabled;
mod rebind;

pub use commands::{Command, Group, Place, Row};
pub use enabled::enabled;
pub(in crate::app) use rebind::types;
pub use rebind::{KeyProblem, parse_key};

use super::guard::Change;
use super::model::{Dialog, Model};

/// Which key does what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTable {
    /// In the order of the commands, each command's first key first.
    bindings: Vec<(KeyCombination, Command)>,
}

impl Default for KeyTable {
    fn default() -> Self {
        let keys = |command: Command| command.row().keys.iter().filter_map(move |key| Some((parse_key(key)?, command)));
        Self { bindings: Command::ALL.iter().copied().flat_map(keys).collect() }
    }
}

impl KeyTable {
    /// What a key does in a place.
    pub fn command(&self, key: KeyEvent, place: Place) -> Option<Command> {
        let key = normal(KeyCombination::from(key));
        self.bindings.iter().find(|(other, command)| *other == key && command.row().places.contains(&place)).map(|(_, command)| *command)
    }

    /// Every key of a command, the one to show first.
    pub fn keys(&self, command: Command) -> impl Iterator<Item = KeyCombination> + '_ {
        self.bindings.iter().filter(move |(_, other)| *other == command).map(|(key, _)| *key)
    }

    /// The keys of a command as words, such as `k Up`; empty when it has none.
    pub fn label(&self, command: Command) -> String {
        let words: Vec<String> = self.keys(command).map(key_label).collect();
        words.join(" ")
    }

    /// The first key of a command as a word.
    pub fn first(&self, command: Command) -> String {
        self.keys(command).next().map(key_label).unwrap_or_default()
    }

    /// What the footer offers now: key, short word, and whether it would do something.
    pub fn hints(&self, model: &Model) -> Vec<(String, &'static str, bool)> {
        let place = place(model);
        let mut all = Command::ALL.to_vec();
        // What does not fit is left out before the last two: keys of the charts before the others.
        all.sort_by_key(|command| match command.row().group {
            _ if matches!(command, Command::Help | Command::Quit) => 2,
            Group::Chart => 1,
            _ => 0,
        });
        all.iter()
            .filter(|command| !command.row().short.is_empty() && command.row().places.contains(&place))
            .filter(|command| place == Place::Screen || command.row().group != Group::Chart)
            // Of all questions only a plan's has commands.
            .filter(|command| *command != &Command::CopyCommands || matches!(model.dialog, Some(Dialog::Change { .. })))
            .map(|command| (self.first(*command), command.row().short, enabled(*command, model).is_ok()))
            .filter(|(key, ..)| !key.is_empty())
            .collect()
    }

    /// The commands that count in what is in front, or in what lies under the help.
    pub fn listed(model: &Model) -> impl Iterator<Item = Command> {
        // Help itself is a dialog: it tells of what lies under it.
        let place = match model.dialog {
            Some(Dialog::Help { .. }) if model.beneath.is_empty() => Place::Screen,
            _ => place(model),
        };
        let here = move |command: &Command| command.row().places.contains(&place) || command.row().group == Group::Typing;
        Command::ALL.iter().copied().filter(here)
    }

    /// The lines of the help: command, keys, and why it does nothing just now.
    pub fn help(&self, model: &Model) -> Vec<(Command, String, Result<(), String>)> {
        Self::listed(model).map(|command| (command, self.label(command), enabled(command, model))).collect()
    }
}

/// Where the next key goes.
pub fn place(model: &Model) -> Place {
    match (&model.bar, &model.dialog) {
        (Some(_), _) => Place::Bar,
        (None, Some(Dialog::Arm(_) | Dialog::Close { .. })) => Place::Question,
        (None, Some(Dialog::Change { number, .. })) if model.changes.get(*number).is_some_and(Change::takes_typing) => Place::Question,
        (None, Some(_)) => Place::Dialog,
        (None, None) => Place::Screen,
    }
}

/// Shift says nothing more about a sign that has no capital; terminals differ in whether they tell it.
fn normal(key: KeyCombination) -> KeyCombination {
    let mut key = key.normalized();
    if let OneToThree::One(KeyCode::Char(sign)) = key.codes
        && !sign.is_alphabetic()
        && sign != ' '
    {
        key.modifiers.remove(KeyModifiers::SHIFT);
    }
    key
}

/// The word for a key: `q`, `G`, `Ctrl-C`, `PgUp`, `Space`.
pub fn key_label(key: KeyCombination) -> String {
    let OneToThree::One(code) = key.codes else { return key.to_string() };
    let mut word = String::new();
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let shift = key.modifiers.contains(KeyModifiers::SHIFT);
    if control {
        word.push_str("Ctrl-");
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        word.push_str("Alt-");
    }
    if shift && !matches!(code, KeyCode::Char(_) | KeyCode::BackTab) {
        word.push_str("Shift-");
    }
    match code {
        KeyCode::Char(' ') => word.push_str("Space"),
        KeyCode::Char(sign) if control || shift => word.extend(sign.to_uppercase()),
        KeyCode::Char(sign) => word.push(sign),
        KeyCode::PageUp => word.push_str("PgUp"),
        KeyCode::PageDown => word.push_str("PgDn"),
        KeyCode::BackTab => word.push_str("Shift-Tab"),
        KeyCode::F(number) => write!(word, "F{number}").unwrap_or_default(),
        other => write!(word, "{other:?}").unwrap_or_default(),
    }
    word
}
