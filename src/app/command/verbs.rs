//! What the command bar offers for the words of a change.

use super::completion::matching;
use crate::app::model::Model;
use crate::domain::shard::Shard;

/// Whole lines that a change can become, best first: the word at the end is completed.
pub(super) fn offers(verb: &str, rest: &str, model: &Model) -> Vec<String> {
    let (done, word) = rest.rfind(' ').map_or(("", rest), |at| (&rest[..=at], &rest[at + 1..]));
    let done_words: Vec<&str> = done.split_whitespace().collect();
    let among = words(verb, &done_words, model);
    matching(word, among.into_iter()).map(|word| format!("{verb} {done}{word}")).collect()
}

/// What can stand next after the words that are done.
fn words(verb: &str, done: &[&str], model: &Model) -> Vec<String> {
    let snapshot = &model.watch.snapshot;
    let fixed = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let open = || -> Vec<String> {
        let shards = snapshot.shards.get().map(|map| map.open().map(Shard::short).map(str::to_owned).collect());
        shards.unwrap_or_default()
    };
    match (verb, done) {
        ("percentage", []) => snapshot.pipeline.rollout.stages.iter().map(ToString::to_string).collect(),
        ("flag" | "shard-metrics", []) | ("consumer", [.., "--bisect"]) => fixed(&["on", "off"]),
        ("mode", []) => fixed(&["on-demand", "provisioned"]),
        ("retention", []) | ("rescue", [.., "--retention"]) => fixed(&["24h", "48h", "7days", "30days", "365days"]),
        ("reshard", []) => counts(model).into_iter().map(|count| format!("--to {count}")).collect(),
        ("split", []) => open(),
        ("merge", [] | [_]) => open().into_iter().filter(|shard| !done.contains(&shard.as_str())).collect(),
        ("alarm", []) => fixed(&["lag", "throttles"]),
        ("alarm", [_]) => fixed(&["--notify"]),
        ("scaling", []) => fixed(&["freeze", "thaw", "--min"]),
        ("scaling", ["--min", _]) => fixed(&["--max"]),
        ("consumer" | "rescue", []) => snapshot.pipeline.consumers.clone(),
        ("consumer", [.., "--retries" | "--max-age"]) => fixed(&["until-expiry"]),
        ("consumer", [_, ..]) => {
            let settings =
                ["--parallelisation", "--batch-size", "--bisect", "--retries", "--max-age", "--destination", "--pause", "--resume"];
            fixed(&settings).into_iter().filter(|setting| !done.contains(&setting.as_str())).collect()
        }
        ("rescue", [_, ..]) => {
            let settings = fixed(&["--retention", "--retries", "--destination"]);
            settings.into_iter().filter(|setting| !done.contains(&setting.as_str())).collect()
        }
        _ => Vec::new(),
    }
}

/// Counts that one call reaches from here: double, half, and half as many again.
fn counts(model: &Model) -> Vec<u32> {
    let Some(open) = model.watch.snapshot.stream.get().map(|stream| stream.open_shards) else { return Vec::new() };
    let mut counts = vec![open.saturating_mul(2), open.saturating_add(open.div_ceil(2)), open.div_ceil(2)];
    counts.retain(|count| *count != open && 0 < *count);
    counts.dedup();
    counts
}
