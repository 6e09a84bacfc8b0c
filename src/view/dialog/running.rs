//! A change that runs, and how it ended: each step, what is awaited, how the shards grow, what was verified.

use super::{Line, Page, labelled, review, wrapped};
use crate::app::guard::{Change, Growth, Phase, Running, Settled, Stand};
use crate::app::model::Model;
use crate::domain::outcome::{Answer, Outcome};
use crate::domain::plan::Plan;
use crate::domain::shard::Shard;
use crate::view::theme::Role;
use crate::view::{Look, text};

pub(super) fn page(model: &Model, look: &Look, change: &Change, running: &Running, scroll: usize, columns: usize) -> Page {
    let plan = running.plan();
    let elapsed = model.now.duration_since(running.since).as_secs();
    let mut lines = vec![progress(look, running, elapsed, columns)];
    lines.push(Line::blank());
    steps(plan, &running.steps, columns, &mut lines);
    growth(look, running.growth.as_ref(), columns, &mut lines);
    if let Phase::Verifying(checks) = &running.phase {
        lines.push(Line::blank());
        lines.push(Line::of("Applied, verifying: done is what was seen in the world.", Role::Text));
        for one in checks {
            lines.extend(review::proof(look, one, columns));
        }
    }
    lines.push(Line::blank());
    let told = "The console stays live meanwhile: Esc closes this, :change comes back. :stop sends no further call.";
    lines.extend(wrapped(0, told, Role::Dim, columns));
    let (title, hint) = ("running".to_owned(), "Esc closes, it goes on".to_owned());
    Page { title, about: change.wish.to_string(), hint, lines, foot: Vec::new(), scroll }
}

/// `━━━━━━─────  step 2 of 3 · 1 m 32 s of about 4 m · UPDATING`
fn progress(look: &Look, running: &Running, elapsed: i64, columns: usize) -> Line {
    let width = (columns / 4).clamp(6, 24);
    let expected = i64::try_from(running.plan().duration_seconds).unwrap_or(i64::MAX);
    let part = if 0 < expected { (elapsed as f64 / expected as f64).clamp(0.0, 1.0) } else { 0.0 };
    let full = (part * width as f64).round() as usize;
    let late = 0 < expected && expected < elapsed;
    let time =
        if 0 < expected { format!("{} of about {}", text::duration(elapsed), text::duration(expected)) } else { text::duration(elapsed) };
    // What is awaited stands below its step.
    let is_waiting = running.steps.iter().any(|stand| matches!(stand, Stand::Waiting(..)));
    let doing = if is_waiting { "takes effect".to_owned() } else { running.doing() };
    let step = format!("  step {} of {} · ", running.step(), running.steps.len());
    Line::parts(vec![
        (look.glyphs.bar_full.repeat(full), if late { Role::Warn } else { Role::Accent }),
        (look.glyphs.bar_rest.repeat(width - full), Role::Dim),
        (step, Role::Text),
        (time, if late { Role::Warn } else { Role::Text }),
        (format!(" · {doing}"), Role::Dim),
    ])
}

fn steps(plan: &Plan, stands: &[Stand], columns: usize, lines: &mut Vec<Line>) {
    for (number, (step, stand)) in (1..).zip(plan.steps.iter().zip(stands)) {
        let role = match stand {
            Stand::Ahead => Role::Dim,
            Stand::Sending | Stand::Waiting(..) => Role::Accent,
            Stand::Answered(answer) if answer.stands() => Role::Ok,
            Stand::Answered(Answer::Unknown { .. }) => Role::Warn,
            Stand::Answered(_) => Role::Alarm,
        };
        let word = text::left(stand.word(), 24);
        let call = format!("{} {}", step.call.name(), step.call.subject());
        lines.push(Line::parts(vec![
            (format!("{number:>2} "), Role::Dim),
            (word, role),
            (text::fit(&call, columns.saturating_sub(29)), Role::Text),
        ]));
        if let Stand::Waiting(_, what) = stand {
            lines.extend(wrapped(3, what, Role::Accent, columns));
        }
        if let Some(why) = stand.answer().and_then(|answer| answer.heard().why) {
            lines.extend(wrapped(3, why, role, columns));
        }
    }
}

/// Which shard became which: `0 → 2 3`.
fn growth(look: &Look, growth: Option<&Growth>, columns: usize, lines: &mut Vec<Line>) {
    let Some(Growth { before, now, status }) = growth else { return };
    lines.push(Line::blank());
    let count = format!("{} {} {} open, {status}", before.open_count(), look.glyphs.arrow, now.open_count());
    lines.extend(labelled("shards", &count, Role::Text, columns));
    for parent in before.open() {
        let children = now.children(&parent.id);
        if children.is_empty() {
            continue;
        }
        let names: Vec<&str> = children.iter().map(|child| Shard::short(child)).collect();
        let state = if now.get(&parent.id).is_some_and(|shard| shard.open) { "" } else { ", closed" };
        let line = format!("{}{state} {} {}", parent.short(), look.glyphs.arrow, names.join(" "));
        lines.extend(labelled("", &line, Role::Dim, columns));
    }
}

/// A change that is over.
pub(super) fn over(model: &Model, look: &Look, settled: &Settled, scroll: usize, columns: usize) -> Page {
    let role = match &settled.outcome {
        Outcome::Done { .. } => Role::Ok,
        Outcome::Applied { .. } | Outcome::Stopped { .. } | Outcome::Stale { .. } | Outcome::InOtherHands { .. } => Role::Warn,
        Outcome::Partial { .. } | Outcome::Failed { .. } | Outcome::Unknown { .. } => Role::Alarm,
    };
    let mut lines = Vec::new();
    let mut sentences = settled.outcome.told().sentences.into_iter();
    lines.extend(wrapped(0, &sentences.next().unwrap_or_default(), role, columns));
    sentences.for_each(|sentence| lines.extend(wrapped(2, &sentence, Role::Text, columns)));
    lines.push(Line::blank());
    steps(&settled.plan, &settled.steps, columns, &mut lines);
    growth(look, settled.growth.as_ref(), columns, &mut lines);
    let checks = settled.outcome.checks();
    if !checks.is_empty() {
        lines.push(Line::blank());
        for one in checks {
            lines.extend(review::proof(look, one, columns));
        }
    }
    lines.push(Line::blank());
    let lasted = text::duration(settled.at.duration_since(settled.since).as_secs());
    lines.extend(labelled("ended", &format!("{}, after {lasted}", text::clock_both(settled.at, &model.zone)), Role::Dim, columns));
    if let Some(back) = settled.plan.way_back.action.as_ref().filter(|_| settled.outcome.is_applied()) {
        lines.extend(labelled("way back", &format!(":{back}"), Role::Text, columns));
    }
    let hint = if settled.outcome.is_applied() { "y copies · Esc closes" } else { "Enter plans it anew · y copies · Esc closes" };
    let about = settled.plan.action.clone();
    Page { title: settled.outcome.word().to_owned(), about, hint: hint.to_owned(), lines, foot: Vec::new(), scroll }
}
