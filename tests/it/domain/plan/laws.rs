//! Laws of plans: cuts keep the ring whole, plans are the same every time, and the digest covers what is done.

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use serde_json::Value;
use tidegate::domain::action::{Action, grammar};
use tidegate::domain::call::Call;
use tidegate::domain::facts::StreamMode;
use tidegate::domain::plan::{Plan, plan};
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::shard::{Shard, ShardMap};

use super::{planned, snapshot};
use crate::domain::build::now;

/// Worlds and wishes of every kind, some of which cannot be.
pub(super) const WORLDS: &[&str] = &[
    "calm",
    "shards 5; shard-metrics; calm; load 90; target 2 8; policy track-70",
    "cuts 1000 85070591730234615865843651857942052864; calm; target 1 3 frozen; made reshard/2 1 2 3",
    "shards 8; mode; unknown limits; made mode 3",
];
pub(super) const WISHES: &[&str] = &[
    "reshard --to 1",
    "reshard --to 7",
    "reshard --to 40",
    "split 1",
    "split 0 --at 500",
    "merge 0 1",
    "merge 1 0",
    "mode on-demand",
    "mode provisioned",
    "retention 72h",
    "shard-metrics on",
    "shard-metrics off",
    "scaling --min 1 --max 4",
    "scaling freeze",
    "scaling thaw",
];

pub(super) fn every_plan() -> impl Iterator<Item = (String, Plan)> {
    let pairs = WORLDS.iter().flat_map(|world| WISHES.iter().map(move |wish| (*world, *wish)));
    pairs.map(|(world, wish)| (format!("{world} · {wish}"), planned(world, wish)))
}

#[test]
fn the_same_wish_and_the_same_world_make_the_same_plan() {
    for world in WORLDS {
        let known = snapshot(world);
        for wish in WISHES {
            let wish = grammar::parse(wish).unwrap();
            assert_eq!(plan(&wish, &known), plan(&wish, &known));
        }
    }
}

#[test]
fn a_plan_comes_back_from_json_as_it_was() {
    for (name, plan) in every_plan() {
        let text = serde_json::to_string(&plan).unwrap();
        let back: Plan = serde_json::from_str(&text).unwrap();
        assert_eq!(back, plan, "{name}");
        assert!(back.is_intact(), "{name}");
    }
}

/// Every place in a value that holds no other value.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                leaves(value, &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| leaves(value, &format!("{path}/{index}"), found)),
        _ => found.push(path.to_owned()),
    }
}

/// Other values of the same kind, or of any kind for none.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(on) => vec![Value::from(!on)],
        Value::Number(number) => vec![Value::from(number.as_u64().unwrap_or_default() + 1)],
        Value::String(text) => {
            vec![Value::from(format!("{text}1")), Value::from("on-demand"), Value::from("provisioned"), Value::from("answered")]
        }
        _ => vec![Value::from(1), Value::from(true), Value::from("x")],
    }
}

fn is_intact(value: Value) -> Option<bool> {
    serde_json::from_value::<Plan>(value).ok().map(|plan| plan.is_intact())
}

#[test]
fn any_other_call_guard_wish_or_account_has_another_digest() {
    let (mut changed, mut refused) = (0, 0);
    for (name, plan) in every_plan() {
        let whole = serde_json::to_value(&plan).unwrap();
        let mut paths = Vec::new();
        for part in ["wish", "guards", "steps", "account", "region", "pipeline", "tier", "confirm"] {
            leaves(&whole[part], &format!("/{part}"), &mut paths);
        }
        // The lines for a shell are made from the call; what is executed is the call.
        for path in paths.iter().filter(|path| !path.ends_with("/cli")) {
            for other in others(whole.pointer(path).unwrap()).into_iter().filter(|other| Some(other) != whole.pointer(path)) {
                let mut edited = whole.clone();
                *edited.pointer_mut(path).unwrap() = other;
                match is_intact(edited) {
                    Some(intact) => {
                        assert!(!intact, "{name}: {path} was changed and the digest still fits");
                        changed += 1;
                    }
                    None => refused += 1,
                }
            }
        }
        // Whole guards and steps taken away, added or moved.
        for key in whole["guards"].as_object().unwrap().keys() {
            let mut edited = whole.clone();
            edited["guards"].as_object_mut().unwrap().remove(key);
            assert_eq!(is_intact(edited), Some(false), "{name}: without {key}");
        }
        let mut more = whole.clone();
        more["guards"]["another"] = Value::from("fact");
        assert_eq!(is_intact(more), Some(false), "{name}: with another guard");
        for index in 0..plan.steps.len() {
            let (mut without, mut twice, mut moved) = (whole.clone(), whole.clone(), whole.clone());
            let step = without["steps"].as_array_mut().unwrap().remove(index);
            assert_eq!(is_intact(without), Some(false), "{name}: without step {index}");
            twice["steps"].as_array_mut().unwrap().push(step);
            assert_eq!(is_intact(twice), Some(false), "{name}: with step {index} twice");
            moved["steps"].as_array_mut().unwrap().rotate_left(1);
            assert_eq!(is_intact(moved), Some(plan.steps.len() == 1), "{name}: with its steps moved");
        }
    }
    println!("{changed} changes found, {refused} not even plans");
    assert!(1000 < changed);
}

