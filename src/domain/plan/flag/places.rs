//! The calls of a change, wherever the flag lives: only what is different yet, and all holders at once.

use std::collections::BTreeMap;

use super::holders::{Holder, Target};
use crate::domain::call::Call;
use crate::domain::facts::{FlagReading, Function, HostedFlag};
use crate::domain::limits::ENVIRONMENT_BYTES;
use crate::domain::pipeline::FlagStore;
use crate::domain::plan::draft::Draft;
use crate::domain::plan::{Until, Verdict};
use crate::domain::rollout::{agreed, spelled};

/// AppConfig's own strategy that gives a version to every caller at once. Source: AppConfig user guide, predefined deployment strategies.
const ALL_AT_ONCE: &str = "AppConfig.AllAtOnce";

/// Adds the calls, or what to paste for a holder that this plan has to leave out.
pub(super) fn calls(draft: &mut Draft<'_>, store: &FlagStore, holders: &[Holder], target: Target) {
    match store {
        FlagStore::LambdaEnv { enabled, percentage } => environments(draft, (enabled, percentage), holders, target),
        FlagStore::Ssm { enabled, percentage } => parameters(draft, (enabled, percentage), holders, target),
        FlagStore::AppConfig { flag, attribute, strategy, .. } => hosted(draft, (flag, attribute, strategy), holders, target),
        FlagStore::Command { .. } => command(draft, store, holders, target),
        FlagStore::File { path, enabled, percentage } => file(draft, path, (enabled, percentage), holders, target),
    }
}

/// One wave: a write at each writer that is not there yet.
fn environments(draft: &mut Draft<'_>, names: (&str, &str), holders: &[Holder], target: Target) {
    let snapshot = draft.snapshot;
    draft.takes(2, 60, "Lambda applies an environment within seconds as a rule; AWS promises no time");
    for holder in holders {
        let function = snapshot.functions.get(&holder.name).and_then(|held| held.get());
        let raw = function.map_or((None, None), |function| (function.enabled.as_deref(), function.percentage.as_deref()));
        let Ok(says) = &holder.says else {
            let set = patch(names, raw, &FlagReading::of(""), target);
            let call = Call::PatchEnvironment { function: holder.name.clone(), revision: None, set };
            let why = format!("{} is left out. Where its environment can be read, with these lines:", holder.name);
            draft.paste(&why, &call);
            continue;
        };
        let set = patch(names, raw, says, target);
        if set.is_empty() {
            continue;
        }
        room(draft, names, function, &set);
        draft.call(Call::PatchEnvironment { function: holder.name.clone(), revision: says.revision.clone(), set }, Until::FunctionUpdated);
    }
}

/// What is different, by name; yes and no in the spelling that stands there.
fn patch(names: (&str, &str), raw: (Option<&str>, Option<&str>), says: &FlagReading, target: Target) -> BTreeMap<String, String> {
    let mut set = BTreeMap::new();
    if let Some(on) = target.enabled.filter(|_| target.switches(says)) {
        set.insert(names.0.to_owned(), spelled(raw.0, on));
    }
    if let Some(share) = target.percentage.filter(|_| target.moves(says)) {
        let sign = if raw.1.is_some_and(|text| text.trim_end().ends_with('%')) { "%" } else { "" };
        set.insert(names.1.to_owned(), format!("{share}{sign}"));
    }
    set
}

/// Lambda takes 4 KB of variables in all.
fn room(draft: &mut Draft<'_>, names: (&str, &str), function: Option<&Function>, set: &BTreeMap<String, String>) {
    let Some(function) = function else { return };
    let old = |name: &String| if name == names.0 { function.enabled.as_ref() } else { function.percentage.as_ref() };
    let size = |name: &str, value: &str| i64::try_from(name.len() + value.len()).unwrap_or(i64::MAX);
    let grows: i64 = set.iter().map(|(name, value)| size(name, value) - old(name).map_or(0, |before| size(name, before))).sum();
    let Some(bytes) = function.environment_bytes else {
        // A value that gets longer by a digit is not worth a word; a new variable is.
        if set.keys().any(|name| old(name).is_none()) {
            draft.warn(
                "environment-room",
                format!("how full the environment of {} is was not told; it grows by {grows} bytes", function.name),
            );
        }
        return;
    };
    let after = i64::from(bytes) + grows;
    let evidence = format!("the environment of {} has {after} of {ENVIRONMENT_BYTES} bytes afterwards", function.name);
    if after <= i64::from(ENVIRONMENT_BYTES) {
        draft.pass("environment-room", evidence);
    } else {
        draft.hold("environment-room", evidence);
    }
}

/// One write for each parameter that is different. What could not be read is written: a parameter needs no reading before it.
fn parameters(draft: &mut Draft<'_>, names: (&str, &str), holders: &[Holder], target: Target) {
    draft.takes(1, 5, "a parameter is written at once; when callers see it their own cache decides");
    for holder in holders {
        let says = holder.says.clone().unwrap_or_else(|_| FlagReading::of(""));
        for (name, value) in patch(names, (None, None), &says, target) {
            draft.call(Call::PutParameter { name, value }, Until::Answered);
        }
    }
}

