//! The rollout's stages priced: each percentage of today's traffic, and the shards that it needs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::prelude::ToPrimitive;

use super::{Scene, rows};
use crate::app::rows as list;
use crate::domain::cost::{Service, Stage};
use crate::domain::parity::{self, Verdict};
use crate::domain::rollout;
use crate::view::frame::Frame;
use crate::view::pen;
use crate::view::text;
use crate::view::theme::Role;

/// Columns of a number.
const NUMBER: usize = 10;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let stages = scene.costs().and_then(|costs| costs.stages.as_ref().map_err(Clone::clone));
    let frame = Frame { title: "stages priced", about: "of today's traffic", focus: scene.focus(), ..Frame::default() };
    let inner = frame.draw(scene.look, area, buffer);
    match stages {
        Ok(stages) => table(scene, inner, stages, buffer),
        Err(error) => {
            rows::paragraph(scene, inner, 0, &error, Role::Unknown, usize::from(inner.height), buffer);
        }
    }
}

fn table(scene: Scene<'_>, inner: Rect, stages: &[Stage], buffer: &mut Buffer) {
    let look = scene.look;
    let wide = 8 + 4 * NUMBER <= usize::from(inner.width);
    let mut names = vec!["records/s", "stream", "all"];
    if wide {
        names.push("shards");
    }
    let cells = |words: &[String]| words.iter().map(|words| text::right(words, NUMBER)).collect::<String>();
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    pen::put(buffer, rows::line(inner, 0), 8, 0, &cells(&names), look.style(Role::Dim));
    let here = rollout::stand(scene.snapshot).stage;
    let shown = list::of(scene.model, scene.panel);
    let mut row = 1;
    for (index, stage) in stages.iter().enumerate().filter(|(_, stage)| shown.iter().any(|row| row.key == stage.percentage.to_string())) {
        let line = rows::line(inner, row);
        if row == scene.selected() + 1 {
            rows::select(scene, line, buffer);
        }
        let role = if here == Some(index) { Role::Accent } else { Role::Text };
        pen::put(buffer, line, 1, 0, &format!("{} %", stage.percentage), look.style(role));
        let mut words = vec![
            text::number(stage.records.to_f64().unwrap_or_default()),
            text::usd(stage.bill.of(Service::Stream)),
            text::usd(stage.bill.total()),
        ];
        if wide {
            words.push(stage.needed.shards.to_string());
        }
        pen::put(buffer, line, 8, 0, &cells(&words), look.style(role));
        row += 1;
    }
    for words in sentences(scene) {
        let left = usize::from(inner.height).saturating_sub(row);
        row = rows::paragraph(scene, inner, row, &words, Role::Dim, left.min(3), buffer);
    }
}

fn sentences(scene: Scene<'_>) -> Vec<String> {
    let target = scene.snapshot.pipeline.scaling.target_utilisation;
    let mut told = vec![format!("Shards as they are; needed are those that carry the peak at {target} %. The table is paid all the same.")];
    if matches!(parity::of(scene.snapshot).verdict, Verdict::Ignored) {
        told.insert(0, "The percentage is ignored: every stage costs what 100 % costs.".to_owned());
    }
    told
}
