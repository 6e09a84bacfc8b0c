//! A world, its console and a journal of their own, and plans put together by hand.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use futures::FutureExt;
use jiff::Timestamp;
use tempfile::TempDir;
use tidegate::app::ask::{Ask, needs};
use tidegate::domain::action::{Action, Tier};
use tidegate::domain::approval::{Approved, Arming, Consent, approve};
use tidegate::domain::call::Call;
use tidegate::domain::journal::{Entry, History};
use tidegate::domain::outcome::{Outcome, Progress};
use tidegate::domain::pipeline::{Pipeline, Writes};
use tidegate::domain::plan::{Plan, Step, Until, plan};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;
use tidegate::edge::aws::{Aws, Connection};
use tidegate::edge::change::Line;
use tidegate::edge::clock::Clock;
use tidegate::edge::execute::{Ground, execute};
use tidegate::edge::journal::Journal;
use tidegate::sim::world::World;
use tidegate::sim::{Options, Sim};
use tokio::sync::{Notify, mpsc, watch};

/// Where a request is cut off: the process dies there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cut {
    /// Before the world hears of it.
    Before(usize),
    /// After the world did it, before anybody here knows.
    After(usize),
}

#[derive(Debug, Default)]
struct Passed {
    /// Operation names, as far as the wire tells them, in order.
    requests: Vec<String>,
    /// What each of them held.
    bodies: Vec<String>,
    cut: Option<Cut>,
}

/// The wire with a counter and a knife.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    inner: SharedHttpClient,
    passed: Arc<Mutex<Passed>>,
    pub(super) fallen: Arc<Notify>,
}

impl Gate {
    fn around(sim: &Sim) -> Self {
        Self { inner: sim.http_client(), passed: Arc::default(), fallen: Arc::default() }
    }

    /// Cuts a later request, counted from 0 from now on.
    pub(super) fn cut(&self, cut: Option<Cut>) {
        *self.passed.lock().unwrap() = Passed { cut, ..Passed::default() };
    }

    /// What the first request of this operation held.
    pub(super) fn body(&self, name: &str) -> Option<String> {
        let passed = self.passed.lock().unwrap();
        let first = passed.requests.iter().position(|request| request.contains(name))?;
        passed.bodies.get(first).cloned()
    }

    /// How many requests of this operation passed.
    pub(super) fn count(&self, name: &str) -> usize {
        self.passed.lock().unwrap().requests.iter().filter(|request| request.contains(name)).count()
    }
}

impl HttpClient for Gate {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Guarded { gate: self.clone(), inner: self.inner.http_connector(settings, components) })
    }
}

#[derive(Debug)]
struct Guarded {
    gate: Gate,
    inner: SharedHttpConnector,
}

impl HttpConnector for Guarded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let name = request.headers().get("x-amz-target").map_or_else(|| format!("{} {}", request.method(), request.uri()), str::to_owned);
        let (nth, cut) = {
            let mut passed = self.gate.passed.lock().unwrap();
            let nth = passed.requests.len();
            // A dead process asks nothing any more: what comes after the cut is cut too.
            let cut = match passed.cut {
                Some(Cut::After(at)) if at < nth => Some(Cut::Before(nth)),
                Some(Cut::Before(at)) if at <= nth => Some(Cut::Before(nth)),
                cut => cut,
            };
            if cut != Some(Cut::Before(nth)) {
                passed.requests.push(name);
                passed.bodies.push(String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned());
            }
            (nth, cut)
        };
        let fallen = Arc::clone(&self.gate.fallen);
        let dead = async move {
            fallen.notify_one();
            std::future::pending().await
        };
        match cut {
            Some(Cut::Before(at)) if at == nth => HttpConnectorFuture::new(dead),
            Some(Cut::After(at)) if at == nth => {
                let answer = self.inner.call(request);
                HttpConnectorFuture::new(async move {
                    let _ = answer.await;
                    dead.await
                })
            }
            _ => self.inner.call(request),
        }
    }
}

/// Everything that an execution stands on.
pub(super) struct Bed {
    pub(super) sim: Sim,
    pub(super) aws: Aws,
    pub(super) gate: Gate,
    pub(super) journal: Journal,
    pub(super) pipeline: Pipeline,
    pub(super) clock: Clock,
    pub(super) home: TempDir,
}

/// A calm world whose clock runs with tokio's.
pub(super) fn bed() -> Bed {
    at_speed(1.0)
}

/// A calm world in the night. A day of history is built once; each test goes on from there.
pub(super) fn calm() -> World {
    static CALM: LazyLock<World> = LazyLock::new(|| {
        let start = "2026-11-23T03:12:00Z".parse().unwrap();
        let sim = Sim::start(&Options { scenario: "calm".to_owned(), seed: 3, speed: 0.0, start }).unwrap();
        sim.with_world(|world| world.clone())
    });
    CALM.clone()
}

/// The names of three writers: the world's own and two more.
pub(super) fn writers() -> Vec<String> {
    let first = Sim::pipeline().writers[0].clone();
    vec![first.clone(), format!("{first}-1"), format!("{first}-2")]
}

/// Gives a world the other two writers, each with secrets of its own.
pub(super) fn add_writers(world: &mut World) {
    let writers = writers();
    for (nth, name) in writers.iter().enumerate().skip(1) {
        let mut function = world.functions[&writers[0]].clone();
        function.name.clone_from(name);
        function.arn = format!("{}-{nth}", function.arn);
        function.environment.insert("SECRET".to_owned(), format!("hunter{nth} ä\"\\ "));
        world.functions.insert(name.clone(), function);
    }
}

