//! Colour and glyphs of what is printed: only where the reader's terminal shows them.

use super::arguments::Common;
use super::around::Around;
use crate::domain::finding::Level;
use crate::view::markers::{Glyphs, Marker};
use crate::view::theme::Depth;

/// How many colours the terminal shows. No state is told by colour alone, so a wrong guess costs beauty only.
pub(super) fn depth(common: &Common, around: &Around<'_>) -> Depth {
    let term = around.variable("TERM").unwrap_or_default();
    let named = around.variable("COLORTERM").unwrap_or_default();
    if common.no_color || around.variable("NO_COLOR").is_some() || ["", "dumb"].contains(&term) {
        return Depth::None;
    }
    let direct = ["kitty", "alacritty", "ghostty", "foot", "direct"].iter().any(|name| term.contains(name));
    if direct || ["truecolor", "24bit"].contains(&named) {
        Depth::True
    } else if term.contains("256color") {
        Depth::Indexed
    } else {
        Depth::Sixteen
    }
}

/// Which signs the terminal's font has. The Linux console has blocks but no braille.
pub(super) fn marker(common: &Common, around: &Around<'_>) -> Marker {
    match around.variable("TERM") {
        _ if common.ascii => Marker::Ascii,
        Some("dumb") => Marker::Ascii,
        Some("linux") => Marker::Block,
        _ => Marker::Braille,
    }
}

/// What the reader's terminal shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    colour: bool,
    ascii: bool,
}

impl Paint {
    /// Colours on a terminal, unless `--no-color`, `NO_COLOR` or a dumb terminal say no.
    pub(super) fn of(common: &Common, around: &Around<'_>) -> Self {
        let colour = around.terminal && depth(common, around) != Depth::None;
        Self { colour, ascii: marker(common, around) == Marker::Ascii }
    }

    /// The level's word, always as wide.
    pub(super) fn level(self, level: Level) -> String {
        let word = format!("{:<7}", level.word());
        if !self.colour {
            return word;
        }
        let code = match level {
            Level::Ok => "32",
            Level::Warn => "33",
            Level::Unknown => "35",
            Level::Alarm => "31",
        };
        format!("\u{1b}[1;{code}m{word}\u{1b}[0m")
    }

    /// An arrow before advice.
    pub(super) fn arrow(self) -> &'static str {
        if self.ascii { "->" } else { "→" }
    }

    /// A text in signs that the terminal has. Control characters, which AWS would have to have put there, are left out.
    pub(super) fn text(self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for sign in text.chars().filter(|sign| !sign.is_control()) {
            if self.ascii && !sign.is_ascii() {
                let folded = Glyphs::fold(sign.encode_utf8(&mut [0; 4]));
                shown.push_str(if folded.is_ascii() { folded } else { "?" });
            } else {
                shown.push(sign);
            }
        }
        shown
    }
}
