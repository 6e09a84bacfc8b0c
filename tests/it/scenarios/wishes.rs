//! What each scenario is advised: the action that helps, ready to be planned, or none and why.

use tidegate::domain::action::{Action, grammar};
use tidegate::domain::finding::{Level, judge};
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::metrics::Track;
use tidegate::domain::plan::{Verdict, plan};
use tidegate::domain::series::{floor, shift};
use tidegate::domain::snapshot::Snapshot;
use tidegate::sim::scenario;
use tidegate::sim::world::World;

use super::{EXPECTED, fortnight, observe, world};

/// What a scenario's leading finding is to say: the wish that helps, `""` where none does, and words of its advice.
/// Only where all is well there are no words, and no finding that is more than worth knowing.
const ADVICE: &[(&str, &str, &[&str])] = &[
    ("calm", "", &[]),
    ("fails-at-half", "", &[]),
    ("busy-past", "", &[]),
    ("spike", "reshard --to", &["Add shards", "every shard is loaded"]),
    ("hot-key", "", &["Sample the shard's keys first", "nothing but a better partition key helps one", "spreads evenly and helps little"]),
    ("hot-shard", "", &["Sample the shard's keys first", "a split of this one shard helps many keys"]),
    ("ordered-keys", "", &["Sample the shard's keys first", "a split of this one shard helps many keys"]),
    (
        "slow-consumer",
        "consumer PriceAnalytics --parallelisation 2",
        &["Resharding does not drain a backlog", "rollback does not help readers"],
    ),
    (
        "poison-pill",
        "rescue PriceAnalytics --retention 168h --retries 3",
        &[
            "raise the retention, add a failure destination, bisect on error, finite retries",
            "do not help",
            "Never set a maximum record age below",
        ],
    ),
    (
        "checkpoint-gap",
        "consumer PriceAnalytics --bisect on --retries until-expiry",
        &["a falling age is no proof that anything was written", "resharding and rollback do not help"],
    ),
    (
        "dropped-events",
        "consumer PriceAnalytics --max-age until-expiry",
        &["Set a failure destination first", "raise the retention, bisect on error", "Never keep a maximum record age below the lag"],
    ),
    ("stopped-consumer", "consumer PriceAnalytics --resume", &["Enable the event-source mapping", "do not bring it back"]),
    ("fanout-stall", "", &["must be renewed", "Resharding and rollback do not help readers"]),
    ("firehose-delay", "", &["S3 refuses what Firehose writes", "Neither the buffer interval", "resharding or a rollback"]),
    ("dynamo-throttle", "", &["Resharding the stream does nothing for the table"]),
    ("parity-drift", "", &["Compare what each writer was deployed with", "an alias", "promoting makes the hole larger"]),
    ("slow-divergence", "", &["Read the writers' log for failed stream writes", "promoting makes the hole larger"]),
    ("stream-silent", "", &["Read the writers' log for failed stream writes", "Resharding helps only if writes are refused"]),
    ("percentage-ignored", "flag off", &["Judge the next stage as 100 %", "changing the percentage changes nothing"]),
    ("deploy-reset", "percentage 50", &["Ask who deployed", "into the deployment's own source"]),
    ("over-budget", "reshard --to 2", &["Compare the modes", "a rollback saves the PUT units, not the shards"]),
    ("writer-errors", "", &["Read the function's log", "A failed stream write fails no run"]),
    ("table-errors", "", &["AWS Health", "Neither a rollback of the stream nor resharding helps the table"]),
    ("broadcast-loss", "", &["Read the writers' log for failed sends", "rollback and resharding do not help"]),
    ("archive-empty", "", &["Compare the table's partitions and location", "No action of the stream helps"]),
    ("cloudwatch-outage", "", &["AWS Health dashboard"]),
    ("denied", "", &["`tidegate iam` prints the whole policy", "is not judged"]),
    ("expired-credentials", "", &["Log in again or renew the keys", "no restart is needed"]),
];

#[test]
fn each_scenario_is_advised_what_helps() {
    let advised: Vec<&str> = ADVICE.iter().map(|(scenario, ..)| *scenario).collect();
    assert!(advised.len() == EXPECTED.len() && EXPECTED.iter().all(|(scenario, ..)| advised.contains(scenario)), "{advised:?}");
    for (scenario, wanted, words) in ADVICE {
        for seed in 400..404 {
            let findings = judge(&observe::observe(&mut world(scenario, seed)));
            let told = findings.iter().find(|finding| Level::Ok < finding.level);
            let wish = told.and_then(|first| first.wish.as_ref()).map_or_else(String::new, ToString::to_string);
            let fits = if wanted.is_empty() { wish.is_empty() } else { same(&wish, wanted) };
            assert!(fits, "{scenario} seed {seed}: {told:?}");
            let advice = told.map_or("", |first| first.advice.as_str());
            assert_eq!(told.is_none(), words.is_empty(), "{scenario} seed {seed}: {told:?}");
            assert!(words.iter().all(|words| advice.contains(words)), "{scenario} seed {seed}: {advice}");
        }
    }
}

/// Firehose's buffer is what makes it late where S3 takes what is delivered.
#[test]
fn a_late_delivery_that_is_not_refused_is_advised_a_shorter_buffer() {
    let findings = judge(&observe::observe(&mut world("firehose-delay", 404)));
    let late = findings.iter().find(|finding| finding.id == "firehose-late").unwrap();
    assert!(late.advice.contains("A shorter buffer interval (now 5 m)") && late.advice.contains("helps freshness"), "{}", late.advice);
}

