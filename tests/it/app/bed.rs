//! A model with something in it, and a world that answers every ask.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tidegate::app::ask::{Answer, Ask, Feed, Outcome};
use tidegate::app::effect::Effect;
use tidegate::app::feed::JournalFeed;
use tidegate::app::keys::{KeyTable, parse_key};
use tidegate::app::model::{Begin, Model, Options};
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::facts::{
    AccountLimits, Alarm, ErrorLines, FanOutConsumer, Firehose, Function, Identity, KeySample, Lifecycle, QueryRun, Queue, Scaling,
    StreamMode, StreamSummary, Table, Workgroup,
};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::fortnight::Fortnight;
use tidegate::domain::metrics::Points;
use tidegate::domain::permission::Decision;
use tidegate::domain::pipeline::{FlagStore, Pipeline};
use tidegate::domain::series::shift;
use tidegate::domain::shard::{Shard, ShardMap};

/// The first moment of every test.
pub(super) fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// `noon` and some seconds.
pub(super) fn at(seconds: i64) -> Timestamp {
    shift(noon(), seconds)
}

pub(super) fn pipeline(name: &str) -> Pipeline {
    Pipeline {
        name: name.to_owned(),
        table: Some("Prices".to_owned()),
        writers: vec!["Writer".to_owned()],
        consumers: vec!["Reader".to_owned()],
        firehose: Some("Archive".to_owned()),
        queue: Some("Queue".to_owned()),
        flag: Some(FlagStore::LambdaEnv { enabled: "USE_KINESIS".to_owned(), percentage: "KINESIS_PERCENTAGE".to_owned() }),
        ..Pipeline::of_stream(&format!("{name}-stream"))
    }
}

/// Nothing asked yet.
pub(super) fn blank() -> Model {
    with(Options { title: true, notify: true, ..Options::default() })
}

pub(super) fn with(options: Options) -> Model {
    Model::new(Begin {
        now: noon(),
        zone: TimeZone::UTC,
        pipelines: vec![pipeline("prices"), pipeline("orders")],
        current: 0,
        theme: "tide".to_owned(),
        themes: vec!["tide".to_owned(), "paper".to_owned()],
        keys: KeyTable::default(),
        size: (120, 40),
        options,
    })
}

/// The asks among effects.
pub(super) fn asks(effects: &[Effect]) -> Vec<Ask> {
    let ask = |effect: &Effect| if let Effect::Ask(ask) = effect { Some(ask.clone()) } else { None };
    effects.iter().filter_map(ask).collect()
}

/// Answers asks until none is left, all at the model's own time.
pub(super) fn settle(model: &mut Model, effects: Vec<Effect>) -> Vec<Effect> {
    let mut out: Vec<Effect> = Vec::new();
    let mut open = asks(&effects);
    out.extend(effects);
    while let Some(ask) = open.pop() {
        let now = model.now;
        let more = update(model, Msg::Answered { outcome: good(&ask, now), ask, at: now });
        open.extend(asks(&more));
        out.extend(more);
    }
    out
}

/// A model whose every source has answered once.
pub(super) fn settled() -> Model {
    let mut model = blank();
    let effects = start(&mut model);
    settle(&mut model, effects);
    // The journal is answered by each test that needs one.
    model.journal = JournalFeed::default();
    model
}

pub(super) fn fault(kind: FaultKind, at: Timestamp) -> Fault {
    Fault { kind, call: "service:Call".to_owned(), code: None, message: "it failed".to_owned(), at }
}

/// A steady world's answer.
#[expect(clippy::unnecessary_wraps, reason = "it stands where an outcome is wanted")]
pub(super) fn good(ask: &Ask, now: Timestamp) -> Outcome {
    Ok(match &ask.feed {
        Feed::Identity => Answer::Identity(Identity {
            account: "123456789012".to_owned(),
            arn: "arn:aws:iam::123456789012:user/x".to_owned(),
            region: "eu-west-1".to_owned(),
        }),
        Feed::Stream => Answer::Stream(stream()),
        Feed::Shards => Answer::Shards(ShardMap::of(vec![shard(0, 0, u128::MAX / 2), shard(1, u128::MAX / 2 + 1, u128::MAX)])),
        Feed::FanOut => Answer::FanOut(Vec::<FanOutConsumer>::new()),
        Feed::Limits => Answer::Limits(AccountLimits { shard_limit: 500, open_shards: 2 }),
        Feed::Table => Answer::Table(Table {
            status: "ACTIVE".to_owned(),
            billing: "PAY_PER_REQUEST".to_owned(),
            write_units: 0,
            items: 1,
            bytes: 1,
            ttl_attribute: Ok(None),
            created: None,
        }),
        Feed::Function(name) => Answer::Function(function(name, "true", "10")),
        Feed::Mappings(_) => Answer::Mappings(Vec::new()),
        Feed::Firehose => Answer::Firehose(Firehose {
            status: "ACTIVE".to_owned(),
            source_stream_arn: None,
            bucket_arn: None,
            buffer_seconds: 300,
            buffer_mb: 128,
            compression: "UNCOMPRESSED".to_owned(),
            converts_to: Some("parquet".to_owned()),
            prefix: None,
        }),
        Feed::Lifecycle => Answer::Lifecycle(Lifecycle::default()),
        Feed::Queue => Answer::Queue(Queue { visible: 0, in_flight: 0, retention_seconds: 345_600 }),
        Feed::Alarms => Answer::Alarms(Vec::<Alarm>::new()),
        Feed::Scaling => Answer::Scaling(Scaling::default()),
        Feed::Trail => Answer::Trail(Vec::new()),
        Feed::Simulation(actions) => Answer::Simulation(actions.iter().map(|action| (action.clone(), Decision::Allowed)).collect()),
        Feed::Flag => Answer::Flag(Vec::new()),
        Feed::Sample(shard) => Answer::Sample(KeySample { shard: shard.clone(), records: 10, keys: vec![("SOL".to_owned(), 7)], calls: 2 }),
        Feed::Workgroup => Answer::Workgroup(Workgroup {
            name: "primary".to_owned(),
            state: "ENABLED".to_owned(),
            cutoff_bytes: Some(10_737_418_240),
            archive: Ok(None),
        }),
        Feed::Query => Answer::Query(QueryRun {
            state: "SUCCEEDED".to_owned(),
            rows: 1,
            scanned_bytes: 52_428_800,
            ended: now,
            problem: None,
            columns: vec!["token".to_owned(), "records".to_owned()],
            first: vec![vec!["SOL".to_owned(), "48000".to_owned()]],
            has_more: false,
        }),
        Feed::Errors(function) => Answer::Errors(ErrorLines {
            function: function.clone(),
            group: format!("/aws/lambda/{function}"),
            from: now,
            to: now,
            count: 3,
            newest: Some((now, "[ERROR] ConnectTimeoutError".to_owned())),
            is_complete: true,
        }),
        Feed::Metrics | Feed::History => metrics(ask, now),
        Feed::Fortnight => fortnight(ask),
    })
}

