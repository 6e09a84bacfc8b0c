//! Firehose compared with the upgrade: its source, and objects that Athena reads well.

use super::{Check, Mark, told, unread};
use crate::domain::facts::Firehose;
use crate::domain::snapshot::Snapshot;

/// MB of the buffer that conversion takes. Source: Firehose developer guide, "Convert input data format".
const BUFFER_MB: std::ops::RangeInclusive<u32> = 64..=128;

/// Seconds of the buffer: the upgrade has 300; below a minute the archive becomes many small objects, each of which Athena opens.
const BUFFER_SECONDS: std::ops::RangeInclusive<u32> = 60..=300;

const IDS: [&str; 4] = ["firehose-source", "firehose-format", "firehose-buffer", "firehose-compression"];

/// Source, format, buffer and compression.
pub(super) fn firehose(snapshot: &Snapshot) -> Vec<Check> {
    if snapshot.pipeline.firehose.is_none() {
        return IDS.map(|id| Check::not_applicable(id, "no delivery stream is named: set firehose = \"…\" for the pipeline")).into();
    }
    match told(snapshot, &snapshot.firehose) {
        Ok(firehose) => vec![source(snapshot, firehose), format(firehose), buffer(firehose), compression(firehose)],
        Err(fault) => IDS.map(|id| unread(id, fault, "Firehose's description")).into(),
    }
}

fn source(snapshot: &Snapshot, firehose: &Firehose) -> Check {
    match &firehose.source_stream_arn {
        Some(arn) => {
            let ours = arn.rsplit('/').next() == Some(snapshot.pipeline.stream.as_str());
            Check::judged(IDS[0], ours, vec![format!("it reads {arn}")])
        }
        None => Check::of(IDS[0], Mark::Fail, vec!["it reads no stream: records are put to it directly".to_owned()]),
    }
}

/// The archive of the upgrade is Parquet; ORC is read as well as that.
fn format(firehose: &Firehose) -> Check {
    match firehose.converts_to.as_deref() {
        Some("parquet") => Check::of(IDS[1], Mark::Pass, vec!["records are converted to Parquet".to_owned()]),
        Some(other) => {
            Check::of(IDS[1], Mark::Pass, vec![format!("records are converted to {other}, which Athena reads as well as Parquet")])
        }
        None => {
            let why = "records are delivered as they were written: the upgrade's archive is Parquet, of which Athena scans a part only";
            Check::of(
                IDS[1],
                Mark::Fail,
                vec![why.to_owned(), "switch record format conversion on, with a Glue table for the schema".to_owned()],
            )
        }
    }
}

fn buffer(firehose: &Firehose) -> Check {
    let (seconds, mb) = (firehose.buffer_seconds, firehose.buffer_mb);
    let mut evidence = vec![format!("{seconds} s or {mb} MB, whichever comes first; the upgrade has 300 s or 128 MB")];
    if seconds < *BUFFER_SECONDS.start() {
        evidence.push("below a minute the archive becomes many small objects, and each is opened by every query".to_owned());
    }
    if *BUFFER_SECONDS.end() < seconds {
        evidence.push(format!("objects arrive up to {seconds} s after their records, later than the upgrade's 300 s"));
    }
    let fits = firehose.converts_to.is_none() || BUFFER_MB.contains(&mb);
    if !fits {
        evidence.push(format!("with conversion the size must be {} to {} MB", BUFFER_MB.start(), BUFFER_MB.end()));
    }
    Check::judged(IDS[2], fits && BUFFER_SECONDS.contains(&seconds), evidence)
}

fn compression(firehose: &Firehose) -> Check {
    let Some(format) = &firehose.converts_to else {
        return Check::not_applicable(IDS[3], "without conversion Athena reads whatever compression is set");
    };
    let evidence = format!(
        "{}; with conversion to {format} it must be UNCOMPRESSED here, since the format compresses by itself",
        firehose.compression
    );
    Check::judged(IDS[3], firehose.compression == "UNCOMPRESSED", vec![evidence])
}
