//! AWS through the official SDK: one answer or one fault per ask.
//!
//! There is no trait in front of it. What differs between production, demo and tests is the HTTP client
//! that [`Connection`] carries; everything above it is always real.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use jiff::Timestamp;
use tokio::sync::RwLock;
use tokio::time::Instant;

use self::door::Door;
use self::operation::Operation;
use self::pace::Pace;
use self::session::{Refusal, Session};
use crate::app::ask::{Answer, Ask, Feed, Outcome};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::pipeline::Pipeline;

mod alarms;
mod appconfig;
mod bucket;
pub mod change;
pub mod discover;
mod door;
mod errors;
pub mod examine;
mod faults;
mod file;
mod firehose;
mod flag;
mod functions;
mod identity;
mod metrics;
pub mod operation;
mod origin;
mod pace;
mod plain;
mod query;
mod queue;
pub mod resource;
mod sample;
mod scaling;
mod session;
mod simulate;
mod stream;
mod table;
mod trail;
pub mod words;

/// How AWS is reached. The default is this machine's own configuration.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    /// The profile, when one is named; it then wins over keys in the environment.
    pub profile: Option<String>,
    /// The Region, when it is named.
    pub region: Option<String>,
    /// Another endpoint for every service. `AWS_ENDPOINT_URL_KINESIS` and its siblings work without it.
    pub endpoint_url: Option<String>,
    /// Who answers HTTP requests; `None` is the network.
    pub http_client: Option<SharedHttpClient>,
    /// Other files than `~/.aws/config` and `~/.aws/credentials`.
    pub files: Option<(PathBuf, PathBuf)>,
    /// The embedded world: its own credentials, and nothing of this machine's configuration.
    pub embedded: bool,
}

impl Connection {
    /// To the embedded world behind this client.
    pub fn embedded(http_client: SharedHttpClient) -> Self {
        Self { http_client: Some(http_client), embedded: true, ..Self::default() }
    }

    /// As the pipeline's configuration says.
    pub fn of(pipeline: &Pipeline) -> Self {
        Self {
            profile: pipeline.profile.clone(),
            region: pipeline.region.clone(),
            endpoint_url: pipeline.endpoint_url.clone(),
            ..Self::default()
        }
    }
}

/// The least time between two readings of the machine's AWS configuration.
const RELOAD_GAP: Duration = Duration::from_secs(3);

/// The most time for all calls of one ask together: a list of many slow pages is given up.
const ASK_LIMIT: Duration = Duration::from_mins(1);

/// The newest session, and whether its credentials are still trusted.
#[derive(Debug)]
struct State {
    session: Option<Result<Arc<Session>, Refusal>>,
    loaded: Instant,
    suspect: bool,
}

/// The one adapter. Clones share session and pace.
#[derive(Debug, Clone)]
pub struct Aws {
    connection: Arc<Connection>,
    state: Arc<RwLock<State>>,
    pace: Arc<Pace>,
}

impl Aws {
    /// The adapter, with nothing loaded yet: the first ask loads it.
    pub fn new(connection: Connection) -> Self {
        let state = State { session: None, loaded: Instant::now(), suspect: false };
        Self { connection: Arc::new(connection), state: Arc::new(RwLock::new(state)), pace: Arc::default() }
    }

    /// The adapter with its configuration loaded. A failure is not lost: each ask tells of it and tries again.
    pub async fn connect(connection: Connection) -> Self {
        let aws = Self::new(connection);
        let _ = aws.session().await;
        aws
    }

    /// Asks and answers. Never fails otherwise than by a fault, and never takes longer than a minute.
    pub async fn perform(&self, pipeline: &Pipeline, ask: &Ask, now: Timestamp) -> Outcome {
        let outcome = match self.door(now).await {
            Ok(door) => {
                let answer = tokio::time::timeout(ASK_LIMIT, Box::pin(answer(&door, pipeline, ask))).await;
                answer.unwrap_or_else(|_| Err(door.too_slow(&ask.feed)))
            }
            Err(refusal) => Err(refusal.fault(Operation::first_of(&ask.feed), now)),
        };
        self.watch(outcome.as_ref().err()).await;
        outcome
    }

    /// After a credentials fault the session is not trusted any more.
    async fn watch(&self, fault: Option<&Fault>) {
        if fault.is_some_and(|fault| fault.kind == FaultKind::Credentials) {
            self.distrust().await;
        }
    }

