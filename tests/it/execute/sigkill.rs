//! The program itself is killed with SIGKILL wherever something happens: the journal stays whole, nothing is done twice, `resume` ends it.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use futures::StreamExt;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tempfile::TempDir;
use tidegate::sim::Sim;
use tidegate::sim::wire::Reply;
use tidegate::sim::world::World;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;

use super::bed::{add_writers, calm, writers};

/// Seconds of the world in a real one: a change takes effect while a process starts, and a plan does not expire meanwhile.
const SPEED: f64 = 240.0;

/// Where the program dies.
#[derive(Debug, Clone, Copy)]
enum Death {
    /// When its n-th request arrives, before the world hears of it.
    Before(usize),
    /// When the world has done what its n-th request asks, before it is answered.
    After(usize),
    /// Once so many lines are in its journal.
    Line(usize),
}

#[derive(Debug, Default)]
struct Seen {
    requests: usize,
    /// Changes that were taken, by what they change.
    changes: BTreeMap<String, usize>,
    victim: Option<(Pid, Death)>,
}

/// A world on loopback that counts what it changes, and that kills whoever asks at a chosen moment.
#[derive(Clone)]
struct Killer {
    sim: Sim,
    seen: Arc<Mutex<Seen>>,
}

impl Killer {
    /// Kills the victim when this is its moment.
    fn strike(&self, is_now: impl Fn(Death) -> bool) -> bool {
        let victim = self.seen.lock().unwrap().victim.filter(|(_, death)| is_now(*death));
        victim.is_some_and(|(pid, _)| kill_process(pid, Signal::KILL).is_ok())
    }
}

async fn clock(State(killer): State<Killer>) -> String {
    json!({ "now": killer.sim.now().to_string(), "speed": killer.sim.speed() }).to_string()
}

async fn answer(State(killer): State<Killer>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let target = parts.headers.get("x-amz-target").map(|value| value.to_str().unwrap().to_owned());
    let nth = {
        let mut seen = killer.seen.lock().unwrap();
        seen.requests += 1;
        seen.requests
    };
    if killer.strike(|death| matches!(death, Death::Before(at) if at == nth)) {
        return broken();
    }
    let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
    let Reply::Response(response) = killer.sim.reply(&http::Request::from_parts(parts, body)) else { return broken() };
    let change = target.filter(|target| target.ends_with("UpdateShardCount")).or_else(|| (method == http::Method::PUT).then_some(path));
    if let Some(change) = change.filter(|_| response.status().is_success()) {
        *killer.seen.lock().unwrap().changes.entry(change).or_default() += 1;
    }
    if killer.strike(|death| matches!(death, Death::After(at) if at == nth)) {
        return broken();
    }
    response.map(Body::from)
}

/// An answer that never arrives.
fn broken() -> Response {
    let nothing = futures::stream::once(async { Err::<Bytes, std::io::Error>(std::io::ErrorKind::ConnectionReset.into()) });
    Response::new(Body::from_stream(nothing))
}

/// The world, its server, and a home with configuration and journal.
struct Place {
    killer: Killer,
    home: TempDir,
    url: String,
    server: JoinHandle<()>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A calm world in which three functions write, and nothing would fight a reshard: that is another subject.
fn world() -> World {
    let mut world = calm();
    world.scaling.targets.clear();
    add_writers(&mut world);
    world
}

impl Place {
    async fn new(speed: f64) -> Self {
        let killer = Killer { sim: Sim::of(world(), speed), seen: Arc::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/_tidegate/clock", get(clock)).fallback(answer).with_state(killer.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let home = tempfile::tempdir().unwrap();
        let mut text = format!("[[pipeline]]\nname = \"prices\"\nregion = \"us-east-1\"\nstream = \"{}\"\n", Sim::pipeline().stream);
        let _ = write!(text, "writers = {:?}\n[pipeline.flag]\nstore = \"lambda-env\"\n", writers());
        text.push_str("enabled = \"USE_KINESIS\"\npercentage = \"KINESIS_PERCENTAGE\"\n");
        std::fs::write(home.path().join("tidegate.toml"), text).unwrap();
        Self { killer, home, url, server }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
        command.args(words).current_dir(self.home.path()).env_clear().stdin(Stdio::null()).kill_on_drop(true);
        for (name, value) in [
            ("HOME", self.home.path().to_str().unwrap()),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_ENDPOINT_URL", &self.url),
            ("TIDEGATE_CLOCK", &self.url),
        ] {
            command.env(name, value);
        }
        command
    }

    async fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().await.unwrap()
    }

