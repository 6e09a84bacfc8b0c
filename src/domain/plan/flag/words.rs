//! What a change of the flag means, in words: from what to what, what it costs, whether it helps, how one gets back.

use super::holders::{Holder, Target, in_words};
use super::places;
use crate::domain::action::Action;
use crate::domain::facts::FlagReading;
use crate::domain::finding::words;
use crate::domain::finding::{self, Level};
use crate::domain::holes::writes_per_hour;
use crate::domain::pipeline::FlagStore;
use crate::domain::plan::Verdict;
use crate::domain::plan::draft::Draft;
use crate::domain::rollout::agreed;
use crate::domain::series::shift;

/// How the traffic moves; a share is `None` where the holders differ or one cannot be told.
struct Shares {
    before: Option<f64>,
    after: Option<f64>,
    /// The stored percentage before, on or off.
    stored: Option<f64>,
    /// Whether a holder sends more afterwards than before.
    rises: bool,
    /// Whether a holder sends less afterwards than before, or nobody knows.
    falls: bool,
    /// Holders that are left out, by name.
    left_out: Vec<String>,
}

impl Shares {
    fn of(store: &FlagStore, holders: &[Holder], target: Target) -> Self {
        let says = || holders.iter().filter_map(|holder| holder.says.as_ref().ok());
        let after: Vec<FlagReading> = says().map(|says| target.after(says)).collect();
        let pairs = || says().zip(&after).map(|(says, after)| (says.effective(), after.effective()));
        // Parameters and deploys are written without a reading before it; every other holder that cannot be read is left out.
        let is_blind = matches!(store, FlagStore::Ssm { .. } | FlagStore::Command { .. });
        let unread = || holders.iter().filter(|holder| holder.says.is_err());
        let blind_off = is_blind && target.enabled == Some(false) && after.iter().all(|after| after.effective() == Some(0.0));
        let agreed_after = if unread().next().is_none() { agreed(&after, FlagReading::effective) } else { None };
        Self {
            before: if unread().next().is_none() { agreed(says(), FlagReading::effective) } else { None },
            after: agreed_after.or(blind_off.then_some(0.0)),
            stored: agreed(says(), |says| says.percentage),
            rises: pairs().any(|(before, after)| before.zip(after).is_some_and(|(before, after)| before < after)),
            falls: blind_off && unread().next().is_some()
                || pairs().any(|(before, after)| before.is_none_or(|before| after.is_none_or(|after| after < before))),
            left_out: unread().filter(|_| !is_blind).map(|holder| holder.name.clone()).collect(),
        }
    }
}

/// Everything that is said of a change once its calls stand.
pub(super) fn tell(draft: &mut Draft<'_>, store: &FlagStore, holders: &[Holder], target: Target) {
    if draft.is_way_back() {
        places::nobody(draft, holders);
    }
    if !draft.has_calls() {
        if !draft.is_impossible() {
            draft.say("The flag says so everywhere it can be read: there is nothing to do.");
        }
        return;
    }
    for says in holders.iter().filter_map(|holder| holder.says.as_ref().ok()).filter(|says| !target.stands(says)) {
        let after = target.after(says);
        draft.say(format!("{}: {} becomes {}.", says.holder, in_words(says), in_words(&after)));
        if target.enabled.is_none() && after.enabled == Some(false) {
            draft.say(format!("{} is off and stays off: nothing goes to the stream from there until flag on.", says.holder));
        }
    }
    let shares = Shares::of(store, holders, target);
    traffic(draft, &shares);
    source(draft, store);
    aliases(draft, store, holders);
    help(draft, &shares);
    way_back(draft, store, &shares);
    draft.cost().notes.push("PUT payload units follow the records; the shards' price stays".to_owned());
}

