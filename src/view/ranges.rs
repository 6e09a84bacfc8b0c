//! The part of the ring that a split or merge redraws, to scale, before and after:
//!
//! ```text
//! now  │──────────── shard 0 · 50 % ────────────│
//! then │───── new · 25 % ─────│── new · 25 % ───│
//! ```
//!
//! Both strokes span the same hash keys. Percentages are of the whole ring.

use std::cmp::Ordering;

use super::markers::Strokes;
use super::text;
use super::theme::Role;
use crate::domain::plan::{Piece, Redraw};
use crate::domain::shard::short_id;

/// The strokes before and after, each `room` columns wide: words with their roles.
pub fn drawn(redraw: &Redraw, signs: &Strokes, room: usize) -> [Vec<(String, Role)>; 2] {
    [stroke(&redraw.before, signs, room, Role::Text), stroke(&redraw.after, signs, room, Role::Accent)]
}

fn stroke(pieces: &[Piece], signs: &Strokes, room: usize, ink: Role) -> Vec<(String, Role)> {
    let wall = || (signs.vertical.to_owned(), Role::Border);
    let names: Vec<String> = pieces.iter().map(name).collect();
    let shares: Vec<f64> = pieces.iter().map(Piece::percent).collect();
    let widths = widths(&shares, &names, room.saturating_sub(pieces.len() + 1));
    let mut parts = vec![wall()];
    for (name, width) in names.iter().zip(widths) {
        let rest = width.saturating_sub(text::width(name) + 2);
        let along = |count: usize| (signs.horizontal.repeat(count), Role::Border);
        let inside = if width < text::width(name) + 2 { text::left(name, width) } else { format!(" {name} ") };
        parts.extend([along(rest / 2), (inside, ink), along(rest - rest / 2), wall()]);
    }
    parts
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