    /// The next ask loads the configuration anew.
    async fn distrust(&self) {
        self.state.write().await.suspect = true;
    }

    /// The door through which the calls of one ask leave.
    async fn door(&self, now: Timestamp) -> Result<Door, Refusal> {
        Ok(Door::new(self.session().await?, Arc::clone(&self.pace), now))
    }

    /// The session in force. After a credentials fault the configuration is read again, for the SDK keeps what it
    /// parsed, and keys that were rotated in the meantime would never be seen.
    async fn session(&self) -> Result<Arc<Session>, Refusal> {
        let in_force = |state: &State| match &state.session {
            Some(Ok(session)) if !state.suspect || state.loaded.elapsed() < RELOAD_GAP => Some(Ok(Arc::clone(session))),
            Some(Err(refusal)) if state.loaded.elapsed() < RELOAD_GAP => Some(Err(refusal.clone())),
            _ => None,
        };
        if let Some(session) = in_force(&*self.state.read().await) {
            return session;
        }
        let mut state = self.state.write().await;
        if let Some(session) = in_force(&state) {
            return session;
        }
        let session = Session::load(&self.connection).await.map(Arc::new);
        *state = State { session: Some(session.clone()), loaded: Instant::now(), suspect: false };
        session
    }
}

async fn answer(door: &Door, pipeline: &Pipeline, ask: &Ask) -> Outcome {
    let missing = |what: &str| Err(door.not_configured(&ask.feed, what));
    match &ask.feed {
        Feed::Identity => identity::ask(door).await.map(Answer::Identity),
        Feed::Stream => stream::summary(door, &pipeline.stream).await.map(Answer::Stream),
        Feed::Shards => stream::shards(door, &pipeline.stream).await.map(Answer::Shards),
        Feed::FanOut => stream::fan_out(door, &pipeline.stream).await.map(Answer::FanOut),
        Feed::Limits => stream::limits(door).await.map(Answer::Limits),
        Feed::Table => match &pipeline.table {
            Some(table) => table::ask(door, table).await.map(Answer::Table),
            None => missing("table"),
        },
        Feed::Function(name) => functions::ask(door, name, pipeline.flag.as_ref()).await.map(Answer::Function),
        Feed::Mappings(name) => functions::mappings(door, name, &pipeline.stream).await.map(Answer::Mappings),
        Feed::Firehose => match &pipeline.firehose {
            Some(name) => firehose::ask(door, name).await.map(Answer::Firehose),
            None => missing("firehose"),
        },
        Feed::Lifecycle => match &pipeline.bucket {
            Some(name) => bucket::lifecycle(door, name).await.map(Answer::Lifecycle),
            None => missing("bucket"),
        },
        Feed::Queue => match &pipeline.queue {
            Some(name) => queue::ask(door, name).await.map(Answer::Queue),
            None => missing("queue"),
        },
        Feed::Alarms => alarms::ask(door, pipeline).await.map(Answer::Alarms),
        Feed::Scaling => scaling::ask(door, pipeline).await.map(Answer::Scaling),
        Feed::Trail => trail::ask(door, &pipeline.stream).await.map(Answer::Trail),
        Feed::Simulation(actions) => simulate::ask(door, pipeline, actions).await.map(Answer::Simulation),
        Feed::Flag => flag::ask(door, pipeline.flag.as_ref()).await.map(Answer::Flag),
        Feed::Metrics | Feed::History => match &ask.metrics {
            Some(request) => metrics::ask(door, request).await,
            None => missing("metrics"),
        },
        Feed::Fortnight => match &ask.metrics {
            Some(request) => metrics::fortnight(door, request).await.map(Answer::Fortnight),
            None => missing("metrics"),
        },
        Feed::Workgroup => match &pipeline.athena {
            Some(athena) => query::workgroup(door, athena, pipeline.bucket.as_deref()).await.map(Answer::Workgroup),
            None => missing("athena"),
        },
        Feed::Query => match &pipeline.athena {
            Some(athena) => query::run(door, athena).await.map(Answer::Query),
            None => missing("athena"),
        },
        Feed::Errors(function) => errors::ask(door, function).await.map(Answer::Errors),
        Feed::Sample(shard) => sample::ask(door, &pipeline.stream, shard).await.map(Answer::Sample),
    }
}
