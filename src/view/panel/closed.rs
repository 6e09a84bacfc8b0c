//! A panel in one line, where there is no room for more: its name, its newest value, its age.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene, rows};
use crate::app::model::Panel;
use crate::app::rows as list;
use crate::view::pen;
use crate::view::theme::Role;

/// Where values begin.
const COLUMN: u16 = 18;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    pen::clear(buffer, area, scene.look.theme.sheet());
    if scene.focus() {
        rows::select(scene, rows::line(area, 0), buffer);
    }
    if scene.panel == Panel::Verdict {
        return verdict(scene, area, buffer);
    }
    let (title, name) = headline(scene.panel);
    // The stream's own read age hides a function that retries a batch: the reader furthest behind is told.
    let worst = list::lines::of(Panel::Lag, scene.snapshot).into_iter().next().map(|(_, name)| name);
    let name = if scene.panel == Panel::Lag { worst.as_deref() } else { name };
    let cell = match name {
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
        Panel::Gates => ("evidence", None),
        Panel::Flow => ("pipeline", None),
        Panel::FlowDetail => ("selected", None),
        Panel::Checks => ("checklist", None),
        Panel::Events => ("activity", None),
    }
}
