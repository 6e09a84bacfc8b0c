//! Gates of time: the stage's bake, and the protected hours.

use crate::domain::checklist::compare::CLOCKS;
use crate::domain::checklist::{Check, Mark};
use crate::domain::finding::words;
use crate::domain::hours;
use crate::domain::rollout::stand;
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// The stage has held for its time, by the flag's own last change.
pub(super) fn bake(snapshot: &Snapshot) -> Check {
    let id = "bake";
    if snapshot.pipeline.flag.is_none() {
        return Check::not_applicable(id, "no flag is named: set store = \"…\" under [pipeline.flag]");
    }
    let stand = stand(snapshot);
    if let Some(later) = stand.unchanged_since.filter(|changed| shift(snapshot.now, CLOCKS) < *changed) {
        let evidence = vec![format!("the flag was changed at {}, after this moment", later.strftime("%Y-%m-%d %H:%M UTC"))];
        return Check::waiting(id, evidence, "what the flag said then, which AWS does not keep");
    }
    if stand.effective == Some(0.0) {
        return Check::not_applicable(id, "the flag is off: no stage has begun");
    }
    let known = stand.state.is_evidence() && stand.effective.is_some();
    let (true, Some(baked), Some(left)) = (known, stand.baked_seconds, stand.bake_remaining_seconds) else {
        let evidence = stand.problems.iter().chain(&stand.disagreement).cloned().collect();
        return Check::waiting(id, evidence, "what every holder of the flag says, and since when");
    };
    let wanted = words::span(snapshot.pipeline.rollout.bake.as_secs_f64());
    let evidence = vec![format!("unchanged for {}, {wanted} are wanted", words::span(baked as f64))];
    if 0 < left {
        return Check::waiting(id, evidence, &format!("{} more at this stage", words::span(left as f64))).for_seconds(left);
    }
    Check::of(id, Mark::Pass, evidence)
}

/// Hours in which nobody goes forward. Going back is not asked.
pub(super) fn protected_hours(snapshot: &Snapshot) -> Check {
    let id = "protected-hours";
    let Some(text) = &snapshot.pipeline.protected_hours else {
        return Check::not_applicable(id, "no hours are protected: set hours = \"…\" under [pipeline.protected]");
    };
    let hours = match hours::parse(text) {
        Ok(hours) => hours,
        Err(why) => return Check::waiting(id, vec![format!("{text}: {why}")], "hours that can be read"),
    };
    match hours.left(snapshot.now) {
        None => Check::of(id, Mark::Pass, vec![format!("protected: {text}")]),
        Some(left) => {
            let evidence = vec![format!("protected: {text}, for {} more", words::span(left as f64))];
            Check::of(id, Mark::Fail, evidence).for_seconds(left)
        }
    }
}
