//! What plans of the flag are made from in tests: the pipeline with its flag in any store, and a plan as text.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use tidegate::domain::action::grammar;
use tidegate::domain::facts::{FlagReading, Function, HostedFlag};
use tidegate::domain::metric::Metric;
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::{Plan, Verdict, plan};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::build::{Build, complete, function, now, of, table_part};

/// Writes of the table a minute.
pub(crate) const WRITES: f64 = 69_440.0;

/// The plan of a wish as it is typed.
pub(crate) fn planned(snapshot: &Snapshot, wish: &str) -> Plan {
    plan(&grammar::parse(wish).unwrap_or_else(|error| panic!("{wish}: {error}")), snapshot)
}

/// The reference pipeline, with every table write counted and a TTL of a week.
pub(crate) fn calm() -> Build {
    static CALM: LazyLock<Build> = LazyLock::new(|| {
        let mut build = Build::reference().calm().fortnight(WRITES);
        build.snapshot.pipeline.table_keeps = Some(Duration::from_hours(7 * 24));
        // The day that is held of the fortnight that the gate of capacity looks back.
        let track = build.snapshot.metrics.track_mut(&table_part(Metric::TableRequests));
        (1..=1440).for_each(|minute| track.series.put(shift(complete(), -60 * minute), WRITES));
        track.answered_from = Some(shift(complete(), -86_400));
        build
    });
    CALM.clone()
}

/// Sets a writer, whole.
pub(crate) fn writer(build: &mut Build, writer: Function) {
    let name = writer.name.clone();
    if !build.snapshot.pipeline.writers.contains(&name) {
        build.snapshot.pipeline.writers.push(name.clone());
    }
    build.snapshot.functions.insert(name, Held::fresh(writer, shift(now(), -10)));
}

/// Three writers: one at 10 %, one at 50 %, one off with 100 stored.
pub(crate) fn three(build: &mut Build) {
    writer(build, function("Second", Some("TRUE"), Some("50%")));
    writer(build, function("Third", Some("0"), Some("100")));
}

/// A writer whose environment Lambda cannot decrypt.
pub(crate) fn undecryptable(name: &str) -> Function {
    let error = Some("Lambda could not read the environment: access denied to the key".to_owned());
    Function { environment_error: error, ..function(name, None, None) }
}

/// A reading of a store outside the functions.
pub(crate) fn reading(holder: &str, enabled: Option<bool>, percentage: Option<f64>) -> FlagReading {
    let revision = Some("4".to_owned());
    FlagReading { enabled, percentage, revision, ..FlagReading::of(holder) }
}

/// Where the AppConfig flag lives, nothing under way.
pub(crate) fn hosted() -> HostedFlag {
    let text = str::to_owned;
    HostedFlag { application: text("app1"), environment: text("env1"), profile: text("pro1"), latest_version: 4, under_way: None }
}

/// Every store by name, with the holder's name where it is one.
pub(crate) fn stores() -> Vec<(&'static str, FlagStore, &'static str)> {
    let text = str::to_owned;
    let (enabled, percentage) = (text("USE_KINESIS"), text("KINESIS_PERCENTAGE"));
    let command = FlagStore::Command {
        argv: ["npm", "run", "deploy:prod"].map(text).to_vec(),
        cwd: Some(text("/srv/prices")),
        timeout: Duration::from_mins(10),
        enabled: enabled.clone(),
        percentage: percentage.clone(),
    };
    let appconfig = FlagStore::AppConfig {
        application: text("prices"),
        environment: text("prod"),
        profile: text("flags"),
        flag: text("kinesis"),
        attribute: text("percentage"),
        strategy: text("AppConfig.Linear50PercentEvery30Seconds"),
    };
    let ssm = FlagStore::Ssm { enabled: text("/prices/use"), percentage: text("/prices/share") };
    let file = FlagStore::File { path: text("/etc/prices.toml"), enabled: text("kinesis.use"), percentage: text("kinesis.share") };
    vec![
        ("lambda-env", FlagStore::LambdaEnv { enabled, percentage }, ""),
        ("command", command, ""),
        ("ssm", ssm, "/prices/use and /prices/share"),
        ("appconfig", appconfig, "AppConfig flag kinesis"),
        ("file", file, "/etc/prices.toml"),
    ]
}

/// The writer as it says, and as much in the stream as that sends.
pub(crate) fn at(enabled: Option<&str>, percentage: Option<&str>) -> Build {
    let share = if enabled == Some("true") { percentage.and_then(|share| share.parse().ok()).unwrap_or(100.0) } else { 0.0 };
    let mut build = calm().steady(&of(Metric::IncomingRecords, "PriceTicks"), WRITES * share / 100.0);
    writer(&mut build, function("HeliusPriceWebhook", enabled, percentage));
    build
}

/// A plan as its reader sees it. Without `all`, checks that hold and what every plan has are left out.
pub(crate) fn told(plan: &Plan, all: bool) -> String {
    let mut text = format!("tier {}, confirm {:?}{}\n", plan.tier.number(), plan.confirm, if plan.blocked { ", BLOCKED" } else { "" });
    for check in plan.checks.iter().filter(|check| all || check.verdict != Verdict::Pass) {
        let mark = match check.verdict {
            Verdict::Pass => "✓",
            Verdict::Warn => "!",
            Verdict::Block => "✗",
        };
        let _ = writeln!(text, "  {mark} {}: {}", check.id, check.evidence);
    }
    for step in &plan.steps {
        let _ = writeln!(text, "  {}. {}", step.wave, serde_json::to_string(&step.call).unwrap());
        if all {
            let _ = writeln!(text, "{}", step.cli);
        }
    }
    for sentence in &plan.summary {
        let _ = writeln!(text, "  {sentence}");
    }
    for lost in &plan.way_back.lost {
        let _ = writeln!(text, "  lost: {lost}");
    }
    if all {
        let back = plan.way_back.action.as_ref().map_or_else(|| "no action".to_owned(), ToString::to_string);
        let _ = writeln!(text, "  back: {} ({back})", plan.way_back.text);
        let _ = writeln!(text, "  nothing: {}", plan.cost.do_nothing);
        let _ = writeln!(text, "  takes {}–{} s: {}", plan.expected.low, plan.expected.high, plan.expected.basis);
        let _ = writeln!(text, "  guards {}", serde_json::to_string(&plan.guards).unwrap());
    }
    text
}