    fn lines(&self) -> usize {
        let path = self.home.path().join(".local/state/tidegate/journal.jsonl");
        std::fs::read_to_string(path).map_or(0, |text| text.matches('\n').count())
    }

    /// Waits until so many lines are in the journal.
    async fn written(&self, lines: usize) {
        for _ in 0..2000 {
            if lines <= self.lines() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the journal has {} lines instead of {lines}", self.lines());
    }

    /// The locks beside the journal, by name.
    fn locks(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.home.path().join(".local/state/tidegate")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.contains(".run-")).collect();
        names.sort();
        names
    }

    /// Runs until the death. Whether it died; else it came to its end before.
    async fn killed(&self, words: &[&str], death: Death) -> bool {
        let mut child = self.command(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let pid = Pid::from_raw(i32::try_from(child.id().unwrap()).unwrap()).unwrap();
        self.killer.seen.lock().unwrap().victim = Some((pid, death));
        let status = loop {
            if let Death::Line(count) = death
                && count <= self.lines()
            {
                child.start_kill().unwrap();
            }
            tokio::select! {
                status = child.wait() => break status.unwrap(),
                () = tokio::time::sleep(Duration::from_millis(1)), if matches!(death, Death::Line(_)) => {}
            }
        };
        self.killer.seen.lock().unwrap().victim = None;
        status.signal() == Some(9)
    }

    /// The journal is whole; the change is gone on with until nothing is open any more.
    async fn go_on(&self, confirm: &str, death: Death) {
        // What is under way in the world comes about while nobody looks.
        self.killer.sim.advance(600);
        self.verify(death).await;
        let resumed = self.run(&["resume", "--write", "--confirm", confirm, "--verify", "0s"]).await;
        assert_eq!(resumed.status.code(), Some(0), "{death:?}: {}", text(&resumed));
        let again = self.run(&["resume"]).await;
        assert!(again.status.success() && text(&again).starts_with("No change of "), "{death:?}: {}", text(&again));
        self.verify(death).await;
    }

    async fn verify(&self, death: Death) {
        let verified = self.run(&["journal", "verify"]).await;
        assert_eq!(verified.status.code(), Some(0), "{death:?}: {}", text(&verified));
    }

    /// How often each thing was changed.
    fn changes(&self) -> Vec<usize> {
        self.killer.seen.lock().unwrap().changes.values().copied().collect()
    }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Every death in turn, four at a time; which of them came before the end.
async fn each<F: Future<Output = bool>>(deaths: Vec<Death>, live: impl Fn(Death) -> F) -> usize {
    futures::stream::iter(deaths).map(live).buffer_unordered(4).filter(|died| std::future::ready(*died)).count().await
}

/// Deaths at every `stride`-th of so many requests, on both sides of each, and after each of so many lines.
fn deaths(requests: usize, stride: usize, lines: usize) -> Vec<Death> {
    let requests = (1..=requests).step_by(stride).flat_map(|at| [Death::Before(at), Death::After(at)]);
    requests.chain((1..=lines).map(Death::Line)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reshard_of_four_steps_survives_sigkill_anywhere() {
    // Time stands still while the plan is made: it is the same for every world that begins there.
    let still = Place::new(0.0).await;
    let stream = Sim::pipeline().stream;
    let open = |place: &Place| place.killer.sim.with_world(|world| world.streams[&stream].open_count());
    let to = 16 * open(&still);
    let planned = still.run(&["plan", "reshard", "--to", &to.to_string(), "--out", "plan.json"]).await;
    assert_eq!(planned.status.code(), Some(10), "{}", text(&planned));
    let plan = still.home.path().join("plan.json");
    let begin = ["apply", plan.to_str().unwrap(), "--write", "--confirm", &stream, "--verify", "0s"];

    let whole = Place::new(SPEED).await;
    let applied = whole.run(&begin).await;
    assert_eq!((applied.status.code(), open(&whole), whole.changes()), (Some(0), to, vec![4]), "{}", text(&applied));
    let (requests, lines) = (whole.killer.seen.lock().unwrap().requests, whole.lines());
    assert_eq!(lines, 10, "approved, four times sending and answered, settled");

    let (begin, stream, open) = (&begin, &stream, &open);
    let died = each(deaths(requests, 3, lines), |death| async move {
        let place = Place::new(SPEED).await;
        let died = place.killed(begin, death).await;
        let is_known = 0 < place.lines();
        place.go_on(stream, death).await;
        let wanted = if is_known { (to, vec![4]) } else { (to / 16, vec![]) };
        assert_eq!((open(&place), place.changes()), wanted, "{death:?}");
        died
    })
    .await;
    println!("a reshard of {requests} requests and {lines} lines was killed {died} times");
    assert!(20 < died, "{died}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rollback_of_three_writers_survives_sigkill_anywhere() {
    let begin = ["rollback", "--write", "--confirm", "off", "--verify", "0s"];
    let environments = |place: &Place| {
        place.killer.sim.with_world(|world| writers().iter().map(|name| world.functions[name].environment.clone()).collect::<Vec<_>>())
    };
    let whole = Place::new(SPEED).await;
    let before = environments(&whole);
    let mut wanted = before.clone();
    for held in &mut wanted {
        held.insert("USE_KINESIS".to_owned(), "false".to_owned());
        held.insert("KINESIS_PERCENTAGE".to_owned(), "0".to_owned());
    }
    let ended = whole.run(&begin).await;
    assert_eq!((ended.status.code(), environments(&whole), whole.changes()), (Some(0), wanted.clone(), vec![1; 3]), "{}", text(&ended));
    let (requests, lines) = (whole.killer.seen.lock().unwrap().requests, whole.lines());

    let (begin, environments, before, wanted) = (&begin, &environments, &before, &wanted);
    let died = each(deaths(requests, 2, lines), |death| async move {
        let place = Place::new(SPEED).await;
        let died = place.killed(begin, death).await;
        let is_known = 0 < place.lines();
        place.go_on("off", death).await;
        let wanted = if is_known { (wanted.clone(), vec![1; 3]) } else { (before.clone(), vec![]) };
        assert_eq!((environments(&place), place.changes()), wanted, "{death:?}");
        died
    })
    .await;
    println!("a rollback of {requests} requests and {lines} lines was killed {died} times");
    assert!(20 < died, "{died}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_executes_is_left_alone_until_it_is_killed() {
    // Time stands still: what was sent never comes about, and whoever sent it waits.
    let place = Place::new(0.0).await;
    let stream = Sim::pipeline().stream;
    let to = 2 * place.killer.sim.with_world(|world| world.streams[&stream].open_count());
    let planned = place.run(&["plan", "reshard", "--to", &to.to_string(), "--out", "plan.json"]).await;
    assert_eq!(planned.status.code(), Some(10), "{}", text(&planned));
    let begin = |words: &[&str]| place.command(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut reshard = begin(&["apply", "plan.json", "--write", "--confirm", &stream]);
    place.written(3).await;
    let mut rollback = begin(&["rollback", "--write", "--confirm", "off"]);
    place.written(10).await;
    for words in [
        &["resume"][..],
        &["resume", "--run", "1", "--write", "--confirm", &stream],
        &["resume", "--run", "4", "--write", "--confirm", "off"],
        &["resume", "--run", "1", "--close", "--reason", "it hangs"],
        &["journal", "close", "1", "--reason", "it hangs"],
    ] {
        let refused = place.run(words).await;
        assert_eq!(refused.status.code(), Some(6), "{words:?}: {}", text(&refused));
        let said = text(&refused);
        assert!(said.contains("another terminal is executing this since 03:12 UTC") && said.lines().count() == 1, "{words:?}: {said}");
    }
    assert_eq!(place.locks(), ["journal.run-1.lock", "journal.run-4.lock"]);
    assert_eq!(place.lines(), 10, "nothing was written by those who were refused");

    rollback.kill().await.unwrap();
    let reads = place.run(&["journal", "verify"]).await;
    assert_eq!((reads.status.code(), place.locks()), (Some(0), vec!["journal.run-1.lock".to_owned()]), "what a death leaves is removed");
    place.killer.sim.advance(600);
    // The one that is free is meant; of the other one nothing is told.
    let closed = place.run(&["resume"]).await;
    assert!(closed.status.success() && text(&closed).starts_with("Run 4 is closed (rollback)"), "{}", text(&closed));
    reshard.kill().await.unwrap();
    let closed = place.run(&["resume"]).await;
    assert!(closed.status.success() && text(&closed).starts_with("Run 1 is closed (reshard"), "{}", text(&closed));
    place.run(&["journal", "verify"]).await;
    assert_eq!((place.locks(), place.changes()), (Vec::<String>::new(), vec![1; 4]));
}
