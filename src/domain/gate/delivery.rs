//! Gates of what lies behind stream and table: Firehose, the broadcast queue, the alarms.

use super::part::{Part, close};
use crate::domain::checklist::compare::Windows;
use crate::domain::checklist::{Check, Mark, fresh, impossible, validation};
use crate::domain::finding::words;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::reading::Reading;
use crate::domain::readings;
use crate::domain::rollout::stand;
use crate::domain::series::seconds_between;
use crate::domain::snapshot::Snapshot;

/// Seconds over the buffer that writing an object may take.
const WRITING: f64 = 120.0;

/// Seconds that the oldest broadcast may wait.
const LONG_WAIT: f64 = 60.0;

/// The oldest record not yet in S3 is no older than the buffer explains.
pub(super) fn firehose(snapshot: &Snapshot) -> Check {
    let id = "firehose-freshness";
    let Some(name) = &snapshot.pipeline.firehose else {
        return Check::not_applicable(id, "no delivery stream is named: set firehose = \"…\" for the pipeline");
    };
    if stand(snapshot).effective == Some(0.0) {
        return Check::not_applicable(id, "the flag is off: nothing reaches Firehose");
    }
    let Some(buffer) = fresh(snapshot, &snapshot.firehose).map(|firehose| f64::from(firehose.buffer_seconds)) else {
        return Check::waiting(id, Vec::new(), "Firehose's buffer interval");
    };
    let reading = readings::get(snapshot, "firehose.freshness_seconds").filter(|reading| reading.state.is_evidence());
    let Some(oldest) = reading.as_ref().and_then(Reading::number) else {
        return Check::waiting(id, Vec::new(), "a complete minute of the delivery's freshness").for_seconds(60);
    };
    let age = reading.and_then(|reading| reading.age_seconds).unwrap_or_default();
    let allowed = buffer + WRITING;
    let evidence = vec![format!("oldest record not in S3: {}, at most {} is well, {age} s old", words::span(oldest), words::span(allowed))];
    Check::judged(id, oldest <= allowed, evidence).resting_on(snapshot, &[&MetricId::of(Metric::FirehoseFreshness, name)])
}

/// The queue's age, and as many broadcasts a table write as before.
pub(super) fn queue(snapshot: &Snapshot) -> Check {
    let id = "queue";
    let Some(queue) = &snapshot.pipeline.queue else {
        return Check::not_applicable(id, "no queue is named: set queue = \"…\" for the pipeline");
    };
    let age = MetricId::of(Metric::QueueAge, queue);
    let waits = Part::compared(snapshot, &[&age], "the queue's age", |windows| waited(snapshot, &age, windows));
    close(id, [waits, broadcasts(snapshot, queue)], "five complete minutes of queue and table now, and five before")
}

/// How long the oldest message waited at least in each minute.
fn waited(snapshot: &Snapshot, age: &MetricId, windows: &Windows) -> (String, Mark) {
    let values: Vec<f64> = snapshot.metrics.range(age, windows.now.0, windows.now.1).into_iter().filter_map(|(_, value)| value).collect();
    let Some(least) = values.iter().copied().reduce(f64::min) else {
        return ("how long the oldest message waits is not known now".to_owned(), Mark::NotEnoughData);
    };
    let said = format!("oldest message {} old, at the least in each of {} minutes", words::span(least), values.len());
    let mark = match () {
        () if values.len() < windows.fewest => Mark::NotEnoughData,
        () if least <= LONG_WAIT => Mark::Pass,
        () => Mark::Fail,
    };
    (said, mark)
}

/// As many messages for each table write as before.
fn broadcasts(snapshot: &Snapshot, queue: &str) -> Part {
    let Some(writes) = snapshot.pipeline.table_writes() else {
        let said = "no table is named: whether as many are sent as before is not judged".to_owned();
        return Part::fact((said, Mark::NotApplicable));
    };
    let sent = MetricId::of(Metric::QueueSent, queue);
    let judge = |windows: &Windows| validation::broadcasts_in(snapshot, (&sent, &writes), windows);
    Part::compared(snapshot, &[&sent, &writes], "messages for each table write", judge)
}

/// No alarm that can ring does.
pub(super) fn alarms(snapshot: &Snapshot) -> Check {
    let id = "alarms";
    let Some(alarms) = fresh(snapshot, &snapshot.alarms) else { return Check::waiting(id, Vec::new(), "the alarms") };
    let mut able: Vec<_> = alarms.iter().filter(|alarm| impossible(alarm).is_none()).collect();
    // What decides is said first.
    able.sort_by_key(|alarm| match alarm.state.as_str() {
        "ALARM" => 0,
        "INSUFFICIENT_DATA" => 1,
        _ => 2,
    });
    let mut evidence: Vec<String> = able
        .iter()
        .map(|alarm| {
            let since = alarm.since.map_or_else(String::new, |since| format!(" for {}", words::span(seconds_between(since, snapshot.now))));
            format!("{}: {}{since}", alarm.name, alarm.state)
        })
        .collect();
    evidence.extend(alarms.iter().filter_map(impossible));
    let in_state = |state: &str| able.iter().any(|alarm| alarm.state == state);
    match () {
        () if in_state("ALARM") => Check::of(id, Mark::Fail, evidence),
        () if able.is_empty() => {
            Check { evidence, ..Check::not_applicable(id, "") }.or_say("no alarm that can ring watches these resources")
        }
        () if in_state("INSUFFICIENT_DATA") => Check::waiting(id, evidence, "data for every alarm"),
        () => Check::of(id, Mark::Pass, evidence),
    }
}

impl Check {
    /// With a sentence when there is no evidence.
    fn or_say(mut self, sentence: &str) -> Self {
        if self.evidence.is_empty() {
            self.evidence.push(sentence.to_owned());
        }
        self
    }
}