/// A value of 1 for each whole period of the window that is two minutes old.
fn metrics(ask: &Ask, now: Timestamp) -> Answer {
    let request = ask.metrics.clone().unwrap();
    let period = request.period;
    let periods = (request.to.as_second() - request.from.as_second()) / period;
    let starts = (0..periods).map(|nth| shift(request.from, nth * period));
    let points: Vec<_> = starts.filter(|start| shift(*start, period + 120) <= now).map(|start| (start, 1.0)).collect();
    let of = |id: &tidegate::domain::metric::MetricId| Points { id: id.clone(), points: points.clone(), fault: None };
    Answer::Metrics { window: (request.from, request.to), period, points: request.ids.iter().map(of).collect() }
}

/// A calm fortnight whose busiest minute lies in its middle.
fn fortnight(ask: &Ask) -> Answer {
    let request = ask.metrics.clone().unwrap();
    let mut fortnight = Fortnight::over(request.from, request.to);
    let minutes = (request.to.as_second() - request.from.as_second()) / 60;
    fortnight.extend([(0, 1.0), (minutes / 2, 2.0), (minutes - 1, 1.0)].map(|(nth, count)| (shift(request.from, 60 * nth), count)));
    Answer::Fortnight(fortnight)
}

pub(super) fn stream() -> StreamSummary {
    StreamSummary {
        name: "prices-stream".to_owned(),
        arn: "arn:aws:kinesis:eu-west-1:123456789012:stream/prices-stream".to_owned(),
        status: "ACTIVE".to_owned(),
        mode: StreamMode::Provisioned,
        retention_hours: 24,
        open_shards: 2,
        consumers: 0,
        shard_metrics: Vec::new(),
        encryption: "NONE".to_owned(),
        created: None,
    }
}

pub(super) fn shard(number: u32, first: u128, last: u128) -> Shard {
    Shard { id: format!("shardId-{number:012}"), first, last, parent: None, adjacent_parent: None, open: true }
}

pub(super) fn function(name: &str, enabled: &str, percentage: &str) -> Function {
    Function {
        name: name.to_owned(),
        state: "Active".to_owned(),
        last_update_status: "Successful".to_owned(),
        last_modified: None,
        revision: Some("1".to_owned()),
        enabled: Some(enabled.to_owned()),
        percentage: Some(percentage.to_owned()),
        environment_error: None,
        environment_bytes: None,
        memory_mb: 256,
        timeout_seconds: 10,
        aliases: Ok(Vec::new()),
    }
}

/// A press of a key, written as in `[keys]`.
pub(super) fn press(text: &str) -> Msg {
    Msg::Key(key(text))
}

pub(super) fn key(text: &str) -> KeyEvent {
    parse_key(text).unwrap().into()
}

/// Presses keys one after the other; the effects of all.
pub(super) fn keys(model: &mut Model, texts: &str) -> Vec<Effect> {
    texts.split_whitespace().flat_map(|text| update(model, press(text))).collect()
}

/// Types a line into the bar and runs it.
pub(super) fn run(model: &mut Model, line: &str) -> Vec<Effect> {
    let mut effects = update(model, press(":"));
    effects.extend(type_text(model, line));
    effects.extend(update(model, press("enter")));
    effects
}

pub(super) fn type_text(model: &mut Model, text: &str) -> Vec<Effect> {
    text.chars().flat_map(|sign| update(model, Msg::Key(KeyEvent::new(KeyCode::Char(sign), KeyModifiers::NONE)))).collect()
}

/// Lets time pass second by second; every ask is answered at once by `answer`, and every ask is noted with its time.
pub(super) fn pass(model: &mut Model, seconds: i64, answer: impl Fn(&Ask, Timestamp) -> Outcome) -> Vec<(Timestamp, Ask)> {
    let mut log = Vec::new();
    for _ in 0..seconds {
        let now = shift(model.now, 1);
        let effects = update(model, Msg::Tick(now));
        let mut open = asks(&effects);
        while let Some(ask) = open.pop() {
            log.push((now, ask.clone()));
            let more = update(model, Msg::Answered { outcome: answer(&ask, now), ask, at: now });
            open.extend(asks(&more));
        }
    }
    log
}
