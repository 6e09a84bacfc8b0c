//! The glyphs of each capability: braille, block, ASCII.
//!
//! Each level and each state has a glyph of its own beside its word and its role.

use crate::domain::finding::Level;
use crate::domain::reading::State;

/// What the terminal's font can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Marker {
    /// Everything: charts with 2×4 dots a cell.
    Braille,
    /// No braille: charts with 2×2 blocks a cell.
    Block,
    /// No box-drawing and no braille characters: plain ASCII.
    Ascii,
}

/// The strokes of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strokes {
    /// `─`
    pub horizontal: &'static str,
    /// `│`
    pub vertical: &'static str,
    /// `╭`
    pub top_left: &'static str,
    /// `╮`
    pub top_right: &'static str,
    /// `╰`
    pub bottom_left: &'static str,
    /// `╯`
    pub bottom_right: &'static str,
    /// `┤`: a tick on the y axis.
    pub tick_left: &'static str,
    /// `┬`: a tick on the x axis.
    pub tick_below: &'static str,
    /// `└`: where the axes meet.
    pub corner: &'static str,
}

/// Every glyph that the screens use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Which set it is.
    pub marker: Marker,
    /// Boxes and axes.
    pub stroke: Strokes,
    /// A limit across a chart: `┄`.
    pub dashed: &'static str,
    /// The cursor on a chart: `│`.
    pub cursor: &'static str,
    /// An event on the time axis: `◆`.
    pub mark: &'static str,
    /// A minute that is still filling: `○`.
    pub partial: &'static str,
    /// Time that could not be read: `╱`.
    pub hatch: &'static str,
    /// A cell without data: `·`.
    pub gap: &'static str,
    /// A refusal in a heat map: `×`.
    pub refused: &'static str,
    /// Between the steps of a path: `▸`.
    pub step: &'static str,
    /// From here to there: `→`.
    pub arrow: &'static str,
    /// Above what is shown: `↑`.
    pub up: &'static str,
    /// Below what is shown: `↓`.
    pub down: &'static str,
    /// Between words: `·`.
    pub dot: &'static str,
    /// Live: `●`.
    pub live: &'static str,
    /// Paused: `‖`.
    pub paused: &'static str,
    /// Where the rollout stands: `●`.
    pub here: &'static str,
    /// A stage that is done: `━`.
    pub done: &'static str,
    /// A stage that is ahead: `┄`.
    pub ahead: &'static str,
    /// What was cut: `…`, one column wide.
    pub cut: &'static str,
    /// The selected row: `▌`.
    pub selected: &'static str,
    /// A filled part of a bar: `━`.
    pub bar_full: &'static str,
    /// The rest of a bar: `─`.
    pub bar_rest: &'static str,
    /// Rising heights for a line of bars, lowest first; a gap has its own glyph.
    pub bars: [&'static str; 8],
    /// Rising shades for heat without colours, coolest first.
    pub shades: [&'static str; 8],
    /// A line's sample in a legend.
    pub line: &'static str,
}

const BOX: Strokes = Strokes {
    horizontal: "─",
    vertical: "│",
    top_left: "╭",
    top_right: "╮",
    bottom_left: "╰",
    bottom_right: "╯",
    tick_left: "┤",
    tick_below: "┬",
    corner: "└",
};

const PLAIN: Strokes = Strokes {
    horizontal: "-",
    vertical: "|",
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    tick_left: "+",
    tick_below: "+",
    corner: "+",
};

const BRAILLE: Glyphs = Glyphs {
    marker: Marker::Braille,
    stroke: BOX,
    dashed: "┄",
    cursor: "│",
    mark: "◆",
    partial: "○",
    hatch: "╱",
    gap: "·",
    refused: "×",
    step: "▸",
    arrow: "→",
    up: "↑",
    down: "↓",
    dot: "·",
    live: "●",
    paused: "‖",
    here: "●",
    done: "━",
    ahead: "┄",
    cut: "…",
    selected: "▌",
    bar_full: "━",
    bar_rest: "─",
    bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    shades: [" ", "░", "░", "▒", "▒", "▓", "▓", "█"],
    line: "━━",
};

const ASCII: Glyphs = Glyphs {
    marker: Marker::Ascii,
    stroke: PLAIN,
    dashed: "=",
    cursor: "|",
    mark: "^",
    partial: "o",
    hatch: "/",
    gap: ".",
    refused: "x",
    step: ">",
    arrow: ">",
    up: "^",
    down: "v",
    dot: "-",
    live: "*",
    paused: "#",
    here: "@",
    done: "=",
    ahead: ".",
    cut: "~",
    selected: ">",
    bar_full: "#",
    bar_rest: "-",
    bars: ["_", ".", ",", "-", "=", "+", "*", "#"],
    shades: ["0", "1", "2", "3", "4", "6", "8", "9"],
    line: "--",
};

impl Glyphs {
    /// The set for a marker.
    pub const fn of(marker: Marker) -> Self {
        match marker {
            Marker::Braille => BRAILLE,
            Marker::Block => Glyphs { marker: Marker::Block, ..BRAILLE },
            Marker::Ascii => ASCII,
        }
    }

    /// The glyph of a level: `●` ok, `▲` warn, `?` unknown, `■` alarm.
    pub fn level(&self, level: Level) -> &'static str {
        match (self.marker, level) {
            (_, Level::Unknown) => "?",
            (Marker::Ascii, Level::Ok) => "o",
            (Marker::Ascii, Level::Warn) => "!",
            (Marker::Ascii, Level::Alarm) => "#",
            (_, Level::Ok) => "●",
            (_, Level::Warn) => "▲",
            (_, Level::Alarm) => "■",
        }
    }

    /// The glyph of a value that is not fresh; empty for a fresh one.
    pub fn state(&self, state: State) -> &'static str {
        match state {
            State::Fresh => "",
            State::Partial => self.partial,
            State::Stale => {
                if self.marker == Marker::Ascii {
                    "~"
                } else {
                    "◷"
                }
            }
            State::NoData | State::NotConfigured => self.gap,
            State::Denied | State::Throttled | State::Unreachable => "?",
        }
    }

    /// Words for a terminal that has no more than ASCII: each character's nearest, one column for one column.
    pub fn fold(symbol: &str) -> &'static str {
        match symbol {
            "…" | "≈" => "~",
            "·" | "•" | "∙" | "–" | "—" | "−" | "─" | "━" | "┄" | "╌" => "-",
            "▸" | "→" | "►" | "›" | "≥" => ">",
            "←" | "≤" => "<",
            "×" | "✗" => "x",
            "÷" => "/",
            "±" | "✓" => "+",
            "│" | "┃" | "┊" | "‖" => "|",
            "↑" | "▲" | "△" => "^",
            "↓" | "▼" => "v",
            "●" | "◆" | "■" => "*",
            "○" | "◷" => "o",
            "’" | "‘" => "'",
            "“" | "”" => "\"",
            "µ" | "μ" => "u",
            "\u{a0}" | "\u{202f}" => " ",
            _ => "?",
        }
    }
}
