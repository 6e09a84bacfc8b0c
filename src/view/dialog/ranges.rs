//! The part of the ring that a split or merge redraws, to scale, before and after:
//!
//! ```text
//! ranges       now  │──────────── shard 0 · 50 % ────────────│
//!              then │───── new · 25 % ─────│── new · 25 % ───│
//! ```
//!
//! Both strokes span the same hash keys. Percentages are of the whole ring.

use std::cmp::Ordering;

use super::Line;
use crate::domain::plan::{Piece, Redraw};
use crate::domain::shard::short_id;
use crate::view::theme::Role;
use crate::view::{Look, text};

/// Columns of the label before the strokes, and of the word at their beginning.
const LABEL: usize = 13;
const WORD: usize = 5;

/// Both strokes; nothing when no range is redrawn.
pub(super) fn lines(look: &Look, redraw: &Redraw, columns: usize) -> Vec<Line> {
    if redraw.is_empty() {
        return Vec::new();
    }
    let room = columns.saturating_sub(LABEL + WORD + 1);
    vec![stroke(look, ("ranges", "now"), &redraw.before, room, Role::Text), stroke(look, ("", "then"), &redraw.after, room, Role::Accent)]
}

fn stroke(look: &Look, (label, word): (&str, &str), pieces: &[Piece], room: usize, ink: Role) -> Line {
    let wall = || (look.glyphs.stroke.vertical.to_owned(), Role::Border);
    let names: Vec<String> = pieces.iter().map(name).collect();
    let shares: Vec<f64> = pieces.iter().map(Piece::percent).collect();
    let widths = widths(&shares, &names, room.saturating_sub(pieces.len() + 1));
    let mut parts = vec![(text::left(label, LABEL), Role::Dim), (text::left(word, WORD), Role::Dim), wall()];
    for (name, width) in names.iter().zip(widths) {
        let rest = width.saturating_sub(text::width(name) + 2);
        let along = |count: usize| (look.glyphs.stroke.horizontal.repeat(count), Role::Border);
        let inside = if width < text::width(name) + 2 { text::fit(name, width) } else { format!(" {name} ") };
        parts.extend([along(rest / 2), (inside, ink), along(rest - rest / 2), wall()]);
    }
    Line::parts(parts)
}

/// `shard 0 · 50 %`, or `new · 25 %` before AWS has named it.
fn name(piece: &Piece) -> String {
    let who = piece.shard.as_deref().map(short_id).map_or_else(|| "new".to_owned(), |short| format!("shard {short}"));
    format!("{who} · {}", text::percent(piece.percent()))
}

/// Columns for each piece: its share of the room, but never less than its name takes while there is any to give.
fn widths(shares: &[f64], names: &[String], room: usize) -> Vec<usize> {
    let whole: f64 = shares.iter().sum();
    let mut widths: Vec<usize> =
        shares.iter().zip(names).map(|(share, name)| ((share / whole * room as f64).round() as usize).max(text::width(name) + 2)).collect();
    // The widest gives to the others, and takes what is left over.
    loop {
        let taken: usize = widths.iter().sum();
        let Some(widest) = widths.iter_mut().max() else { break };
        match taken.cmp(&room) {
            Ordering::Less => *widest += room - taken,
            Ordering::Equal => break,
            Ordering::Greater => *widest -= 1,
        }
    }
    widths
}
