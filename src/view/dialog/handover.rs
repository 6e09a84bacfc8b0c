//! The handover: the Markdown that `tidegate handover` prints, its long lines wrapped.

use super::{Line, Page, wrapped};
use crate::app::model::Model;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, text: &str, scroll: usize, columns: usize) -> Page {
    let lines = text.lines().flat_map(|line| match line {
        "" => vec![Line::blank()],
        heading if heading.starts_with('#') => wrapped(0, heading, Role::Title, columns),
        line => wrapped(0, line, Role::Text, columns),
    });
    Page {
        title: "handover".to_owned(),
        about: model.shown().snapshot.pipeline.name.clone(),
        hint: "y copies the Markdown · Esc closes".to_owned(),
        lines: lines.collect(),
        foot: Vec::new(),
        scroll,
    }
}
