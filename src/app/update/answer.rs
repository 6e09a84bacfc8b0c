//! What an answer changes: the fact and its fault, the feed's next turn, and the events between two answers.

use jiff::Timestamp;

use crate::app::ask::{Answer, Ask, Feed, MetricsRequest, Outcome};
use crate::app::feed;
use crate::app::model::Watch;
use crate::app::timeline::{self, Event};
use crate::domain::facts::StreamChange;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::metric::MetricId;
use crate::domain::metrics::Points;
use crate::domain::reading::Held;
use crate::domain::rollout;
use crate::domain::series::shift;

/// Takes an answer to the ask that is out. A late answer to an older ask changes nothing and is told by `false`. `once` asks
/// for nothing again; while a change of ours runs, nothing that is seen of the stream is foreign.
pub(super) fn take(watch: &mut Watch, ask: &Ask, outcome: Outcome, at: Timestamp, (once, ours_runs): (bool, bool)) -> bool {
    if !watch.feeds.settle(ask) {
        return false;
    }
    let outcome = outcome.and_then(|answer| if fits(&ask.feed, &answer) { Ok(answer) } else { Err(misplaced(ask, at)) });
    let failure = outcome.as_ref().err().map(|fault| fault.kind.clone());
    // Ages are counted to the watched moment, which stands still when a past one is looked at.
    let seen = if once { watch.snapshot.now } else { at };
    match (&ask.feed, &ask.metrics) {
        (Feed::Metrics | Feed::History, Some(request)) => take_metrics(watch, &ask.feed, request, outcome, at),
        _ => take_fact(watch, &ask.feed, outcome, seen, ours_runs),
    }
    let period = feed::period(&ask.feed, &watch.snapshot);
    match failure {
        Some(kind) => watch.feeds.failed(&ask.feed, &kind, period, at),
        // The charts of a past moment can be panned like any other.
        None if ask.feed == Feed::History => watch.feeds.succeeded(&ask.feed, at),
        None if once => watch.feeds.succeeded(&ask.feed, Timestamp::MAX),
        None => match ask.feed {
            Feed::Metrics => {}
            _ => watch.feeds.succeeded(&ask.feed, shift(at, period)),
        },
    }
    true
}

/// Whether the answer is of the kind that the feed gives.
fn fits(feed: &Feed, answer: &Answer) -> bool {
    matches!(
        (feed, answer),
        (Feed::Identity, Answer::Identity(_))
            | (Feed::Stream, Answer::Stream(_))
            | (Feed::Shards, Answer::Shards(_))
            | (Feed::FanOut, Answer::FanOut(_))
            | (Feed::Limits, Answer::Limits(_))
            | (Feed::Table, Answer::Table(_))
            | (Feed::Function(_), Answer::Function(_))
            | (Feed::Mappings(_), Answer::Mappings(_))
            | (Feed::Firehose, Answer::Firehose(_))
            | (Feed::Lifecycle, Answer::Lifecycle(_))
            | (Feed::Queue, Answer::Queue(_))
            | (Feed::Alarms, Answer::Alarms(_))
            | (Feed::Scaling, Answer::Scaling(_))
            | (Feed::Trail, Answer::Trail(_))
            | (Feed::Simulation(_), Answer::Simulation(_))
            | (Feed::Flag, Answer::Flag(_))
            | (Feed::Metrics | Feed::History, Answer::Metrics { .. })
            | (Feed::Fortnight, Answer::Fortnight(_))
            | (Feed::Sample(_), Answer::Sample(_))
            | (Feed::Workgroup, Answer::Workgroup(_))
            | (Feed::Query, Answer::Query(_))
            | (Feed::Errors(_), Answer::Errors(_))
    )
}

fn misplaced(ask: &Ask, at: Timestamp) -> Fault {
    Fault {
        kind: FaultKind::Unreadable,
        call: ask.feed.name(),
        code: None,
        message: "the answer is not the one that was asked for".to_owned(),
        at,
    }
}

