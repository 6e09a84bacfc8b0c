//! What each scenario is advised: the action that helps, ready to be planned, or none and why.

use tidegate::domain::action::{Action, grammar};
use tidegate::domain::finding::judge;

use super::{EXPECTED, observe, world};

/// Whether a scenario's leading finding has such a wish; `""` is none.
const WISHES: &[(&str, &str)] = &[
    ("spike", "reshard --to"),
    ("hot-key", ""),
    ("hot-shard", ""),
    ("ordered-keys", ""),
    ("slow-consumer", "consumer PriceAnalytics --parallelisation 2"),
    ("poison-pill", "rescue PriceAnalytics --retention 168h --retries 3"),
    ("checkpoint-gap", "consumer PriceAnalytics --bisect on --retries until-expiry"),
    ("stopped-consumer", "consumer PriceAnalytics --resume"),
    ("fanout-stall", ""),
    ("firehose-delay", ""),
    ("dynamo-throttle", ""),
    ("parity-drift", ""),
    ("slow-divergence", ""),
    ("percentage-ignored", "flag off"),
    ("deploy-reset", "percentage 50"),
    ("over-budget", "reshard --to 2"),
    ("writer-errors", ""),
    ("table-errors", ""),
    ("broadcast-loss", ""),
];

#[test]
fn each_scenario_is_advised_what_helps() {
    for (scenario, wanted) in WISHES {
        for seed in 400..404 {
            let findings = judge(&observe::observe(&mut world(scenario, seed)));
            let first = &findings[0];
            let wish = first.wish.as_ref().map_or_else(String::new, ToString::to_string);
            println!("{scenario} | {} | {wish} | {}", first.id, first.advice);
            let fits = if wanted.is_empty() { wish.is_empty() } else { same(&wish, wanted) };
            assert!(fits, "{scenario} seed {seed}: {} wishes {wish:?}", first.id);
            assert!(!first.advice.is_empty());
        }
    }
}

/// The same words in any order; a reshard may be to any number.
fn same(wish: &str, wanted: &str) -> bool {
    wanted.split_whitespace().all(|word| wish.split_whitespace().any(|other| other == word))
}

#[test]
fn a_reshard_goes_to_what_the_load_needs_at_its_target() {
    let snapshot = observe::observe(&mut world("spike", 410));
    let Some(Action::Reshard { to }) = judge(&snapshot)[0].wish.clone() else { panic!("no reshard") };
    // 2,600 to 3,800 updates a second with their swell, at 70 % of 1,000 a shard.
    assert!((4..=7).contains(&to), "{to}");
}

#[test]
fn every_wish_can_be_typed() {
    for (scenario, ..) in EXPECTED {
        for finding in judge(&observe::observe(&mut world(scenario, 420))) {
            let Some(wish) = finding.wish else { continue };
            assert_eq!(grammar::parse(&wish.to_string()), Ok(wish.clone()), "{wish}");
        }
    }
}
