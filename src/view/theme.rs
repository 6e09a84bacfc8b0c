//! Roles and the styles that themes give them.
//!
//! Screens name a role ("alarm", "dim"), never a colour. A theme gives each role a style; what a role means
//! is also told by a glyph or a word, so that a theme without colours loses nothing.

pub mod colour;
mod depth;
mod parse;
mod probe;

use ratatui::style::{Color, Modifier, Style};

use crate::domain::finding::Level;
use crate::domain::reading::State;

pub use depth::Depth;
pub use parse::ThemeError;
pub use probe::{Dump, dump};

macro_rules! roles {
    ($($(#[doc = $doc:literal])+ $id:ident $name:literal $letter:literal,)+) => {
        /// What a cell is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $($(#[doc = $doc])+ $id,)+ }

        impl Role {
            /// Every role, in the order of the theme files.
            pub const ALL: &'static [Role] = &[$(Role::$id),+];

            /// Its name in a theme file.
            pub fn name(self) -> &'static str {
                match self { $(Role::$id => $name,)+ }
            }

            /// Its letter in a test's dump of roles.
            pub fn letter(self) -> char {
                match self { $(Role::$id => $letter,)+ }
            }
        }
    };
}

roles! {
    /// Behind everything.
    Background "background" '_',
    /// Behind the contents of panels.
    Surface "surface" ' ',
    /// Behind dialogs.
    Overlay "overlay" 'O',
    /// Behind the selected row.
    Selection "selection" 'S',
    /// Behind the tab of the current screen.
    Tab "tab" 'T',
    /// What is read first.
    Text "text" 't',
    /// What is read second: labels, units, ages.
    Dim "dim" 'd',
    /// Strokes that must not draw the eye. Never words.
    Faint "faint" 'f',
    /// The box around a panel.
    Border "border" 'b',
    /// The box around the panel that has the focus.
    BorderFocus "border-focus" 'B',
    /// The name of a panel.
    Title "title" 'i',
    /// The one accent: where one is, what can be pressed.
    Accent "accent" 'a',
    /// A key that can be pressed.
    Key "key" 'k',
    /// All is well.
    Ok "ok" 'o',
    /// Worth knowing while there is time.
    Warn "warn" 'w',
    /// Data, money or users are at stake now.
    Alarm "alarm" 'A',
    /// It cannot be told whether things are well.
    Unknown "unknown" 'u',
    /// The production environment, and what cannot be undone.
    Danger "danger" 'D',
    /// Older than it should be.
    Stale "stale" 'l',
    /// A minute that is still filling.
    Partial "partial" 'p',
    /// Where no data is.
    Gap "gap" 'g',
    /// A limit that somebody set.
    Threshold "threshold" 'h',
    /// The cursor on a chart.
    Cursor "cursor" 'c',
    /// An event on a time axis.
    Mark "mark" 'm',
    /// The area under a line, and the band from least to most.
    Fill "fill" 'F',
    /// The first line of a chart.
    Series1 "series-1" '1',
    /// The second line of a chart.
    Series2 "series-2" '2',
    /// The third line of a chart.
    Series3 "series-3" '3',
    /// The fourth line of a chart.
    Series4 "series-4" '4',
    /// The first shard, and each fourth after it.
    Shard1 "shard-1" '5',
    /// The second shard.
    Shard2 "shard-2" '6',
    /// The third shard.
    Shard3 "shard-3" '7',
    /// The fourth shard.
    Shard4 "shard-4" '8',
    /// Heat: nothing, or next to nothing.
    Heat1 "heat-1" 'P',
    /// Heat, second step.
    Heat2 "heat-2" 'Q',
    /// Heat, third step.
    Heat3 "heat-3" 'R',
    /// Heat, fourth step.
    Heat4 "heat-4" 'U',
    /// Heat, fifth step.
    Heat5 "heat-5" 'V',
    /// Heat, sixth step.
    Heat6 "heat-6" 'W',
    /// Heat, seventh step.
    Heat7 "heat-7" 'X',
    /// Heat: at the limit or over it.
    Heat8 "heat-8" 'Y',
}

impl Role {
    /// How many there are.
    pub const COUNT: usize = Role::ALL.len();

    /// The steps of the heat ramp, coolest first.
    pub const HEAT: [Role; 8] = [Role::Heat1, Role::Heat2, Role::Heat3, Role::Heat4, Role::Heat5, Role::Heat6, Role::Heat7, Role::Heat8];

    /// The lines of a chart, in order.
    pub const SERIES: [Role; 4] = [Role::Series1, Role::Series2, Role::Series3, Role::Series4];

    /// The colours of neighbouring shards, used in turn.
    pub const SHARDS: [Role; 4] = [Role::Shard1, Role::Shard2, Role::Shard3, Role::Shard4];

    /// Whether it colours what is behind, rather than the ink.
    pub fn is_area(self) -> bool {
        matches!(self, Role::Background | Role::Surface | Role::Overlay | Role::Selection | Role::Tab) || Role::HEAT.contains(&self)
    }

    /// Whether words are written in it, so that it must contrast with what is behind.
    pub fn is_text(self) -> bool {
        !self.is_area() && !matches!(self, Role::Faint | Role::Border | Role::Gap | Role::Fill)
    }

    /// The role of a level; its glyph and its word go with it.
    pub fn of_level(level: Level) -> Self {
        match level {
            Level::Ok => Role::Ok,
            Level::Warn => Role::Warn,
            Level::Unknown => Role::Unknown,
            Level::Alarm => Role::Alarm,
        }
    }

    /// The role of a value by how far it can be trusted.
    pub fn of_state(state: State) -> Self {
        match state {
            State::Fresh => Role::Text,
            State::Partial => Role::Partial,
            State::Stale => Role::Stale,
            State::NoData | State::NotConfigured => Role::Dim,
            State::Denied | State::Throttled | State::Unreachable => Role::Unknown,
        }
    }
}

/// A style for every role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// What `--theme` and `t` call it.
    pub name: String,
    /// Whether it is drawn without colours.
    pub mono: bool,
    styles: [Style; Role::COUNT],
    /// Ink that can be read on each step of the heat ramp.
    heat_ink: [Style; 8],
}