/// Puts an outcome into its place and tells what happened between the last good answer and this one.
fn put<T: Clone>(
    held: &mut Held<T>,
    outcome: Result<T, Fault>,
    at: Timestamp,
    stale_after: i64,
    tell: impl FnOnce(Option<&T>, &T) -> Vec<Event>,
) -> (Option<Fault>, Option<Fault>, Vec<Event>) {
    let before = held.fault.clone();
    let events = outcome.as_ref().map(|new| tell(held.get(), new)).unwrap_or_default();
    held.stale_after = stale_after;
    held.take(outcome, at);
    (before, held.fault.clone(), events)
}

/// Stores a fact. The variants were compared with the feed before, so every other pair is impossible and changes nothing.
fn take_fact(watch: &mut Watch, feed: &Feed, outcome: Outcome, at: Timestamp, ours_runs: bool) {
    let stale = feed::period(feed, &watch.snapshot) + crate::domain::metrics::GRACE;
    // Writer functions hold the flag: what they all say together is compared before and after.
    let flag_before = matches!(feed, Feed::Function(_)).then(|| rollout::flags(&watch.snapshot).value).flatten();
    let to = &mut watch.snapshot;
    macro_rules! put {
        ($held:expr, $variant:ident, $tell:expr) => {{
            let outcome = match outcome {
                Ok(Answer::$variant(fact)) => Ok(fact),
                Ok(_) => return,
                Err(fault) => Err(fault),
            };
            put($held, outcome, at, stale, $tell)
        }};
    }
    let (before, after, events) = match feed {
        Feed::Identity => put!(&mut to.identity, Identity, |_, _| Vec::new()),
        Feed::Stream => {
            let changing = &mut to.changing;
            put!(&mut to.stream, Stream, |old, new| {
                *changing = StreamChange::after(*changing, old, new, at);
                old.map_or_else(Vec::new, |old| timeline::stream(old, new, at))
            })
        }
        Feed::Shards => put!(&mut to.shards, Shards, |old, new| old.map_or_else(Vec::new, |old| timeline::shards(old, new, at))),
        Feed::FanOut => put!(&mut to.fan_out, FanOut, |_, _| Vec::new()),
        Feed::Limits => put!(&mut to.limits, Limits, |_, _| Vec::new()),
        Feed::Table => put!(&mut to.table, Table, |_, _| Vec::new()),
        Feed::Function(name) => put!(to.functions.entry(name.clone()).or_default(), Function, |_, _| Vec::new()),
        Feed::Mappings(name) => put!(to.mappings.entry(name.clone()).or_default(), Mappings, |_, _| Vec::new()),
        Feed::Firehose => put!(&mut to.firehose, Firehose, |_, _| Vec::new()),
        Feed::Lifecycle => put!(&mut to.lifecycle, Lifecycle, |_, _| Vec::new()),
        Feed::Queue => put!(&mut to.queue, Queue, |_, _| Vec::new()),
        Feed::Alarms => put!(&mut to.alarms, Alarms, |old, new| timeline::alarms(old.map(Vec::as_slice), new, at)),
        Feed::Scaling => put!(&mut to.scaling, Scaling, timeline::scaling),
        Feed::Trail => {
            let history = &to.history;
            put!(&mut to.trail, Trail, |old, new| timeline::trail(history, old, new))
        }
        Feed::Simulation(_) => put!(&mut to.simulation, Simulation, |_, _| Vec::new()),
        Feed::Flag => {
            let store = to.pipeline.flag.clone();
            put!(&mut to.flag, Flag, |old, new| timeline::flag(old.map(Vec::as_slice), new, store.as_ref(), at))
        }
        Feed::Fortnight => put!(&mut to.fortnight, Fortnight, |_, _| Vec::new()),
        Feed::Sample(shard) => put!(to.samples.entry(shard.clone()).or_default(), Sample, |_, _| Vec::new()),
        Feed::Workgroup => put!(&mut to.workgroup, Workgroup, |_, _| Vec::new()),
        Feed::Query => put!(&mut to.query, Query, |_, _| Vec::new()),
        Feed::Errors(name) => put!(to.errors.entry(name.clone()).or_default(), Errors, |_, _| Vec::new()),
        Feed::Metrics | Feed::History => return,
    };
    watch.timeline.add_all(timeline::tell_apart(events, &watch.snapshot, ours_runs));
    if let Some(event) = timeline::source(&feed.name(), before.as_ref(), after.as_ref(), at) {
        watch.timeline.add(event);
    }
    if matches!(feed, Feed::Function(_)) {
        let after = rollout::flags(&watch.snapshot).value.unwrap_or_default();
        let store = watch.snapshot.pipeline.flag.as_ref();
        watch.timeline.add_all(timeline::flag(flag_before.as_deref(), &after, store, at));
    }
    if matches!(feed, Feed::Stream) {
        hurry_shards(watch);
    }
}

