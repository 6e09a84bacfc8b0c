//! Which metrics are asked for which window: all of the last day once, then only what is new or may still change.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::period;
use crate::app::ask::{Feed, MetricsRequest};
use crate::app::model::{ChartWindow, Watch};
use crate::domain::fortnight::FORTNIGHT;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::metrics::{ASSUMED_DELAY, kept};
use crate::domain::series::{floor, shift};
use crate::domain::watchlist;

/// Seconds of metrics that the first ask covers.
pub const HELD: i64 = 86_400;

/// Seconds that are read again each time: minutes fill for a while after they ended.
pub const REREAD: i64 = 300;

/// Metrics whose newest answer is older than this are asked for on their own.
const BEHIND: i64 = 900;

/// Seconds after which a fortnight whose busiest minute has left it is read again: where the busiest are neighbours, each of them
/// leaves a minute after the other.
const LEFT: i64 = 3600;

/// Most values of one metric that one ask of the past covers, so that each stays one or two calls.
const CHUNK: i64 = 1440;

/// How long after its end the slowest of these metrics may still change.
pub(in crate::app) fn delay(watch: &Watch, ids: &[MetricId]) -> i64 {
    ids.iter().map(|id| watch.snapshot.metrics.delay(id.metric)).max().unwrap_or(ASSUMED_DELAY)
}

/// When metrics are due next: a period after now, as soon as the minute that is new by then should have arrived.
pub(in crate::app) fn next_due(watch: &Watch, now: Timestamp) -> Timestamp {
    let beat = period(&Feed::Metrics, &watch.snapshot);
    let lag = delay(watch, &watchlist::metrics(&watch.snapshot)) + 2;
    let aligned = shift(floor(shift(now, -lag), beat), beat + lag);
    if aligned.duration_since(now).as_secs() * 2 < beat { shift(now, beat) } else { aligned }
}

/// The metrics to ask for now, if any, and whether it is for those alone that are behind the others.
pub fn metrics(watch: &Watch, at: Option<Timestamp>, now: Timestamp) -> Option<(MetricsRequest, bool)> {
    let state = watch.feeds.state(&Feed::Metrics);
    if state.in_flight.is_some() {
        return None;
    }
    if at.is_some_and(|at| !has_minutes(at, now)) {
        return None;
    }
    let to = shift(floor(at.unwrap_or(now), 60), 60);
    let newest = |id: &MetricId| watch.snapshot.metrics.track(id).and_then(|track| track.answered_until);
    let is_current = |id: &MetricId| newest(id).is_some_and(|until| shift(to, -BEHIND) <= until);
    let (current, behind): (Vec<MetricId>, Vec<MetricId>) = watchlist::metrics(&watch.snapshot).into_iter().partition(is_current);
    let again = 60 + REREAD.max(delay(watch, &current) + 60);
    if state.is_due(now) && !current.is_empty() {
        let oldest = current.iter().filter_map(newest).min().unwrap_or(to);
        return Some((MetricsRequest { from: shift(oldest.min(to), -again), ids: current, to, period: 60 }, false));
    }
    let is_new = behind.iter().any(|id| !watch.feeds.catch_up.ids.contains(id));
    let rested = watch.feeds.catch_up.due.is_none_or(|due| due <= now);
    // While CloudWatch as a whole fails, its backoff holds for the newcomers too.
    let held_back = state.failures > 0 && !state.is_due(now);
    if behind.is_empty() || held_back || !(is_new || rested) {
        return None;
    }
    let day = shift(to, -HELD);
    let from = behind.iter().map(|id| newest(id).map_or(day, |until| shift(until, -again))).min().unwrap_or(day).max(day);
    Some((MetricsRequest { ids: behind, from, to, period: 60 }, true))
}

/// Whether CloudWatch still keeps minutes of a moment.
fn has_minutes(at: Timestamp, now: Timestamp) -> bool {
    kept::shortest(at, now).is_some_and(|(period, _)| period == 60)
}

/// The fortnight of the table's minutes to ask for now: once the newest of them are held, for it ends where those are complete,
/// then seldom, and again when its busiest minute has left the last 14 days. Where minutes are kept no more it begins later.
pub fn fortnight(watch: &Watch, now: Timestamp) -> Option<MetricsRequest> {
    let (state, snapshot) = (watch.feeds.state(&Feed::Fortnight), &watch.snapshot);
    let peak = snapshot.fortnight.get().and_then(|known| known.busiest).filter(|_| state.failures == 0);
    let leaves = |from: Timestamp| peak.is_some_and(|peak| peak.at < shift(from, -LEFT));
    if state.in_flight.is_some() || !(state.is_due(now) || leaves(shift(snapshot.now, -FORTNIGHT))) {
        return None;
    }
    let id = watchlist::fortnight(snapshot)?;
    snapshot.metrics.track(&id)?.answered_until?;
    let to = snapshot.metrics.complete_until(&id, snapshot.now);
    let (_, kept) = kept::shortest(now, now)?;
    let from = shift(to, -FORTNIGHT).max(kept);
    (from < to && (state.is_due(now) || leaves(from))).then(|| MetricsRequest { ids: vec![id], from, to, period: 60 })
}

/// The part of the past to ask for next, when the charts reach beyond what is held: with the shortest period that
/// CloudWatch still keeps there. Of a watched moment without minutes, this is all that is asked for.
pub fn history(watch: &Watch, chart: &ChartWindow, at: Option<Timestamp>, now: Timestamp) -> Option<MetricsRequest> {
    let watched = at.filter(|at| !has_minutes(*at, now)).map(|at| shift(at, 1));
    let held = watch.feeds.held_from.or(watched)?;
    let needed = chart.left(now);
    if held <= needed || !watch.feeds.state(&Feed::History).is_due(now) {
        return None;
    }
    let (period, from) = kept::shortest(shift(held, -1), now)?;
    let ids: BTreeSet<MetricId> = watchlist::metrics(&watch.snapshot).into_iter().filter(|id| !is_of_a_shard(id.metric)).collect();
    let from = floor(needed, period).max(from).max(shift(floor(held, period), -CHUNK * period));
    let to = shift(floor(shift(held, -1), period), period);
    (!ids.is_empty()).then(|| MetricsRequest { ids: ids.into_iter().collect(), from, to, period })
}

/// Shards come and go and are many: their past is not asked for.
fn is_of_a_shard(metric: Metric) -> bool {
    matches!(metric, Metric::ShardRecords | Metric::ShardBytes | Metric::ShardThrottles | Metric::ShardAge)
}
