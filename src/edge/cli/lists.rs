//! `themes`, `ids` and `keys`: tables that other parts of the program own.

use serde_json::json;

use super::arguments::{Common, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{watched, write_json};
use crate::app::keys::{Command as KeyCommand, Group, KeyTable, key_label};
use crate::domain::ids::{self, Id};
use crate::edge::paths::Paths;
use crate::view::text;
use crate::view::theme::Theme;

/// The themes: those compiled in, and the user's own.
pub(super) fn themes(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
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

/// Every id of findings, gates, rules and checks.
pub(super) fn ids(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    if common.output == Output::Json {
        let row = |row: Id| json!({ "id": row.id, "family": row.family.word(), "meaning": row.meaning });
        write_json(around, &ids::all().map(row).collect())?;
        return Ok(Exit::Done);
    }
    let longest = ids::all().map(|row| row.id.len()).max().unwrap_or_default();
    for row in ids::all() {
        writeln!(around.out, "{:<longest$}  {:<8}  {}", row.id, row.family.word(), row.meaning)?;
    }
    Ok(Exit::Done)
}

/// Every command of the console with its keys, as they are bound now.
pub(super) fn keys(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let table = KeyTable::with(&config.keys).map_err(|problem| Failure::usage(problem.to_string()))?;
    if common.output == Output::Json {
        let row = |command: &KeyCommand| {
            let keys: Vec<String> = table.keys(*command).map(key_label).collect();
            json!({ "command": command.row().name, "keys": keys, "group": command.row().group.title(), "help": command.row().help })
        };
        write_json(around, &KeyCommand::ALL.iter().map(row).collect())?;
        return Ok(Exit::Done);
    }
    let label = |command: KeyCommand| table.keys(command).map(key_label).collect::<Vec<_>>().join(" ");
    let name = KeyCommand::ALL.iter().map(|command| command.row().name.len()).max().unwrap_or_default();
    let keys = KeyCommand::ALL.iter().map(|command| text::width(&label(*command))).max().unwrap_or_default();
    for group in Group::ALL {
        writeln!(around.out, "{}", group.title())?;
        for command in KeyCommand::ALL.iter().filter(|command| command.row().group == group) {
            let row = command.row();
            writeln!(around.out, "  {}  {:<name$}  {}", text::left(&label(*command), keys), row.name, row.help)?;
        }
    }
    Ok(Exit::Done)
}
