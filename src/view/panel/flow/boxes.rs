//! The boxes of the picture: what stands in each.

use crate::domain::readings;
use crate::view::panel::{Cell, Scene};
use crate::view::theme::Role;

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Writer,
    Table,
    Stream,
    Queue,
    Consumer,
    FanOut,
    Firehose,
    Socket,
    Bucket,
}

impl Kind {
    pub(super) const ALL: [Kind; 9] =
        [Kind::Writer, Kind::Table, Kind::Stream, Kind::Queue, Kind::Consumer, Kind::FanOut, Kind::Firehose, Kind::Socket, Kind::Bucket];

    /// What people call it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Writer => "writer",
            Kind::Table => "table",
            Kind::Stream => "stream",
            Kind::Queue => "queue",
            Kind::Consumer => "consumer",
            Kind::FanOut => "fan-out",
            Kind::Firehose => "Firehose",
            Kind::Socket => "socket",
            Kind::Bucket => "bucket",
        }
    }

    /// The configuration key that names it; fan-out consumers are found.
    pub(super) fn key(self) -> Option<&'static str> {
        match self {
            Kind::Writer => Some("writers"),
            Kind::Consumer => Some("consumers"),
            Kind::Table => Some("table"),
            Kind::Firehose => Some("firehose"),
            Kind::Bucket => Some("bucket"),
            Kind::Queue => Some("queue"),
            Kind::Socket => Some("websocket_api"),
            Kind::Stream | Kind::FanOut => None,
        }
    }
}

/// One box.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) lines: Vec<(String, Role)>,
    /// The reading that is shown over time where there is room.
    pub(super) traced: String,
}

impl Node {
    /// Which of the four columns it stands in.
    pub(super) fn column(&self) -> u16 {
        match self.kind {
            Kind::Writer => 0,
            Kind::Table | Kind::Stream => 1,
            Kind::Queue | Kind::Consumer | Kind::FanOut | Kind::Firehose => 2,
            Kind::Socket | Kind::Bucket => 3,
        }
    }

    /// The row it wants at least, counted from the top.
    pub(super) fn row(&self, nodes: &[Node]) -> u16 {
        let rank = |kind: Kind| {
            let before = nodes.iter().take_while(|node| node.kind != kind).filter(|node| node.column() == 2).count();
            u16::try_from(before).unwrap_or(0)
        };
        match self.kind {
            Kind::Bucket => rank(Kind::Firehose).max(1),
            Kind::Stream | Kind::Consumer => 1,
            _ => 0,
        }
    }
}

/// Every box, in the order in which each column is filled.
pub(super) fn nodes(scene: Scene<'_>) -> Vec<Node> {
    let pipeline = &scene.snapshot.pipeline;
    let fan_out = scene.snapshot.fan_out.get().into_iter().flatten().map(|consumer| &consumer.name);
    let mut named: Vec<(Kind, &String)> = pipeline.writers.iter().map(|name| (Kind::Writer, name)).collect();
    named.extend(pipeline.table.iter().map(|name| (Kind::Table, name)));
    named.push((Kind::Stream, &pipeline.stream));
    named.extend(pipeline.queue.iter().map(|name| (Kind::Queue, name)));
    named.extend(pipeline.consumers.iter().map(|name| (Kind::Consumer, name)));
    named.extend(fan_out.map(|name| (Kind::FanOut, name)));
    named.extend(pipeline.firehose.iter().map(|name| (Kind::Firehose, name)));
    named.extend(pipeline.websocket_api.iter().map(|name| (Kind::Socket, name)));
    named.extend(pipeline.bucket.iter().map(|name| (Kind::Bucket, name)));
    named
        .into_iter()
        .map(|(kind, name)| Node { kind, name: name.clone(), lines: lines(scene, kind, name), traced: traced(kind, name) })
        .collect()
}

/// What of a box is told over time: its first line.
fn traced(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Writer => format!("writer.{name}.invocations_per_minute"),
        Kind::Consumer | Kind::FanOut => format!("consumer.{name}.lag_seconds"),
        Kind::Table => "table.writes_per_second".to_owned(),
        Kind::Stream => "stream.incoming_records_per_second".to_owned(),
        Kind::Queue => "queue.sent_per_minute".to_owned(),
        Kind::Firehose => "firehose.lag_seconds".to_owned(),
        Kind::Socket => "socket.messages_per_minute".to_owned(),
        Kind::Bucket => "firehose.delivered_records_per_minute".to_owned(),
    }
}

fn lines(scene: Scene<'_>, kind: Kind, name: &str) -> Vec<(String, Role)> {
    let cell = |field: &str| Cell::named(scene.snapshot, field);
    let after = |field: &str, words: &str| {
        let cell = cell(field);
        // What is counted stands before the unit of time: `116 records/s`.
        let told = match cell.words.split_once('/') {
            _ if !cell.known => cell.words,
            Some((count, time)) => format!("{count}{words}/{time}"),
            None => format!("{}{words}", cell.words),
        };
        (told, cell.role)
    };
    let failing = |field: &str, words: &str| {
        let (told, role) = after(field, words);
        let bad = readings::number(scene.snapshot, field).is_some_and(|count| 0.0 < count);
        (told, if bad { Role::Warn } else { role })
    };
    match kind {
        Kind::Writer => vec![
            after(&format!("writer.{name}.invocations_per_minute"), " runs"),
            failing(&format!("writer.{name}.errors_per_minute"), " errors"),
            flag(scene, name),
        ],
        Kind::Table => vec![
            after("table.writes_per_second", " writes"),
            failing("table.system_errors_per_minute", " errors"),
            failing("table.throttles_per_minute", " throttled"),
        ],
        Kind::Stream => vec![
            after("stream.incoming_records_per_second", " records"),
            failing("stream.write_throttles_per_minute", " refused"),
            after("stream.open_shards", " shards"),
        ],
        Kind::Queue => {
            vec![after("queue.sent_per_minute", " sent"), after("queue.visible", " waiting"), after("queue.age_seconds", " oldest")]
        }
        Kind::Consumer | Kind::FanOut => {
            let mut told = vec![after(&format!("consumer.{name}.lag_seconds"), " behind"), after(&format!("consumer.{name}.state"), "")];
            if kind == Kind::Consumer {
                // What is lost is told in the place of what is only tried again.
                let dropped = format!("consumer.{name}.dropped_per_minute");
                let drops = readings::number(scene.snapshot, &dropped).is_some_and(|count| 0.0 < count);
                told.push(if drops {
                    (after(&dropped, " dropped").0, Role::Alarm)
                } else {
                    failing(&format!("consumer.{name}.errors_per_minute"), " errors")
                });
            }
            told
        }
        Kind::Firehose => vec![
            after("firehose.lag_seconds", " behind"),
            after("firehose.freshness_seconds", " oldest"),
            failing("firehose.conversion_failures_per_minute", " not converted"),
        ],
        Kind::Socket => {
            vec![after("socket.messages_per_minute", " messages"), failing("socket.integration_errors_per_minute", " errors")]
        }
        Kind::Bucket => vec![after("firehose.delivered_records_per_minute", " records"), after("firehose.success_percent", " delivered")],
    }
}

/// What a writer's environment says of the flag.
fn flag(scene: Scene<'_>, name: &str) -> (String, Role) {
    let enabled = Cell::named(scene.snapshot, &format!("writer.{name}.enabled"));
    let share = Cell::named(scene.snapshot, &format!("writer.{name}.set_percentage"));
    (format!("{} {}", enabled.words, share.words), if enabled.known && share.known { Role::Dim } else { enabled.role })
}
