//! The preconditions of the way back, store by store: what is taken away, and what becomes of a promotion then.

use std::fmt::Write as _;

use tidegate::domain::facts::{Function, UnderWay};
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::permission::{Decision, Simulation};
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::{Plan, Verdict};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::bed::{at, hosted, planned, reading, stores, undecryptable};
use super::build::now;

/// What a promotion comes to without the precondition.
pub(crate) enum Then {
    /// It is refused by this rule.
    Refuses(&'static str),
    /// This rule warns.
    Warns(&'static str),
    /// No rule is about it; these words stand in the plan of the way back.
    Tells(&'static str),
}

/// One precondition that is taken away.
pub(crate) struct Removal {
    /// Where the flag lives.
    pub(crate) store: &'static str,
    /// What is missing.
    pub(crate) what: &'static str,
    /// What becomes of a promotion.
    pub(crate) then: Then,
    remove: fn(&mut Snapshot),
}

impl Removal {
    /// The promotion without the precondition, and what is said of it: nothing when it is not told.
    pub(crate) fn looked_at(&self) -> (Plan, Vec<String>) {
        let mut snapshot = whole(self.store);
        (self.remove)(&mut snapshot);
        let plan = planned(&snapshot, "promote");
        let of = |verdict: Verdict, rule: &str| -> Vec<String> {
            let all = plan.checks.iter().chain(&plan.way_back.checks);
            let mut said: Vec<String> =
                all.filter(|check| check.verdict == verdict && check.id == rule).map(|check| check.evidence.clone()).collect();
            said.dedup();
            said
        };
        let said = match self.then {
            Then::Refuses(rule) => of(Verdict::Block, rule),
            Then::Warns(rule) => of(Verdict::Warn, rule),
            Then::Tells(words) => planned(&snapshot, "rollback").summary.into_iter().filter(|sentence| sentence.contains(words)).collect(),
        };
        (plan, said)
    }
}

const fn removal(store: &'static str, what: &'static str, then: Then, remove: fn(&mut Snapshot)) -> Removal {
    Removal { store, what, then, remove }
}

use self::Then::{Refuses, Tells, Warns};

/// Everything that can be taken away.
pub(crate) const REMOVALS: &[Removal] = &[
    removal("lambda-env", "the flag is not configured", Refuses("flag-configured"), |snapshot| snapshot.pipeline.flag = None),
    removal("lambda-env", "no writer is named", Refuses("flag-configured"), |snapshot| snapshot.pipeline.writers.clear()),
    removal("lambda-env", "a writer does not answer", Refuses("holders-readable"), function_fault),
    removal("lambda-env", "a writer's environment cannot be read", Refuses("holders-readable"), |snapshot| {
        snapshot.functions.insert(WRITER.to_owned(), Held::fresh(undecryptable(WRITER), now()));
    }),
    removal("lambda-env", "a writer stores no percentage", Refuses("holders-readable"), |snapshot| writer(snapshot).percentage = None),
    removal("lambda-env", "a writer is being updated", Refuses("holders-settled"), |snapshot| {
        "InProgress".clone_into(&mut writer(snapshot).last_update_status);
    }),
    removal("lambda-env", "the environment is full", Refuses("environment-room"), |snapshot| {
        let writer = writer(snapshot);
        writer.environment_bytes = Some(4096);
        writer.percentage = Some("9".to_owned());
    }),
    removal("lambda-env", "nobody knows whether AWS will allow it", Warns("permission"), |snapshot| snapshot.simulation = Held::default()),
    removal("lambda-env", "IAM's simulation denies it", Warns("permission"), |snapshot| simulated(snapshot, Decision::Denied)),
    removal("lambda-env", "a writer has no revision", Warns("revision-known"), |snapshot| writer(snapshot).revision = None),
    removal("lambda-env", "an alias keeps callers on a version", Warns("alias"), pinned),
    removal("lambda-env", "whether there are aliases is denied", Warns("alias"), |snapshot| {
        writer(snapshot).aliases = Err(denied("lambda:ListAliases"));
    }),
    removal("lambda-env", "how long the table keeps records is not said", Tells("set table_keeps"), |snapshot| {
        snapshot.pipeline.table_keeps = None;
    }),
    removal("command", "the deploy command is not trusted", Refuses("command-trusted"), |snapshot| {
        snapshot.pipeline.command_trusted = false;
    }),
    removal("command", "a writer does not answer", Refuses("holders-readable"), function_fault),
    removal("command", "an alias keeps callers on a version", Warns("alias"), pinned),
    removal("ssm", "the parameters cannot be read", Refuses("holders-readable"), |snapshot| flag_fault(snapshot, "ssm:GetParameters")),
    removal("ssm", "the percentage is no number", Refuses("holders-readable"), |snapshot| says(snapshot).percentage = None),
    removal("ssm", "the yes or no is neither", Refuses("holders-readable"), |snapshot| says(snapshot).enabled = None),
    removal("ssm", "Parameter Store has no lock", Warns("revision-known"), |_| {}),
    removal("ssm", "nobody knows whether AWS will allow it", Warns("permission"), |snapshot| snapshot.simulation = Held::default()),
    removal("appconfig", "the flag cannot be read", Refuses("holders-readable"), |snapshot| {
        flag_fault(snapshot, "appconfig:GetLatestConfiguration");
    }),
    removal("appconfig", "the list of versions is denied", Refuses("holders-readable"), |snapshot| {
        says(snapshot).hosted = Err(denied("appconfig:ListHostedConfigurationVersions"));
    }),
    removal("appconfig", "a deployment of the flag is under way", Refuses("holders-settled"), |snapshot| under_way(snapshot, "pro1")),
    removal("appconfig", "a deployment of another configuration is under way", Refuses("holders-settled"), |snapshot| {
        under_way(snapshot, "pro2");
    }),
    removal("appconfig", "a version waits that nobody deployed", Refuses("undeployed-version"), |snapshot| {
        let mut place = hosted();
        place.latest_version += 1;
        says(snapshot).hosted = Ok(Some(place));
    }),
    removal("appconfig", "the percentage is no number", Refuses("holders-readable"), |snapshot| says(snapshot).percentage = None),
    removal("appconfig", "nobody knows whether AWS will allow it", Warns("permission"), |snapshot| snapshot.simulation = Held::default()),
    removal("file", "the file cannot be read", Refuses("holders-readable"), |snapshot| flag_fault(snapshot, "file:Read")),
    removal("file", "the percentage is no number", Refuses("holders-readable"), |snapshot| says(snapshot).percentage = None),
];

const WRITER: &str = "HeliusPriceWebhook";

/// Calls of every store's way back.
const CALLS: [&str; 4] =
    ["lambda:UpdateFunctionConfiguration", "ssm:PutParameter", "appconfig:CreateHostedConfigurationVersion", "appconfig:StartDeployment"];

/// The rollout at 10 % for hours, the flag in this store, and every precondition in place.
pub(crate) fn whole(name: &str) -> Snapshot {
    let mut snapshot = at(Some("true"), Some("10")).snapshot;
    let (_, store, holder) = stores().into_iter().find(|(store, ..)| *store == name).unwrap();
    let is_hosted = matches!(store, FlagStore::AppConfig { .. });
    if !holder.is_empty() {
        let mut says = reading(holder, Some(true), Some(10.0));
        says.changed = Some(shift(now(), -7200));
        says.hosted = Ok(is_hosted.then(hosted));
        snapshot.flag = Held::fresh(vec![says], shift(now(), -10));
    }
    snapshot.pipeline.flag = Some(store);
    writer(&mut snapshot).environment_bytes = Some(512);
    simulated(&mut snapshot, Decision::Allowed);
    snapshot
}

fn simulated(snapshot: &mut Snapshot, decision: Decision) {
    let simulation: Simulation = CALLS.iter().map(|call| ((*call).to_owned(), decision)).collect();
    snapshot.simulation = Held::fresh(simulation, now());
}

fn writer(snapshot: &mut Snapshot) -> &mut Function {
    snapshot.functions.get_mut(WRITER).and_then(|held| held.value.as_mut()).unwrap()
}

fn says(snapshot: &mut Snapshot) -> &mut tidegate::domain::facts::FlagReading {
    snapshot.flag.value.as_mut().and_then(|readings| readings.first_mut()).unwrap()
}

fn denied(call: &str) -> Fault {
    let kind = FaultKind::Denied { permission: call.to_owned() };
    Fault { kind, call: call.to_owned(), code: None, message: "not authorised".to_owned(), at: now() }
}

fn function_fault(snapshot: &mut Snapshot) {
    snapshot.functions.insert(WRITER.to_owned(), Held { fault: Some(denied("lambda:GetFunctionConfiguration")), ..Held::default() });
}

fn flag_fault(snapshot: &mut Snapshot, call: &str) {
    snapshot.flag = Held { fault: Some(denied(call)), ..Held::default() };
}

fn pinned(snapshot: &mut Snapshot) {
    writer(snapshot).aliases = Ok(vec![("live".to_owned(), "7".to_owned())]);
}

fn under_way(snapshot: &mut Snapshot, profile: &str) {
    let mut place = hosted();
    place.under_way = Some(UnderWay { number: 9, profile: profile.to_owned(), state: "DEPLOYING".to_owned() });
    says(snapshot).hosted = Ok(Some(place));
}

/// Each of them with the rule that it meets and what the rule says, as lines to be printed.
pub(crate) fn told() -> String {
    let mut text = "preconditions of the way back, each taken away alone\n".to_owned();
    let mut counts = [0; 3];
    for removal in REMOVALS {
        let (place, word, rule) = match removal.then {
            Refuses(rule) => (0, "refuses", rule),
            Warns(rule) => (1, "warns", rule),
            Tells(_) => (2, "tells", "no rule"),
        };
        counts[place] += 1;
        let (_, why) = removal.looked_at();
        let _ = writeln!(text, "  {word:<8} {:<11} {}: {rule}: {}", removal.store, removal.what, why.join("; "));
    }
    let _ = write!(text, "  {} refuse, {} warn, {} only told in words", counts[0], counts[1], counts[2]);
    text
}
