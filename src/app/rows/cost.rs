//! The rows of the Cost screen.

use super::Row;
use crate::domain::cost::{self, Knob};
use crate::domain::snapshot::Snapshot;

/// Where a figure of the bill comes from, for `w`.
const BILL: &str = "stream.cost_usd_per_month";

fn row(key: impl Into<String>, text: impl Into<String>) -> Row {
    Row { key: key.into(), text: text.into(), readings: Vec::new() }
}

/// The lines of the whole bill.
pub(super) fn bill(snapshot: &Snapshot) -> Vec<Row> {
    let lines = cost::estimate(snapshot).map(|estimate| estimate.bill.lines).unwrap_or_default();
    let of = |line: cost::Line| Row { readings: vec![BILL.to_owned()], ..row(line.key(), line.item.words()) };
    lines.into_iter().map(of).collect()
}

/// What can be changed in thought.
pub(super) fn knobs() -> Vec<Row> {
    Knob::ALL.iter().map(|knob| row(knob.key(), knob.word())).collect()
}

/// The ways to run the stream.
pub(super) fn modes(snapshot: &Snapshot) -> Vec<Row> {
    let Ok(now) = cost::estimate(snapshot) else { return Vec::new() };
    let pipeline = &snapshot.pipeline;
    let target = pipeline.scaling.target_utilisation;
    let compared = cost::compare(&now.load, &now.shape, &pipeline.prices, &now.region, cost::HOURS_A_MONTH, target);
    let choices = compared.map(|compared| compared.choices).unwrap_or_default();
    choices.into_iter().map(|choice| row(choice.words.clone(), choice.words)).collect()
}

/// The rollout's stages.
pub(super) fn stages(snapshot: &Snapshot) -> Vec<Row> {
    snapshot.pipeline.rollout.stages.iter().map(|stage| row(stage.to_string(), format!("{stage} %"))).collect()
}

/// The guide's lines, then its thresholds.
pub(super) fn guide(snapshot: &Snapshot) -> Vec<Row> {
    let Ok(now) = cost::estimate(snapshot) else { return Vec::new() };
    let lines = cost::guide(&now, &snapshot.pipeline).lines.into_iter().map(|line| row(line.what, line.what));
    let thresholds = cost::worth(&now, &snapshot.pipeline).into_iter().map(|threshold| row(threshold.question, threshold.question));
    lines.chain(thresholds).collect()
}
