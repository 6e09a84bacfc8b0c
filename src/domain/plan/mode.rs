//! The plan of another capacity mode: who counts the shards, and what that does to the bill.

use super::draft::Draft;
use super::{Until, Verdict, help, preflight};
use crate::domain::action::Action;
use crate::domain::call::Call;
use crate::domain::facts::{StreamMode, StreamSummary};
use crate::domain::finding::words;
use crate::domain::limits::MODE_CHANGES_A_DAY;
use crate::domain::price::{HOURS_A_MONTH, Item, PriceError, Prices, region};
use crate::domain::reshard::Allowance;

const OPERATION: &str = "kinesis:UpdateStreamMode";

const SECONDS: (u64, u64) = (30, 300);
const BASIS: &str = "a change of the mode keeps a stream UPDATING for some minutes at most, as a rule of thumb; AWS promises no time";

/// Provisioned or on-demand.
pub(super) fn mode(draft: &mut Draft<'_>, to: StreamMode) {
    let Some(stream) = draft.active_stream() else { return };
    if stream.mode == to {
        return draft.say(format!("{} is {} already: there is nothing to do.", stream.name, to.word()));
    }
    let call = Call::UpdateStreamMode { arn: stream.arn.clone(), stream: stream.name.clone(), mode: to };
    draft.call(call, Until::StreamActive { open_shards: None });
    what_happens(draft, stream, to);
    let bill = bill(draft, stream, to).unwrap_or_else(|error| format!("What it does to the bill is not known: {error}."));
    draft.say(bill);
    draft.takes(SECONDS.0, SECONDS.1, BASIS);
    let made = draft.snapshot.history.made_today(OPERATION, draft.snapshot.now);
    let left = Allowance::of(MODE_CHANGES_A_DAY, made, draft.snapshot.now);
    changes_left(draft, &left);
    if to == StreamMode::Provisioned {
        // On-demand shards are not counted by the limit of provisioned ones; they are from then on.
        preflight::account_room(draft, stream.open_shards, stream.open_shards);
    }
    scaling(draft, to);
    preflight::other_hands(draft);
    preflight::readers(draft);
    help::of_mode(draft, stream.open_shards, to);
    preflight::permission(draft);
    way_back(draft, stream, &left);
}

fn what_happens(draft: &mut Draft<'_>, stream: &StreamSummary, to: StreamMode) {
    let shards = words::count(f64::from(stream.open_shards), "open shard");
    draft.say(match to {
        StreamMode::OnDemand => format!(
            "{} becomes on-demand: AWS counts its shards from now on. It keeps its {shards} and grows from there, to twice the peak of the last 30 \
             days. Traffic that more than doubles within 15 minutes is refused in part, and one key still has at most 1 MB a second.",
            stream.name
        ),
        StreamMode::Provisioned => format!(
            "{} becomes provisioned and keeps its {shards}: from then on nobody adds shards but you, or your own automatic scaling.",
            stream.name
        ),
    });
}

/// One sentence on what is billed before and afterwards.
fn bill(draft: &Draft<'_>, stream: &StreamSummary, to: StreamMode) -> Result<String, PriceError> {
    let region = region(draft.snapshot);
    let price = |item| Prices::default().of(&region, item).map(|price| price.amount.normalize());
    let shard_month = price(Item::ShardHour)? * HOURS_A_MONTH * rust_decimal::Decimal::from(stream.open_shards);
    let stream_month = price(Item::OnDemandHour)? * HOURS_A_MONTH;
    let shards = words::count(f64::from(stream.open_shards), "shard");
    let provisioned = format!("${shard_month:.2} a month for {shards} and ${} a million PUT units of 25 KB", price(Item::PutPayloadUnit)?);
    let on_demand = format!(
        "${stream_month:.2} a month for the stream, ${} a GB written (each record rounded up to 1 KB) and ${} a GB read",
        price(Item::OnDemandIn)?,
        price(Item::OnDemandOut)?
    );
    let (before, after) = match to {
        StreamMode::OnDemand => (provisioned, on_demand),
        StreamMode::Provisioned => (on_demand, provisioned),
    };
    Ok(format!("The bill becomes {after}, instead of {before} ({region})."))
}

fn changes_left(draft: &mut Draft<'_>, allowance: &Allowance) {
    let (left, used) = (allowance.left(), words::count(f64::from(allowance.used()), "change"));
    let known = format!("at most {left} of {MODE_CHANGES_A_DAY} left in any 24 h: this console made {used}, others may have made more");
    if 0 < left {
        return draft.pass("mode-changes-left", known);
    }
    let at = allowance.free_at(1);
    let wait = words::span(at.duration_since(draft.snapshot.now).as_secs_f64());
    draft.block("mode-changes-left", format!("{known}; the next is free at {} (in {wait})", words::clock(at)));
}

/// A function that calls UpdateShardCount is refused by an on-demand stream.
fn scaling(draft: &mut Draft<'_>, to: StreamMode) {
    let held = &draft.snapshot.scaling;
    draft.note("scaling.targets", held, |scaling| scaling.targets.len());
    let Some(scaling) = held.get() else { return draft.warn("scaling-fights", "whether something scales the stream is not known") };
    let awake = scaling.targets.iter().find(|target| !target.is_frozen());
    match (awake, to) {
        (Some(target), StreamMode::OnDemand) => {
            let id = &target.resource_id;
            draft.warn("scaling-fights", format!("automatic scaling ({id}) fails on an on-demand stream: scaling freeze first"));
        }
        (Some(target), StreamMode::Provisioned) => {
            let (id, min, max) = (&target.resource_id, target.min, target.max);
            draft.warn("scaling-fights", format!("automatic scaling ({id}) takes over, within {min} to {max} shards"));
        }
        (None, _) => draft.pass("scaling-fights", "no scalable target of this stream is awake"),
    }
}

fn way_back(draft: &mut Draft<'_>, stream: &StreamSummary, allowance: &Allowance) {
    let (word, left) = (stream.mode.word(), allowance.left_after(1));
    draft.way_back(
        format!("Back to {word}: about as long, no fee. The shard count stays as AWS has made it meanwhile."),
        Some(Action::Mode { to: stream.mode }),
    );
    if 0 < left {
        draft.back_check("mode-changes-left", Verdict::Pass, format!("at most {left} of {MODE_CHANGES_A_DAY} left after this in any 24 h"));
    } else if 0 < allowance.left() {
        let at = allowance.free_at(2);
        let wait = words::span(at.duration_since(draft.snapshot.now).as_secs_f64());
        let evidence = format!(
            "this is the last of {MODE_CHANGES_A_DAY} changes in 24 h: there is no way back before {} (in {wait})",
            words::clock(at)
        );
        draft.back_check("mode-changes-left", Verdict::Block, evidence.clone());
        draft.block("way-back", evidence);
    }
    preflight::same_permission_back(draft);
    draft.loses(format!("one of the {MODE_CHANGES_A_DAY} changes of the mode that AWS takes in any 24 h"));
}
