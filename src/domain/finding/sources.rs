//! Sources that do not answer: one finding a cause, with every source that it takes away.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Finding, Level, words};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::metric::Metric;
use crate::domain::pipeline::FlagStore;
use crate::domain::reading::{Held, State};
use crate::domain::snapshot::Snapshot;

/// What is lost with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Every verdict: what an alarm rests on cannot be seen, so nothing may be called well.
    Essential,
    /// Some findings, none of which is more than a warning, or which other sources tell as well.
    Partial,
    /// A detail that no verdict rests on.
    Detail,
}

/// One source as it stands.
struct Source<'a> {
    /// What people call it.
    name: String,
    fault: Option<&'a Fault>,
    state: State,
    weight: Weight,
    /// The last good answer.
    last: Option<Timestamp>,
}

/// Findings of sources that fail, are stale, or were not read yet.
pub(super) fn judge(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let sources = all(snapshot);
    let mut causes: BTreeMap<&'static str, Vec<&Source<'_>>> = BTreeMap::new();
    for source in &sources {
        if let Some(id) = cause(source) {
            causes.entry(id).or_default().push(source);
        }
    }
    findings.extend(causes.into_iter().map(|(id, sources)| finding(snapshot, id, &sources)));
}

/// Which cause takes a source away; `None` when it answers.
fn cause(source: &Source<'_>) -> Option<&'static str> {
    let Some(fault) = source.fault else {
        return match source.state {
            State::Stale => Some("source-stale"),
            State::NoData if source.last.is_none() => Some("not-read"),
            _ => None,
        };
    };
    Some(match fault.kind {
        _ if is_skew(fault) => "clock-skew",
        FaultKind::Credentials => "credentials",
        FaultKind::Denied { .. } => "denied",
        FaultKind::Throttled => "api-throttled",
        FaultKind::Unreachable | FaultKind::TimedOut => "unreachable",
        FaultKind::NotFound => "not-found",
        FaultKind::Unreadable => "unreadable",
        FaultKind::Service => "aws-error",
        FaultKind::Rejected => "rejected",
    })
}

/// AWS says so when the request's time and its own differ by too much.
fn is_skew(fault: &Fault) -> bool {
    let code = fault.code.as_deref().unwrap_or_default();
    let of_time = matches!(code, "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture");
    let said = matches!(code, "InvalidSignatureException" | "SignatureDoesNotMatch")
        && (fault.message.contains("Signature expired") || fault.message.contains("Signature not yet current"));
    of_time || said
}

fn held<'a, T>(snapshot: &Snapshot, name: impl Into<String>, held: &'a Held<T>, weight: Weight) -> Source<'a> {
    Source { name: name.into(), fault: held.fault.as_ref(), state: held.state(snapshot.now), weight, last: held.at }
}

/// A source that was never asked.
fn unasked(name: String) -> Source<'static> {
    Source { name, fault: None, state: State::NoData, weight: Weight::Partial, last: None }
}

/// Every source of the configured resources.
fn all(snapshot: &Snapshot) -> Vec<Source<'_>> {
    let pipeline = &snapshot.pipeline;
    let mut sources = vec![
        metrics(snapshot),
        held(snapshot, "the stream", &snapshot.stream, Weight::Essential),
        held(snapshot, "the shards", &snapshot.shards, Weight::Partial),
        held(snapshot, "the fan-out consumers", &snapshot.fan_out, Weight::Partial),
        held(snapshot, "the shard limit", &snapshot.limits, Weight::Partial),
        held(snapshot, "the identity", &snapshot.identity, Weight::Partial),
        held(snapshot, "the alarms", &snapshot.alarms, Weight::Partial),
        held(snapshot, "the scaling", &snapshot.scaling, Weight::Partial),
    ];
    if pipeline.table.is_some() {
        sources.push(held(snapshot, "the table", &snapshot.table, Weight::Partial));
    }
    if pipeline.firehose.is_some() {
        sources.push(held(snapshot, "Firehose", &snapshot.firehose, Weight::Partial));
    }
    if pipeline.queue.is_some() {
        sources.push(held(snapshot, "the queue", &snapshot.queue, Weight::Partial));
    }
    // Where functions hold the flag, they answer for it below.
    let in_functions = matches!(pipeline.flag, Some(FlagStore::LambdaEnv { .. } | FlagStore::Command { .. }));
    if pipeline.flag.is_some() && !in_functions {
        sources.push(held(snapshot, "the flag", &snapshot.flag, Weight::Partial));
    }
    let functions = pipeline.writers.iter().chain(pipeline.consumers.iter().filter(|name| !pipeline.writers.contains(name)));
    for name in functions {
        let label = format!("function {name}");
        sources.push(match snapshot.functions.get(name) {
            Some(function) => held(snapshot, label, function, Weight::Partial),
            None => unasked(label),
        });
    }
    for name in &pipeline.consumers {
        let label = format!("the mappings of {name}");
        sources.push(match snapshot.mappings.get(name) {
            Some(mappings) => held(snapshot, label, mappings, Weight::Partial),
            None => unasked(label),
        });
    }
    sources.extend(single_metrics(snapshot));
    sources.extend(details(snapshot));
    sources
}