/// The same at another speed: where processes really run, the world's waiting must not.
pub(super) fn at_speed(speed: f64) -> Bed {
    let sim = Sim::of(calm(), speed);
    let gate = Gate::around(&sim);
    let home = tempfile::tempdir().unwrap();
    Bed {
        aws: Aws::new(Connection::embedded(SharedHttpClient::new(gate.clone()))),
        gate,
        journal: Journal::at(home.path().join("state/journal.jsonl")),
        pipeline: Sim::pipeline(),
        clock: Clock::World(sim.clone()),
        sim,
        home,
    }
}

impl Bed {
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What a plan of this wish is made on, read now.
    pub(super) async fn snapshot(&self, wish: &Action) -> Snapshot {
        let mut snapshot = Snapshot::blank(self.pipeline.clone(), self.now());
        for (number, feed) in needs(wish, &self.pipeline).into_iter().enumerate() {
            let ask = Ask { number: number as u64, pipeline: 0, feed, metrics: None };
            let outcome = self.aws.perform(&self.pipeline, &ask, self.now()).await;
            ask.feed.keep(outcome, &mut snapshot, self.now());
        }
        snapshot.history = self.journal.history(&self.pipeline.stream).await.unwrap();
        snapshot
    }

    /// A plan of this wish with these calls, each with its wave and what is awaited.
    pub(super) async fn plan(&self, wish: &Action, calls: Vec<(Call, u32, Until)>) -> Plan {
        let mut plan = plan(wish, &self.snapshot(wish).await);
        let step = |(call, wave, then): (Call, u32, Until)| Step { cli: call.cli(&plan.region), call, wave, then };
        plan.steps = calls.into_iter().map(step).collect();
        plan.checks.clear();
        plan.blocked = false;
        plan.tier = Tier::Slow;
        plan.seal()
    }

    pub(super) async fn approved(&self, wish: &Action, calls: Vec<(Call, u32, Until)>) -> Approved {
        consent(self.plan(wish, calls).await)
    }

    /// What an execution stands on, with nobody listening.
    pub(super) fn ground(&self) -> Ground<'_> {
        Ground {
            aws: &self.aws,
            pipeline: &self.pipeline,
            clock: &self.clock,
            journal: &self.journal,
            line: Line { progress: mpsc::unbounded_channel().0, stop: watch::channel(false).1 },
            verify_for: Duration::from_mins(5),
            continues: None,
        }
    }

    /// Executes to the end.
    pub(super) async fn run(&self, approved: &Approved) -> Outcome {
        self.run_with(approved, None, |_, _| {}).await.unwrap()
    }

    /// Executes; `hear` is told of the progress and may stop it. `None` when the gate cut a request off: then everything is forgotten.
    pub(super) async fn run_with(
        &self,
        approved: &Approved,
        continues: Option<u64>,
        mut hear: impl FnMut(&Progress, &watch::Sender<bool>),
    ) -> Option<Outcome> {
        let (progress, mut heard) = mpsc::unbounded_channel();
        let (stopper, stop) = watch::channel(false);
        let ground = Ground { line: Line { progress, stop }, continues, ..self.ground() };
        // Of an earlier death nothing is left.
        let _ = self.gate.fallen.notified().now_or_never();
        let run = execute(approved, &ground);
        tokio::pin!(run);
        loop {
            tokio::select! {
                biased;
                () = self.gate.fallen.notified() => return None,
                Some(told) = heard.recv() => hear(&told, &stopper),
                outcome = &mut run => return Some(outcome),
            }
        }
    }

    /// The journal, which must be as it was written.
    pub(super) async fn entries(&self) -> Vec<Entry> {
        let account = self.journal.read().await.unwrap();
        assert_eq!(account.broken, []);
        account.entries
    }

    pub(super) fn open_shards(&self) -> u32 {
        self.sim.with_world(|world| world.streams[&self.pipeline.stream].open_count())
    }

    /// One step of a ladder.
    pub(super) fn resize(&self, from: u32, to: u32, wave: u32) -> (Call, u32, Until) {
        let call = Call::UpdateShardCount { stream: self.pipeline.stream.clone(), from, to };
        (call, wave, Until::StreamActive { open_shards: Some(to) })
    }

    /// A ladder that doubles until `to`.
    pub(super) async fn ladder(&self, to: u32) -> Option<Approved> {
        let mut counts = vec![self.open_shards()];
        while let Some(last) = counts.last().copied().filter(|last| *last < to) {
            counts.push(to.min(2 * last));
        }
        let steps: Vec<_> = counts.windows(2).enumerate().map(|(wave, pair)| self.resize(pair[0], pair[1], wave as u32)).collect();
        if steps.is_empty() {
            return None;
        }
        Some(self.approved(&Action::Reshard { to: u64::from(to) }, steps).await)
    }
}

/// The run that a wish goes on with: the newest one of the same wish that did not come to an end, and that nobody executes.
pub(super) fn continues(history: &History, wish: &Action) -> Option<u64> {
    history.open_runs().iter().find(|run| run.intent.wish == *wish && run.is_free().is_ok()).map(|run| run.number)
}

/// Says yes to a plan with its own word.
pub(super) fn consent(plan: Plan) -> Approved {
    let (word, now) = (plan.confirm.clone(), plan.made);
    let arming = Arming { writes: Writes::Arm, until: Some(shift(now, 900)) };
    approve(plan, Consent::Typed { word }, Vec::new(), arming, now).unwrap()
}
