//! The plan of another shard count: the shortest ladder, held against what AWS allows today.

use super::draft::Draft;
use super::{Until, Verdict, help, preflight, scaling};
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::finding::words;
use crate::domain::limits::{MOST_SHARDS_BY_COUNT, RESHARDS_A_DAY};
use crate::domain::reshard::{self, Allowance, Reach};
use crate::domain::snapshot::Snapshot;

/// The operation of which AWS takes ten a day.
const OPERATION: &str = "kinesis:UpdateShardCount";

const BASIS: &str = "about 30 s a step with few shards, and 1 to 2 s more for each shard that is split or merged, as a rule of thumb; AWS \
                     promises no time and only says that steps to multiples of 25 % end sooner";

/// What is left of today's calls, as far as this console knows.
fn allowance(snapshot: &Snapshot) -> Allowance {
    Allowance::of(RESHARDS_A_DAY, snapshot.history.made_today(OPERATION, snapshot.now), snapshot.now)
}

/// Another number of equal shards.
pub(super) fn reshard(draft: &mut Draft<'_>, to: u64) {
    let Some(stream) = draft.provisioned_stream() else { return };
    let from = stream.open_shards;
    let target = match u32::try_from(to) {
        Ok(0) => return draft.block("wish", "a stream has at least 1 shard, and 0 is none"),
        Ok(to) if to <= MOST_SHARDS_BY_COUNT => to,
        _ => {
            let most = words::number(f64::from(MOST_SHARDS_BY_COUNT));
            return draft.block("wish", format!("a stream has at most {most} shards by its count, and {to} is more"));
        }
    };
    if target == from {
        return draft.block("wish", format!("{} has {} already", stream.name, words::count(f64::from(from), "open shard")));
    }
    let Some(map) = preflight::shards(draft, stream) else { return };
    let Some(ladder) = reshard::ladder(from, target) else {
        return draft.block("wish", format!("no ladder of doublings and halvings leads from {from} to {target} shards"));
    };
    for (from, to) in rungs(from, &ladder) {
        draft.next_wave();
        draft.call(Call::UpdateShardCount { stream: stream.name.clone(), from, to }, Until::StreamActive { open_shards: Some(to) });
    }
    words_of(draft, from, target, &ladder);
    let calls = ladder.len() as u32;
    let left = allowance(draft.snapshot);
    calls_left(draft, from, &ladder, &left);
    // The first step starts from ranges as they are, the others from equal ones.
    let peaks = rungs(from, &ladder)
        .enumerate()
        .map(|(index, (from, to))| if index == 0 { reshard::peak(map, to) } else { reshard::even_peak(from, to) });
    let peak = peaks.max().unwrap_or(from);
    preflight::account_room(draft, target.saturating_sub(from), peak.saturating_sub(from));
    scaling::fights(draft, target);
    preflight::other_hands(draft);
    preflight::parents(draft, map);
    preflight::readers(draft);
    help::of_reshard(draft, from, target);
    preflight::permission(draft);
    way_back(draft, from, target, calls, &left);
}

/// Each step with the count that it starts from.
fn rungs(from: u32, ladder: &[u32]) -> impl Iterator<Item = (u32, u32)> + '_ {
    std::iter::once(from).chain(ladder.iter().copied()).zip(ladder.iter().copied())
}

/// Seconds of a ladder, at best and as a rule at most.
fn seconds(from: u32, ladder: &[u32]) -> (u64, u64) {
    let of_step = |(from, to): (u32, u32)| {
        let peak = reshard::even_peak(from, to);
        let moved = u64::from(peak - from) + u64::from(peak - to);
        (30 + moved, 60 + 2 * moved)
    };
    rungs(from, ladder).map(of_step).fold((0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1))
}

fn words_of(draft: &mut Draft<'_>, from: u32, to: u32, ladder: &[u32]) {
    let name = &draft.snapshot.pipeline.stream;
    let way: Vec<String> = std::iter::once(&from).chain(ladder).map(ToString::to_string).collect();
    let steps = words::count(ladder.len() as f64, "step");
    draft.say(format!(
        "{name} goes from {} to {to} of equal size in {steps}: {}.",
        words::count(f64::from(from), "open shard"),
        way.join(" → ")
    ));
    let each = words::percent(100.0 / f64::from(to));
    let (records, before) = (words::number(f64::from(to) * 1000.0), words::number(f64::from(from) * 1000.0));
    draft.say(format!(
        "Each shard then takes {each} of the hash keys, and all together {records} records or {to} MiB a second instead of {before} and {from}. \
         Reads and writes go on meanwhile."
    ));
    let (low, high) = seconds(from, ladder);
    draft.takes(low, high, BASIS);
}

fn calls_left(draft: &mut Draft<'_>, from: u32, ladder: &[u32], allowance: &Allowance) {
    let needed = words::count(ladder.len() as f64, "call");
    let (left, used) = (allowance.left(), words::count(f64::from(allowance.used()), "call"));
    let known = format!("at most {left} of {RESHARDS_A_DAY} left in any 24 h: this console made {used}, others may have made more");
    match allowance.reach(from, ladder) {
        Reach::Today { .. } => draft.pass("reshards-left", format!("it takes {needed}; {known}")),
        Reach::Later { calls, today, next, last } => {
            let now = draft.snapshot.now;
            let when = |at| format!("at {} (in {})", words::clock(at), words::span(jiff::Timestamp::duration_since(at, now).as_secs_f64()));
            let today = match calls {
                0 => "no step can be made now".to_owned(),
                1 => format!("today 1 call leads to {today} shards"),
                calls => format!("today {calls} calls lead to {today} shards"),
            };
            let rest = if next == last { String::new() } else { format!(", the last of them {}", when(last)) };
            draft.block("reshards-left", format!("it takes {needed}; {known}; {today}, and the next call is free {}{rest}", when(next)));
        }
    }
}

fn way_back(draft: &mut Draft<'_>, from: u32, to: u32, calls: u32, allowance: &Allowance) {
    let Some(back) = reshard::ladder(to, from) else { return };
    let (low, high) = seconds(to, &back);
    let takes = words::count(back.len() as f64, "call");
    let span = format!("{} to {}", words::span(low as f64), words::span(high as f64));
    draft.way_back(
        format!(
            "Reshard to {from} again: {takes}, {span}, no fee for the calls. Records stay in the shards they are in and stay readable."
        ),
        Some(Action::Reshard { to: u64::from(from) }),
    );
    let left = allowance.left_after(calls);
    if back.len() as u32 <= left {
        let evidence = format!("it takes {takes}, and at most {left} are left of {RESHARDS_A_DAY} in any 24 h after this");
        draft.back_check("reshards-left", Verdict::Pass, evidence);
    } else {
        let at = words::span(allowance.free_at(calls + back.len() as u32).duration_since(draft.snapshot.now).as_secs_f64());
        let evidence = format!(
            "going back takes {takes}, and at most {left} of {RESHARDS_A_DAY} in any 24 h are left after this: the last is free in {at}"
        );
        draft.back_check("reshards-left", Verdict::Block, evidence.clone());
        // A change that cannot be made today needs no way back today.
        if calls <= allowance.left() {
            draft.block("way-back", evidence);
        }
    }
    preflight::same_permission_back(draft);
    draft.loses(format!("{} of the {RESHARDS_A_DAY} calls that AWS takes in any 24 h", words::count(f64::from(calls), "call")));
    draft.loses("the shards of now close and get no records any more; the new ones have other ids");
}
