//! The journal as it was read: history for the plans, events for the timeline, and runs that did not come to an end.

use super::key::over;
use super::{guard, judge};
use crate::app::effect::Effect;
use crate::app::feed::Next;
use crate::app::guard::{Field, Question, Wanted, may_take_up};
use crate::app::model::{Dialog, Model};
use crate::app::timeline;
use crate::domain::finding::words::sentence;
use crate::domain::journal::{Entry, Event, Hands, History};

/// Takes the whole journal. Read for the first time, a run that did not come to an end is put before the reader.
pub(super) fn take(model: &mut Model, entries: &[Entry], hands: Hands) -> Vec<Effect> {
    let stream = model.watch.snapshot.pipeline.stream.clone();
    let history = History::of(&stream, entries).in_hands(hands);
    model.watch.timeline.add_all(timeline::journal(&history));
    let known = model.watch.snapshot.history.entries().last().map_or(0, |entry| entry.seq);
    let said = history.entries().iter().rfind(|entry| matches!(entry.event, Event::Rollout { .. }) && known < entry.seq).cloned();
    model.watch.snapshot.history = history;
    let is_first = model.watch.journal_read.replace(model.now).is_none();
    if is_first && model.options.at.is_none() && model.dialog.is_none() && model.bar.is_none() {
        open_torn(model);
    }
    // A word about the rollout is told once it stands in the journal, whoever said it.
    if let Some(said) = said.filter(|_| !is_first) {
        model.say(sentence(&said.event.sentence()), false);
    }
    model.watch.board.note_news();
    let mut effects = answered(model, Ok(()));
    effects.extend(judge::judge(model));
    effects
}

/// Reads the journal, unless it is being read: then it is read once more after that.
pub(super) fn read(model: &mut Model) -> Vec<Effect> {
    model.journal.ask(model.now).then_some(Effect::ReadJournal).into_iter().collect()
}

/// A reading came back, with what is in the journal or without.
fn answered(model: &mut Model, answer: Result<(), ()>) -> Vec<Effect> {
    match model.journal.settle(answer, model.now) {
        Next::Again => read(model),
        Next::Rest => Vec::new(),
    }
}

/// It could not be read: that is said once, and tried again now and then.
pub(super) fn unread(model: &mut Model, why: &str) -> Vec<Effect> {
    let effects = answered(model, Err(()));
    // What just failed for the same reason is the worse news.
    if model.journal.failures() == 1 && !model.toast.as_ref().is_some_and(|toast| toast.bad) {
        model.say(sentence(why), true);
    }
    effects
}

/// What was to be written stands in the journal, or does not. A word about the rollout is told when it is read.
pub(super) fn noted(model: &mut Model, event: &Event, outcome: Result<(), String>) -> Vec<Effect> {
    match (event, outcome) {
        (Event::Closed { run, reason }, Ok(())) => model.say(format!("Run {run} of the journal is closed: {reason}"), false),
        (Event::Closed { run, .. }, Err(why)) => model.say(format!("Closing run {run} of the journal failed: {why}."), true),
        (_, Ok(())) => {}
        (_, Err(why)) => model.say(format!("Nothing was said of the rollout, and it goes on as before: {why}."), true),
    }
    read(model)
}

/// Seconds after which the journal is read again while another process executes a run of it, or when it could not be read.
const AGAIN: i64 = 10;

/// Whether the journal is to be read again: nobody tells when another process is through with its run, or when it can be read.
pub(super) fn is_due(model: &Model) -> bool {
    let history = &model.watch.snapshot.history;
    // Asked at every tick: the entries are gone through only while somebody executes something.
    let others =
        || history.is_in_hand() && history.open_runs().into_iter().any(|run| !is_ours(model, run.number) && run.is_free().is_err());
    let pause = AGAIN * i64::from(model.options.speed.max(1));
    model.journal.has_rested(pause, model.now) && (0 < model.journal.failures() || others())
}

/// Whether a run is one of this console's own.
fn is_ours(model: &Model, run: u64) -> bool {
    model.changes.running().any(|(_, running)| running.run == Some(run))
}

/// Puts the newest run that did not come to an end before the reader. Whether there is one.
pub(super) fn open_torn(model: &mut Model) -> bool {
    let newest = model.watch.snapshot.history.open_runs().iter().map(|run| run.number).find(|run| !is_ours(model, *run));
    if let Some(run) = newest {
        over(model, Dialog::Torn { run, selected: 0 });
    }
    newest.is_some()
}

/// Goes on with such a run: its wish is planned anew from the world as it is.
pub(super) fn go_on(model: &mut Model, run: u64) -> Vec<Effect> {
    let open = model.watch.snapshot.history.open_runs();
    let Some(wish) = open.iter().find(|open| open.number == run).map(|open| open.intent.wish.clone()) else {
        model.say(format!("Run {run} of the journal is not open any more."), true);
        return Vec::new();
    };
    guard::begin(model, wish, Some(run))
}

/// Asks for the reason for which such a run is closed.
pub(super) fn ask_reason(model: &mut Model, run: u64) {
    let question = Question::with(vec![Field::of("reason", Wanted::Reason)], model.now);
    over(model, Dialog::Close { run, question });
}

/// Closes such a run, with the reason in the journal. Nothing changes outside of it.
pub(super) fn close(model: &mut Model, run: u64, question: &Question) -> Vec<Effect> {
    (model.dialog, model.beneath) = (None, Vec::new());
    if let Err(why) = may_take_up(run, model) {
        model.say(format!("Run {run} of the journal cannot be closed: {why}."), true);
        return Vec::new();
    }
    let reason = question.fields.first().map(|field| field.text.trim().to_owned()).unwrap_or_default();
    model.say(format!("Run {run} of the journal is being closed."), false);
    vec![Effect::Journal(Event::Closed { run, reason })]
}
