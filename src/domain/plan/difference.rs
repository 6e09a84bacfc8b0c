//! What differs between a plan and the same wish planned anew: facts, rules, calls, and the ceremony.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{Plan, Step, Verdict};
use crate::domain::finding::words;

/// What a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// A fact that guards the plan, its account or its Region.
    Fact,
    /// A rule of [`super::super::ids`].
    Rule,
    /// A call, or an argument of it.
    Call,
    /// The tier, or the word that confirms.
    Ceremony,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is about.
    pub about: About,
    /// The fact, the rule's id, or the call with what it is made on.
    pub name: String,
    /// How it was, in words.
    pub before: String,
    /// How it is, in words.
    pub now: String,
    /// Whether the plan of before is another plan by it: a rule that merely warns is not in a plan's digest.
    pub binds: bool,
    /// What a rule's verdict rests on now; empty for anything else.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

impl Difference {
    fn of(about: About, name: impl Into<String>, before: impl Into<String>, now: impl Into<String>) -> Self {
        Self { about, name: name.into(), before: before.into(), now: now.into(), binds: true, evidence: String::new() }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, before, now, evidence, .. } = self;
        match self.about {
            About::Rule if evidence.is_empty() => write!(f, "the rule {name} {before} and {now} now"),
            About::Rule => write!(f, "the rule {name} {before} and {now} now: {evidence}"),
            _ => write!(f, "{name} was {before} and is {now} now"),
        }
    }
}

/// Everything that differs, facts first.
pub(super) fn of(before: &Plan, now: &Plan) -> Vec<Difference> {
    let account = |plan: &Plan| plan.account.clone().unwrap_or_else(|| "not known".to_owned());
    let place = [("the account", account(before), account(now)), ("the Region", before.region.clone(), now.region.clone())];
    let guards = before.guards.differing(&now.guards).map(|(name, was, is)| Difference::of(About::Fact, name, was, is));
    let ceremony = [
        ("the tier", before.tier.number().to_string(), now.tier.number().to_string()),
        ("the word that confirms", format!("\"{}\"", before.confirm), format!("\"{}\"", now.confirm)),
    ];
    let unless_same = |about: About, rows: [(&'static str, String, String); 2]| {
        rows.into_iter().filter(|(_, was, is)| was != is).map(move |(name, was, is)| Difference::of(about, name, was, is))
    };
    let mut all: Vec<Difference> = unless_same(About::Fact, place).chain(guards).collect();
    all.extend(rules(before, now));
    all.extend(calls(before, now));
    all.extend(unless_same(About::Ceremony, ceremony));
    all
}

/// How a rule came out: the worst of its checks, and how many came out so; nothing when it was not looked at.
fn worst(plan: &Plan, rule: &str) -> Option<(Verdict, usize)> {
    let verdicts = || plan.checks.iter().filter(|check| check.id == rule).map(|check| check.verdict);
    let worst = verdicts().max()?;
    Some((worst, verdicts().filter(|verdict| *verdict == worst).count()))
}

fn rules(before: &Plan, now: &Plan) -> Vec<Difference> {
    let mut named: Vec<&str> = Vec::new();
    for check in before.checks.iter().chain(&now.checks) {
        if !named.contains(&check.id.as_str()) {
            named.push(&check.id);
        }
    }
    named.into_iter().filter_map(|rule| compared(rule, now, worst(before, rule), worst(now, rule))).collect()
}

/// One rule; how often it holds or warns is no difference.
fn compared(rule: &str, now: &Plan, was: Option<(Verdict, usize)>, is: Option<(Verdict, usize)>) -> Option<Difference> {
    let verdict = |came_out: Option<(Verdict, usize)>| came_out.map(|(verdict, _)| verdict);
    let binds = [verdict(was), verdict(is)].contains(&Some(Verdict::Block));
    if was == is || !binds && verdict(was) == verdict(is) {
        return None;
    }
    let times = |came_out: Option<(Verdict, usize)>| match came_out {
        Some((_, count)) if verdict(was) == verdict(is) => format!(" by {}", words::count(count as f64, "check")),
        _ => String::new(),
    };
    let rests_on = now.checks.iter().filter(|check| check.id == rule && Some(check.verdict) == verdict(is));
    let evidence = rests_on.map(|check| check.evidence.as_str()).collect::<Vec<_>>().join("; ");
    let (before, now) = (past(verdict(was)).to_owned() + &times(was), present(verdict(is)).to_owned() + &times(is));
    Some(Difference { binds, evidence, ..Difference::of(About::Rule, rule, before, now) })
}

fn past(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None => "was not looked at",
        Some(Verdict::Pass) => "held",
        Some(Verdict::Warn) => "warned",
        Some(Verdict::Block) => "stood in the way",
    }
}

fn present(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None => "is not looked at",
        Some(Verdict::Pass) => "holds",
        Some(Verdict::Warn) => "warns",
        Some(Verdict::Block) => "stands in the way",
    }
}

/// Calls by what they are called and made on, each with its arguments as they are sent.
fn by_name(plan: &Plan) -> BTreeMap<String, BTreeMap<String, Value>> {
    let name = |step: &Step| format!("{} on {}", step.call.name(), step.call.subject());
    let named = plan.steps.iter().enumerate().map(|(index, step)| {
        let own = name(step);
        // A call that is made again on the same thing is told apart by its turn.
        let before = plan.steps[..index].iter().filter(|earlier| name(earlier) == own).count();
        let own = if before == 0 { own } else { format!("{own} ({})", before + 1) };
        (own, arguments(step))
    });
    named.collect()
}

fn arguments(step: &Step) -> BTreeMap<String, Value> {
    let Ok(Value::Object(mut call)) = serde_json::to_value(&step.call) else { return BTreeMap::new() };
    let Some(Value::Object(arguments)) = call.remove("arguments") else { return BTreeMap::new() };
    let until = serde_json::to_value(&step.then).unwrap_or_default();
    let beside = [("the turn".to_owned(), Value::from(step.wave + 1)), ("what is waited for".to_owned(), until)];
    arguments.into_iter().chain(beside).collect()
}

fn calls(before: &Plan, now: &Plan) -> Vec<Difference> {
    let (was, is) = (by_name(before), by_name(now));
    let mut all = Vec::new();
    for name in was.keys().chain(is.keys().filter(|name| !was.contains_key(*name))) {
        match (was.get(name), is.get(name)) {
            (Some(_), None) => all.push(Difference::of(About::Call, name.clone(), "to be made", "not to be made")),
            (None, Some(_)) => all.push(Difference::of(About::Call, name.clone(), "not to be made", "to be made")),
            (Some(was), Some(is)) => all.extend(differing(name, was, is)),
            (None, None) => {}
        }
    }
    all
}

/// The arguments of one call that differ.
fn differing(call: &str, was: &BTreeMap<String, Value>, is: &BTreeMap<String, Value>) -> Vec<Difference> {
    let names = was.keys().chain(is.keys().filter(|name| !was.contains_key(*name)));
    let text =
        |arguments: &BTreeMap<String, Value>, name: &String| arguments.get(name).map_or_else(|| "nothing".to_owned(), Value::to_string);
    let rows = names.map(|name| (name, text(was, name), text(is, name))).filter(|(_, was, is)| was != is);
    rows.map(|(name, was, is)| Difference::of(About::Call, format!("{name} of {call}"), was, is)).collect()
}
