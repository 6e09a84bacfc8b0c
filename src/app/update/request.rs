//! What is read on request only, after its dialog said what it takes: the archive's query, a function's errors.

use super::judge;
use super::key::over;
use crate::app::ask::Feed;
use crate::app::effect::Effect;
use crate::app::model::{Dialog, Model};
use crate::domain::errors;
use crate::domain::facts::QueryRun;
use crate::domain::query::{dollars, held, price_of, rows, size};

/// Opens the query's dialog, and reads what bounds its cost.
pub(super) fn query(model: &mut Model) -> Vec<Effect> {
    over(model, Dialog::Query { scroll: 0 });
    if model.watch.feeds.state(&Feed::Workgroup).in_flight.is_some() {
        return Vec::new();
    }
    vec![ask(model, Feed::Workgroup)]
}

/// Runs the query, after its dialog said what that may cost.
pub(super) fn run_query(model: &mut Model) -> Vec<Effect> {
    model.say("The query runs; its rows come into the dialog.", false);
    vec![ask(model, Feed::Query)]
}

/// Looks for a run that was made before this console was opened.
pub(super) fn recall(model: &Model) -> Option<Effect> {
    let snapshot = &model.watch.snapshot;
    (snapshot.pipeline.athena.is_some() && snapshot.query.get().is_none()).then_some(Effect::Recall(model.current))
}

/// Takes it, unless one was made meanwhile.
pub(super) fn recalled(model: &mut Model, pipeline: usize, run: QueryRun) -> Vec<Effect> {
    if pipeline != model.current || model.watch.snapshot.query.get().is_some() {
        return Vec::new();
    }
    model.watch.snapshot.query = held(run);
    model.watch.board.note_news();
    judge::judge(model)
}

/// Reads a function's errors, after its dialog said what that takes.
pub(super) fn read_errors(model: &mut Model, function: String) -> Vec<Effect> {
    vec![ask(model, Feed::Errors(function))]
}

fn ask(model: &mut Model, feed: Feed) -> Effect {
    let (pipeline, now) = (model.current, model.now);
    Effect::Ask(model.watch.feeds.ask(pipeline, feed, None, now))
}

/// Says how the query came out, for whoever has closed its dialog meanwhile.
pub(super) fn queried(model: &mut Model) {
    let held = &model.watch.snapshot.query;
    let (text, bad) = match (&held.fault, held.get()) {
        (Some(fault), _) => (format!("The query failed: {fault}"), true),
        (None, Some(run)) => {
            let cost = dollars(price_of(&model.watch.snapshot, run.scanned_bytes));
            let text = format!("The query {}: {}, {} scanned, {cost}.", run.state, rows(run), size(run.scanned_bytes));
            (text, run.state != "SUCCEEDED" || run.rows == 0)
        }
        (None, None) => return,
    };
    model.say(text, bad);
}

/// Says what a log group told.
pub(super) fn errors_read(model: &mut Model, function: &str) {
    let Some(held) = model.watch.snapshot.errors.get(function) else { return };
    let (text, bad) = match (&held.fault, held.get()) {
        (Some(fault), _) => (format!("The errors of {function} could not be read: {fault}"), true),
        (None, Some(found)) => (format!("{function} wrote {} error lines in the last hour.", errors::lines(found)), false),
        (None, None) => return,
    };
    model.say(text, bad);
}
