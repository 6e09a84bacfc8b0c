//! The plans of one cut on the ring: a shard is split in two, or two neighbours are merged.

use super::draft::Draft;
use super::redraw::Piece;
use super::{Until, Verdict, help, preflight, scaling};
use crate::domain::call::Call;
use crate::domain::facts::StreamSummary;
use crate::domain::finding::words;
use crate::domain::shard::{HashKey, Shard, ShardMap};

const SECONDS: (u64, u64) = (30, 90);
const BASIS: &str = "one split or merge keeps a stream UPDATING for about 30 s as a rule; AWS promises no time";

/// One shard becomes two, evenly or at a key.
pub(super) fn split(draft: &mut Draft<'_>, wanted: &str, at: Option<HashKey>) {
    let Some((stream, map)) = known(draft) else { return };
    let Some(shard) = open_shard(draft, map, wanted) else { return };
    let (first, last) = (shard.first, shard.last);
    let Some(at) = cut(draft, shard, at) else { return };
    let (low, high) = (Piece::new_shard(first, at - 1), Piece::new_shard(at, last));
    let shares = [&low, &high].map(|piece| words::percent(piece.percent()));
    let call = Call::SplitShard { stream: stream.name.clone(), shard: shard.id.clone(), new_starting_hash_key: at };
    draft.call(call, Until::StreamActive { open_shards: Some(stream.open_shards + 1) });
    let whole = words::percent(Piece::of(shard).percent());
    draft.say(format!("Shard {} ({whole} of the hash keys, {first} to {last}) becomes two:", shard.short()));
    draft.say(format!("{first} to {} ({}) and {at} to {last} ({}).", at - 1, shares[0], shares[1]));
    draft.say("It takes none of the ten UpdateShardCount calls. One key stays in one shard, whatever is split.");
    draft.redraw(vec![Piece::of(shard)], vec![low, high]);
    preflight::account_room(draft, 1, 1);
    common(draft, map, stream.open_shards + 1);
    help::of_split(draft, shard);
    preflight::permission(draft);
    draft.way_back("Merge the two children again, by the ids that AWS gives them; about as long, no fee, none of the ten calls.", None);
    let evidence = "the children are neighbours: they can be merged as soon as the stream is ACTIVE";
    draft.back_check("shards-adjacent", Verdict::Pass, evidence);
    preflight::permission_back(draft, "kinesis:MergeShards");
    draft.loses(format!("shard {} closes; what it holds stays readable until it expires", shard.short()));
}

/// Two neighbours become one shard.
pub(super) fn merge(draft: &mut Draft<'_>, wanted: &str, adjacent: &str) {
    let Some((stream, map)) = known(draft) else { return };
    let Some(one) = open_shard(draft, map, wanted) else { return };
    let Some(two) = open_shard(draft, map, adjacent) else { return };
    if one.id == two.id {
        return draft.block("wish", format!("shard {} cannot be merged with itself: name its neighbour too", one.short()));
    }
    let (low, high) = if one.first < two.first { (one, two) } else { (two, one) };
    if low.last.checked_add(1) != Some(high.first) {
        let evidence = format!("shards {} and {} are no neighbours on the ring: {}", low.short(), high.short(), neighbours(map, one));
        return draft.block("shards-adjacent", evidence);
    }
    draft.pass("shards-adjacent", format!("shard {} ends where shard {} begins", low.short(), high.short()));
    let call = Call::MergeShards { stream: stream.name.clone(), shard: low.id.clone(), adjacent: high.id.clone() };
    draft.call(call, Until::StreamActive { open_shards: Some(stream.open_shards - 1) });
    let whole = Piece::new_shard(low.first, high.last);
    let shares = [Piece::of(low), Piece::of(high), whole.clone()].map(|piece| words::percent(piece.percent()));
    let (first, last) = (low.first, high.last);
    draft.say(format!("Shards {} ({}) and {} ({}) become one:", low.short(), shares[0], high.short(), shares[1]));
    draft.say(format!(
        "{first} to {last} ({} of the hash keys), which then takes 1,000 records or 1 MiB a second instead of twice that.",
        shares[2]
    ));
    draft.redraw(vec![Piece::of(low), Piece::of(high)], vec![whole]);
    common(draft, map, stream.open_shards - 1);
    help::of_merge(draft, low, high);
    preflight::permission(draft);
    let key = high.first;
    draft.way_back(
        format!("Split the merged shard at {key}, by the id that AWS gives it; about as long, no fee, none of the ten calls."),
        None,
    );
    draft.back_check("key-in-range", Verdict::Pass, format!("{key} lies inside the merged range"));
    draft.back_check("account-shards", Verdict::Pass, "the merge makes the room in the account's limit that the split then takes");
    preflight::permission_back(draft, "kinesis:SplitShard");
    draft.loses(format!("shards {} and {} close; what they hold stays readable until it expires", low.short(), high.short()));
}

