//! The parts of a published name.

/// What a name is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic<'a> {
    Stream,
    Consumer(&'a str),
    Writer(&'a str),
    Shard(&'a str),
    Table,
    Firehose,
    Queue,
    Socket,
    Rollout,
    Alarms,
    Scaling,
    Limits,
    Identity,
    Watching,
}

/// A topic and its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) topic: Topic<'a>,
    pub(super) field: &'a str,
}

impl<'a> Name<'a> {
    /// Takes a name apart. A consumer's own name may contain dots, a field never does.
    pub(super) fn parse(name: &'a str) -> Option<Self> {
        let (topic, field) = name.rsplit_once('.')?;
        let topic = match topic {
            "stream" => Topic::Stream,
            "table" => Topic::Table,
            "firehose" => Topic::Firehose,
            "queue" => Topic::Queue,
            "socket" => Topic::Socket,
            "rollout" => Topic::Rollout,
            "alarms" => Topic::Alarms,
            "scaling" => Topic::Scaling,
            "limits" => Topic::Limits,
            "identity" => Topic::Identity,
            "watching" => Topic::Watching,
            _ => match topic.split_once('.')? {
                ("consumer", resource) => Topic::Consumer(resource),
                ("writer", resource) => Topic::Writer(resource),
                ("shard", resource) => Topic::Shard(resource),
                _ => return None,
            },
        };
        Some(Self { topic, field })
    }
}
