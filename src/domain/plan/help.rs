//! Whether a change of shards helps against what is wrong, and whether the load fits afterwards.

use super::draft::Draft;
use crate::domain::facts::StreamMode;
use crate::domain::finding::{self, words};
use crate::domain::readings;
use crate::domain::shard::{Shard, ShardMap};

/// From this percentage of the limit on there is little room.
const LITTLE_ROOM: f64 = 80.0;

/// The findings that shards have to do with, and what more of them do.
fn cure(id: &str) -> Option<(bool, &'static str)> {
    Some(match id {
        "hot-key" => (false, "one key always goes to one shard, so no number of shards helps it"),
        "hot-shard" => (false, "equal ranges help one hot shard little: split that shard, which costs one shard and none of the ten calls"),
        "loss-near" | "consumer-stopped" | "consumer-stalled" | "consumer-lag" => {
            (false, "more shards do not cure a reader: what it has not read stays in the shards it is in")
        }
        "bursting" => (true, "more shards spread each second's peak as far as its keys are spread"),
        "write-throttles" | "near-capacity" => (true, "more shards help, since every shard is loaded"),
        "read-throttles" => (true, "each shard brings five read calls and 2 MB a second more"),
        _ => return None,
    })
}

/// Whether another number of equal shards helps.
pub(super) fn of_reshard(draft: &mut Draft<'_>, from: u32, to: u32) {
    let used = readings::number(draft.snapshot, "stream.write_utilisation_percent");
    if to < from {
        let after = used.map(|used| used * f64::from(from) / f64::from(to));
        load_after(draft, after, &format!("{to} shards"));
        return;
    }
    let findings = finding::judge(draft.snapshot);
    let told = findings.iter().find_map(|finding| Some((finding, cure(finding.id)?)));
    let load = used.map_or("the load is not known".to_owned(), |used| format!("{from} shards use {} of their limit", words::percent(used)));
    match told {
        Some((finding, (true, why))) => draft.pass("will-help", format!("{} — {why}", finding.text)),
        Some((finding, (false, why))) => draft.warn("will-help", format!("{} — {why}", finding.text)),
        None => draft.pass("will-help", format!("nothing is wrong that asks for more shards; {load}")),
    }
}

/// Whether splitting this one shard helps.
pub(super) fn of_split(draft: &mut Draft<'_>, shard: &Shard) {
    let findings = finding::judge(draft.snapshot);
    if let Some(finding) = findings.iter().find(|finding| finding.id == "hot-key") {
        draft.warn("will-help", format!("{} — one key stays in one shard, so no split helps it", finding.text));
        return;
    }
    let Some(used) = utilisation(draft, shard) else {
        draft.warn("will-help", format!("how loaded shard {} is cannot be told: there are no shard-level metrics of it", shard.short()));
        return;
    };
    let hotter = draft.snapshot.shards.get().into_iter().flat_map(ShardMap::open).filter(|other| other.id != shard.id);
    let hotter = hotter.filter_map(|other| Some((utilisation(draft, other)?, other))).max_by(|one, two| one.0.total_cmp(&two.0));
    match hotter {
        Some((more, other)) if used * 1.5 <= more => {
            let (more, used) = (words::percent(more), words::percent(used));
            draft.warn(
                "will-help",
                format!("shard {} carries more: {more} of its limit, and shard {} {used}", other.short(), shard.short()),
            );
        }
        _ => draft.pass(
            "will-help",
            format!(
                "shard {} uses {} of its limit; its children share that as far as its keys are spread",
                shard.short(),
                words::percent(used)
            ),
        ),
    }
}

/// Whether one shard can carry what two do.
pub(super) fn of_merge(draft: &mut Draft<'_>, one: &Shard, two: &Shard) {
    let after = utilisation(draft, one).zip(utilisation(draft, two)).map(|(one, two)| one + two);
    load_after(draft, after, "the merged shard");
}

/// Whether another mode helps: one key is capped in both, and provisioned shards carry what shards carry.
pub(super) fn of_mode(draft: &mut Draft<'_>, shards: u32, to: StreamMode) {
    if to == StreamMode::Provisioned {
        let used = readings::number(draft.snapshot, "stream.write_utilisation_percent");
        return load_after(draft, used, &words::count(f64::from(shards), "provisioned shard"));
    }
    let findings = finding::judge(draft.snapshot);
    match findings.iter().find(|finding| finding.id == "hot-key") {
        Some(finding) => draft.warn("will-help", format!("{} — on-demand caps one key at 1 MB a second too", finding.text)),
        None => draft.pass("will-help", "AWS adds shards as the load grows; a reader that is slow stays slow"),
    }
}

fn utilisation(draft: &Draft<'_>, shard: &Shard) -> Option<f64> {
    readings::number(draft.snapshot, &format!("shard.{}.utilisation_percent", shard.id))
}

/// Whether the load of now fits into less.
fn load_after(draft: &mut Draft<'_>, after: Option<f64>, what: &str) {
    let Some(after) = after else {
        draft.warn("will-help", format!("whether {what} can carry the load cannot be told: the load is not known"));
        return;
    };
    let evidence = format!("{what} would use {} of the limit at the load of the newest minute", words::percent(after));
    if 100.0 < after {
        draft.block("will-help", format!("{evidence}: writes would be refused"));
    } else if LITTLE_ROOM < after {
        draft.warn("will-help", format!("{evidence}: bursts would be refused"));
    } else {
        draft.pass("will-help", evidence);
    }
}
