//! Arming: the environment's name is typed, and what that allows is said.

use super::{Line, Page, labelled, question, wrapped};
use crate::app::arm::Arm;
use crate::app::model::Model;
use crate::view::header::is_production;
use crate::view::text;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, arm: &Arm, columns: usize) -> Page {
    let pipeline = &model.watch.snapshot.pipeline;
    let lasts = text::duration(i64::try_from(pipeline.arm_for.as_secs()).unwrap_or(i64::MAX));
    let mut lines = Vec::new();
    if let Some((wish, _)) = &arm.then {
        lines.extend(wrapped(0, &format!("`{wish}` changes the pipeline, and the console is read-only."), Role::Text, columns));
        lines.push(Line::blank());
    }
    let role = if is_production(&pipeline.environment) { Role::Danger } else { Role::Text };
    lines.extend(labelled("environment", &pipeline.environment, role, columns));
    lines.extend(labelled("stream", &pipeline.stream, Role::Text, columns));
    if let Some(identity) = model.watch.snapshot.identity.get() {
        lines.extend(labelled("account", &format!("{} in {}", identity.account, identity.region), Role::Text, columns));
        lines.extend(labelled("as", &identity.arn, Role::Dim, columns));
    }
    lines.push(Line::blank());
    let told = format!(
        "Armed for {lasts}; the header counts down, :disarm ends it. Nothing changes by it: each change takes a plan and a word of its own."
    );
    lines.extend(wrapped(0, &told, Role::Dim, columns));
    let foot = question::foot(&arm.question, "arms it", columns);
    Page { title: "arm".to_owned(), about: pipeline.name.clone(), hint: "Esc stays read-only".to_owned(), lines, foot, scroll: 0 }
}
