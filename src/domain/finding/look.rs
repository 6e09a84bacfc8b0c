//! What every rule needs: the newest complete minutes, and evidence lines with source and age.

use jiff::Timestamp;

use super::{Finding, Level, words};
use crate::domain::action::Action;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::State;
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

impl Finding {
    /// A finding with its sentence; evidence, advice and readings follow.
    pub(super) fn new(id: &'static str, subject: &str, level: Level, text: String) -> Self {
        Self { id, subject: subject.to_owned(), level, text, evidence: Vec::new(), advice: String::new(), readings: Vec::new(), wish: None }
    }

    /// Adds evidence lines.
    pub(super) fn resting_on(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(lines);
        self
    }

    /// Sets what helps and what does not.
    pub(super) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Sets the action that helps.
    pub(super) fn wish(mut self, wish: Option<Action>) -> Self {
        self.wish = wish;
        self
    }

    /// Adds the names of the readings it rests on.
    pub(super) fn reads<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.readings.extend(names.into_iter().map(Into::into));
        self
    }
}

/// The values of the newest complete minutes, newest last; empty when they are not fresh or anything is unknown of all of them.
pub(super) fn recent(snapshot: &Snapshot, id: &MetricId, minutes: i64) -> Vec<f64> {
    let Some((start, _)) = fresh(snapshot, id) else { return Vec::new() };
    let end = shift(start, 60);
    snapshot.metrics.range(id, shift(end, -minutes * 60), end).into_iter().filter_map(|(_, value)| value).collect()
}

/// The newest complete minute (its start) and its value, when it is fresh.
pub(super) fn fresh(snapshot: &Snapshot, id: &MetricId) -> Option<(Timestamp, f64)> {
    let (start, value) = snapshot.metrics.newest(id, snapshot.now)?;
    (snapshot.metrics.state(id, shift(start, 60), snapshot.now) == State::Fresh).then_some((start, value))
}

/// The mean of the newest complete minutes.
pub(super) fn mean(snapshot: &Snapshot, id: &MetricId, minutes: i64) -> Option<f64> {
    let values = recent(snapshot, id, minutes);
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The worst of the newest complete minutes.
pub(super) fn worst(snapshot: &Snapshot, id: &MetricId, minutes: i64) -> Option<f64> {
    recent(snapshot, id, minutes).into_iter().reduce(f64::max)
}

/// One figure with its source and age.
pub(super) fn measured(snapshot: &Snapshot, id: &MetricId, figure: &str) -> String {
    let statistic = id.metric.definition().statistic.name();
    let age = snapshot.metrics.newest(id, snapshot.now).map_or_else(
        || "no data".to_owned(),
        |(start, _)| format!("{} old", words::span(snapshot.now.duration_since(shift(start, 60)).as_secs_f64())),
    );
    format!("{figure} — {id}, {statistic}, {age}")
}

/// A metric of the stream.
pub(super) fn stream(snapshot: &Snapshot, metric: Metric) -> MetricId {
    MetricId::of(metric, &snapshot.pipeline.stream)
}

/// A metric of the table, by its operation where the metric has one.
pub(super) fn table(snapshot: &Snapshot, metric: Metric) -> Option<MetricId> {
    use crate::domain::metric::Dimensions;
    let table = snapshot.pipeline.table.as_ref()?;
    Some(match metric.definition().dimensions {
        Dimensions::One(_) => MetricId::of(metric, table),
        Dimensions::Two(..) => MetricId::part(metric, table, &snapshot.pipeline.table_operation),
    })
}
