//! A theme file's text into a theme.
//!
//! ```toml
//! base = "tide"            # optional: where roles come from that this file does not name
//! [palette]
//! coral = "#ff7a59"        # a name for a colour
//! [roles]
//! alarm = "coral bold"     # colour, `on` colour, and bold, dim, italic, underline or reverse, in any order
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use toml::de::{DeTable, DeValue};

use super::{Role, Theme, colour};

/// Why a theme file cannot be used, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct ThemeError {
    /// The file as it was named.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, with the name of the role.
    pub what: String,
}

/// Where we are reading, for errors.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, span: Range<usize>, what: String) -> ThemeError {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        ThemeError { file: self.file.to_owned(), line: 1 + before.matches('\n').count(), what }
    }
}

pub(super) fn theme(name: &str, file: &str, text: &str) -> Result<Theme, ThemeError> {
    let source = Source { file, text };
    let table = DeTable::parse(text).map_err(|error| source.error(error.span().unwrap_or(0..0), error.message().to_owned()))?;
    let (mut styles, mut palette, mut given) = ([None; Role::COUNT], BTreeMap::new(), Vec::new());
    for (key, value) in table.get_ref() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("base", DeValue::String(base)) => {
                let base_theme = Theme::built_in(base)
                    .ok_or_else(|| source.error(value.span(), format!("no theme is called `{base}`{}", nearest(base, Theme::names()))))?;
                styles = base_theme.styles.map(Some);
            }
            ("palette", DeValue::Table(table)) => palette = read_palette(&source, table)?,
            ("roles", DeValue::Table(table)) => given = read_roles(&source, table)?,
            ("base" | "palette" | "roles", _) => {
                return Err(source.error(value.span(), format!("`{}` is of the wrong type", key.get_ref())));
            }
            (other, _) => {
                let what = format!("unknown key `{other}`{}", nearest(other, ["base", "palette", "roles"].into_iter()));
                return Err(source.error(key.span(), what));
            }
        }
    }
    for (role, words, span) in given {
        let style = style(role, words, &palette).map_err(|what| source.error(span, format!("role `{}`: {what}", role.name())))?;
        styles[role as usize] = Some(style);
    }
    complete(&source, name, &styles)
}

fn complete(source: &Source<'_>, name: &str, styles: &[Option<Style>; Role::COUNT]) -> Result<Theme, ThemeError> {
    let missing: Vec<_> = Role::ALL.iter().filter(|role| styles[**role as usize].is_none()).map(|role| role.name()).collect();
    if !missing.is_empty() {
        let what =
            format!("role `{}` is missing: name it, or take the rest from another theme with `base = \"tide\"`", missing.join("`, `"));
        return Err(source.error(source.text.len()..source.text.len(), what));
    }
    Ok(Theme::of_styles(name, &styles.map(Option::unwrap_or_default)))
}

fn read_palette(source: &Source<'_>, table: &DeTable<'_>) -> Result<BTreeMap<String, Color>, ThemeError> {
    let mut palette = BTreeMap::new();
    for (key, value) in table {
        let name = key.get_ref();
        let colour = value.get_ref().as_str().and_then(colour::parse);
        let colour = colour.ok_or_else(|| source.error(value.span(), format!("palette `{name}`: {}", how_to_write(value.get_ref()))))?;
        palette.insert(name.to_string(), colour);
    }
    Ok(palette)
}

fn how_to_write(value: &DeValue<'_>) -> String {
    let written = value.as_str().map_or_else(|| value.type_str().to_owned(), |text| format!("`{text}`"));
    format!("{written} is not a colour; write \"#rrggbb\", a name such as \"bright-red\", a number 0 to 255, or \"default\"")
}

type Given<'a> = (Role, &'a str, Range<usize>);

fn read_roles<'a>(source: &Source<'_>, table: &'a DeTable<'_>) -> Result<Vec<Given<'a>>, ThemeError> {
    let mut given = Vec::new();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let role = Role::ALL.iter().find(|role| role.name() == name).ok_or_else(|| {
            source.error(key.span(), format!("unknown role `{name}`{}", nearest(name, Role::ALL.iter().map(|role| role.name()))))
        })?;
        let words = value.get_ref().as_str().ok_or_else(|| {
            let what = format!("role `{name}`: {} found, a text such as \"#ff7a59 bold\" is wanted", value.get_ref().type_str());
            source.error(value.span(), what)
        })?;
        given.push((*role, words, value.span()));
    }
    Ok(given)
}

fn style(role: Role, words: &str, palette: &BTreeMap<String, Color>) -> Result<Style, String> {
    let mut style = Style::new();
    let (mut behind, mut named) = (role.is_area(), false);
    for word in words.split_whitespace() {
        match modifier(word) {
            Some(modifier) => style = style.add_modifier(modifier),
            None if word == "on" => behind = true,
            None => {
                let colour = palette.get(word).copied().or_else(|| colour::parse(word));
                let colour = colour.ok_or_else(|| {
                    let why = how_to_write(&DeValue::String(word.into()));
                    format!("{why}{}", nearest(word, palette.keys().map(String::as_str)))
                })?;
                style = if behind { style.bg(colour) } else { style.fg(colour) };
                named = true;
                behind = role.is_area();
            }
        }
    }
    if named { Ok(style) } else { Err("no colour is named; write \"default\" for the terminal's own".to_owned()) }
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underline" => Modifier::UNDERLINED,
        "reverse" => Modifier::REVERSED,
        _ => return None,
    })
}

/// The nearest name, as the end of a sentence; empty when none is near.
fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    let scored = names.map(|name| (strsim::jaro_winkler(word, name), name));
    let best = scored.max_by(|(one, _), (other, _)| one.total_cmp(other)).filter(|(score, _)| 0.75 < *score);
    best.map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?"))
}
