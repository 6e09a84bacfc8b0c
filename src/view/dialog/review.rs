//! A plan before anything is sent: what happens, what stands in the way, what it costs, and how one gets back.

mod gates;

use super::{Line, Page, labelled, question, wrapped};
use crate::app::arm::is_armed;
use crate::app::guard::{Review, Wants};
use crate::app::model::Model;
use crate::domain::action::Action;
use crate::domain::finding::Level;
use crate::domain::pipeline::Writes;
use crate::domain::plan::{Check, Cost, Plan, Verdict};
use crate::domain::{rollout, verify};
use crate::view::header::is_production;
use crate::view::theme::Role;
use crate::view::{Look, ranges, text};

pub(super) fn page(model: &Model, look: &Look, review: &Review, scroll: usize, columns: usize) -> Page {
    let plan = &review.plan;
    let mut lines = Vec::new();
    if !review.changed.is_empty() {
        lines.push(Line::of("Made anew. What differs from the plan before:", Role::Warn));
        review.changed.iter().for_each(|sentence| lines.extend(wrapped(2, sentence, Role::Warn, columns)));
        lines.push(Line::blank());
    }
    let gates = gates::table(look, plan, columns);
    if !gates.is_empty() {
        in_the_way(look, plan, columns, &mut lines);
        lines.extend(gates);
        lines.push(Line::blank());
    }
    plan.summary.iter().for_each(|sentence| lines.extend(wrapped(0, sentence, Role::Text, columns)));
    redrawn(look, plan, columns, &mut lines);
    open_checks(look, plan, columns, &mut lines);
    lines.push(Line::blank());
    lines.push(place(model, plan));
    let can_arm_itself = model.watch.snapshot.pipeline.writes == Writes::Arm && !is_armed(model);
    lines.extend(labelled("ceremony", &ceremony(plan, can_arm_itself), Role::Text, columns));
    if plan.has_changes() {
        let Plan { expected, .. } = plan;
        let time = if expected.low == expected.high {
            seconds(expected.high)
        } else {
            format!("{} to {}", seconds(expected.low), seconds(expected.high))
        };
        let basis = if expected.basis.is_empty() { String::new() } else { format!(": {}", expected.basis) };
        lines.extend(labelled("takes", &format!("{time}{basis}"), Role::Text, columns));
    }
    cost(&plan.cost, columns, &mut lines);
    way_back(look, plan, columns, &mut lines);
    steps(plan, columns, &mut lines);
    held(look, plan, columns, &mut lines);
    lines.extend(gates::in_full(look, plan, columns));
    basis(plan, columns, &mut lines);
    let (hint, foot) = asked(review, columns);
    Page { title: title(look, model, review), about: plan.action.clone(), hint: hint.to_owned(), lines, foot, scroll }
}

/// What the plan does, and where it is not to be confirmed, why.
fn title(look: &Look, model: &Model, review: &Review) -> String {
    let moves = moves(look, model, &review.plan);
    let word = match review.wants {
        Wants::Words(_) => return moves.unwrap_or_else(|| "review".to_owned()),
        Wants::Pasting => "to paste",
        Wants::Nothing => return "nothing to do".to_owned(),
        Wants::Blocked => "blocked",
    };
    moves.map_or_else(|| word.to_owned(), |moves| format!("{moves}: {word}"))
}

/// `promote 10 → 50 %`; nothing of a plan that leaves the share of the stream as it is, or of which it cannot be told.
fn moves(look: &Look, model: &Model, plan: &Plan) -> Option<String> {
    let stand = rollout::stand(&model.watch.snapshot);
    let before = stand.effective?;
    let is_on = stand.enabled == Some(true);
    let after = match &plan.wish {
        Action::Percentage { to } if is_on => f64::from(*to),
        Action::Flag { on: true } => stand.set?,
        Action::Flag { on: false } | Action::Rollback => 0.0,
        Action::Promote | Action::Back => plan.confirm.parse().unwrap_or(0.0),
        _ => return None,
    };
    let verb = match &plan.wish {
        _ if before < after => "promote",
        Action::Rollback => "roll back",
        _ if after < before => "go back",
        _ => return None,
    };
    Some(format!("{verb} {before} {} {}", look.glyphs.arrow, text::percent(after)))
}

