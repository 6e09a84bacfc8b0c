//! What a change of the flag means, in words: from what to what, what it costs, whether it helps, how one gets back.

use super::holders::{Holder, Target, in_words};
use super::places;
use super::traffic::{self, Shares};
use crate::domain::action::Action;
use crate::domain::finding::{self, Level};
use crate::domain::pipeline::FlagStore;
use crate::domain::plan::Verdict;
use crate::domain::plan::draft::Draft;

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
    traffic::tell(draft, &shares);
    source(draft, store);
    aliases(draft, store, holders);
    help(draft, &shares);
    way_back(draft, store, &shares);
    draft.cost().notes.push("PUT payload units follow the records; the shards' price stays".to_owned());
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
        for (alias, _) in function.pinned() {
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
        (Action::Promote, _) if shares.before == Some(0.0) => {
            ("`rollback` switches it off again; it is one write at each holder.", Some(Action::Rollback))
        }
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