/// How much more or less reaches the stream, and what becomes of the rest.
fn traffic(draft: &mut Draft<'_>, shares: &Shares) {
    let hourly = writes_per_hour(draft.snapshot);
    let records = |share: Option<f64>| match hourly.zip(share) {
        Some((hourly, share)) => format!("about {} records an hour", words::about(hourly * share / 100.0)),
        None => "an unknown number of records an hour".to_owned(),
    };
    let missing = shares.after.map(|share| 100.0 - share);
    if !shares.rises && !shares.falls {
        draft.say("What reaches the stream stays as it is.");
        return;
    }
    if shares.rises {
        match shares.before.zip(shares.after) {
            Some((before, after)) => {
                let more = capital(&records(Some(after - before)));
                draft.say(format!(
                    "{more} more reach the stream: {} instead of {} of the writes.",
                    words::percent(after),
                    words::percent(before)
                ));
            }
            None => draft.say("More of the writes reach the stream; how many cannot be told, for the holders do not agree."),
        }
        draft.say("Until the observed percentage has followed, be ready for all of them: a writer that does not read its percentage sends everything.");
        let left = shares.before.map(|share| 100.0 - share);
        draft.cost().do_nothing = format!("{} stay in the table alone.", capital(&records(left)));
    }
    if !shares.falls {
        return;
    }
    let until = kept_until(draft);
    match (shares.after, missing) {
        (Some(0.0), _) => {
            draft.say(format!("Stream writes stop; the archive has a hole from now; the table still holds these records {until}."));
        }
        (Some(_), Some(missing)) => {
            let share = words::percent(missing);
            draft.say(format!("The archive misses {share} of the writes from now; the table still holds these records {until}."));
        }
        _ if shares.left_out.is_empty() => {
            draft.say(format!("The archive misses a part of the writes from now; the table still holds these records {until}."));
        }
        _ => {
            let names = words::list(&shares.left_out);
            draft.say(format!("What {names} sends is not known and goes on. Of the others the archive misses records from now; the table still holds these {until}."));
        }
    }
    draft.loses(format!("{} are missing from the archive from now on, until they are filled in from the table", records(missing)));
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Until when the table holds what the archive misses.
fn kept_until(draft: &Draft<'_>) -> String {
    let snapshot = draft.snapshot;
    let keeps = snapshot.pipeline.table_keeps.and_then(|keeps| i64::try_from(keeps.as_secs()).ok());
    let ttl = snapshot.table.get().map(|table| table.ttl_attribute.is_some());
    match (keeps, ttl) {
        (_, Some(false)) => "for ever, for its time to live is off".to_owned(),
        (Some(keeps), _) => {
            format!("until {}, when the first of them is dropped", shift(snapshot.now, keeps).strftime("%Y-%m-%d %H:%M UTC"))
        }
        (None, _) => "until its time to live drops them (how long that is AWS does not tell: set table_keeps)".to_owned(),
    }
}

/// A live change is not a change of what is deployed next.
fn source(draft: &mut Draft<'_>, store: &FlagStore) {
    match store {
        FlagStore::LambdaEnv { .. } => {
            draft.say("This changes what is live. A later deploy may set what its own source says: change it there too.");
        }
        FlagStore::Command { .. } => {
            draft.say("The command gets both variables for this run. Whether its source still says otherwise is not known here: a deploy without them may set that.");
        }
        FlagStore::Ssm { .. } | FlagStore::AppConfig { .. } | FlagStore::File { .. } => {}
    }
}

/// What makes the change reach the callers of an alias.
fn aliases(draft: &mut Draft<'_>, store: &FlagStore, holders: &[Holder]) {
    if !matches!(store, FlagStore::LambdaEnv { .. }) {
        return;
    }
    let region = draft.region_option();
    for holder in holders {
        let Some(function) = draft.snapshot.functions.get(&holder.name).and_then(|held| held.get()) else { continue };
        let name = &holder.name;
        for (alias, _) in function.aliases.iter().filter(|(_, version)| version != "$LATEST") {
            draft.say(format!(
                "Then, for the callers of {name}'s alias {alias}:\n\
                 aws{region} lambda publish-version --function-name {name} --query Version --output text\n\
                 aws{region} lambda update-alias --function-name {name} --name {alias} --function-version VERSION"
            ));
        }
    }
}

/// What stopping or lowering stream writes does not do, by finding.
const HELPLESS: &[(&[&str], &str)] = &[
    (
        &["loss-near", "consumer-stopped", "consumer-stalled", "consumer-lag", "read-throttles", "consumer-throttles", "consumer-errors"],
        "what is unread stays unread, and its clock of loss runs on: see consumer and rescue",
    ),
    (&["firehose-fails", "firehose-late", "firehose-conversion"], "what Firehose has not delivered still waits in the stream"),
    (&["table-silent", "table-errors", "table-throttles", "queue-waits"], "the table is written and broadcast all the same"),
    (&["parity-lost"], "what was lost stays lost, and what is not sent from now on is missing as well"),
];

/// What goes away with stream writes.
const HELPED: &[&str] = &["write-throttles", "hot-shard", "hot-key", "bursting", "near-capacity", "over-budget", "parity-surplus"];

/// Whether the change helps against what is wrong now, as far as figures tell.
fn help(draft: &mut Draft<'_>, shares: &Shares) {
    let findings = finding::judge(draft.snapshot);
    let wrong = || findings.iter().filter(|finding| Level::Ok < finding.level);
    let text = |finding: &finding::Finding| finding.text.trim_end_matches('.').to_owned();
    let switches_off = matches!(draft.wish(), Action::Rollback | Action::Flag { on: false }) || shares.after == Some(0.0);
    if let Some(ignored) = wrong().find(|finding| finding.id == "percentage-ignored") {
        if switches_off {
            draft.pass("will-help", format!("the flag is switched off, which such a writer may still read: {}", text(ignored)));
        } else {
            draft.warn("will-help", format!("another percentage changes nothing: {}", text(ignored)));
        }
    }
    if !draft.is_way_back() && (!shares.falls || shares.rises) {
        return;
    }
    let mut worst = None;
    for finding in wrong() {
        worst = worst.or(Some(&finding.text));
        if HELPED.contains(&finding.id) {
            draft.pass("will-help", format!("fewer stream writes help against this: {}", text(finding)));
        }
        for (_, why) in HELPLESS.iter().filter(|(ids, _)| ids.contains(&finding.id)) {
            draft.check("will-help", Verdict::Warn, format!("it does not help against this: {} ({why})", text(finding)));
        }
    }
    let goes_on = worst
        .map_or_else(|| "Nothing that is wrong is seen from here: stream writes go on.".to_owned(), |text| format!("It goes on: {text}"));
    draft.cost().do_nothing = goes_on;
}

fn way_back(draft: &mut Draft<'_>, store: &FlagStore, shares: &Shares) {
    if let Some(permission) = permission(store) {
        draft.back_needs(permission);
    }
    let before = shares.stored.filter(|share| (share - share.round()).abs() < 1e-9).map(|share| share.round() as u32);
    let (text, action) = match (draft.wish().clone(), before) {
        (Action::Rollback, _) => (
            "Up the ladder again: percentage N for the first stage, then flag on. What was not sent meanwhile stays out of the stream.",
            None,
        ),
        (Action::Flag { on }, _) => ("Switch it over again; the stored percentage was left as it is.", Some(Action::Flag { on: !on })),
        (_, Some(share)) if shares.before <= shares.after => (
            "`back` goes to the stage before, `rollback` stops stream writes; each is one write at each holder.",
            Some(Action::Percentage { to: share }),
        ),
        (_, Some(share)) => ("Up again by the stages of the ladder.", Some(Action::Percentage { to: share })),
        (_, None) => {
            ("The holders do not agree now, and so there is no one percentage to go back to: roll back to stop.", Some(Action::Rollback))
        }
    };
    draft.way_back(text, action);
}

/// The permission that another change of this store needs.
fn permission(store: &FlagStore) -> Option<&'static str> {
    match store {
        FlagStore::LambdaEnv { .. } => Some("lambda:UpdateFunctionConfiguration"),
        FlagStore::Ssm { .. } => Some("ssm:PutParameter"),
        FlagStore::AppConfig { .. } => Some("appconfig:StartDeployment"),
        FlagStore::Command { .. } | FlagStore::File { .. } => None,
    }
}
