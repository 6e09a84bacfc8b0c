//! The menu's changes: what helps with the findings, then every action, prefilled from what is selected.

use super::{Action, Entry, HelpsNot};
use crate::app::arm::{can_arm, is_armed};
use crate::app::guard::may_begin;
use crate::app::model::Model;
use crate::app::rows;
use crate::domain::action::grammar::verb;
use crate::domain::action::{Action as Wish, MappingChange};
use crate::domain::alarm::AlarmOf;
use crate::domain::facts::StreamMode;
use crate::domain::finding::words::sentence;
use crate::domain::finding::{changed_live, unhelpful};
use crate::domain::limits::RETENTION_HOURS;
use crate::domain::rollout;
use crate::domain::shard::Shard;

/// What is running or over, arming, and every action.
pub(super) fn entries(model: &Model) -> Vec<Entry> {
    let mut entries = going(model);
    entries.extend(closing(model));
    entries.extend(wishes(model).into_iter().map(|wish| entry(model, wish)));
    entries.push(arming(model));
    entries
}

/// What helps with the findings that lead, worst first; each action once.
pub(super) fn advised(model: &Model) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for standing in model.shown().board.leading() {
        let Some(wish) = &standing.finding.wish else { continue };
        let action = Action::Advised(wish.clone());
        if !entries.iter().any(|entry| entry.action == action) {
            entries.push(Entry {
                action,
                label: format!("{}: {wish}", standing.name()),
                note: format!("{} Its plan comes first, with its price and the way back.", standing.finding.advice),
                enabled: may_begin(wish, model),
                helps_not: None,
            });
        }
    }
    entries
}

/// The first finding that leads and that an action does not help although it looks so, and why.
fn helps_not(model: &Model, wish: &Wish) -> Option<HelpsNot> {
    let mut leading = model.shown().board.leading();
    leading.find_map(|standing| Some(HelpsNot { finding: standing.name(), why: unhelpful(&standing.finding, wish)? }))
}

/// Changes that run or are over: to look at them, or to stop them.
fn going(model: &Model) -> Vec<Entry> {
    let mut entries = Vec::new();
    for change in model.changes.all() {
        entries.push(Entry {
            action: Action::Show(change.number),
            label: format!("Show `{}`", change.wish),
            note: "Steps, answers, and what is awaited; it goes on by itself.".to_owned(),
            enabled: Ok(()),
            helps_not: None,
        });
        if change.is_running() {
            entries.push(Entry {
                action: Action::Stop(change.number),
                label: format!("Stop `{}` before its next step", change.wish),
                note: "What was sent stays; no further call leaves. It can be gone on with later.".to_owned(),
                enabled: Ok(()),
                helps_not: None,
            });
        }
    }
    entries
}

/// Closing the run that a deploy may reset, once the source says the same.
fn closing(model: &Model) -> Option<Entry> {
    let run = changed_live(&model.watch.snapshot)?;
    Some(Entry {
        action: Action::Close(run),
        label: format!("Close run {run} of the journal: the source says the same by now"),
        note: "Ends changed-live. A reason is typed, and the journal keeps it. Nothing else changes.".to_owned(),
        enabled: if model.options.at.is_some() { Err("a past moment cannot be changed".to_owned()) } else { Ok(()) },
        helps_not: None,
    })
}

/// Arming or disarming, whichever would change something.
fn arming(model: &Model) -> Entry {
    if is_armed(model) {
        return Entry {
            action: Action::Disarm,
            label: "Disarm".to_owned(),
            note: "Read-only again at once; what runs already goes on.".to_owned(),
            enabled: Ok(()),
            helps_not: None,
        };
    }
    Entry {
        action: Action::Arm,
        label: format!("Arm {} for a time", model.watch.snapshot.pipeline.environment),
        note: "Its name is typed. Being armed changes nothing: each change still takes its plan and its word.".to_owned(),
        enabled: can_arm(model),
        helps_not: None,
    }
}

