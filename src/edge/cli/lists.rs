//! `themes` and `ids`: tables that other parts of the program own.

use serde_json::json;

use super::around::Around;
use super::arguments::{Common, Output};
use super::exit::{Exit, Failure};
use super::{watched, write_json};
use crate::edge::paths::Paths;
use crate::view::theme::Theme;

/// The themes: those compiled in, and the user's own.
pub fn themes(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let own = Paths::of(&around.environment).map(|paths| paths.themes());
    let mine = own.as_deref().map(watched::own_themes).unwrap_or_default();
    if common.output == Output::Json {
        let built_in: Vec<&str> = Theme::names().collect();
        write_json(around, &json!({ "built_in": built_in, "own": mine }))?;
        return Ok(Exit::Done);
    }
    for name in Theme::names() {
        let title = Theme::text_of(name).and_then(|text| text.lines().next()).unwrap_or_default();
        writeln!(around.out, "{name:<12} {}", title.trim_start_matches('#').trim())?;
    }
    for name in &mine {
        writeln!(around.out, "{name:<12} your own")?;
    }
    Ok(Exit::Done)
}
