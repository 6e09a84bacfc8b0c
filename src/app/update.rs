//! One message in, the next model and its effects out.

use jiff::Timestamp;

use super::effect::Effect;
use super::feed;
use super::keys::{Command, enabled};
use super::model::{Dialog, Model};
use super::msg::Msg;

mod answer;
mod bar;
mod chart;
mod confirm;
mod guard;
mod journal;
mod judge;
mod key;
mod mouse;
mod movement;
mod open;
mod request;
mod run;

/// The effects of the start: the journal is read, and every feed is asked.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let mut effects = journal::read(model);
    effects.extend(request::recall(model));
    effects.extend(poll(model));
    effects
}

/// One message in, effects out.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    if model.leaving {
        return Vec::new();
    }
    // What is asked depends on time, on answers, and on where the charts look: other messages need not look for asks.
    let timed = matches!(msg, Msg::Tick(_) | Msg::Answered { .. });
    let looked = (model.current, model.chart);
    let mut effects = match msg {
        Msg::Tick(at) => tick(model, at),
        Msg::Key(event) => {
            let effects = key::press(model, event);
            // Whatever key it was, Enter must wait for a moment after it.
            confirm::touch(model);
            effects
        }
        Msg::Mouse { event, over } => mouse::act(model, event, over),
        Msg::Paste(text) => bar::paste(model, &text),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Answered { ask, at, outcome } => answered(model, &ask, at, outcome),
        Msg::Progress { change, at, progress } => {
            advance(model, at);
            guard::progress(model, change, progress)
        }
        Msg::Journal { entries, hands } => journal::take(model, &entries, hands),
        Msg::Unread { why } => journal::unread(model, &why),
        Msg::Noted { event, outcome } => journal::noted(model, &event, outcome),
        Msg::Recalled { pipeline, run } => request::recalled(model, pipeline, run),
        Msg::Terminate => leave(model),
    };
    guard::forget_unseen(model);
    if !model.leaving && (timed || looked != (model.current, model.chart)) {
        effects.extend(poll(model));
    }
    effects
}

/// Leaves, but asks first while a change runs; asked again while that question stands, it leaves.
fn quit(model: &mut Model) -> Vec<Effect> {
    if model.changes.running().next().is_none() || model.dialog == Some(Dialog::Leave) {
        return leave(model);
    }
    model.bar = None;
    key::over(model, Dialog::Leave);
    Vec::new()
}

/// Goes to the shell, but not while a change runs: it would stand still with the console.
fn suspend(model: &mut Model) -> Vec<Effect> {
    if let Err(reason) = enabled(Command::Suspend, model) {
        model.say(format!("suspend: {reason}."), true);
        return Vec::new();
    }
    vec![Effect::Suspend]
}

/// Leaves: the last effect of the run.
fn leave(model: &mut Model) -> Vec<Effect> {
    model.leaving = true;
    vec![Effect::Quit]
}

/// Lets time pass. An earlier time than the model's is ignored.
fn advance(model: &mut Model, at: Timestamp) {
    if model.now < at {
        model.now = at;
        model.watch.snapshot.now = model.watched_moment();
    }
}

fn tick(model: &mut Model, at: Timestamp) -> Vec<Effect> {
    let before = model.now;
    advance(model, at);
    if model.toast.as_ref().is_some_and(|toast| toast.until <= model.now) {
        model.toast = None;
    }
    let mut effects = guard::tick(model);
    if journal::is_due(model) {
        effects.extend(journal::read(model));
    }
    if judge::is_due(model, before) {
        effects.extend(judge::judge(model));
    }
    effects
}

fn answered(model: &mut Model, ask: &super::ask::Ask, at: Timestamp, outcome: super::ask::Outcome) -> Vec<Effect> {
    advance(model, at);
    if ask.pipeline != model.current {
        return Vec::new();
    }
    let (now, once) = (model.now, model.options.at.is_some());
    let ours_runs = model.changes.running().next().is_some();
    if !answer::take(&mut model.watch, ask, outcome, now, (once, ours_runs)) {
        return Vec::new();
    }
    match &ask.feed {
        super::ask::Feed::Sample(shard) => open::sampled(model, shard),
        super::ask::Feed::Query => request::queried(model),
        super::ask::Feed::Errors(function) => request::errors_read(model, function),
        _ => {}
    }
    model.watch.board.note_news();
    let mut effects = guard::answered(model, &ask.feed);
    // A burst of answers is judged once, by its last or by the next tick.
    if model.watch.feeds.in_flight() == 0 {
        effects.extend(judge::judge(model));
    }
    effects
}

/// Every ask that is due.
pub(super) fn poll(model: &mut Model) -> Vec<Effect> {
    let (now, pipeline, chart) = (model.now, model.current, model.chart);
    feed::poll(&mut model.watch, pipeline, &chart, &model.options, now).into_iter().map(Effect::Ask).collect()
}
