//! What `doctor` finds on this machine: the terminal and the configuration.

use super::arguments::Common;
use super::around::Around;
use super::doctor::{Health, Item};
use super::exit::{Exit, Failure};
use super::paint;
use crate::edge::config::Config;
use crate::edge::paths::Paths;
use crate::view::theme::Depth;

const AREA: &str = "terminal";

/// Size, colours, signs.
pub(super) fn terminal(common: &Common, around: &Around<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    if around.terminal {
        items.push(match crossterm::terminal::size() {
            Ok((columns, rows)) if columns < 80 || rows < 24 => {
                Item::new(AREA, "size", Health::Warn, format!("{columns}×{rows}: below 80×24 the layout is compact"))
            }
            Ok((columns, rows)) => Item::new(AREA, "size", Health::Pass, format!("{columns}×{rows}")),
            Err(_) => Item::new(AREA, "size", Health::Unknown, "the terminal does not say; 80×24 or more is best"),
        });
    } else {
        items.push(Item::new(AREA, "size", Health::Warn, "this is not a terminal: the console prints the status instead"));
    }
    items.push(colours(common, around));
    let utf8 = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| around.variable(name)).map(str::to_lowercase);
    items.push(match utf8 {
        Some(locale) if locale.contains("utf-8") || locale.contains("utf8") => Item::new(AREA, "signs", Health::Pass, "UTF-8"),
        Some(locale) => {
            Item::new(AREA, "signs", Health::Warn, format!("the locale {locale} is not UTF-8: set LANG=C.UTF-8, or use --ascii"))
        }
        None => Item::new(AREA, "signs", Health::Warn, "no locale is set: if boxes look broken set LANG=C.UTF-8, or use --ascii"),
    });
    items
}

fn colours(common: &Common, around: &Around<'_>) -> Item {
    let item = |health, text: &str| Item::new(AREA, "colours", health, text);
    match paint::depth(common, around) {
        Depth::None if common.no_color || around.variable("NO_COLOR").is_some() => item(Health::Pass, "none, as asked for"),
        Depth::None => item(Health::Warn, "none: the terminal names no abilities (TERM)"),
        Depth::Sixteen => item(Health::Pass, "16"),
        Depth::Indexed => item(Health::Pass, "256"),
        Depth::True => item(Health::Pass, "24-bit"),
    }
}

/// Files and their problems, one line each.
pub(super) fn configuration(checked: &Result<Config, Failure>, around: &Around<'_>) -> Vec<Item> {
    match checked {
        Ok(config) if config.files.is_empty() => {
            let user = Paths::of(&around.environment).map(|paths| format!(" or {}", paths.config_file().display())).unwrap_or_default();
            let text = format!("none: ./tidegate.toml{user} would be read; `tidegate init` writes one");
            vec![Item::new("configuration", "files", Health::Pass, text)]
        }
        Ok(config) => {
            let file = |path: &std::path::PathBuf| Item::new("configuration", path.display().to_string(), Health::Pass, "nothing is wrong");
            let untrusted = |name: &String| {
                let text = "its deploy command stands in a project file: it runs only after `tidegate config trust`";
                Item::new("configuration", name.clone(), Health::Warn, text)
            };
            config.files.iter().map(file).chain(config.untrusted_commands.iter().map(untrusted)).collect()
        }
        Err(failure) => {
            let line = |line: &str| Item { exit: Exit::Usage, ..Item::new("configuration", "problem", Health::Fail, line) };
            failure.text.lines().map(line).collect()
        }
    }
}
