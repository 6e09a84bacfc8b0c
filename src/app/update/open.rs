//! Enter and `w`: what opens from where.

use super::key::{close_all, copied, go_to, over};
use super::{bar, guard, journal, judge, movement, request};
use crate::app::actions::{self, Action};
use crate::app::ask::Feed;
use crate::app::board;
use crate::app::copy;
use crate::app::effect::Effect;
use crate::app::model::{BarKind, Dialog, Model, Panel};
use crate::app::rows;

/// Explains what is selected.
pub(super) fn why(model: &mut Model) {
    let readings = match &model.dialog {
        Some(Dialog::Findings { selected }) => {
            let standing = model.shown().board.standing.get(*selected);
            standing.map(|standing| standing.finding.readings.clone()).unwrap_or_default()
        }
        None if let Some(id) = check_in_front(model) => return over(model, Dialog::Check { id, scroll: 0 }),
        _ => rows::selected_readings(model),
    };
    over(model, Dialog::Why { readings, scroll: 0 });
}

/// The gate or check that is selected in a list of them.
fn check_in_front(model: &Model) -> Option<String> {
    let row = rows::of(model, model.focus).into_iter().nth(model.selected).filter(|_| model.focus.lists_checks());
    row.map(|row| row.key)
}

/// Opens what is selected.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    match model.dialog.clone() {
        Some(Dialog::Actions { selected }) => {
            let chosen = actions::entries(model).into_iter().nth(selected);
            return chosen.map(|entry| act(model, entry.action)).unwrap_or_default();
        }
        Some(Dialog::Sample { shard }) => return sample(model, shard),
        Some(Dialog::Query { .. }) => return request::run_query(model),
        Some(Dialog::Errors { function, .. }) => return request::read_errors(model, function),
        Some(Dialog::Findings { selected }) => match actions::helps(model, selected) {
            Some(wish) => return guard::begin(model, wish, None),
            None => why(model),
        },
        Some(Dialog::Check { id, .. }) => {
            return actions::makes_good(model, &id).map(|wish| guard::begin(model, wish, None)).unwrap_or_default();
        }
        Some(Dialog::Torn { run, selected: 0 }) => return journal::go_on(model, run),
        Some(Dialog::Torn { run, .. }) => journal::ask_reason(model, run),
        Some(Dialog::Change { number, .. }) => return guard::open(model, number),
        Some(_) => {}
        None => match model.focus {
            Panel::Verdict => over(model, Dialog::Findings { selected: model.selected }),
            Panel::Events | Panel::History => over(model, Dialog::Event { index: model.selected }),
            Panel::ShardTable => movement::focus(model, Panel::ShardDetail),
            panel if panel.is_chart() => model.chart.full = !model.chart.full,
            panel => match panel.opens() {
                Some(screen) => go_to(model, screen),
                None => why(model),
            },
        },
    }
    Vec::new()
}

/// Does an entry of the action menu.
fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Sample(shard) => {
            over(model, Dialog::Sample { shard });
            Vec::new()
        }
        Action::Query => request::query(model),
        Action::Errors(function) => {
            over(model, Dialog::Errors { function, scroll: 0 });
            Vec::new()
        }
        Action::Acknowledge(name) => {
            model.dialog = model.beneath.pop();
            acknowledge(model, &name, Some(actions::ACKNOWLEDGED))
        }
        Action::Remind(name) => {
            model.dialog = model.beneath.pop();
            acknowledge(model, &name, None)
        }
        Action::CopySelected => {
            model.dialog = None;
            model.beneath.clear();
            copy::selected(model).map(|text| copied(model, text)).unwrap_or_default()
        }
        Action::CopyReport => {
            let text = copy::report(model);
            copied(model, text)
        }
        Action::CopyCommands => {
            let text = copy::commands(model);
            copied(model, text)
        }
        Action::Begin(wish) | Action::Advised(wish) => {
            close_all(model);
            guard::begin(model, wish, None)
        }
        Action::Write(line) => {
            close_all(model);
            bar::open_with(model, BarKind::Command, &line);
            Vec::new()
        }
        Action::Arm => {
            close_all(model);
            guard::arm(model);
            Vec::new()
        }
        Action::Disarm => {
            close_all(model);
            guard::disarm(model);
            Vec::new()
        }
        Action::Show(number) => {
            over(model, Dialog::Change { number, scroll: 0 });
            Vec::new()
        }
        Action::Stop(number) => {
            over(model, Dialog::Change { number, scroll: 0 });
            guard::stop(model, number)
        }
        Action::Close(run) => {
            close_all(model);
            journal::ask_reason(model, run);
            Vec::new()
        }
    }
}

/// Acknowledges for a time, or with `None` takes it back.
pub(super) fn acknowledge(model: &mut Model, name: &str, length: Option<std::time::Duration>) -> Vec<Effect> {
    let now = model.now;
    let until = length.map(|length| board::until(now, length));
    let watch = &mut model.watch;
    let (names, changes) = watch.board.acknowledge(name, until, &watch.snapshot, now);
    // What is frozen shows what was done to it, or the key would seem to have done nothing.
    if let Some(frozen) = &mut model.frozen {
        let snapshot = frozen.snapshot.clone();
        frozen.board.acknowledge(name, until, &snapshot, now);
    }
    if names.is_empty() {
        model.say("Nothing was acknowledged: the finding is not on the list any more.", true);
        return Vec::new();
    }
    let text = match until {
        Some(until) => format!("Acknowledged until {}: {}", until.strftime("%H:%M UTC"), names.join(", ")),
        None => format!("Not acknowledged any more: {}", names.join(", ")),
    };
    let event =
        crate::app::timeline::Event { at: now, kind: crate::app::timeline::EventKind::Finding, text: text.clone(), evidence: Vec::new() };
    model.watch.timeline.add(event);
    model.say(text, false);
    judge::tell(model, changes)
}

/// Samples a shard, after its dialog said what that takes.
fn sample(model: &mut Model, shard: String) -> Vec<Effect> {
    // What comes back stands in the panel below: nothing may lie over it.
    (model.dialog, model.beneath) = (None, Vec::new());
    model.say(format!("Reading keys of {shard} for a few seconds."), false);
    let (pipeline, now) = (model.current, model.now);
    vec![Effect::Ask(model.watch.feeds.ask(pipeline, Feed::Sample(shard), None, now))]
}

/// Says how a sample came out.
pub(super) fn sampled(model: &mut Model, shard: &str) {
    let Some(held) = model.watch.snapshot.samples.get(shard) else { return };
    let (text, bad) = match (&held.fault, held.get()) {
        (Some(fault), _) => (format!("The sample failed: {fault}"), true),
        (None, Some(sample)) => match sample.keys.first() {
            Some((key, count)) => (format!("{} records of {shard}: {count} have the key {key}.", sample.records), false),
            None => (format!("No record arrived in {shard} while it was read."), false),
        },
        (None, None) => return,
    };
    model.say(text, bad);
}
