//! What a typed command does.

use super::key::{copied, give, over};
use super::{chart, guard, judge, movement, open, request};
use crate::app::command::Line;
use crate::app::copy;
use crate::app::effect::Effect;
use crate::app::model::{Dialog, Model, Watch};

pub(super) fn run(model: &mut Model, line: Line) -> Vec<Effect> {
    match line {
        Line::Key(command) => return give(model, command),
        Line::Acknowledge(name, length) => {
            let leading = || model.watch.board.leading().next().map(crate::app::board::Standing::name);
            let name = name.or_else(leading).unwrap_or_default();
            return open::acknowledge(model, &name, Some(length));
        }
        Line::Remind(name) => return remind(model, name),
        Line::Pipeline(index) => return switch(model, index),
        Line::Theme(name) => model.theme = name,
        Line::Filter(text) => {
            model.filter = text;
            movement::clamp(model);
        }
        Line::Span(seconds) => {
            model.chart.span = seconds;
            model.chart.pan(0, model.now);
        }
        Line::At(at) => {
            if let Err(sentence) = chart::show(model, at) {
                model.say(sentence, true);
            }
        }
        Line::Why(reading) => over(model, Dialog::Why { readings: vec![reading], scroll: 0 }),
        Line::Sample(shard) => match crate::app::actions::can_sample(model, &shard) {
            Ok(()) => over(model, Dialog::Sample { shard }),
            Err(reason) => model.say(format!("{shard} cannot be sampled: {reason}."), true),
        },
        Line::Query => match crate::app::actions::may_query(model) {
            Ok(()) => return request::query(model),
            Err(reason) => model.say(format!("The query cannot be run: {reason}."), true),
        },
        Line::Errors(function) => match crate::app::actions::can_read_errors(model, &function) {
            Ok(()) => over(model, Dialog::Errors { function, scroll: 0 }),
            Err(reason) => model.say(format!("Errors of {function} cannot be read: {reason}."), true),
        },
        Line::WhatIf(change) => {
            model.what_if = *change;
            super::key::go_to(model, crate::app::model::Screen::Cost);
            movement::focus(model, crate::app::model::Panel::WhatIf);
        }
        Line::Wish(wish) => return guard::begin(model, wish, None),
        Line::Arm => guard::arm(model),
        Line::Disarm => guard::disarm(model),
        Line::Change => return guard::show(model),
        Line::Stop => return stop(model),
        Line::Say(event) => return vec![Effect::Journal(event)],
        Line::Handover => {
            let text = crate::domain::handover::of(&model.shown().snapshot);
            over(model, Dialog::Handover { text, scroll: 0 });
        }
        Line::Report => {
            let text = copy::report(model);
            return copied(model, text);
        }
    }
    Vec::new()
}

/// Stops what runs; while two changes run, the one that began last.
fn stop(model: &mut Model) -> Vec<Effect> {
    let Some((change, _)) = model.changes.running().last() else {
        model.say("Nothing is running.", false);
        return Vec::new();
    };
    let (number, text) = (change.number, format!("`{}` stops before its next step; what was sent stays.", change.wish));
    model.say(text, false);
    guard::stop(model, number)
}

/// Takes back one acknowledgement, or all of them.
fn remind(model: &mut Model, name: Option<String>) -> Vec<Effect> {
    let acknowledged = model.watch.board.standing.iter().filter(|standing| standing.acknowledged_until.is_some());
    let names = name.map_or_else(|| acknowledged.map(crate::app::board::Standing::name).collect(), |name| vec![name]);
    if names.is_empty() {
        model.say("Nothing is acknowledged.", false);
    }
    names.into_iter().flat_map(|name| open::acknowledge(model, &name, None)).collect()
}

/// Watches another pipeline from the start. Answers that are still out for the old one change nothing.
fn switch(model: &mut Model, index: usize) -> Vec<Effect> {
    let Some(pipeline) = model.pipelines.get(index).cloned() else { return Vec::new() };
    if index == model.current {
        model.say(format!("{} is watched already.", pipeline.name), false);
        return Vec::new();
    }
    model.say(format!("Watching {}.", pipeline.name), false);
    model.current = index;
    model.watch = Watch::begin(pipeline, model.watched_moment(), model.watch.feeds.last_number);
    model.frozen = None;
    model.what_if = crate::domain::cost::WhatIf::default();
    // Armed was the other environment, by its name.
    model.armed_until = None;
    model.selections.clear();
    model.selected = 0;
    model.chart.end = model.options.at;
    let mut effects = super::journal::read(model);
    effects.extend(request::recall(model));
    if model.options.title {
        effects.push(Effect::Title(judge::title(model)));
    }
    effects
}
