//! Keys bound anew by the configuration: checked as a whole, so that no key means two things in one place.

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyModifiers};

use super::{Command, KeyTable, key_label, normal};
use crate::app::command::nearest;

/// Why a table of keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// `[keys]` names a command that does not exist.
    #[error("unknown command `{name}` in [keys]{}", hint(nearest.as_deref()))]
    UnknownCommand {
        /// As written.
        name: String,
        /// The nearest name that exists.
        nearest: Option<String>,
    },
    /// The text is not a key.
    #[error("`{key}` is not a key: `{command}` in [keys] takes one such as `q`, `G`, `ctrl-r`, `f5`, `space` or `pageup`")]
    Unreadable {
        /// The command's name.
        command: String,
        /// As written.
        key: String,
    },
    /// Two commands have the same key in the same place.
    #[error("the key {key} is bound to both `{first}` and `{second}`: give one of them another key")]
    Conflict {
        /// The key as a word.
        key: String,
        /// The command that comes first in the table.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// A key that types a character cannot be a command where one types.
    #[error("the key {key} types a character, so it cannot be `{command}`, which counts while typing: use a key with Ctrl")]
    Types {
        /// The key as a word.
        key: String,
        /// The command's name.
        command: &'static str,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(": did you mean `{name}`?")).unwrap_or_default()
}

/// Reads one key. A single capital means the key with Shift, as people write it.
pub fn parse_key(text: &str) -> Option<KeyCombination> {
    let text = text.trim();
    let mut signs = text.chars();
    let key = match (signs.next(), signs.next()) {
        (Some(sign), None) => KeyCombination::one_key(KeyCode::Char(sign), KeyModifiers::NONE),
        _ => crokey::parse(text).ok()?,
    };
    let key = normal(key);
    key.is_ansi_compatible().then_some(key)
}

impl KeyTable {
    /// The default table with some commands' keys replaced. `Esc` and `Ctrl-C` keep what they do; they can only be joined.
    pub fn with(overrides: &[(String, Vec<String>)]) -> Result<Self, KeyProblem> {
        let mut table = Self::default();
        for (name, keys) in overrides {
            let command = Command::named(name).ok_or_else(|| KeyProblem::UnknownCommand {
                name: name.clone(),
                nearest: nearest(name, Command::ALL.iter().map(|command| command.row().name)).map(str::to_owned),
            })?;
            if !command.is_fixed() {
                table.bindings.retain(|(_, other)| *other != command);
            }
            for text in keys {
                let key = parse_key(text).ok_or_else(|| KeyProblem::Unreadable { command: name.clone(), key: text.clone() })?;
                if !table.bindings.contains(&(key, command)) {
                    table.bindings.push((key, command));
                }
            }
        }
        table.bindings.sort_by_key(|(_, command)| *command);
        table.check()?;
        Ok(table)
    }

    /// Whether each key means one thing in each place.
    pub fn check(&self) -> Result<(), KeyProblem> {
        for (index, (key, first)) in self.bindings.iter().enumerate() {
            if first.row().places.iter().any(|place| place.takes_typing()) && types(*key) {
                return Err(KeyProblem::Types { key: key_label(*key), command: first.row().name });
            }
            for (other, second) in &self.bindings[index + 1..] {
                let meet = first.row().places.iter().any(|place| second.row().places.contains(place));
                if other == key && second != first && meet {
                    return Err(KeyProblem::Conflict { key: key_label(*key), first: first.row().name, second: second.row().name });
                }
            }
        }
        Ok(())
    }
}

/// Whether the key puts a character into a line.
pub(in crate::app) fn types(key: KeyCombination) -> bool {
    matches!(key.codes, OneToThree::One(KeyCode::Char(_))) && (key.modifiers - KeyModifiers::SHIFT).is_empty()
}
