//! The rows of the Cost screen.

use super::Row;
use crate::app::judged::{Costs, Judged};
use crate::domain::cost::{Knob, Line};
use crate::domain::pipeline::Pipeline;

/// Where a figure of the bill comes from, for `w`.
const BILL: &str = "stream.cost_usd_per_month";

fn row(key: impl Into<String>, text: impl Into<String>) -> Row {
    Row { key: key.into(), text: text.into(), readings: Vec::new() }
}

/// The lines of the whole bill.
pub(super) fn bill(judged: &Judged) -> Vec<Row> {
    let of = |line: &Line| Row { readings: vec![BILL.to_owned()], ..row(line.key(), line.item.words()) };
    known(judged).map(|costs| costs.now.bill.lines.iter().map(of).collect()).unwrap_or_default()
}

fn known(judged: &Judged) -> Option<&Costs> {
    judged.costs.as_ref().ok()
}

/// What can be changed in thought.
pub(super) fn knobs() -> Vec<Row> {
    Knob::ALL.iter().map(|knob| row(knob.key(), knob.word())).collect()
}

/// The ways to run the stream.
pub(super) fn modes(judged: &Judged) -> Vec<Row> {
    let compared = known(judged).and_then(|costs| costs.compared.as_ref().ok());
    compared.map(|compared| compared.choices.iter().map(|choice| row(&choice.words, &choice.words)).collect()).unwrap_or_default()
}

/// The rollout's stages.
pub(super) fn stages(pipeline: &Pipeline) -> Vec<Row> {
    pipeline.rollout.stages.iter().map(|stage| row(stage.to_string(), format!("{stage} %"))).collect()
}

/// The guide's lines, then its thresholds.
pub(super) fn guide(judged: &Judged) -> Vec<Row> {
    let Some(costs) = known(judged) else { return Vec::new() };
    let lines = costs.guide.lines.iter().map(|line| row(line.what, line.what));
    lines.chain(costs.worth.iter().map(|threshold| row(threshold.question, threshold.question))).collect()
}