/// In the first minutes after the console's start nobody has read the shards, and that is not said as if their metrics were off.
#[test]
fn shards_that_were_not_read_yet_are_waited_for() {
    let mut snapshot = observe::observe(&mut world("hot-shard", 405));
    let shards: Vec<_> = snapshot.metrics.ids().filter(|id| id.metric == Metric::ShardRecords).collect();
    assert!(!shards.is_empty());
    for id in shards {
        *snapshot.metrics.track_mut(&id) = Track::default();
    }
    let findings = judge(&snapshot);
    let refused = findings.iter().find(|finding| finding.id == "write-throttles").unwrap();
    assert!(refused.text.contains("cannot tell which shard: shard metrics are on and not read yet"), "{}", refused.text);
    assert!(refused.wish.is_none() && refused.advice.starts_with("Wait for the shards' own metrics"), "{refused:?}");
    snapshot.stream.value.as_mut().unwrap().shard_metrics.clear();
    let findings = judge(&snapshot);
    let refused = findings.iter().find(|finding| finding.id == "write-throttles").unwrap();
    assert!(refused.text.contains("shard metrics are off"), "{}", refused.text);
    assert_eq!(refused.wish, Some(Action::ShardMetrics { on: true }));
}

/// The same words in any order; a reshard may be to any number.
fn same(wish: &str, wanted: &str) -> bool {
    wanted.split_whitespace().all(|word| wish.split_whitespace().any(|other| other == word))
}

#[test]
fn dropped_events_are_counted_with_their_cause_and_what_stops_it() {
    for seed in 430..434 {
        let finding = judge(&observe::observe(&mut world("dropped-events", seed))).swap_remove(0);
        assert_eq!((finding.id, finding.subject.as_str()), ("consumer-drops", "PriceAnalytics"), "seed {seed}");
        for words in
            ["Set a failure destination first", "Never keep a maximum record age below the lag", "Resharding and rollback do not help"]
        {
            assert!(finding.advice.contains(words), "seed {seed}: {}", finding.advice);
        }
        assert!(
            finding.evidence[0].contains("AWS/Lambda DroppedEventCount EventSourceMappingUUID="),
            "seed {seed}: {:?}",
            finding.evidence
        );
    }
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

/// A deploy that set the variable back took the rollout from a stage that was proven: going back to it is told, and not held as a jump.
#[test]
fn a_reset_stage_is_gone_back_to_and_no_other_is_jumped_to() {
    for seed in 430..433 {
        let start = shift("2026-11-23T03:14:30Z".parse().unwrap(), i64::try_from(seed).unwrap() * 3571);
        // A whole day, for the gate of capacity.
        let mut day = World::genesis(&scenario::get("deploy-reset").unwrap(), seed, start);
        let mut snapshot = observe::observe_hours(&mut day, 24);
        fortnight::read(&mut day, &mut snapshot);
        let made = plan(&Action::Percentage { to: 50 }, &snapshot);
        let blocks: Vec<&str> = made.blocks().map(|check| check.id.as_str()).filter(|id| *id != "bake").collect();
        assert!(blocks.is_empty() && made.has_changes(), "seed {seed}: {:?}", made.blocks().collect::<Vec<_>>());
        let stage = made.checks.iter().find(|check| check.id == "next-stage").unwrap();
        assert!(stage.verdict == Verdict::Warn && stage.evidence.contains("50 % stood until"), "{}", stage.evidence);
        let jump = |snapshot: &Snapshot, to: u32| {
            let plan = plan(&Action::Percentage { to }, snapshot);
            let check = plan.blocks().find(|check| check.id == "next-stage").map(|check| check.evidence.clone());
            check.unwrap_or_else(|| panic!("seed {seed}: {to} % is no jump"))
        };
        assert!(jump(&snapshot, 100).contains("100 % jumps over it"));
        // A stage in which writes were refused proves nothing.
        let changed = tidegate::domain::rollout::fallen(&snapshot).unwrap().at;
        let throttles = MetricId::of(Metric::WriteThrottles, "PriceTicks");
        let mut harmed = snapshot.clone();
        harmed.metrics.track_mut(&throttles).series.put(floor(shift(changed, -600), 60), 90_000.0);
        assert!(jump(&harmed, 50).contains("it does not count as proven: the stream refused 90,000 writes then"), "{}", jump(&harmed, 50));
        for (metric, of, value, words) in [
            (Metric::FunctionErrors, "HeliusPriceWebhook", 9_000.0, "9,000 runs of HeliusPriceWebhook failed then"),
            (Metric::FunctionIteratorAge, "PriceAnalytics", 120_000.0, "PriceAnalytics was 2 m behind then"),
        ] {
            let mut harmed = snapshot.clone();
            harmed.metrics.track_mut(&MetricId::of(metric, of)).series.put(floor(shift(changed, -600), 60), value);
            assert!(jump(&harmed, 50).contains(words), "{}", jump(&harmed, 50));
        }
        // What nobody can tell of that time proves nothing either.
        let mut unknown = snapshot.clone();
        *unknown.metrics.track_mut(&throttles) = Track::default();
        assert!(jump(&unknown, 50).contains("what the stream refused then is not known"), "{}", jump(&unknown, 50));
    }
}
