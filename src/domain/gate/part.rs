//! One part of a gate: what was seen, how it came out, on what it rests, and what its harm has to do with the flag.

use crate::domain::checklist::compare::Windows;
use crate::domain::checklist::{Check, Footing, Harm, Mark};
use crate::domain::metric::MetricId;
use crate::domain::rollout::went_up;
use crate::domain::snapshot::Snapshot;

/// One part.
pub(super) struct Part {
    said: String,
    mark: Mark,
    footing: Footing,
    harm: Harm,
}

impl Part {
    /// What is known by other means than metrics, or said of what is not judged.
    pub(super) fn fact((said, mark): (String, Mark)) -> Self {
        Self { said, mark, footing: Footing::Facts, harm: Harm::Past }
    }

    /// What these metrics said, which are compared with nothing.
    pub(super) fn seen(snapshot: &Snapshot, ids: &[&MetricId], (said, mark): (String, Mark)) -> Self {
        Self { footing: Footing::of(snapshot, ids), ..Self::fact((said, mark)) }
    }

    /// The newest minutes of the present stage against before. `subject` begins the sentence that says that nothing new is known.
    pub(super) fn compared(snapshot: &Snapshot, ids: &[&MetricId], subject: &str, judge: impl Fn(&Windows) -> (String, Mark)) -> Self {
        let footing = Footing::of(snapshot, ids);
        let Some(windows) = Windows::of_stage(snapshot, ids) else {
            return Self { footing, ..Self::fact((format!("{subject}: nothing new is known"), Mark::NotEnoughData)) };
        };
        let (said, mark) = judge(&windows);
        let harm = if mark == Mark::Fail { harm(snapshot, &windows, |windows| judge(windows).1) } else { Harm::Past };
        Self { said, mark, footing, harm }
    }
}

/// What a failure has to do with the flag: it is judged again over the newest minute alone, over those in which the stage
/// proved itself, and over the hour before it.
fn harm(snapshot: &Snapshot, windows: &Windows, judge: impl Fn(&Windows) -> Mark) -> Harm {
    if judge(&windows.newest()) != Mark::Fail {
        return Harm::Past;
    }
    let began_then = windows.proving().is_some_and(|proving| judge(&proving) == Mark::Fail);
    let was_well = judge(&windows.before_alone()) == Mark::Pass;
    if began_then && was_well && went_up(snapshot) { Harm::CameWithTheChange } else { Harm::GoesOn }
}

/// A gate of its parts. What fails says what the gate rests on, when it fails. `wanted` is what it waits for when it cannot be told.
/// What decides is said first, and what does not apply last: a panel may have room for a few lines only.
pub(super) fn close(id: &'static str, parts: impl IntoIterator<Item = Part>, wanted: &str) -> Check {
    let mut parts: Vec<Part> = parts.into_iter().collect();
    parts.sort_by_key(|part| part.mark.urgency());
    let mark = parts.iter().fold(Mark::NotApplicable, |mark, part| mark.and(part.mark));
    let deciding =
        || parts.iter().filter(|part| if mark == Mark::Fail { part.mark == Mark::Fail } else { part.mark != Mark::NotApplicable });
    let footing = deciding().fold(Footing::Facts, |footing, part| footing.and(part.footing));
    let harm = deciding().map(|part| part.harm).max().unwrap_or_default();
    let evidence = parts.iter().map(|part| part.said.clone()).collect();
    let check = match mark {
        Mark::NotEnoughData => Check::waiting(id, evidence, wanted).for_seconds(60),
        mark => Check::of(id, mark, evidence),
    };
    Check { footing, harm, ..check }
}