/// What the reader is asked for, and what the edge of the box says.
fn asked(review: &Review, columns: usize) -> (&'static str, Vec<Line>) {
    let sentence = |words: &str, role: Role| {
        let mut lines = vec![Line::stroke()];
        lines.extend(wrapped(0, words, role, columns));
        lines
    };
    match &review.wants {
        Wants::Words(asked) => {
            let yes = match review.plan.steps.len() {
                1 => "sends this call".to_owned(),
                count => format!("sends these {count} calls"),
            };
            ("↑ ↓ read on · Ctrl-Y copies the commands", question::foot(asked, &yes, columns))
        }
        Wants::Pasting => {
            let words = "writes = \"never\": nothing is changed from here. y copies the commands, to be run where changes are allowed.";
            ("y copies · Esc closes", sentence(words, Role::Accent))
        }
        Wants::Nothing => ("Esc closes", sentence("The world is as wished: no call would be made.", Role::Ok)),
        Wants::Blocked => ("Esc closes", sentence("It cannot be done now: a rule stands in the way that cannot be broken.", Role::Alarm)),
    }
}

/// The ranges of a split or merge, before and after.
fn redrawn(look: &Look, plan: &Plan, columns: usize, lines: &mut Vec<Line>) {
    const LABEL: usize = 13;
    const WORD: usize = 5;
    if plan.redraw.is_empty() {
        return;
    }
    let strokes = ranges::drawn(&plan.redraw, &look.glyphs.stroke, columns.saturating_sub(LABEL + WORD + 1));
    for (stroke, (label, word)) in strokes.into_iter().zip([("ranges", "now"), ("", "then")]) {
        let head = [(text::left(label, LABEL), Role::Dim), (text::left(word, WORD), Role::Dim)];
        lines.push(Line::parts(head.into_iter().chain(stroke).collect()));
    }
}

/// `where   prices ▸ prod ▸ us-east-1 ▸ 123456789012`
fn place(model: &Model, plan: &Plan) -> Line {
    let environment = &model.watch.snapshot.pipeline.environment;
    let role = if is_production(environment) { Role::Danger } else { Role::Text };
    let account = plan.account.as_deref().unwrap_or("account not known");
    let mut parts = vec![(text::left("where", 13), Role::Dim), (plan.pipeline.clone(), Role::Text)];
    if *environment != plan.pipeline {
        parts.extend([(" · ".to_owned(), Role::Dim), (environment.clone(), role)]);
    }
    parts.extend([(format!(" · {} · {account}", plan.region), Role::Dim)]);
    Line::parts(parts)
}

fn ceremony(plan: &Plan, can_arm_itself: bool) -> String {
    let tier = match plan.tier.number() {
        2 => "tier 2: it can be taken back, and moves traffic",
        3 => "tier 3: limited in number, or slow to undo",
        _ => "tier 4: it breaks a rule; the journal keeps the reason",
    };
    let arms_itself = if plan.wish.is_way_back() && can_arm_itself { "; going back arms itself for this one change" } else { "" };
    format!("{tier}{arms_itself}")
}

