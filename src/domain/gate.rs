//! The gates before the rollout's next stage: pure verdicts from what is known, each with its evidence and what it waits for.
//!
//! A gate passes, fails, cannot be told, or does not apply. What is missing, stale or denied cannot be told, and that holds:
//! it is never a pass. "Before" means the hour before the flag's own last change while its minutes are held, so that a first
//! reading without any journal has evidence. "Now" never begins before that change: until five complete minutes of the present
//! stage are known, what says how the stage does cannot be told.

mod against;
mod back;
mod busiest;
mod capacity;
mod cost;
mod delivery;
mod functions;
mod part;
mod readers;
mod shards;
mod sources;
mod stream;
mod table;
mod time;
mod way_back;

use super::checklist::compare::stage_needs;
use super::checklist::{Check, Mark};
use super::plan;
use super::snapshot::Snapshot;

pub use back::helped_by_going_back;
pub use busiest::{Busiest, busiest_minute};

/// Every gate's id and title, in the order of the screen.
pub const GATES: [(&str, &str); 14] = [
    ("bake", "the stage has held for its time"),
    ("parity", "the observed percentage is the set one"),
    ("stream-throttles", "the stream takes what is put to it"),
    ("iterator-age", "no reader is behind or falling behind"),
    ("table-unharmed", "the table's writes are as before"),
    ("writer-functions", "the writers run as before"),
    ("consumers", "the consumers work every record off"),
    ("firehose-freshness", "Firehose delivers on its beat"),
    ("queue", "broadcasts are as before"),
    ("alarms", "no CloudWatch alarm rings"),
    ("cost", "the cost is within the budget"),
    ("capacity", "the stream can carry the next stage"),
    ("way-back", "the way back is ready"),
    ("protected-hours", "it is not one of the protected hours"),
];

/// A gate's short name in a table: what it looks at, and nothing of how that came out. An id that is no gate's is its own name.
pub fn name(id: &str) -> &str {
    match id {
        "stream-throttles" => "throttles",
        "iterator-age" => "readers",
        "table-unharmed" => "table",
        "writer-functions" => "writers",
        "firehose-freshness" => "Firehose",
        "way-back" => "way back",
        "protected-hours" => "hours",
        other => other,
    }
}

/// The sentence of a gate's evidence that decides, where there is only room for one. Gates say it first; what a load means for the
/// stream follows from the load, and is said after it.
pub fn leading<'a>(id: &str, evidence: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut sentences = evidence.into_iter();
    let first = sentences.next()?;
    let decides = (id == "capacity").then(|| sentences.find(|sentence| sentence.contains("shard's limit"))).flatten();
    Some(decides.unwrap_or(first))
}

/// Gates that say how the present stage does: they pass on minutes of this stage alone.
const OF_THE_STAGE: [&str; 8] =
    ["stream-throttles", "iterator-age", "table-unharmed", "writer-functions", "consumers", "firehose-freshness", "queue", "alarms"];

/// Fewest complete minutes that a gate rests on.
const ENOUGH: usize = super::checklist::compare::ENOUGH;

/// Part of attempts that may be refused or fail.
pub(in crate::domain) const FEW: f64 = 0.001;

/// Every gate, in the order of [`GATES`]. `way_back` are the checks of the plan that goes back:
/// `plan(&Action::Rollback, snapshot).checks`.
pub fn judge(snapshot: &Snapshot, way_back: &[plan::Check]) -> Vec<Check> {
    judge_for(snapshot, way_back, None)
}

/// The same before this percentage of the traffic, which need not be the next stage's.
pub fn judge_for(snapshot: &Snapshot, way_back: &[plan::Check], to: Option<f64>) -> Vec<Check> {
    let parity = super::parity::of(snapshot);
    let needs = stage_needs(snapshot);
    let gates = vec![
        time::bake(snapshot),
        stream::parity(snapshot, &parity),
        stream::throttles(snapshot),
        readers::iterator_age(snapshot),
        table::unharmed(snapshot),
        functions::writers(snapshot),
        functions::consumers(snapshot),
        delivery::firehose(snapshot),
        delivery::queue(snapshot),
        delivery::alarms(snapshot),
        cost::gate(snapshot, &parity, to),
        capacity::gate(snapshot, &parity, to),
        way_back::gate(way_back),
        time::protected_hours(snapshot),
    ];
    gates.into_iter().map(|gate| sources::named(snapshot, of_this_stage(gate, needs))).collect()
}

/// What passes by minutes of the stage before has still to be shown in this one: `needs` are the seconds until it can be.
fn of_this_stage(gate: Check, needs: Option<i64>) -> Check {
    let Some(needs) = needs.filter(|_| OF_THE_STAGE.contains(&gate.id)) else { return gate };
    match gate.mark {
        Mark::Pass => {
            let wanted = format!("{ENOUGH} complete minutes of this stage");
            let waiting = Check::waiting(gate.id, gate.evidence, &wanted).for_seconds(needs);
            Check { footing: gate.footing, ..waiting }
        }
        Mark::NotEnoughData => Check { waits_seconds: gate.waits_seconds.max(Some(needs)), ..gate },
        Mark::Fail | Mark::NotApplicable => gate,
    }
}

/// All gates together. What cannot be told holds; gates that do not apply alone are no evidence.
pub fn verdict(gates: &[Check]) -> Mark {
    match gates.iter().fold(Mark::NotApplicable, |all, gate| all.and(gate.mark)) {
        Mark::NotApplicable => Mark::NotEnoughData,
        mark => mark,
    }
}

/// The longest wait of any gate that cannot be told yet, in seconds; `None` when no gate knows how long.
pub fn waits_seconds(gates: &[Check]) -> Option<i64> {
    gates.iter().filter(|gate| gate.mark == Mark::NotEnoughData).filter_map(|gate| gate.waits_seconds).max()
}
