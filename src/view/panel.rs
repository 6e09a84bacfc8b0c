//! One file per panel.
//!
//! ```text
//! ╭ incoming records ─────────── 11.6/s  2 m ago ╮   name, newest value, its age: on the frame
//! │                                              │   what it is made of: inside
//! ╰──────────────────────────────────── w why ───╯   what can be pressed: below, when it has the focus
//! ```

mod bill;
mod cell;
mod checks;
mod closed;
mod events;
mod flow;
mod flow_detail;
mod gates;
mod graph;
mod guide;
mod heat;
mod history;
mod ladder;
mod load_bar;
mod modes;
mod percentages;
mod rollout;
mod rows;
mod shard_detail;
mod shard_table;
mod shards;
mod stages;
mod verdict;
mod watching;
mod what_if;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Look;
use crate::app::judged::{Costs, Judged};
use crate::app::model::{Model, Panel};
use crate::domain::cost::Estimate;
use crate::domain::snapshot::Snapshot;

pub use cell::Cell;
pub(in crate::view) use checks::{mark_of, sign_of};
pub(in crate::view) use events::kind as event_role;

/// What every panel draws from.
#[derive(Clone, Copy)]
pub(in crate::view) struct Scene<'a> {
    /// The state.
    pub(in crate::view) model: &'a Model,
    /// What is known, live or frozen.
    pub(in crate::view) snapshot: &'a Snapshot,
    /// Theme and glyphs.
    pub(in crate::view) look: &'a Look,
    /// The panel that is drawn.
    pub(in crate::view) panel: Panel,
}

impl<'a> Scene<'a> {
    /// Whether the panel has the focus.
    fn focus(&self) -> bool {
        self.model.focus == self.panel
    }

    /// What was worked out when the snapshot was judged last.
    fn judged(&self) -> &'a Judged {
        &self.model.shown().judged
    }

    /// What the pipeline costs in every light, or why that is not known.
    fn costs(&self) -> Result<&'a Costs, String> {
        self.judged().costs.as_ref().map_err(Clone::clone)
    }

    /// What the pipeline costs.
    fn estimate(&self) -> Result<&'a Estimate, String> {
        self.costs().map(|costs| &costs.now)
    }

    /// Seconds of a wait that are left, of so many when the snapshot was judged: every wait of a screen runs down together.
    fn left(&self, seconds: i64) -> i64 {
        (seconds - self.snapshot.now.duration_since(self.judged().at).as_secs().max(0)).max(0)
    }

    /// The selected row or cell of the panel, when it has the focus or shares the selection of one that has.
    fn selected(&self) -> usize {
        self.model.selection(self.panel)
    }
}

/// What an empty list says while a filter is in force.
fn nothing_passes(scene: Scene<'_>) -> String {
    format!("Nothing here has \"{}\" in it: Esc takes the filter away.", scene.model.filter)
}

/// Draws one panel with its frame.
pub fn draw(panel: Panel, model: &Model, look: &Look, area: Rect, buffer: &mut Buffer) {
    let scene = Scene { model, snapshot: &model.shown().snapshot, look, panel };
    // Three rows of history tell its newest event whole; in a frame there would be one line of it.
    if area.height < if panel == Panel::History { 4 } else { 3 } {
        return closed::draw(scene, area, buffer);
    }
    match panel {
        Panel::Verdict => verdict::draw(scene, area, buffer),
        Panel::Rollout => rollout::draw(scene, area, buffer),
        Panel::Records | Panel::Lag | Panel::Throttles | Panel::TableErrors => graph::draw(scene, area, buffer),
        Panel::Shards => shards::draw(scene, area, buffer),
        Panel::ShardTable => shard_table::draw(scene, area, buffer),
        Panel::ShardHeat => heat::draw(scene, area, buffer),
        Panel::ShardDetail => shard_detail::draw(scene, area, buffer),
        Panel::Ladder => ladder::draw(scene, area, buffer),
        Panel::Percentages => percentages::draw(scene, area, buffer),
        Panel::Gates => gates::draw(scene, area, buffer),
        Panel::History => history::draw(scene, area, buffer),
        Panel::Bill => bill::draw(scene, area, buffer),
        Panel::WhatIf => what_if::draw(scene, area, buffer),
        Panel::Modes => modes::draw(scene, area, buffer),
        Panel::Stages => stages::draw(scene, area, buffer),
        Panel::Guide => guide::draw(scene, area, buffer),
        Panel::Watching => watching::draw(scene, area, buffer),
        Panel::Flow => flow::draw(scene, area, buffer),
        Panel::FlowDetail => flow_detail::draw(scene, area, buffer),
        Panel::Checks => checks::draw(scene, area, buffer),
        Panel::Events => events::draw(scene, area, buffer),
    }
}