fn seconds(seconds: u64) -> String {
    text::duration(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// One check with its rule: `▲ note   PriceAnalytics is 38 s behind (readers-keep-up)`.
fn check(look: &Look, check: &Check, columns: usize) -> Vec<Line> {
    const WORD: usize = 9;
    let (level, word, role) = match check.verdict {
        Verdict::Pass => (Level::Ok, "holds", Role::Ok),
        Verdict::Warn => (Level::Warn, "note", Role::Warn),
        Verdict::Block => (Level::Alarm, "blocks", Role::Alarm),
    };
    let head = text::left(&format!("{} {word}", look.glyphs.level(level)), WORD);
    told(check, (head, role), &check.evidence, columns)
}

/// One check of the proof: `▲ not yet         PriceAnalytics has not read two children (children-read)`.
pub(super) fn proof(look: &Look, check: &Check, columns: usize) -> Vec<Line> {
    const WORD: usize = 18;
    let (word, evidence) = verify::words(check);
    let (level, role) = match check.verdict {
        Verdict::Pass => (Level::Ok, Role::Ok),
        Verdict::Warn => (Level::Unknown, Role::Unknown),
        Verdict::Block => (Level::Warn, Role::Warn),
    };
    let head = text::left(&format!("{} {word}", look.glyphs.level(level)), WORD);
    told(check, (head, role), evidence, columns)
}

fn told(check: &Check, (head, role): (String, Role), evidence: &str, columns: usize) -> Vec<Line> {
    let width = head.chars().count();
    let words = format!("{evidence} ({})", check.id);
    let mut wrapped = text::wrap(&words, columns.saturating_sub(width + 1)).into_iter();
    let ink = if check.verdict == Verdict::Pass { Role::Dim } else { Role::Text };
    let mut lines = vec![Line::parts(vec![(head, role), (wrapped.next().unwrap_or_default(), ink)])];
    lines.extend(wrapped.map(|line| Line::of(format!("{}{line}", " ".repeat(width)), ink)));
    lines
}

/// The rules that came out so. Of a plan that goes up the gates have a table of their own.
fn rules(plan: &Plan, verdict: Verdict) -> impl Iterator<Item = &Check> {
    plan.checks.iter().filter(move |one| one.verdict == verdict && !plan.is_gate(one))
}

/// The rules that stand in the way.
fn in_the_way(look: &Look, plan: &Plan, columns: usize, lines: &mut Vec<Line>) {
    rules(plan, Verdict::Block).for_each(|one| lines.extend(check(look, one, columns)));
}

/// What stands in the way, then what is worth knowing, then how many rules hold.
fn open_checks(look: &Look, plan: &Plan, columns: usize, lines: &mut Vec<Line>) {
    if !lines.is_empty() {
        lines.push(Line::blank());
    }
    let goes_up = !plan.gates().is_empty();
    if !goes_up {
        in_the_way(look, plan, columns, lines);
    }
    rules(plan, Verdict::Warn).for_each(|one| lines.extend(check(look, one, columns)));
    let hold = rules(plan, Verdict::Pass).count();
    if 0 < hold {
        let words = if hold == 1 { "1 rule holds, below".to_owned() } else { format!("{hold} rules hold, below") };
        lines.push(Line::parts(vec![(format!("{} ", look.glyphs.level(Level::Ok)), Role::Ok), (words, Role::Dim)]));
    }
}

fn cost(cost: &Cost, columns: usize, lines: &mut Vec<Line>) {
    let usd = |amount: rust_decimal::Decimal| format!("${}", amount.round_dp(2));
    if let (Some(before), Some(after)) = (cost.monthly_before, cost.monthly_after) {
        lines.extend(labelled("cost", &format!("{} a month, {} afterwards", usd(before), usd(after)), Role::Text, columns));
    }
    if let Some(once) = cost.one_off {
        lines.extend(labelled("once", &usd(once), Role::Text, columns));
    }
    if let Some(back) = cost.way_back {
        lines.extend(labelled("going back", &usd(back), Role::Text, columns));
    }
    if !cost.do_nothing.is_empty() {
        lines.extend(labelled("or nothing", &cost.do_nothing, Role::Text, columns));
    }
    cost.notes.iter().for_each(|note| lines.extend(labelled("", note, Role::Dim, columns)));
}

fn way_back(look: &Look, plan: &Plan, columns: usize, lines: &mut Vec<Line>) {
    let back = &plan.way_back;
    if !back.text.is_empty() {
        let command = back.action.as_ref().map(|action| format!(" (:{action})")).unwrap_or_default();
        lines.extend(labelled("way back", &format!("{}{command}", back.text), Role::Text, columns));
    }
    // What is missing of it is read first.
    for verdict in [Verdict::Block, Verdict::Warn, Verdict::Pass] {
        back.checks.iter().filter(|one| one.verdict == verdict).for_each(|one| lines.extend(check(look, one, columns)));
    }
    back.lost.iter().for_each(|lost| lines.extend(labelled("lost", lost, Role::Danger, columns)));
}

/// The calls in order, as lines for a shell; a wave waits for the one before.
fn steps(plan: &Plan, columns: usize, lines: &mut Vec<Line>) {
    for (number, step) in (1..).zip(&plan.steps) {
        lines.push(Line::blank());
        let together = plan.steps.iter().filter(|other| other.wave == step.wave).count();
        let beside = if 1 < together { ", sent with the others of its wave" } else { "" };
        lines.push(Line::parts(vec![
            (format!("step {number}"), Role::Title),
            (format!("  {} {}{beside}", step.call.name(), step.call.subject()), Role::Dim),
        ]));
        step.cli.lines().for_each(|line| lines.extend(wrapped(2, line, Role::Accent, columns)));
    }
}

fn held(look: &Look, plan: &Plan, columns: usize, lines: &mut Vec<Line>) {
    let hold: Vec<&Check> = rules(plan, Verdict::Pass).collect();
    if !hold.is_empty() {
        lines.push(Line::blank());
        for one in hold {
            lines.extend(check(look, one, columns));
        }
    }
}

/// What the plan rests on, with ages.
fn basis(plan: &Plan, columns: usize, lines: &mut Vec<Line>) {
    const FACT: usize = 28;
    lines.push(Line::blank());
    lines.push(Line::of("rests on", Role::Title));
    for fact in &plan.basis {
        let age = fact.age_seconds.map_or_else(|| "never read".to_owned(), text::age);
        let room = columns.saturating_sub(FACT + text::width(&age) + 6);
        lines.push(Line::parts(vec![
            (format!("  {}", text::left(&fact.fact, FACT)), Role::Dim),
            (text::left(&fact.value, room), Role::of_state(fact.state)),
            (format!(" {age}"), Role::Dim),
        ]));
    }
    lines.extend(labelled("plan", &plan.digest, Role::Dim, columns));
}
