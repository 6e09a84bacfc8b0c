//! When each source is asked: cadence, one ask in flight, backoff. All of it is data, so that it can be tested.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ask::{Ask, Feed, MetricsRequest};
use super::model::{ChartWindow, Options, Watch};
use crate::domain::fault::FaultKind;
use crate::domain::metric::MetricId;
use crate::domain::series::shift;

mod cadence;
mod journal;
mod windows;

pub use cadence::{feeds, period};
pub use journal::{JournalFeed, Next};
pub(in crate::app) use windows::next_due;
pub use windows::{HELD, REREAD, fortnight, history, metrics};

/// The life of one feed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FeedState {
    /// The number of the ask that is out.
    pub in_flight: Option<u64>,
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
    /// When it is asked next; `None` means at once.
    pub due: Option<Timestamp>,
    /// Failures in a row; they set the backoff.
    pub failures: u32,
}

impl FeedState {
    /// Whether it may be asked at `now`.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.in_flight.is_none() && self.due.is_none_or(|due| due <= now)
    }
}

/// Metrics that are behind the others: new ones, and ones that CloudWatch answered with an error of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CatchUp {
    /// Those that were asked for last time.
    pub ids: BTreeSet<MetricId>,
    /// Whether the ask that is out is for them alone.
    pub out: bool,
    /// When they are asked for again; a metric that is not among them is asked for at once.
    pub due: Option<Timestamp>,
}

/// Every feed of the watched pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Feeds {
    /// By feed.
    pub states: BTreeMap<Feed, FeedState>,
    /// The number of the newest ask.
    pub last_number: u64,
    /// Metrics that are behind.
    pub catch_up: CatchUp,
    /// The start of the time for which metrics are held without a hole.
    pub held_from: Option<Timestamp>,
    /// How often the metrics were answered: two judgements of the same beat rest on the same minutes.
    pub beat: u64,
}

impl Feeds {
    /// The state of a feed; a feed that was never asked is at its start.
    pub fn state(&self, feed: &Feed) -> FeedState {
        self.states.get(feed).cloned().unwrap_or_default()
    }

    /// How many asks are out.
    pub fn in_flight(&self) -> usize {
        self.states.values().filter(|state| state.in_flight.is_some()).count()
    }

    /// Notes that a feed is asked now and numbers the ask.
    pub fn ask(&mut self, pipeline: usize, feed: Feed, metrics: Option<MetricsRequest>, now: Timestamp) -> Ask {
        self.last_number += 1;
        let state = self.states.entry(feed.clone()).or_default();
        state.in_flight = Some(self.last_number);
        state.asked_at = Some(now);
        Ask { number: self.last_number, pipeline, feed, metrics }
    }

    /// Whether an answer is to the ask that is out; if it is, the feed is free again.
    pub fn settle(&mut self, ask: &Ask) -> bool {
        match self.states.get_mut(&ask.feed) {
            Some(state) if state.in_flight == Some(ask.number) => {
                state.in_flight = None;
                true
            }
            _ => false,
        }
    }

    /// Sets when the feed is asked next, after a good answer.
    pub fn succeeded(&mut self, feed: &Feed, due: Timestamp) {
        let state = self.states.entry(feed.clone()).or_default();
        state.failures = 0;
        state.due = Some(due);
    }

    /// Forgets the failures, but asks next when it was to be asked anyway.
    pub fn keep_pace(&mut self, feed: &Feed) {
        if let Some(state) = self.states.get_mut(feed) {
            state.failures = 0;
        }
    }

    /// Sets when the feed is asked next, after a failure.
    pub fn failed(&mut self, feed: &Feed, kind: &FaultKind, period: i64, now: Timestamp) {
        let state = self.states.entry(feed.clone()).or_default();
        state.failures = state.failures.saturating_add(1);
        state.due = Some(shift(now, backoff(kind, state.failures, period)));
    }

    /// Lets every feed be asked again at once, but none more often than every few seconds.
    pub fn refresh(&mut self, now: Timestamp) -> usize {
        let rested =
            |state: &FeedState| state.in_flight.is_none() && state.asked_at.is_none_or(|asked| REST <= now.duration_since(asked).as_secs());
        // What was read of the past does not change by looking again.
        let stands = |feed: &Feed, state: &FeedState| *feed == Feed::Fortnight && state.failures == 0;
        let mut asked = 0;
        for (feed, state) in &mut self.states {
            if rested(state) && !feed.is_on_request() && !stands(feed, state) {
                state.due = None;
                asked += 1;
            }
        }
        asked
    }
}

/// Fewest seconds between two asks of a source, however often someone presses the key:
/// the slowest call of all, DescribeLimits, may be made once a second in an account.
pub const REST: i64 = 5;

/// The longest that a failing source is left alone when its own period is shorter.
const SLOWEST: i64 = 60;

/// Seconds until a source is asked again after its `failures`-th failure in a row.
///
/// What may heal by itself is tried again soon, then less often, but never later than its period.
/// A refusal is not repeated before its period is over. Throttling slows a fast pace down to once a minute.
pub fn backoff(kind: &FaultKind, failures: u32, period: i64) -> i64 {
    let doubled = |first: i64| first.saturating_mul(1 << failures.saturating_sub(1).min(16));
    match kind {
        FaultKind::Throttled => doubled(period.saturating_mul(2)).clamp(period, period.max(SLOWEST)),
        FaultKind::Denied { .. } | FaultKind::NotFound | FaultKind::Rejected => period,
        _ => doubled(5).min(period),
    }
}

/// Every ask that is due now.
pub fn poll(watch: &mut Watch, pipeline: usize, chart: &ChartWindow, options: &Options, now: Timestamp) -> Vec<Ask> {
    let at = options.at;
    let mut asks = Vec::new();
    for feed in feeds(&watch.snapshot.pipeline) {
        if watch.feeds.state(&feed).is_due(now) {
            asks.push(watch.feeds.ask(pipeline, feed, None, now));
        }
    }
    if let Some((request, catches_up)) = metrics(watch, at, now) {
        watch.feeds.catch_up.out = catches_up;
        watch.snapshot.metrics_requested += request.ids.len() as u64;
        asks.push(watch.feeds.ask(pipeline, Feed::Metrics, Some(request), now));
    }
    if let Some(request) = fortnight(watch, now).filter(|_| options.gates) {
        watch.snapshot.metrics_requested += request.ids.len() as u64;
        asks.push(watch.feeds.ask(pipeline, Feed::Fortnight, Some(request), now));
    }
    if let Some(request) = history(watch, chart, at, now) {
        watch.snapshot.metrics_requested += request.ids.len() as u64;
        asks.push(watch.feeds.ask(pipeline, Feed::History, Some(request), now));
    }
    asks
}