/// The stream and its shards, when they are known well enough to be cut.
fn known<'a>(draft: &mut Draft<'a>) -> Option<(&'a StreamSummary, &'a ShardMap)> {
    let stream = draft.provisioned_stream()?;
    let map = preflight::shards(draft, stream)?;
    Some((stream, map))
}

/// The checks that both share.
fn common(draft: &mut Draft<'_>, map: &ShardMap, to: u32) {
    draft.takes(SECONDS.0, SECONDS.1, BASIS);
    scaling::fights(draft, to);
    preflight::other_hands(draft);
    preflight::parents(draft, map);
    preflight::readers(draft);
}

/// The open shard of an id, or of the number at its end.
fn open_shard<'a>(draft: &mut Draft<'_>, map: &'a ShardMap, wanted: &str) -> Option<&'a Shard> {
    let number = wanted.trim_start_matches('0');
    let number = if number.is_empty() && !wanted.is_empty() { "0" } else { number };
    let Some(shard) = map.all().iter().find(|shard| shard.id == wanted || shard.short() == number) else {
        let open: Vec<&str> = map.open().map(Shard::short).collect();
        let stream = &draft.snapshot.pipeline.stream;
        draft.block("shard-open", format!("{stream} has no shard {wanted}: open are {}", words::list(&open)));
        return None;
    };
    if !shard.open {
        let children: Vec<&str> = map.children(&shard.id).into_iter().map(Shard::short).collect();
        let now = if children.is_empty() { String::new() } else { format!(": its keys went to {}", words::list(&children)) };
        draft.block("shard-open", format!("shard {} is closed{now}", shard.short()));
        return None;
    }
    draft.pass("shard-open", format!("shard {} is open", shard.short()));
    Some(shard)
}

/// Where the shard is cut: the first key of the upper child, which AWS wants above the first key and up to the last.
fn cut(draft: &mut Draft<'_>, shard: &Shard, at: Option<HashKey>) -> Option<HashKey> {
    let (first, last) = (shard.first, shard.last);
    if first == last {
        draft.block("key-in-range", format!("shard {} takes a single hash key and cannot be split", shard.short()));
        return None;
    }
    // Half of the keys, rounded up, go to the upper child: the middle of an even count of keys.
    let at = at.unwrap_or(first + (last - first) / 2 + 1);
    if !(first < at && at <= last) {
        let short = shard.short();
        draft.block("key-in-range", format!("{at} is not inside shard {short}: a cut lies from {} to {last}", first + 1));
        return None;
    }
    draft.pass("key-in-range", format!("{at} lies inside the shard's range"));
    Some(at)
}

/// Who lies beside a shard.
fn neighbours(map: &ShardMap, shard: &Shard) -> String {
    let open: Vec<&Shard> = map.open().collect();
    let place = open.iter().position(|other| other.id == shard.id).unwrap_or_default();
    let around: Vec<&str> =
        [place.checked_sub(1), Some(place + 1)].into_iter().flatten().filter_map(|at| open.get(at)).map(|other| other.short()).collect();
    match around.as_slice() {
        [] => format!("shard {} is alone", shard.short()),
        around => format!("beside {} lies {}", shard.short(), words::list(around)),
    }
}
