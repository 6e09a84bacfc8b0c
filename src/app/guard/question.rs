//! What must be typed before Enter means yes: never pasted, never by a key that is held down, never in haste.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest text of one field.
const LONGEST: usize = 200;

/// Milliseconds of the reader's time without any key before Enter counts: what was pasted as keys, or held down, is faster.
pub const QUIET: i64 = 250;

/// What a field must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// Exactly this.
    Word(String),
    /// Anything that is not blank: a reason.
    Reason,
}

/// One line to type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What it is called on the screen.
    pub label: String,
    /// What it must hold.
    pub wanted: Wanted,
    /// What was typed.
    pub text: String,
}

impl Field {
    /// An empty field.
    pub fn of(label: &str, wanted: Wanted) -> Self {
        Self { label: label.to_owned(), wanted, text: String::new() }
    }

    /// Whether it holds what it must.
    pub fn is_right(&self) -> bool {
        match &self.wanted {
            Wanted::Word(word) => self.text == *word,
            Wanted::Reason => !self.text.trim().is_empty(),
        }
    }

    /// Whether it can still become right by typing on.
    pub fn is_on_the_way(&self) -> bool {
        match &self.wanted {
            Wanted::Word(word) => word.starts_with(&self.text),
            Wanted::Reason => true,
        }
    }
}

/// What Enter does just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enter {
    /// Nothing changes.
    Cancel,
    /// To the next field that is not right yet.
    Next,
    /// Yes.
    Confirm,
}

/// One or more fields, the one that is typed into, and when the last key came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// In the order of the screen; never empty.
    pub fields: Vec<Field>,
    /// Index of the one that is typed into.
    pub at: usize,
    /// The last key, or the opening.
    pub touched: Timestamp,
}

impl Question {
    /// One word to type.
    pub fn of(label: &str, word: String, now: Timestamp) -> Self {
        Self::with(vec![Field::of(label, Wanted::Word(word))], now)
    }

    /// Several fields.
    pub fn with(fields: Vec<Field>, now: Timestamp) -> Self {
        Self { fields, at: 0, touched: now }
    }

    /// What Enter would do. Cancel has the focus until everything is right.
    pub fn enter(&self) -> Enter {
        if self.fields.iter().all(Field::is_right) {
            return Enter::Confirm;
        }
        match self.fields.get(self.at) {
            Some(field) if field.is_right() => Enter::Next,
            _ => Enter::Cancel,
        }
    }

    /// Takes Enter. `None` while the last key is too near: then it counts as that key's echo.
    pub fn press_enter(&mut self, now: Timestamp, speed: u32) -> Option<Enter> {
        let quiet = SignedDuration::from_millis(QUIET * i64::from(speed));
        if now.duration_since(self.touched) < quiet {
            return None;
        }
        let enter = self.enter();
        if enter == Enter::Next {
            let wrong = |index: &usize| self.fields.get(*index).is_some_and(|field| !field.is_right());
            let count = self.fields.len();
            self.at = (self.at + 1..count).chain(0..self.at).find(wrong).unwrap_or(self.at);
        }
        Some(enter)
    }

    /// Types one sign.
    pub fn push(&mut self, sign: char) {
        if let Some(field) = self.fields.get_mut(self.at)
            && field.text.chars().count() < LONGEST
            && !sign.is_control()
        {
            field.text.push(sign);
        }
    }

    /// Erases in the field that is typed into.
    pub fn erase(&mut self, how: impl FnOnce(&mut String)) {
        if let Some(field) = self.fields.get_mut(self.at) {
            how(&mut field.text);
        }
    }

    /// To the next field, or the one before.
    pub fn step(&mut self, forward: bool) {
        let count = self.fields.len().max(1);
        self.at = (self.at + if forward { 1 } else { count - 1 }) % count;
    }
}