fn entry(model: &Model, wish: Wish) -> Entry {
    let enabled = may_begin(&wish, model);
    let help = verb(wish.verb()).map(|verb| verb.help.split(':').next().unwrap_or_default()).unwrap_or_default();
    let mut note = sentence(help);
    let is_fixed = wish.is_way_back() || matches!(wish, Wish::Promote | Wish::Flag { .. });
    note.push_str(if is_fixed { " The plan comes first." } else { " The command is written for you to change; then the plan comes." });
    let label = format!(":{wish}");
    let helps_not = helps_not(model, &wish);
    let action = if is_fixed { Action::Begin(wish) } else { Action::Write(wish.to_string()) };
    Entry { action, label, note, enabled, helps_not }
}

/// Every action once, the way back first, each with the arguments that are likely.
fn wishes(model: &Model) -> Vec<Wish> {
    let snapshot = &model.shown().snapshot;
    let pipeline = &snapshot.pipeline;
    let stand = rollout::stand(snapshot);
    let stream = snapshot.stream.get();
    let open = stream.map_or(1, |stream| u64::from(stream.open_shards));
    let bounds = &pipeline.scaling;
    let consumer = pipeline.consumers.first().cloned().unwrap_or_else(|| "CONSUMER".to_owned());
    let (shard, neighbour) = shards(model);
    let hours = stream.map_or(RETENTION_HOURS.0, |stream| stream.retention_hours);
    let is_on_demand = stream.is_some_and(|stream| stream.mode == StreamMode::OnDemand);
    let mode = if is_on_demand { StreamMode::Provisioned } else { StreamMode::OnDemand };
    let target = snapshot.scaling.get().and_then(|scaling| scaling.targets.first());
    vec![
        Wish::Rollback,
        Wish::Back,
        Wish::Promote,
        Wish::Percentage { to: stand.next_stage.map_or(100, u32::from) },
        Wish::Flag { on: stand.enabled == Some(false) },
        Wish::Reshard { to: open.saturating_mul(2) },
        Wish::Split { shard: shard.clone(), at: None },
        Wish::Merge { shard, adjacent: neighbour },
        faster(model, &consumer),
        rescue(&consumer),
        Wish::Retention { hours: longer(hours) },
        Wish::Mode { to: mode },
        Wish::ShardMetrics { on: stream.is_none_or(|stream| stream.shard_metrics.is_empty()) },
        Wish::ScalingBounds { min: bounds.min, max: bounds.max },
        Wish::ScalingFreeze { frozen: target.is_none_or(|target| target.suspended.is_empty()) },
        Wish::Alarm { of: AlarmOf::Lag, notify: None },
        Wish::Alarm { of: AlarmOf::Throttles, notify: None },
    ]
}

/// Twice the batches of one shard at a time.
fn faster(model: &Model, function: &str) -> Wish {
    let mappings = model.shown().snapshot.mappings.get(function).and_then(|held| held.get());
    let now = mappings.and_then(|mappings| mappings.first()).map_or(1, |mapping| mapping.parallelisation);
    let change = MappingChange { parallelisation: Some((2 * now.max(1)).min(10)), ..MappingChange::default() };
    Wish::Consumer { function: function.to_owned(), change }
}

fn rescue(function: &str) -> Wish {
    Wish::Rescue { function: function.to_owned(), retention_hours: 7 * 24, destination: None, retries: 5 }
}

/// The next usual length: two days, a week, thirty days, a year.
fn longer(hours: u32) -> u32 {
    [48, 7 * 24, 30 * 24].into_iter().find(|length| hours < *length).unwrap_or(RETENTION_HOURS.1)
}

/// The selected open shard, or the first, and its neighbour on the ring.
fn shards(model: &Model) -> (String, String) {
    let map = model.shown().snapshot.shards.get();
    let open: Vec<&Shard> = map.map(|map| map.open().collect()).unwrap_or_default();
    let selected = rows::selected_shard(model);
    let at = open.iter().position(|shard| Some(&shard.id) == selected.as_ref()).unwrap_or(0);
    let id = |index: usize| open.get(index).map_or_else(|| "SHARD".to_owned(), |shard| shard.id.clone());
    (id(at), if at + 1 < open.len() { id(at + 1) } else { id(at.saturating_sub(1)) })
}
