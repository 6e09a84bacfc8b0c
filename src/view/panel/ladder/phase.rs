//! The rollout's phase in one sentence: why it waits, and how much longer.

use crate::app::timeline::short;
use crate::domain::gate;
use crate::domain::rollout::Stand;
use crate::domain::rollout::machine::{Phase, Said};
use crate::view::panel::Scene;
use crate::view::text;
use crate::view::theme::Role;

/// How a phase looks.
pub(in crate::view) fn role(phase: &Phase) -> Role {
    match phase {
        Phase::Unknown { .. } | Phase::Gathering { .. } => Role::Unknown,
        Phase::Promoting { .. } | Phase::GoingBack { .. } | Phase::Verifying { .. } => Role::Accent,
        Phase::Holding { .. } => Role::Alarm,
        Phase::Paused(_) | Phase::Aborted(_) | Phase::RolledBack { .. } => Role::Warn,
        Phase::Ready { .. } | Phase::Complete => Role::Ok,
    }
}

/// What the phase means just now; several lines where several holders cannot be told.
pub(super) fn sentence(scene: Scene<'_>, phase: &Phase, stand: &Stand) -> Vec<(String, Role)> {
    let words = match phase {
        Phase::Unknown { why } => {
            return why.iter().map(|why| (format!("What the flag says cannot be told: {why}."), Role::Unknown)).collect();
        }
        Phase::Promoting { action } | Phase::GoingBack { action } => format!("`{action}` is under way."),
        Phase::Verifying { seconds } => match scene.left(*seconds) {
            0 => "What was set was taken; what proves it is awaited.".to_owned(),
            left => format!("Changed a moment ago: the first minutes can be judged in {}.", text::duration(left)),
        },
        Phase::Gathering { gates, seconds } => {
            let more = seconds.map(|seconds| format!(", {} more at the least", text::duration(scene.left(seconds)))).unwrap_or_default();
            format!("No gate fails; {} cannot be told yet{more}.", named(gates))
        }
        Phase::Holding { gates } => {
            let forward = stand.next_stage.map_or_else(String::new, |next| format!(". {next} % has to wait"));
            format!("Not passed: {}{forward}.", named(gates))
        }
        Phase::Ready { to } => format!("Every gate passes: `:percentage {to}` plans the next stage."),
        Phase::Paused(said) => spoken(scene, said, "holds it since"),
        Phase::Aborted(said) => spoken(scene, said, "gave it up at"),
        Phase::RolledBack { at } => {
            format!("It was rolled back at {}, and nobody went forward since.", text::clock_both(*at, &scene.model.zone))
        }
        Phase::Complete => "The ladder's end is reached and every gate passes.".to_owned(),
    };
    vec![(words, role(phase))]
}

/// `alice holds it since 03:12 UTC (04:12 local): the table is being moved.`
fn spoken(scene: Scene<'_>, said: &Said, does: &str) -> String {
    let who = said.who.as_deref().map_or("Somebody", short);
    let reason = said.reason.trim_end_matches('.');
    format!("{who} {does} {}: {reason}.", text::clock_both(said.at, &scene.model.zone))
}

/// `parity`, `parity and cost`, `parity, cost and 3 more`, as the table of gates names them.
fn named(gates: &[&str]) -> String {
    let names: Vec<&str> = gates.iter().map(|gate| gate::name(gate)).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [only] => (*only).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, other, third] => format!("{one}, {other} and {third}"),
        [one, other, more @ ..] => format!("{one}, {other} and {} more", more.len()),
    }
}