/// Parts of answers whose own call failed, while the rest of the fact is there.
fn details(snapshot: &Snapshot) -> Vec<Source<'_>> {
    let scaling = snapshot.scaling.get();
    let activities = scaling.and_then(|scaling| scaling.activities.as_ref().err());
    let policies = scaling.and_then(|scaling| scaling.policies.as_ref().err());
    let expiry = snapshot.table.get().and_then(|table| table.ttl_attribute.as_ref().err());
    let lifecycle = snapshot.lifecycle.fault.as_ref();
    // An alias explains why a flag does not act, so a writer's is worth a warning.
    let aliases = snapshot.functions.iter().map(|(name, held)| {
        let weight = if snapshot.pipeline.writers.contains(name) { Weight::Partial } else { Weight::Detail };
        part(format!("the aliases of {name}"), held.get().and_then(|function| function.aliases.as_ref().err()), weight)
    });
    let of_all = [
        part("the scaling activities".to_owned(), activities, Weight::Partial),
        part("the scaling policies".to_owned(), policies, Weight::Detail),
        part("the table's expiry (TTL)".to_owned(), expiry, Weight::Detail),
        part("the bucket's lifecycle".to_owned(), lifecycle, Weight::Detail),
    ];
    of_all.into_iter().chain(aliases).flatten().collect()
}

fn part(name: String, fault: Option<&Fault>, weight: Weight) -> Option<Source<'_>> {
    fault.map(|fault| Source { name, fault: Some(fault), state: State::of_fault(fault), weight, last: None })
}

/// What is missing that no verdict rests on, for the line that says that all is well.
pub(super) fn missing_details(snapshot: &Snapshot) -> Vec<String> {
    details(snapshot).into_iter().filter(|source| source.weight == Weight::Detail).map(|source| source.name).collect()
}

/// The metrics as one source: the stream's records stand for all that is asked for with them.
fn metrics(snapshot: &Snapshot) -> Source<'_> {
    let id = super::look::stream(snapshot, Metric::IncomingRecords);
    // Of a moment long past only coarser values are asked for.
    let track = snapshot.metrics.track(&id).or_else(|| snapshot.metrics.past().find_map(|past| past.track(&id)));
    let last = track.and_then(|track| track.answered_at);
    let state = match last {
        Some(at) if snapshot.now.duration_since(at).as_secs() <= 420 => State::Fresh,
        Some(_) => State::Stale,
        None => State::NoData,
    };
    Source { name: "the metrics".to_owned(), fault: track.and_then(|track| track.fault.as_ref()), state, weight: Weight::Essential, last }
}

/// Metrics that were refused or failed one by one, while the stream's own answer.
fn single_metrics(snapshot: &Snapshot) -> Vec<Source<'_>> {
    let stands_for_all = super::look::stream(snapshot, Metric::IncomingRecords);
    let common = snapshot.metrics.track(&stands_for_all).and_then(|track| track.fault.as_ref());
    let own = |id: &crate::domain::metric::MetricId| {
        let track = snapshot.metrics.track(id)?;
        let fault = track.fault.as_ref()?;
        (Some(fault) != common).then_some((id.metric, track, fault))
    };
    let ids: Vec<_> = snapshot.metrics.ids().collect();
    let mut seen = Vec::new();
    for (metric, track, fault) in ids.iter().filter_map(own) {
        let row = metric.definition();
        let name = format!("{} {}", row.namespace, row.name);
        if seen.iter().all(|source: &Source<'_>| source.name != name) {
            let last = track.answered_at;
            seen.push(Source { name, fault: Some(fault), state: State::of_fault(fault), weight: Weight::Essential, last });
        }
    }
    seen
}

