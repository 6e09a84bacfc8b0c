//! When the snapshot is judged, and what a change of the board tells: events, bell, title, notification.

use jiff::Timestamp;

use crate::app::ask::Feed;
use crate::app::board::Change;
use crate::app::effect::Effect;
use crate::app::judged::Judged;
use crate::app::model::Model;
use crate::app::timeline::{Event, EventKind};
use crate::domain::finding::{self, Finding, Level, Verdict};
use crate::domain::series::{floor, shift};

/// Seconds between two looks at findings that wait out their dwell time.
const LOOK_AGAIN: i64 = 10;

/// Whether a tick that moved the clock on from `before` must judge again: there is news, a minute is over,
/// or a finding waits for its dwell time.
pub(super) fn is_due(model: &Model, before: Timestamp) -> bool {
    let crossed = |step: i64| floor(before, step) < floor(model.now, step);
    model.watch.board.has_news() || crossed(60) || (model.watch.board.is_waiting() && crossed(LOOK_AGAIN))
}

/// Whether enough was answered, well or ill, for a verdict: the stream and its metrics,
/// or the coarser past of a moment of which there are no minutes any more.
fn is_ready(model: &Model) -> bool {
    let watch = &model.watch;
    let heard = |feed: &Feed| watch.feeds.states.get(feed).is_some_and(|state| state.due.is_some());
    heard(&Feed::Stream) && (heard(&Feed::Metrics) || heard(&Feed::History))
}

/// Judges the snapshot, and forgets what is too old to be shown.
pub(super) fn judge(model: &mut Model) -> Vec<Effect> {
    forget(model);
    model.watch.judged = Judged::of(&model.watch.snapshot);
    if !is_ready(model) {
        return Vec::new();
    }
    let now = model.now;
    let ours: Vec<String> = model.changes.running().filter_map(|(_, running)| running.run).map(|run| run.to_string()).collect();
    let watch = &mut model.watch;
    let mut found = finding::judge(&watch.snapshot);
    // What runs from here is open in the journal, and no finding.
    found.retain(|finding| finding.id != "change-open" || !ours.contains(&finding.subject));
    let changes = watch.board.take(found, &watch.snapshot, now, watch.feeds.beat);
    tell(model, changes)
}

/// Forgets minutes that no chart shows. What the charts were panned to is kept while they are there.
fn forget(model: &mut Model) {
    let day = shift(model.watched_moment(), -crate::app::feed::HELD - 600);
    let until = floor(day.min(shift(model.chart.left(model.now), -600)), 60);
    if model.watch.feeds.held_from.is_some_and(|held| held < until) {
        model.watch.snapshot.metrics.forget_before(until);
        model.watch.feeds.held_from = Some(until);
    }
}

/// Puts changes of the board into the timeline, and tells a change of the verdict's level outside.
pub(super) fn tell(model: &mut Model, changes: Vec<Change>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for change in changes {
        let now = model.now;
        let (kind, text, evidence) = match change {
            Change::Came(finding) => (EventKind::Finding, format!("{}: {}", finding.level.word(), finding.text), finding.evidence),
            Change::Went(finding) => (EventKind::Finding, format!("over: {}", name(&finding)), vec![finding.text]),
            Change::Moved(before, finding) => {
                let text = format!("{} → {}: {}", before.word(), finding.level.word(), finding.text);
                (EventKind::Finding, text, finding.evidence)
            }
            Change::Verdict(before, verdict) => {
                effects.extend(announce(model, before, &verdict));
                let from = before.map(|level| format!("{} → ", level.word())).unwrap_or_default();
                (EventKind::Verdict, format!("{from}{}: {}", verdict.level.word(), verdict.text), Vec::new())
            }
        };
        model.watch.timeline.add(Event { at: now, kind, text, evidence });
    }
    effects
}

fn name(finding: &Finding) -> String {
    if finding.subject.is_empty() { finding.id.to_owned() } else { format!("{} of {}", finding.id, finding.subject) }
}

/// Bell, title and notification, each if it is switched on. The first verdict rings only when it is an alarm.
fn announce(model: &Model, before: Option<Level>, verdict: &Verdict) -> Vec<Effect> {
    let mut effects = Vec::new();
    let pipeline = &model.watch.snapshot.pipeline.name;
    if model.options.title {
        effects.push(Effect::Title(title(model)));
    }
    if before.is_some() || verdict.level == Level::Alarm {
        if model.options.bell {
            effects.push(Effect::Bell);
        }
        if model.options.notify {
            effects.push(Effect::Notify(format!("{} {pipeline}: {}", verdict.level.word(), verdict.text)));
        }
    }
    effects
}

/// The terminal's title: the worst first, for it may be cut.
pub(super) fn title(model: &Model) -> String {
    let word = model.watch.board.verdict.as_ref().map(|verdict| format!("{} ", verdict.level.word())).unwrap_or_default();
    format!("{word}{} · tidegate", model.watch.snapshot.pipeline.name)
}
