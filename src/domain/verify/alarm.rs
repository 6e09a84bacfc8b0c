//! After an alarm was created: whether it is there, as it was planned.

use super::Proof;
use crate::domain::call::Call;

/// The alarm reads back as planned. Whether it rings in time, only the next time of need can show.
pub(super) fn created(proof: &mut Proof<'_>) {
    const ID: &str = "setting-stands";
    let Some(alarms) = proof.read(ID, "the list of alarms", &proof.snapshot.alarms) else { return };
    for step in &proof.plan.steps {
        let Call::PutMetricAlarm { name, definition, .. } = &step.call else { continue };
        match alarms.iter().find(|alarm| alarm.name == *name) {
            None => proof.seen(ID, false, format!("there is no alarm {name} yet")),
            Some(found) => {
                let evidence = format!("{name} is {}: {}", found.state, found.in_words());
                proof.seen(ID, definition.is(found) && found.actions_enabled, evidence);
            }
        }
    }
}
