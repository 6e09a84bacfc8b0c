//! `doctor`: examines what tidegate needs, one line each, with what to do.

use serde_json::{Value, json};

use super::arguments::{Common, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{paint, permissions, reach, surroundings, watched, write_json};
use crate::edge::aws::examine::Examination;

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    /// As it should be.
    Pass,
    /// It works, but something should be known.
    Warn,
    /// It does not work.
    Fail,
    /// It could not be told.
    Unknown,
}

impl Health {
    fn word(self) -> &'static str {
        match self {
            Health::Pass => "pass",
            Health::Warn => "warn",
            Health::Fail => "fail",
            Health::Unknown => "unknown",
        }
    }
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Which part: `configuration`, `credentials`, …
    pub(super) area: &'static str,
    /// What was examined.
    pub(super) name: String,
    /// How it stands. A permission that is refused says `denied`.
    pub(super) health: Health,
    /// What was found, and what to do.
    pub(super) text: String,
    /// The exit code when it fails.
    pub(super) exit: Exit,
}

impl Item {
    pub(super) fn new(area: &'static str, name: impl Into<String>, health: Health, text: impl Into<String>) -> Self {
        Self { area, name: name.into(), health, text: text.into(), exit: Exit::Error }
    }

    fn word(&self) -> &'static str {
        if self.area == "permission" && self.health == Health::Fail { "denied" } else { self.health.word() }
    }
}

/// Examines everything; each part goes on when another fails.
pub(super) async fn run(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let mut items = surroundings::terminal(common, around);
    let checked = watched::configuration(common, around);
    let chosen = checked.as_ref().map_err(Clone::clone).and_then(|config| watched::chosen(config, common).cloned());
    items.extend(surroundings::configuration(&checked, around));
    match chosen {
        Err(failure) => {
            if checked.is_ok() {
                items.push(Item { exit: Exit::Usage, ..Item::new("configuration", "pipeline", Health::Fail, failure.text) });
            }
        }
        Ok(pipeline) => {
            let clock = reach::clock(around).await?;
            let aws = reach::aws(&pipeline, around);
            let examined = aws.examine(&clock).await;
            items.extend(credentials(&examined));
            items.extend(permissions::items(&aws, &pipeline, clock.now(), &examined).await);
        }
    }
    print(&items, common, around)?;
    let failed = items.iter().filter(|item| item.health == Health::Fail).map(|item| item.exit);
    Ok(failed.max_by_key(|exit| matches!(exit, Exit::Usage | Exit::Credentials)).unwrap_or(Exit::Done))
}

fn credentials(examined: &Examination) -> Vec<Item> {
    let mut items = Vec::new();
    let provider = examined.provider.as_deref().unwrap_or("no provider");
    match &examined.identity {
        Ok(identity) => {
            items.push(Item::new("credentials", "provider", Health::Pass, provider));
            items.push(Item::new("credentials", "account", Health::Pass, format!("{} as {}", identity.account, identity.arn)));
            items.push(Item::new("credentials", "region", Health::Pass, identity.region.clone()));
        }
        Err(fault) => {
            items.push(Item {
                exit: Exit::from(fault),
                ..Item::new("credentials", "provider", Health::Fail, format!("{provider}: {fault}"))
            });
        }
    }
    items.push(clock_item(examined.ahead_seconds));
    items
}

/// AWS refuses signatures that are five minutes off; the SDK corrects more than four by itself.
fn clock_item(ahead: Option<i64>) -> Item {
    let (health, text) = match ahead {
        None => (Health::Unknown, "AWS gave no answer to compare this machine's clock with".to_owned()),
        Some(ahead) if ahead.abs() <= 5 => (Health::Pass, "within 5 s of AWS's".to_owned()),
        Some(ahead) => {
            let direction = if 0 < ahead { "ahead of" } else { "behind" };
            let off = crate::view::text::duration(ahead.abs());
            let health = if ahead.abs() < 60 { Health::Warn } else { Health::Fail };
            (health, format!("{off} {direction} AWS's, so ages are wrong by as much: let the system set its clock (NTP)"))
        }
    };
    Item::new("clock", "skew", health, text)
}

fn print(items: &[Item], common: &Common, around: &mut Around<'_>) -> Result<(), Failure> {
    if common.output == Output::Json {
        let item = |item: &Item| json!({ "area": item.area, "name": item.name, "result": item.word(), "text": item.text });
        let worst = if items.iter().any(|item| item.health == Health::Fail) { "fail" } else { "pass" };
        let items: Vec<Value> = items.iter().map(item).collect();
        return write_json(around, &json!({ "result": worst, "items": items }));
    }
    let paint = paint::Paint::of(common, around);
    let width = items.iter().map(|item| item.name.chars().count()).max().unwrap_or_default();
    for item in items {
        let name = paint.text(&item.name);
        writeln!(around.out, "{:<7}  {:<13}  {name:<width$}  {}", item.word(), item.area, paint.text(&item.text))?;
    }
    Ok(())
}
