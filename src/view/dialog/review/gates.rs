//! The gates of a promotion as a table: sign, name, one figure; what stands in the way with its id, by which it can be overridden.

use crate::domain::checklist::Mark;
use crate::domain::gate;
use crate::domain::plan::{Gate, Plan};
use crate::view::dialog::{Line, wrapped};
use crate::view::panel;
use crate::view::theme::Role;
use crate::view::{Look, text};

/// Columns of the sign and the name.
const NAME: usize = 13;

/// Most lines of a gate that stands in the way: everything is told below the calls.
const MOST: usize = 2;

/// The table, with how many there are of each kind over it; nothing where the plan does not go up.
pub(super) fn table(look: &Look, plan: &Plan, columns: usize) -> Vec<Line> {
    let gates = plan.gates();
    if gates.is_empty() {
        return Vec::new();
    }
    let count = |mark: Mark| gates.iter().filter(|gate| gate.mark == mark).count();
    let words =
        [(Mark::Fail, "not passed"), (Mark::NotEnoughData, "not told yet"), (Mark::Pass, "pass"), (Mark::NotApplicable, "not applicable")];
    let told: Vec<String> =
        words.iter().filter(|(mark, _)| 0 < count(*mark)).map(|(mark, word)| format!("{} {word}", count(*mark))).collect();
    let mut lines = vec![Line::parts(vec![(text::left("gates", NAME), Role::Title), (told.join(" · "), Role::Dim)])];
    lines.extend(gates.iter().flat_map(|gate| row(look, gate, columns)));
    lines
}

fn row(look: &Look, gate: &Gate<'_>, columns: usize) -> Vec<Line> {
    let (sign, role) = panel::sign_of(look, gate.mark);
    let (name, ink) = match gate.mark {
        Mark::NotApplicable => (Role::Dim, Role::Dim),
        Mark::Pass => (Role::Text, Role::Dim),
        Mark::Fail | Mark::NotEnoughData => (Role::Title, Role::Text),
    };
    let room = columns.saturating_sub(NAME + 1);
    let mut told = figure(gate, room).into_iter();
    let head = vec![(format!("{sign} "), role), (text::left(gate::name(gate.id), NAME - 2), name), (told.next().unwrap_or_default(), ink)];
    let mut lines = vec![Line::parts(head)];
    lines.extend(told.map(|line| Line::of(format!("{}{line}", " ".repeat(NAME)), ink)));
    lines
}

/// What decides, in one line. What stands in the way ends with its id, and what waits says for what.
fn figure(gate: &Gate<'_>, room: usize) -> Vec<String> {
    let leading = gate::leading(gate.id, gate.evidence.split("; ")).unwrap_or_default();
    let told = match gate.mark {
        Mark::Pass => return vec![text::gist(leading, room)],
        Mark::NotApplicable => return vec![text::reason(leading, room)],
        Mark::NotEnoughData => format!("waits for {}", leading.split(" (").next().unwrap_or_default()),
        Mark::Fail => leading.to_owned(),
    };
    let id = format!("({})", gate.id);
    let whole = text::wrap(&format!("{told} {id}"), room);
    if whole.len() <= MOST { whole } else { vec![text::gist(&told, room), id] }
}

/// Everything that the gates rest on, at the end of the page.
pub(super) fn in_full(look: &Look, plan: &Plan, columns: usize) -> Vec<Line> {
    let gates = plan.gates();
    let mut lines = Vec::new();
    if !gates.is_empty() {
        lines.extend([Line::blank(), Line::of("what the gates rest on", Role::Title)]);
    }
    for gate in &gates {
        let (sign, role) = panel::sign_of(look, gate.mark);
        lines.push(Line::parts(vec![
            (format!("{sign} "), role),
            (gate::name(gate.id).to_owned(), Role::Text),
            (format!("  {}", gate.id), Role::Dim),
        ]));
        gate.evidence.split("; ").for_each(|sentence| lines.extend(wrapped(2, sentence, Role::Dim, columns)));
    }
    lines
}
