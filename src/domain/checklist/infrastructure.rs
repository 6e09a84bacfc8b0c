//! What is known of the infrastructure, compared with what AWS's services need to work together.

use std::cmp::Ordering;

use super::{Check, Mark, alarms, archive, delivery, fresh, scaling, told, unread};
use crate::domain::finding::words;
use crate::domain::readings;
use crate::domain::snapshot::Snapshot;

/// The comparisons that need no measurement of traffic.
pub fn infrastructure(snapshot: &Snapshot) -> Vec<Check> {
    let mut checks = vec![retention(snapshot), record_age(snapshot), scaling::shard_bounds(snapshot), scaling::target(snapshot)];
    checks.extend(delivery::firehose(snapshot));
    checks.extend([archive::lifecycle(snapshot), table_ttl(snapshot)]);
    checks.extend(alarms::checks(snapshot));
    checks
}

/// Hours that the upgrade keeps records, which is the least that Kinesis keeps them.
const UPGRADE_HOURS: u32 = 24;

/// Half the retention is the line beyond which data loss is near.
fn retention(snapshot: &Snapshot) -> Check {
    let id = "retention";
    let stream = match told(snapshot, &snapshot.stream) {
        Ok(stream) => stream,
        Err(fault) => return unread(id, fault, "the stream's summary"),
    };
    let ages = readings::names(snapshot).into_iter().filter(|name| name.ends_with(".lag_seconds") || name == "stream.iterator_age_seconds");
    let known = ages.filter_map(|name| {
        let reading = readings::get(snapshot, &name)?;
        reading.state.is_evidence().then(|| reading.number().map(|age| (age, name)))?
    });
    let worst = known.max_by(|(a, _), (b, _)| a.total_cmp(b));
    let hours = stream.retention_hours;
    let kept = match hours.cmp(&UPGRADE_HOURS) {
        Ordering::Less => format!("records are kept {hours} h, and the upgrade keeps them {UPGRADE_HOURS} h"),
        Ordering::Equal => format!("records are kept {hours} h, as in the upgrade"),
        Ordering::Greater => {
            format!("records are kept {hours} h; what is beyond the upgrade's {UPGRADE_HOURS} h is billed by the shard or the byte")
        }
    };
    let Some((age, name)) = worst else { return Check::waiting(id, vec![kept], "the age of any reader") };
    let holds = UPGRADE_HOURS <= hours && age <= f64::from(hours) * 1800.0;
    Check::judged(
        id,
        holds,
        vec![kept, format!("the reader furthest behind is {} behind ({name}); half the retention is the line", words::span(age))],
    )
}

fn record_age(snapshot: &Snapshot) -> Check {
    let id = "record-age";
    if snapshot.pipeline.consumers.is_empty() {
        return Check::not_applicable(id, "no consumer functions are named: set consumers = [\"…\"] for the pipeline");
    }
    let stream = match told(snapshot, &snapshot.stream) {
        Ok(stream) => stream,
        Err(fault) => return unread(id, fault, "the stream's summary"),
    };
    let held: Vec<_> = snapshot.pipeline.consumers.iter().filter_map(|name| fresh(snapshot, snapshot.mappings.get(name)?)).collect();
    if held.len() < snapshot.pipeline.consumers.len() {
        let fault = snapshot.mappings.values().find_map(|held| held.fault.as_ref());
        return unread(id, fault, "the event-source mappings of every consumer");
    }
    let retention = i64::from(stream.retention_hours) * 3600;
    let discards = |age: i32| 0 <= age && i64::from(age) < retention;
    let early: Vec<String> = held
        .into_iter()
        .flatten()
        .filter(|mapping| discards(mapping.maximum_record_age))
        .map(|mapping| {
            let kept = mapping.failure_destination.as_deref().map_or("and tells nobody".to_owned(), |place| format!("and tells {place}"));
            format!(
                "{} discards records older than {}, before the stream does, {kept}",
                mapping.function,
                words::span(f64::from(mapping.maximum_record_age))
            )
        })
        .collect();
    let fine = || vec!["every mapping keeps trying for as long as the stream keeps the record".to_owned()];
    Check::judged(id, early.is_empty(), if early.is_empty() { fine() } else { early })
}

/// The table's items expire: the upgrade keeps them a week once the archive has everything. After how long AWS does not tell.
fn table_ttl(snapshot: &Snapshot) -> Check {
    let id = "table-ttl";
    let pipeline = &snapshot.pipeline;
    if pipeline.table.is_none() {
        return Check::not_applicable(id, "no table is named: set table = \"…\" for the pipeline");
    }
    let table = match told(snapshot, &snapshot.table) {
        Ok(table) => table,
        Err(fault) => return unread(id, fault, "the table's description"),
    };
    match &table.ttl_attribute {
        Err(fault) => unread(id, Some(fault), "the table's time to live"),
        Ok(None) => {
            let why =
                "no attribute expires the table's items: the upgrade lets them expire after 7 days, and without it the table only grows";
            Check::of(id, Mark::Fail, vec![why.to_owned()])
        }
        Ok(Some(attribute)) => {
            let kept = match pipeline.table_keeps {
                Some(kept) => format!("by your configuration they are kept for {}", words::span(kept.as_secs_f64())),
                None => "after how long is in the items themselves: say it with table_keeps = \"7d\"".to_owned(),
            };
            let upgrade = "the upgrade goes from 14 to 7 days when the archive holds all of them".to_owned();
            Check::of(id, Mark::Pass, vec![format!("items expire by their attribute {attribute}; {kept}"), upgrade])
        }
    }
}
