//! What can be selected in each panel: the one list that the selection, `w`, `y`, the filter and the screens share.

pub mod checks;
mod cost;
pub mod lines;

use super::guard::{Change, Stage};
use super::keys::{Group, KeyTable};
use super::model::{Dialog, Model, Panel, Screen};
use super::timeline::{self, Event};
use crate::domain::checklist::Check;
use crate::domain::readings;
use crate::domain::rollout;
use crate::domain::snapshot::Snapshot;

/// One row or cell that can be selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is: a reading's name, a shard's id, a finding's name, a holder of the flag.
    pub key: String,
    /// What the filter is compared with.
    pub text: String,
    /// The readings behind it, for `w` and `y`; empty when it has none.
    pub readings: Vec<String>,
}

impl Row {
    /// A line of one value under its label.
    fn line(label: String, name: String) -> Self {
        Self { text: label, readings: vec![name.clone()], key: name }
    }

    fn of_reading(name: String) -> Self {
        Self { text: name.clone(), readings: vec![name.clone()], key: name }
    }
}

/// Whether the screen has a list that `/` can narrow.
pub fn can_filter(screen: Screen) -> bool {
    matches!(screen, Screen::Shards | Screen::Rollout | Screen::Cost | Screen::Pipeline | Screen::Checklist | Screen::Activity)
}

/// The rows of a panel as shown, after the filter.
pub fn of(model: &Model, panel: Panel) -> Vec<Row> {
    let mut rows = every(model, panel);
    rows.retain(|row| is_shown(model, &row.text));
    rows
}

/// Whether the filter lets a row of this text through.
pub fn is_shown(model: &Model, text: &str) -> bool {
    !can_filter(model.screen) || model.filter.is_empty() || text.to_lowercase().contains(&model.filter.to_lowercase())
}

fn every(model: &Model, panel: Panel) -> Vec<Row> {
    let watch = model.shown();
    let snapshot = &watch.snapshot;
    match panel {
        Panel::Verdict => {
            let standing = watch.board.standing.iter();
            standing
                .map(|standing| Row {
                    key: standing.name(),
                    text: standing.finding.text.clone(),
                    readings: standing.finding.readings.clone(),
                })
                .collect()
        }
        Panel::ShardTable | Panel::ShardHeat => shards(snapshot),
        Panel::Percentages => percentages(snapshot),
        Panel::Flow => boxes(snapshot),
        Panel::Events => {
            let newest_first = watch.timeline.all().iter().rev();
            newest_first.map(of_event).collect()
        }
        Panel::History => timeline::of_rollout(&watch.timeline).map(of_event).collect(),
        Panel::Checks => watch.judged.checklist().map(|check| checks::row(snapshot, check)).collect(),
        Panel::Gates => watch.judged.gates.iter().map(|check| checks::row(snapshot, check)).collect(),
        Panel::Bill => cost::bill(&watch.judged),
        Panel::WhatIf => cost::knobs(),
        Panel::Modes => cost::modes(&watch.judged),
        Panel::Stages => cost::stages(&snapshot.pipeline),
        Panel::Guide => cost::guide(&watch.judged),
        Panel::FlowDetail => {
            let chosen = of(model, Panel::Flow).into_iter().nth(model.selection(Panel::Flow));
            chosen.map(|row| row.readings.into_iter().map(Row::of_reading).collect()).unwrap_or_default()
        }
        Panel::ShardDetail => {
            let shard = selected_shard(model);
            let of_shard = |id: String| {
                let row = move |(label, field): (&str, &str)| Row::line(label.to_owned(), format!("shard.{id}.{field}"));
                lines::SHARD.into_iter().map(row).collect()
            };
            shard.map(of_shard).unwrap_or_default()
        }
        _ => lines::of(panel, snapshot).into_iter().map(|(label, name)| Row::line(label, name)).collect(),
    }
}

/// Set and observed, then each holder of the flag.
fn percentages(snapshot: &Snapshot) -> Vec<Row> {
    let mut all: Vec<Row> = lines::of(Panel::Rollout, snapshot).into_iter().map(|(label, name)| Row::line(label, name)).collect();
    let holders = rollout::flags(snapshot).value.unwrap_or_default().into_iter().map(|reading| reading.holder);
    all.extend(holders.map(|holder| {
        let own = [format!("writer.{holder}.set_percentage"), format!("writer.{holder}.enabled")];
        let own = own.into_iter().filter(|name| readings::get(snapshot, name).is_some());
        Row { readings: own.chain(rollout_names()).collect(), text: holder.clone(), key: holder }
    }));
    all
}

/// An event of the timeline.
fn of_event(event: &Event) -> Row {
    Row { key: event.at.to_string(), text: words_of(event), readings: Vec::new() }
}

/// What the filter is compared with: the kind, then the sentence.
fn words_of(event: &Event) -> String {
    format!("{} {}", event.kind.word(), event.text)
}

/// Whether the filter lets an event through.
pub fn is_event_shown(model: &Model, event: &Event) -> bool {
    model.filter.is_empty() || is_shown(model, &words_of(event))
}

/// The gate or check that a dialog is about.
fn watch_check<'a>(model: &'a Model, id: &str) -> Option<&'a Check> {
    model.shown().judged.check(id)
}

fn rollout_names() -> Vec<String> {
    ["rollout.set_percentage", "rollout.enabled", "rollout.observed_percentage"].map(str::to_owned).into()
}

