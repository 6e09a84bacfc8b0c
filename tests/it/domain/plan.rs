//! Plans: a script of what is known goes in, the plan comes out as text.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

/// One test a line: what is known, the wish, and the plan as a snapshot.
macro_rules! snapshots {
    ($($name:ident: $script:literal, $wish:literal;)+) => {
        $(#[test] fn $name() { insta::assert_snapshot!(super::check($script, $wish)); })+
    };
}

mod alarm;
mod cut;
mod difference;
mod laws;
mod mode;
mod permission;
mod reshard;
mod scaling;
mod script;
mod settings;
mod wishes;

use std::fmt::Write as _;

use tidegate::domain::action::grammar;
use tidegate::domain::plan::{Check, Plan, Verdict, plan};

pub(crate) use script::snapshot;

/// The plan of a typed wish, from what a script says is known.
pub(crate) fn planned(script: &str, wish: &str) -> Plan {
    plan(&grammar::parse(wish).unwrap(), &snapshot(script))
}

/// The same as text: what happens, the calls, the checks, the way back.
fn check(script: &str, wish: &str) -> String {
    text(&planned(script, wish))
}

fn text(plan: &Plan) -> String {
    let mut text = format!("{} · tier {} · type {}\n", plan.action, plan.tier.number(), plan.confirm);
    for sentence in &plan.summary {
        let _ = writeln!(text, "  {sentence}");
    }
    for step in &plan.steps {
        let then = serde_json::to_string(&step.then).unwrap();
        let _ = writeln!(text, "  {} $ {}   {then}", step.wave, step.cli);
    }
    for piece in &plan.redraw.before {
        let _ = writeln!(text, "  − {:.2} % {piece:?}", piece.percent());
    }
    for piece in &plan.redraw.after {
        let _ = writeln!(text, "  + {:.2} % {piece:?}", piece.percent());
    }
    if plan.has_changes() {
        let _ = writeln!(text, "takes {} to {} s: {}", plan.expected.low, plan.expected.high, plan.expected.basis);
    }
    let basis: Vec<String> =
        plan.basis.iter().map(|basis| format!("{} = {} ({})", basis.fact, basis.value, age(basis.age_seconds))).collect();
    let _ = writeln!(text, "rests on {}", basis.join(", "));
    checks(&mut text, "", &plan.checks);
    if !plan.way_back.text.is_empty() {
        let wish = plan.way_back.action.as_ref().map(|wish| format!(" [{wish}]")).unwrap_or_default();
        let _ = writeln!(text, "back: {}{wish}", plan.way_back.text);
        checks(&mut text, "  ", &plan.way_back.checks);
        for lost in &plan.way_back.lost {
            let _ = writeln!(text, "  lost: {lost}");
        }
    }
    text
}

#[test]
fn every_rule_of_a_plan_is_in_the_one_table() {
    let known: Vec<&str> = tidegate::domain::ids::RULES.iter().map(|row| row.id).collect();
    for (script, wish) in [
        ("shards 4; target 2 6", "reshard --to 9"),
        ("", "split 0"),
        ("", "merge 0 1"),
        ("mode", "mode provisioned"),
        ("", "retention 48h"),
    ] {
        let plan = planned(script, wish);
        for check in plan.checks.iter().chain(&plan.way_back.checks) {
            assert!(known.contains(&check.id.as_str()), "{}", check.id);
        }
    }
}

fn age(seconds: Option<i64>) -> String {
    seconds.map_or("never read".to_owned(), |seconds| format!("{seconds} s"))
}

fn checks(text: &mut String, before: &str, checks: &[Check]) {
    for check in checks {
        let sign = match check.verdict {
            Verdict::Pass => "pass ",
            Verdict::Warn => "WARN ",
            Verdict::Block => "BLOCK",
        };
        let _ = writeln!(text, "{before}{sign} {}: {}", check.id, check.evidence);
    }
}