/// The themes that are compiled in, in the order of `t`: name and text.
const BUILT_IN: [(&str, &str); 6] = [
    ("tide", include_str!("../../themes/tide.toml")),
    ("paper", include_str!("../../themes/paper.toml")),
    ("contrast", include_str!("../../themes/contrast.toml")),
    ("daltonic", include_str!("../../themes/daltonic.toml")),
    ("ansi", include_str!("../../themes/ansi.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

impl Theme {
    /// The names of the themes that are compiled in, in the order of `t`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The text of a compiled-in theme: a start for one's own.
    pub fn text_of(name: &str) -> Option<&'static str> {
        BUILT_IN.iter().find(|(other, _)| *other == name).map(|(_, text)| *text)
    }

    /// A compiled-in theme by its name.
    pub fn built_in(name: &str) -> Option<Self> {
        // A compiled-in file always parses: a test reads every one.
        Self::parse(name, &format!("themes/{name}.toml"), Self::text_of(name)?).ok()
    }

    /// Reads a theme from the text of its file; `file` is only named in errors.
    /// A theme with `base = "tide"` needs to name only what it changes.
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Self, ThemeError> {
        parse::theme(name, file, text)
    }

    /// A theme whose colours are role numbers, for tests.
    pub fn probe() -> Self {
        probe::theme()
    }

    /// The nearest theme that a terminal of this depth can show.
    #[must_use]
    pub fn at(&self, depth: Depth) -> Self {
        depth::convert(self, depth)
    }

    /// The style of a role. Ink has no background and areas no ink, so that the two can be combined.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Text on the background.
    pub fn page(&self) -> Style {
        self.style(Role::Background).patch(self.style(Role::Text))
    }

    /// Text on the surface of a panel.
    pub fn sheet(&self) -> Style {
        self.style(Role::Surface).patch(self.style(Role::Text))
    }

    /// Ink that can be read on a step of the heat ramp, 0 to 7.
    pub fn heat_ink(&self, step: usize) -> Style {
        self.heat_ink[step.min(7)]
    }

    fn of_styles(name: &str, styles: &[Style; Role::COUNT]) -> Self {
        let mono = Role::ALL.iter().all(|role| {
            let style = styles[*role as usize];
            [style.fg, style.bg].iter().flatten().all(|colour| *colour == Color::Reset)
        });
        let [light, dark] = [styles[Role::Text as usize].fg, styles[Role::Background as usize].bg].map(|ink| ink.unwrap_or(Color::Reset));
        let heat_ink = Role::HEAT.map(|step| {
            let behind = styles[step as usize].bg.unwrap_or(Color::Reset);
            let ink = if colour::contrast_of(light, behind) < colour::contrast_of(dark, behind) { dark } else { light };
            Style::new().fg(ink).add_modifier(Modifier::BOLD)
        });
        Self { name: name.to_owned(), mono, styles: *styles, heat_ink }
    }
}