/// A stream whose open shards are not those of the list has a new list.
fn hurry_shards(watch: &mut Watch) {
    let Some(stream) = watch.snapshot.stream.get() else { return };
    let listed = watch.snapshot.shards.get().map(crate::domain::shard::ShardMap::open_count);
    if listed.is_some_and(|listed| listed != stream.open_shards as usize)
        && let Some(state) = watch.feeds.states.get_mut(&Feed::Shards)
        && state.failures == 0
    {
        let soon = shift(watch.snapshot.stream.at.unwrap_or(watch.snapshot.now), 10);
        state.due = state.due.map(|due| due.min(soon));
    }
}

/// Stores the points of each metric, or the fault of them all.
fn take_metrics(watch: &mut Watch, feed: &Feed, request: &MetricsRequest, outcome: Outcome, at: Timestamp) {
    let catches_up = *feed == Feed::Metrics && std::mem::take(&mut watch.feeds.catch_up.out);
    let before = watch.feeds.state(feed).failures;
    match outcome {
        Ok(Answer::Metrics { points, .. }) => {
            for one in &points {
                match request.period {
                    60 => watch.snapshot.metrics.take_window(one, request.from, request.to, at),
                    period => watch.snapshot.metrics.take_past(one, (request.from, request.to), period, at),
                }
            }
            if 0 < before {
                tell_source(watch, feed, None, at);
            }
            answered(watch, feed, request, &points, catches_up, at);
        }
        Ok(_) => {}
        Err(fault) => {
            if before == 0 {
                tell_source(watch, feed, Some(&fault), at);
            }
            if *feed == Feed::Metrics {
                watch.snapshot.metrics.fail(&request.ids, &fault);
            } else if request.period != 60 {
                watch.snapshot.metrics.fail_past(&request.ids, request.period, &fault);
            }
        }
    }
}

fn tell_source(watch: &mut Watch, feed: &Feed, fault: Option<&Fault>, at: Timestamp) {
    let name = feed.name();
    let known = Fault { kind: FaultKind::Service, call: "cloudwatch:GetMetricData".to_owned(), code: None, message: String::new(), at };
    let event = match fault {
        Some(fault) => timeline::source(&name, None, Some(fault), at),
        None => timeline::source(&name, Some(&known), None, at).map(|event| Event { evidence: Vec::new(), ..event }),
    };
    watch.timeline.add_all(event);
}

/// After a good answer of metrics: what is held now, and when who is asked again.
fn answered(watch: &mut Watch, feed: &Feed, request: &MetricsRequest, points: &[Points], catches_up: bool, at: Timestamp) {
    if *feed == Feed::History {
        watch.feeds.held_from = Some(request.from);
        return;
    }
    watch.feeds.held_from = Some(watch.feeds.held_from.map_or(request.from, |held| held.min(request.from)));
    let arrived = |id: &MetricId| points.iter().any(|one| one.id == *id && one.fault.is_none());
    if catches_up {
        watch.feeds.catch_up.due = Some(shift(at, feed::period(feed, &watch.snapshot)));
        watch.feeds.catch_up.ids = request.ids.iter().filter(|id| !arrived(id)).cloned().collect();
    }
    let wanted = crate::domain::watchlist::metrics(&watch.snapshot);
    let first = watch.feeds.state(feed).due.is_none();
    let all = wanted.iter().all(|id| request.ids.contains(id));
    if !catches_up || first || all {
        let due = feed::next_due(watch, at);
        watch.feeds.succeeded(feed, due);
    } else {
        watch.feeds.keep_pace(feed);
    }
    watch.feeds.beat += 1;
}
