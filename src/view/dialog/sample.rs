//! Asks before the keys of a shard are sampled: what it reads, what it takes, what it keeps.

use super::{Line, Page, wrapped};
use crate::app::actions;
use crate::app::model::Model;
use crate::view::theme::Role;

pub(super) fn page(model: &Model, shard: &str, columns: usize) -> Page {
    let mut lines = Vec::new();
    lines.extend(wrapped(
        0,
        &format!("Read records of {shard} for up to two seconds and count their partition keys?"),
        Role::Text,
        columns,
    ));
    lines.push(Line::blank());
    let told = [
        "It takes at most 2 of the 5 reads a second that all polling readers of this shard share; a reader that is at the limit may wait.",
        "Reading costs nothing on a provisioned stream; an on-demand stream bills the data read, some MB at most.",
        "Keys are counted and shown here. Payloads are thrown away at once; nothing is stored.",
        "It needs kinesis:GetShardIterator and kinesis:GetRecords.",
    ];
    for sentence in told {
        lines.extend(wrapped(2, sentence, Role::Dim, columns));
    }
    lines.push(Line::blank());
    match actions::can_sample(model, shard) {
        Ok(()) => lines.extend(wrapped(0, "Nothing is read before Enter.", Role::Accent, columns)),
        Err(why) => lines.extend(wrapped(0, &format!("Not now: {why}."), Role::Warn, columns)),
    }
    Page {
        title: "sample keys".to_owned(),
        about: shard.to_owned(),
        hint: "Enter samples · Esc does not".to_owned(),
        lines,
        foot: Vec::new(),
        scroll: 0,
    }
}
