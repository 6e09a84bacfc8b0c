//! What the command bar offers for what was typed so far.

use super::{Takes, WORDED, names};
use crate::app::board::Standing;
use crate::app::model::Model;
use crate::domain::action::grammar::verb;
use crate::domain::readings;

/// Most offers at a time.
const MOST: usize = 12;

/// Whole lines that the typed text can become, best first.
pub fn offers(text: &str, model: &Model) -> Vec<String> {
    let text = text.trim_start();
    let Some((name, rest)) = text.split_once(' ') else {
        return matching(text, names().map(str::to_owned)).collect();
    };
    if verb(name).is_some() {
        return super::verbs::offers(name, rest, model);
    }
    let Some((_, takes, _)) = WORDED.iter().find(|(other, ..)| *other == name) else { return Vec::new() };
    let rest = rest.trim_start();
    let words = |word: &str, words: Vec<String>| matching(word, words.into_iter()).map(|word| format!("{name} {word}")).collect();
    match takes {
        Takes::Nothing | Takes::Text => Vec::new(),
        // What is found is why a rollout is held; it goes on for reasons that nobody here knows.
        Takes::Reason if name == "resume" => Vec::new(),
        Takes::Reason => words(rest, model.watch.board.leading().map(Standing::name).collect()),
        Takes::Pipeline => words(rest, model.pipelines.iter().map(|pipeline| pipeline.name.clone()).collect()),
        Takes::Theme => words(rest, model.themes.clone()),
        Takes::Span => words(rest, ["15m", "1h", "3h", "6h", "12h", "1day", "4days", "15days"].map(str::to_owned).into()),
        Takes::Moment => words(rest, vec!["live".to_owned()]),
        Takes::Reading => words(rest, readings::names(&model.shown().snapshot)),
        Takes::Shard => {
            let map = model.watch.snapshot.shards.get();
            words(rest, map.map(|map| map.open().map(|shard| shard.id.clone()).collect()).unwrap_or_default())
        }
        Takes::Function => {
            let pipeline = &model.watch.snapshot.pipeline;
            words(rest, pipeline.writers.iter().chain(&pipeline.consumers).cloned().collect())
        }
        Takes::WhatIf => words(rest, super::super::what_if::words()),
        Takes::Acknowledged => {
            let acknowledged = model.watch.board.standing.iter().filter(|standing| standing.acknowledged_until.is_some());
            words(rest, acknowledged.map(Standing::name).collect())
        }
        Takes::DurationAndFinding => match rest.split_once(' ') {
            None => words(rest, ["15m", "30m", "1h", "4h"].map(str::to_owned).into()),
            Some((length, finding)) => {
                let leading = model.watch.board.leading().map(Standing::name).collect::<Vec<_>>();
                matching(finding.trim_start(), leading.into_iter()).map(|finding| format!("{name} {length} {finding}")).collect()
            }
        },
    }
}

/// Those that begin with the word, then those that contain it, each in their own order.
pub(super) fn matching(word: &str, among: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let lower = word.to_lowercase();
    let (first, rest): (Vec<String>, Vec<String>) = among.partition(|name| name.to_lowercase().starts_with(&lower));
    let rest = rest.into_iter().filter(move |name| 1 < lower.len() && name.to_lowercase().contains(&lower));
    first.into_iter().chain(rest).take(MOST)
}