fn finding(snapshot: &Snapshot, id: &'static str, sources: &[&Source<'_>]) -> Finding {
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let (text, advice) = sentence(snapshot, id, sources, &words::list(&names));
    // What may pass by itself is worth a word while the last values are fresh; the rest leaves us blind at once.
    let may_pass = matches!(id, "api-throttled" | "unreachable" | "aws-error" | "unreadable");
    let blind = |source: &&Source<'_>| source.weight == Weight::Essential && !(may_pass && source.state == State::Fresh);
    let level = if sources.iter().any(blind) || matches!(id, "credentials" | "not-read" | "clock-skew") {
        Level::Unknown
    } else if sources.iter().all(|source| source.weight == Weight::Detail) {
        Level::Ok
    } else {
        Level::Warn
    };
    let line = |source: &&Source<'_>| {
        let last = source.last.map_or_else(
            || "never answered".to_owned(),
            |at| format!("last answer {} ago", words::span(snapshot.now.duration_since(at).as_secs_f64())),
        );
        source.fault.map_or_else(|| format!("{}: {last}", source.name), |fault| format!("{}: {last}; {fault}", source.name))
    };
    Finding::new(id, "", level, text).resting_on(sources.iter().map(line)).advise(advice)
}

/// What happened in words, and what mends it.
fn sentence(snapshot: &Snapshot, id: &str, sources: &[&Source<'_>], names: &str) -> (String, String) {
    let first = sources.iter().find_map(|source| source.fault);
    let said = first.map(|fault| fault.message.trim_end_matches('.')).filter(|message| !message.is_empty());
    let said = said.map_or(String::new(), |message| format!(": {message}"));
    let newest = sources.iter().filter_map(|source| source.last).max();
    let since = newest.map_or(String::new(), |at| format!(" Values shown are of {} or older.", words::clock(at)));
    match id {
        "credentials" => (
            format!("No usable AWS credentials{said}.{since}"),
            "Log in again or renew the keys; they are read afresh at each try, no restart is needed.".to_owned(),
        ),
        "denied" => {
            let permissions = permissions(sources);
            (
                format!("AWS denies {names}: {} missing.{since}", are(&permissions)),
                "Allow what is missing: `tidegate iam` prints the whole policy. What rests on these sources is not judged.".to_owned(),
            )
        }
        "api-throttled" => (
            format!("AWS throttles our reading of {names}.{since}"),
            "Nothing: the console slows down by itself. Look for other tools that poll the same account.".to_owned(),
        ),
        "unreachable" => (
            format!("AWS does not answer for {names}{said}.{since}"),
            "Look at the network, the proxy and the endpoint's address. The pipeline itself may be well.".to_owned(),
        ),
        "not-found" => {
            let region = snapshot.identity.get().map_or(String::new(), |who| format!(" in account {}, {}", who.account, who.region));
            (format!("AWS does not know {names}{region}."), "Check the names in the configuration, the profile and the Region.".to_owned())
        }
        "unreadable" => (
            format!("The answers for {names} are not what AWS sends: a proxy or another server may be between.{since}"),
            "Look at the endpoint and the proxy; the log holds the first lines of the answer.".to_owned(),
        ),
        "aws-error" => (
            format!("AWS fails to answer for {names}{said}.{since}"),
            "Look at the AWS Health dashboard; the console tries again by itself.".to_owned(),
        ),
        "rejected" => (
            format!("AWS rejects how we ask for {names}{said}."),
            "Asking again will not help: check names and endpoint, and report it.".to_owned(),
        ),
        "clock-skew" => (format!("This machine's clock is wrong{said}. AWS refuses what it signs."), "Set the clock (NTP).".to_owned()),
        "source-stale" => {
            (format!("No new answer for {names}.{since}"), "The console asks again by itself; ages tell how old each value is.".to_owned())
        }
        _ => (format!("Not read yet: {names}."), "Wait for the first answers.".to_owned()),
    }
}

fn permissions(sources: &[&Source<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        if let Some(Fault { kind: FaultKind::Denied { permission }, .. }) = source.fault
            && !found.contains(permission)
        {
            found.push(permission.clone());
        }
    }
    found
}

fn are(permissions: &[String]) -> String {
    let verb = if permissions.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", words::list(permissions))
}