/// The published names that `wanted` picks, in the order of `status`.
fn named(snapshot: &Snapshot, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    readings::names(snapshot).into_iter().filter(|name| wanted(name)).collect()
}

fn shards(snapshot: &Snapshot) -> Vec<Row> {
    let Some(map) = snapshot.shards.get() else { return Vec::new() };
    let row = |id: &String| Row {
        key: id.clone(),
        text: id.clone(),
        readings: ["utilisation_percent", "records_per_second", "bytes_per_second", "throttles_per_minute", "age_seconds"]
            .map(|field| format!("shard.{id}.{field}"))
            .into_iter()
            .filter(|name| readings::get(snapshot, name).is_some())
            .collect(),
    };
    map.open().map(|shard| row(&shard.id)).collect()
}

/// Stands for the readings of the bucket.
const BUCKET: &str = "bucket.";

/// The boxes of the pipeline's picture, along the way of a record.
fn boxes(snapshot: &Snapshot) -> Vec<Row> {
    let pipeline = &snapshot.pipeline;
    let mut boxes: Vec<(String, String)> = pipeline.writers.iter().map(|name| (name.clone(), format!("writer.{name}."))).collect();
    boxes.extend(pipeline.table.iter().map(|name| (name.clone(), "table.".to_owned())));
    boxes.push((pipeline.stream.clone(), "stream.".to_owned()));
    boxes.extend(pipeline.consumers.iter().map(|name| (name.clone(), format!("consumer.{name}."))));
    let fan_out = snapshot.fan_out.get().map(Vec::as_slice).unwrap_or_default();
    boxes.extend(fan_out.iter().map(|consumer| (consumer.name.clone(), format!("consumer.{}.", consumer.name))));
    boxes.extend(pipeline.firehose.iter().map(|name| (name.clone(), "firehose.".to_owned())));
    boxes.extend(pipeline.bucket.iter().map(|name| (name.clone(), BUCKET.to_owned())));
    boxes.extend(pipeline.queue.iter().map(|name| (name.clone(), "queue.".to_owned())));
    boxes.extend(pipeline.websocket_api.iter().map(|name| (name.clone(), "socket.".to_owned())));
    let names = named(snapshot, |_| true);
    // Nothing measures the bucket: what arrives there is what Firehose delivers.
    let arrives = |name: &str| name.starts_with("firehose.delivered") || name == "firehose.success_percent";
    let belongs = |prefix: &str, name: &str| if prefix == BUCKET { arrives(name) } else { name.starts_with(prefix) };
    let of_box = |prefix: &str| names.iter().filter(|name| belongs(prefix, name)).cloned().collect();
    boxes.into_iter().map(|(name, prefix)| Row { text: name.clone(), readings: of_box(&prefix), key: name }).collect()
}

/// The id of the shard that is selected on the Shards screen.
pub fn selected_shard(model: &Model) -> Option<String> {
    of(model, Panel::ShardTable).into_iter().nth(model.selection(Panel::ShardTable)).map(|row| row.key)
}

/// The readings behind the selected row of the focused panel, the selected one first.
pub fn selected_readings(model: &Model) -> Vec<String> {
    of(model, model.focus).into_iter().nth(model.selected).map(|row| row.readings).unwrap_or_default()
}

/// Lines that a dialog with an answer can be scrolled by; those that are not there show nothing further.
const LINES: usize = 60;

/// How many rows there are in what has the keys: the dialog, else the focused panel.
pub fn count_in_front(model: &Model) -> usize {
    match &model.dialog {
        None => of(model, model.focus).len(),
        Some(Dialog::Findings { .. }) => model.shown().board.standing.len(),
        Some(Dialog::Actions { .. }) => super::actions::entries(model).len(),
        Some(Dialog::Help { .. }) => KeyTable::listed(model).count() + 2 * Group::ALL.len(),
        Some(Dialog::Why { readings, .. }) => 8 * readings.len().max(1),
        Some(Dialog::Event { .. }) => timeline::listed(model).count(),
        Some(Dialog::Check { id, .. }) => {
            let told = watch_check(model, id).map_or(0, |check| check.evidence.len());
            8 + 4 * told + 8 * checks::behind(&model.shown().snapshot, id).len()
        }
        Some(Dialog::Sample { .. } | Dialog::Arm(_) | Dialog::Close { .. } | Dialog::Leave) => 0,
        Some(Dialog::Query { .. } | Dialog::Errors { .. }) => LINES,
        // Long lines are wrapped, so that there are more of them on the screen.
        Some(Dialog::Handover { text, .. }) => text.lines().map(|line| 1 + line.len() / 60).sum(),
        Some(Dialog::Torn { .. }) => super::actions::TORN.len(),
        Some(Dialog::Change { number, .. }) => model.changes.get(*number).map_or(0, lines_about),
    }
}

/// About how many lines a change takes on the screen: how far its dialog can be scrolled.
fn lines_about(change: &Change) -> usize {
    let plan = match &change.stage {
        Stage::Preparing(_) => return 0,
        Stage::Review(review) => &review.plan,
        Stage::Running(running) => running.plan(),
        Stage::Settled(settled) => &settled.plan,
    };
    let commands: usize = plan.steps.iter().map(|step| 1 + step.cli.len() / 60 + step.cli.lines().count()).sum();
    30 + 3 * plan.checks.len() + 2 * plan.basis.len() + commands
}