/// A new version and its deployment. On the way back a deployment that stands in the way is stopped first, and every caller is served at once.
fn hosted(draft: &mut Draft<'_>, (flag, attribute, strategy): (&str, &str, &str), holders: &[Holder], target: Target) {
    let strategy = if draft.is_way_back() { ALL_AT_ONCE } else { strategy };
    let (low, high, basis) = pace(strategy);
    draft.takes(low, high, basis);
    for holder in holders {
        let Some((says, hosted)) = holder.says.as_ref().ok().and_then(|says| Some((says, says.place()?))) else {
            draft.say(format!("{} is left out: set the flag in the AppConfig console, or deploy the version before.", holder.name));
            continue;
        };
        let stands = target.stands(says);
        // A bake has reached every caller: to stop it would take away what it brought. Before that, some callers are ahead of what is live.
        let ahead = hosted.under_way.as_ref().filter(|busy| busy.profile == hosted.profile);
        let stopped = ahead.filter(|busy| match busy.state.as_str() {
            "DEPLOYING" | "VALIDATING" => true,
            "BAKING" => !stands,
            _ => false,
        });
        if let Some(busy) = stopped.filter(|_| draft.is_way_back()) {
            let HostedFlag { application, environment, .. } = hosted.clone();
            draft.call(Call::StopDeployment { application, environment, number: busy.number }, Until::Answered);
            draft.say(format!("Deployment {} is stopped: its callers go back to the version before.", busy.number));
            draft.next_wave();
        }
        if stands {
            continue;
        }
        let Some(enabled) = target.enabled.or(says.enabled) else {
            draft.block("holders-readable", format!("{} does not say whether it is enabled, and a new version has to", holder.name));
            continue;
        };
        let call = Call::DeployFlag {
            application: hosted.application.clone(),
            environment: hosted.environment.clone(),
            profile: hosted.profile.clone(),
            flag: flag.to_owned(),
            attribute: attribute.to_owned(),
            enabled,
            percentage: target.percentage,
            latest_version: hosted.latest_version,
            strategy: strategy.to_owned(),
        };
        draft.call(call, Until::Deployed);
    }
}

/// Seconds until every caller has the version, by the strategy's name. Source: AppConfig user guide, predefined deployment strategies.
fn pace(strategy: &str) -> (u64, u64, &'static str) {
    match strategy {
        ALL_AT_ONCE => (5, 60, "AppConfig.AllAtOnce serves every caller at its next poll; a bake of 10 minutes follows"),
        "AppConfig.Linear50PercentEvery30Seconds" => (60, 120, "half of the callers every 30 s; a bake of a minute follows"),
        "AppConfig.Linear20PercentEvery6Minutes" => (1800, 1860, "a fifth of the callers every 6 minutes; a bake of 30 minutes follows"),
        "AppConfig.Canary10Percent20Minutes" => {
            (1200, 1260, "a tenth of the callers for 20 minutes, then all; a bake of 10 minutes follows")
        }
        _ => (5, 3600, "the deployment strategy decides, and what it says was not read"),
    }
}

/// Both variables, always: a deploy sets what it is given.
fn variables(names: (&str, &str), holders: &[Holder], target: Target) -> BTreeMap<String, String> {
    let says = || holders.iter().filter_map(|holder| holder.says.as_ref().ok());
    let enabled = target.enabled.or_else(|| agreed(says(), |says| says.enabled));
    let stored = agreed(says(), |says| says.percentage).map(|share| share.to_string());
    let share = target.percentage.map(|share| share.to_string()).or(stored);
    let pairs = [(names.0, enabled.map(|on| on.to_string())), (names.1, share)];
    pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The run of the deploy command; `None` when the flag lives elsewhere.
fn run(store: &FlagStore, holders: &[Holder], target: Target) -> Option<Call> {
    let FlagStore::Command { argv, cwd, timeout, enabled, percentage } = store else { return None };
    let set = variables((enabled, percentage), holders, target);
    Some(Call::RunCommand { argv: argv.clone(), cwd: cwd.clone(), set, timeout_seconds: timeout.as_secs() })
}

/// The line of a deploy command that is not run from here because nobody trusted it.
pub(super) fn by_hand(draft: &mut Draft<'_>, store: &FlagStore, holders: &[Holder], target: Target) {
    if let Some(call) = run(store, holders, target).filter(|_| !draft.snapshot.pipeline.command_trusted) {
        draft.paste("To run it yourself:", &call);
    }
}

fn command(draft: &mut Draft<'_>, store: &FlagStore, holders: &[Holder], target: Target) {
    let Some(call) = run(store, holders, target) else { return };
    if let Call::RunCommand { timeout_seconds, .. } = &call {
        draft.takes(30, *timeout_seconds, "a deploy takes its own time; it is stopped with its children when its time limit is over");
    }
    if !holders.iter().all(|holder| holder.says.as_ref().is_ok_and(|says| target.stands(says))) {
        draft.call(call, Until::Answered);
    }
}

fn file(draft: &mut Draft<'_>, path: &str, names: (&str, &str), holders: &[Holder], target: Target) {
    draft.takes(0, 1, "a file on this machine is written at once; when its readers see it they decide");
    for holder in holders {
        let Ok(says) = &holder.says else {
            draft.say(format!("{path} is left out: what it holds cannot be kept while it cannot be read."));
            continue;
        };
        let set = patch(names, (None, None), says, target);
        if !set.is_empty() {
            draft.call(Call::WriteFile { path: path.to_owned(), set }, Until::Answered);
        }
    }
}

/// A way back that could change nobody, although somebody is not there, is none.
pub(super) fn nobody(draft: &mut Draft<'_>, holders: &[Holder]) {
    let unread = holders.iter().filter(|holder| holder.says.is_err()).count();
    if 0 < unread && !draft.has_calls() {
        draft.check("holders-readable", Verdict::Block, "no holder that has to change can be changed from here");
    }
}
