//! What is known of the infrastructure, compared with what AWS's services need to work together.

use super::alarms;
use super::{Check, Mark, fresh};
use crate::domain::readings;
use crate::domain::snapshot::Snapshot;

/// The comparisons that need no measurement of traffic.
pub fn infrastructure(snapshot: &Snapshot) -> Vec<Check> {
    let mut checks = vec![retention(snapshot), record_age(snapshot), shard_bounds(snapshot)];
    checks.extend(firehose(snapshot));
    checks.extend(alarms::checks(snapshot));
    checks
}

/// Half the retention is the line beyond which data loss is near.
fn retention(snapshot: &Snapshot) -> Check {
    let id = "retention";
    let Some(stream) = fresh(snapshot, &snapshot.stream) else { return Check::waiting(id, Vec::new(), "the stream's summary") };
    let ages = readings::names(snapshot).into_iter().filter(|name| name.ends_with(".lag_seconds") || name == "stream.iterator_age_seconds");
    let known = ages.filter_map(|name| {
        let reading = readings::get(snapshot, &name)?;
        reading.state.is_evidence().then(|| reading.number().map(|age| (age, name)))?
    });
    let worst = known.max_by(|(a, _), (b, _)| a.total_cmp(b));
    let kept = format!("records are kept {} h", stream.retention_hours);
    let Some((age, name)) = worst else { return Check::waiting(id, vec![kept], "the age of any reader") };
    let holds = age <= f64::from(stream.retention_hours) * 1800.0;
    Check::judged(
        id,
        holds,
        vec![kept, format!("the reader furthest behind is {age:.0} s behind ({name}); half the retention is the line")],
    )
}

fn record_age(snapshot: &Snapshot) -> Check {
    let id = "record-age";
    if snapshot.pipeline.consumers.is_empty() {
        return Check::not_applicable(id, "no consumer functions are named: set consumers = [\"…\"] for the pipeline");
    }
    let Some(stream) = fresh(snapshot, &snapshot.stream) else { return Check::waiting(id, Vec::new(), "the stream's summary") };
    let held: Vec<_> = snapshot.pipeline.consumers.iter().filter_map(|name| fresh(snapshot, snapshot.mappings.get(name)?)).collect();
    if held.len() < snapshot.pipeline.consumers.len() {
        return Check::waiting(id, Vec::new(), "the event-source mappings of every consumer");
    }
    let retention = i64::from(stream.retention_hours) * 3600;
    let discards = |age: i32| 0 <= age && i64::from(age) < retention;
    let early: Vec<String> = held
        .into_iter()
        .flatten()
        .filter(|mapping| discards(mapping.maximum_record_age))
        .map(|mapping| {
            let kept = mapping.failure_destination.as_deref().map_or("and tells nobody".to_owned(), |place| format!("and tells {place}"));
            format!("{} discards records older than {} s, before the stream does, {kept}", mapping.function, mapping.maximum_record_age)
        })
        .collect();
    let fine = || vec!["every mapping keeps trying for as long as the stream keeps the record".to_owned()];
    Check::judged(id, early.is_empty(), if early.is_empty() { fine() } else { early })
}

fn shard_bounds(snapshot: &Snapshot) -> Check {
    let id = "shard-bounds";
    let Some(stream) = fresh(snapshot, &snapshot.stream) else { return Check::waiting(id, Vec::new(), "the stream's summary") };
    if stream.mode == crate::domain::facts::StreamMode::OnDemand {
        return Check::not_applicable(id, "the stream is on-demand: AWS counts its shards");
    }
    let bounds = &snapshot.pipeline.scaling;
    let mut evidence = vec![format!("{} shards, bounds {} to {}", stream.open_shards, bounds.min, bounds.max)];
    let mut holds = (bounds.min..=bounds.max).contains(&stream.open_shards);
    for target in fresh(snapshot, &snapshot.scaling).into_iter().flat_map(|scaling| &scaling.targets) {
        let ours = (i64::from(bounds.min), i64::from(bounds.max));
        let same = (i64::from(target.min), i64::from(target.max)) == ours;
        holds &= same;
        if !same {
            evidence.push(format!("the scalable target says {} to {}", target.min, target.max));
        }
    }
    if holds && fresh(snapshot, &snapshot.scaling).is_none() {
        return Check::waiting(id, evidence, "the scalable targets of Application Auto Scaling");
    }
    Check::judged(id, holds, evidence)
}

fn firehose(snapshot: &Snapshot) -> Vec<Check> {
    let ids = ["firehose-source", "firehose-buffer", "firehose-compression"];
    if snapshot.pipeline.firehose.is_none() {
        return ids.map(|id| Check::not_applicable(id, "no delivery stream is named: set firehose = \"…\" for the pipeline")).into();
    }
    let Some(firehose) = fresh(snapshot, &snapshot.firehose) else {
        return ids.map(|id| Check::waiting(id, Vec::new(), "Firehose's description")).into();
    };
    let source = match &firehose.source_stream_arn {
        Some(arn) => {
            let ours = arn.rsplit('/').next() == Some(snapshot.pipeline.stream.as_str());
            Check::judged(ids[0], ours, vec![format!("it reads {arn}")])
        }
        None => Check::of(ids[0], Mark::Fail, vec!["it reads no stream: records are put to it directly".to_owned()]),
    };
    let Some(format) = &firehose.converts_to else {
        let why = "records are delivered as they were written";
        return vec![source, Check::not_applicable(ids[1], why), Check::not_applicable(ids[2], why)];
    };
    let buffer =
        format!("{} s or {} MB; with conversion to {format} the size must be 64 to 128 MB", firehose.buffer_seconds, firehose.buffer_mb);
    let compression = format!(
        "{}; with conversion to {format} it must be UNCOMPRESSED here, since the format compresses by itself",
        firehose.compression
    );
    vec![
        source,
        Check::judged(ids[1], (64..=128).contains(&firehose.buffer_mb), vec![buffer]),
        Check::judged(ids[2], firehose.compression == "UNCOMPRESSED", vec![compression]),
    ]
}
