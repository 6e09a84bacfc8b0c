//! A panel in one line, where there is no room for more: its name, its newest value, its age.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, rows};
use crate::app::model::Panel;
use crate::app::rows as list;
use crate::app::timeline;
use crate::domain::cost;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Where values begin.
const COLUMN: u16 = 18;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    pen::clear(buffer, area, scene.look.theme.sheet());
    if scene.focus() {
        rows::select(scene, rows::line(area, 0), buffer);
    }
    match scene.panel {
        Panel::Verdict => return verdict(scene, area, buffer),
        Panel::History if 1 < area.height => return history(scene, area, buffer),
        _ => {}
    }
    let (title, name) = headline(scene.panel);
    // The stream's own read age hides a function that retries a batch: the reader furthest behind is told.
    let worst = list::lines::of(Panel::Lag, scene.snapshot).into_iter().next().map(|(_, name)| name);
    let name = if scene.panel == Panel::Lag { worst.as_deref() } else { name };
    let cell = match name {
        None if scene.panel == Panel::Gates => {
            let (words, role) = super::gates::tally(scene, usize::from(area.width.saturating_sub(COLUMN)));
            Cell { words, role, age: String::new(), known: true }
        }
        None if scene.panel == Panel::History => newest(scene),
        None if matches!(scene.panel, Panel::WhatIf | Panel::Modes | Panel::Stages | Panel::Guide) => costs(scene),
        Some(name) => Cell::named(scene.snapshot, name),
        None => Cell { words: String::new(), role: Role::Dim, age: String::new(), known: false },
    };
    rows::pair(scene, area, 0, title, &cell, COLUMN, buffer);
}

fn verdict(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(verdict) = &scene.model.shown().board.verdict else {
        rows::paragraph(scene, area, 0, "Reading the first metrics.", Role::Dim, 1, buffer);
        return;
    };
    let head = format!("{} {}", scene.look.glyphs.level(verdict.level), verdict.level.word());
    let taken = 1 + pen::put(buffer, area, 1, 0, &head, scene.look.level(verdict.level)) + 1;
    let body = Rect { x: area.x + taken.min(area.width), width: area.width.saturating_sub(taken), ..area };
    rows::paragraph(scene, body, 0, &verdict.text, Role::Text, usize::from(area.height), buffer);
}

/// The newest event under its time, with how many there are.
fn history(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let look = scene.look;
    let mut events = timeline::listed(scene.model);
    let newest = events.next();
    let count = usize::from(newest.is_some()) + events.count();
    let at = newest.map_or_else(String::new, |event| format!("{} UTC", text::date_clock(event.at)));
    let taken = 1 + pen::put(buffer, area, 1, 0, "history", look.style(Role::Dim));
    let taken = taken + 2 + pen::put(buffer, area, taken + 2, 0, &at, look.style(Role::Text));
    let more = if 1 < count { format!("{} more", count - 1) } else { String::new() };
    if usize::from(taken) + text::width(&more) + 2 < usize::from(area.width) {
        pen::put_right(buffer, Rect { width: area.width.saturating_sub(1), ..area }, 0, &more, look.style(Role::Dim));
    }
    let words = newest.map_or("no change is known", |event| event.text.as_str());
    let role = if newest.is_some() { Role::Text } else { Role::Dim };
    rows::paragraph(scene, area, 1, words, role, usize::from(area.height - 1), buffer);
}

/// The newest event of the rollout's history.
fn newest(scene: Scene<'_>) -> Cell {
    let newest = timeline::listed(scene.model).next();
    let words = newest.map_or_else(|| "no change is known".to_owned(), |event| format!("{} {}", text::date_clock(event.at), event.text));
    Cell { words, role: if newest.is_some() { Role::Text } else { Role::Dim }, age: String::new(), known: newest.is_some() }
}

/// The figure that stands for a panel of costs.
fn costs(scene: Scene<'_>) -> Cell {
    let words = scene.costs().ok().and_then(|costs| match scene.panel {
        Panel::WhatIf if scene.model.what_if.is_idle() => Some("as it is".to_owned()),
        Panel::WhatIf => Some("in thought".to_owned()),
        Panel::Stages => {
            let last = costs.stages.as_ref().ok()?.last()?;
            Some(format!("{} at {} %", text::usd(last.bill.total()), last.percentage))
        }
        Panel::Guide => {
            let total = costs.guide.lines.iter().find(|line| line.what == "total")?;
            Some(format!("${}, not ${}", total.computed?.round(), total.guide.0))
        }
        _ => Some(format!("stream {}", text::usd(costs.now.bill.of(cost::Service::Stream)))),
    });
    let known = words.is_some();
    Cell {
        words: words.unwrap_or_else(|| "not known".to_owned()),
        role: if known { Role::Text } else { Role::Unknown },
        age: String::new(),
        known,
    }
}

/// The panel's name and the reading that stands for it.
fn headline(panel: Panel) -> (&'static str, Option<&'static str>) {
    match panel {
        Panel::Verdict => ("verdict", None),
        Panel::Rollout | Panel::Ladder => ("rollout set", Some("rollout.set_percentage")),
        Panel::Percentages => ("observed", Some("rollout.observed_percentage")),
        Panel::Records => ("incoming", Some("stream.incoming_records_per_second")),
        Panel::Lag => ("lag of the worst", None),
        Panel::Shards | Panel::ShardTable => ("open shards", Some("stream.open_shards")),
        Panel::ShardHeat => ("write load", Some("stream.write_utilisation_percent")),
        Panel::Throttles => ("refused writes", Some("stream.write_throttles_per_minute")),
        Panel::TableErrors => ("DynamoDB errors", Some("table.system_errors_per_minute")),
        Panel::Bill => ("stream's bill", Some("stream.cost_usd_per_month")),
        Panel::Watching => ("watching", Some("watching.cost_usd_per_hour")),
        Panel::WhatIf => ("what if", None),
        Panel::Modes => ("modes", None),
        Panel::Stages => ("stages priced", None),
        Panel::Guide => ("the guide says", None),
        Panel::ShardDetail => ("shard", None),
        Panel::Gates => ("gates", None),
        Panel::History => ("history", None),
        Panel::Flow => ("pipeline", None),
        Panel::FlowDetail => ("selected", None),
        Panel::Checks => ("checklist", None),
        Panel::Events => ("activity", None),
    }
}