/// Words as a POSIX shell makes them of lines without expansions; an error for anything that a shell would expand or run.
fn shell_words(text: &str) -> Result<Vec<Vec<String>>, String> {
    let (mut lines, mut words) = (Vec::new(), Vec::new());
    let mut word: Option<String> = None;
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\n' | ' ' => {
                words.extend(word.take());
                if sign == '\n' {
                    lines.push(std::mem::take(&mut words));
                }
            }
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match signs.next() {
                        Some('\'') => break,
                        Some(sign) => word.push(sign),
                        None => return Err(format!("a quote is open at the end of {text}")),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(signs.next().ok_or("a backslash at the end")?),
            '$' | '`' | '"' | '|' | '&' | ';' | '<' | '>' | '(' | ')' | '{' | '}' | '*' | '?' | '[' | ']' | '#' | '~' | '!' | '\t' => {
                return Err(format!("{sign} is not quoted in {text}"));
            }
            sign => word.get_or_insert_default().push(sign),
        }
    }
    words.extend(word);
    lines.push(words);
    Ok(lines)
}

#[test]
fn every_line_for_a_shell_is_words_and_nothing_else() {
    let mut lines = 0;
    for (name, plan) in every_plan() {
        for step in &plan.steps {
            for words in shell_words(&step.cli).unwrap_or_else(|error| panic!("{name}: {error}")) {
                assert_eq!(words[..3], ["aws", "--region", "us-east-1"], "{name}");
                lines += 1;
            }
        }
    }
    assert!(20 < lines, "{lines}");
}

/// Every call that changes a stream, for a stream or target of any name.
fn calls(name: &str) -> Vec<Call> {
    let stream = || name.to_owned();
    vec![
        Call::UpdateShardCount { stream: stream(), from: 1, to: 2 },
        Call::SplitShard { stream: stream(), shard: stream(), new_starting_hash_key: 7 },
        Call::MergeShards { stream: stream(), shard: stream(), adjacent: stream() },
        Call::UpdateStreamMode { arn: stream(), stream: stream(), mode: StreamMode::OnDemand },
        Call::IncreaseRetention { stream: stream(), hours: 48 },
        Call::DecreaseRetention { stream: stream(), hours: 24 },
        Call::EnableShardMetrics { stream: stream(), metrics: vec!["ALL".to_owned()] },
        Call::DisableShardMetrics { stream: stream(), metrics: vec!["ALL".to_owned()] },
        Call::RegisterTarget { resource_id: stream(), dimension: stream(), min: Some(1), max: Some(2), suspended: Some(true) },
    ]
}

proptest! {
    // Each case is a tree of up to 24 plans.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_name_gets_out_of_its_word(name in "\\PC{1,12}") {
        for call in calls(&name) {
            let lines = shell_words(&call.cli("us-east-1")).map_err(TestCaseError::fail)?;
            prop_assert_eq!(lines.len(), 1);
            prop_assert!(lines[0].contains(&name), "{:?} has no word {}", lines[0], name);
        }
    }

    #[test]
    fn splits_and_merges_keep_the_ring_whole(cuts in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..24)) {
        let mut known = snapshot("shards 3");
        for (is_split, which, at) in cuts {
            let map = known.shards.get().unwrap().clone();
            let open: Vec<&Shard> = map.open().collect();
            let one = open[which.index(open.len())];
            let wish = if is_split && one.first < one.last {
                // Any key of the range but the first, by its place in a thousand.
                let width = one.last - one.first;
                let key = one.first + 1 + (width - 1) / 1000 * at.index(1000) as u128;
                Action::Split { shard: one.short().to_owned(), at: (at.index(3) != 0).then_some(key) }
            } else {
                let Some(pair) = open.windows(2).nth(which.index(open.len())) else { continue };
                Action::Merge { shard: pair[0].id.clone(), adjacent: pair[1].short().to_owned() }
            };
            let plan = plan(&wish, &known);
            prop_assert!(plan.has_changes(), "{}: {:?}", wish, plan.checks);
            let after = applied(&map, &plan);
            prop_assert!(after.covers_ring(), "{} leaves a hole", wish);
            known.stream.value.as_mut().unwrap().open_shards = after.open_count() as u32;
            known.shards = Held::fresh(after, shift(now(), -1));
        }
    }
}

/// The shards after a plan, by what it says that it redraws.
fn applied(map: &ShardMap, plan: &Plan) -> ShardMap {
    let mut shards = map.all().to_vec();
    let closed: Vec<&String> = plan.redraw.before.iter().filter_map(|piece| piece.shard.as_ref()).collect();
    for shard in shards.iter_mut().filter(|shard| closed.contains(&&shard.id)) {
        shard.open = false;
    }
    for piece in &plan.redraw.after {
        let (id, parent) = (format!("shardId-{:012}", shards.len()), closed.first().map(|id| (*id).clone()));
        let adjacent_parent = closed.get(1).map(|id| (*id).clone());
        shards.push(Shard { id, first: piece.first, last: piece.last, parent, adjacent_parent, open: true });
    }
    ShardMap::of(shards)
}
