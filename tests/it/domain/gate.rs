//! Single gates: what each says of the reference pipeline when one thing changes.

use rust_decimal::Decimal;
use tidegate::domain::checklist::{Check, Mark};
use tidegate::domain::cost;
use tidegate::domain::gate;
use tidegate::domain::hours;
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::plan::{self, Verdict};
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::build::{Build, complete, now, of, table_part};

fn way_back(verdict: Verdict) -> Vec<plan::Check> {
    let check = |id: &str, verdict| plan::Check { id: id.to_owned(), verdict, evidence: "so it is".to_owned() };
    vec![check("flag-configured", Verdict::Pass), check("permission", verdict)]
}

pub(super) fn gate(snapshot: &Snapshot, id: &str) -> Check {
    let gates = gate::judge(snapshot, &way_back(Verdict::Pass));
    gates.into_iter().find(|gate| gate.id == id).unwrap_or_else(|| panic!("no gate {id}"))
}

/// The calm pipeline with a whole day of the table's writes by the minute, and the fortnight before it.
pub(super) fn well() -> Snapshot {
    let mut snapshot = Build::reference().calm().fortnight(69_440.0).snapshot;
    let track = snapshot.metrics.track_mut(&table_part(Metric::TableRequests));
    for minute in 1..=1440 {
        track.series.put(shift(complete(), -60 * minute), 69_440.0);
    }
    track.answered_from = Some(shift(complete(), -86_400));
    snapshot
}

#[test]
fn the_way_back_refuses_by_a_missing_precondition_and_only_warns_of_a_permission() {
    let of = |checks: &[plan::Check]| {
        let gates = gate::judge(&well(), checks);
        gates.into_iter().find(|gate| gate.id == "way-back").unwrap()
    };
    assert_eq!(of(&way_back(Verdict::Pass)).mark, Mark::Pass);
    let warned = of(&way_back(Verdict::Warn));
    assert_eq!(warned.mark, Mark::Pass);
    assert!(warned.evidence.iter().any(|line| line.starts_with("permission:")), "{warned:?}");
    let refused = of(&way_back(Verdict::Block));
    assert_eq!((refused.mark, refused.evidence[0].as_str()), (Mark::Fail, "permission: so it is"));
    assert_eq!(of(&[]).mark, Mark::NotEnoughData);
}

#[test]
fn protected_hours_fail_and_say_how_long() {
    let mut snapshot = well();
    assert_eq!(gate(&snapshot, "protected-hours").mark, Mark::NotApplicable);
    // A Saturday, 03:14:10 UTC.
    snapshot.pipeline.protected_hours = Some("Fri 16:00 - Mon 08:00 UTC".to_owned());
    let closed = gate(&snapshot, "protected-hours");
    assert_eq!((closed.mark, closed.waits_seconds), (Mark::Fail, Some(2 * 86_400 + 4 * 3600 + 45 * 60 + 50)));
    snapshot.pipeline.protected_hours = Some("Mon 16:00 - Tue 08:00 UTC".to_owned());
    assert_eq!(gate(&snapshot, "protected-hours").mark, Mark::Pass);
    snapshot.pipeline.protected_hours = Some("always".to_owned());
    assert_eq!(gate(&snapshot, "protected-hours").mark, Mark::NotEnoughData);
    assert_eq!(hours::parse("Fri 16:00 - Mon 08:00 UTC").unwrap().left(shift(now(), -86_400)), None);
}

#[test]
fn the_bake_waits_for_the_exact_rest() {
    let mut snapshot = well();
    assert_eq!(gate(&snapshot, "bake").mark, Mark::Pass);
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.last_modified = Some(shift(now(), -400));
    let bake = gate(&snapshot, "bake");
    assert_eq!((bake.mark, bake.waits_seconds), (Mark::NotEnoughData, Some(500)));
}

/// The month when so many percent of the traffic go to the stream.
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
fn at(snapshot: &Snapshot, percentage: u8) -> cost::Stage {
    let now = cost::estimate(snapshot).unwrap();
    let prices = (&snapshot.pipeline.prices, now.region.as_str());
    cost::stages(&now.load, &now.shape, now.traffic.unwrap(), &[percentage], prices, 70).unwrap().remove(0)
}

/// Sets the budget a dollar above what is likely to be paid at so many percent, or a dollar below what is paid there at least.
fn budget(snapshot: &mut Snapshot, percentage: u8, above: i64) {
    let stage = at(snapshot, percentage);
    let from = if 0 < above { stage.bill.total() } else { stage.range.0 };
    snapshot.pipeline.limits.budget = Some(from + Decimal::from(above));
}

/// Says that the flag was changed so many seconds ago.
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
fn changed(snapshot: &mut Snapshot, seconds: i64) {
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.last_modified = Some(shift(now(), -seconds));
}

#[test]
fn the_cost_is_judged_at_the_next_stage_and_as_100_percent_until_the_percentage_was_followed() {
    let mut snapshot = well();
    let mark = |snapshot: &Snapshot| gate(snapshot, "cost").mark;
    budget(&mut snapshot, 50, 1);
    assert_eq!(mark(&snapshot), Mark::Pass);
    budget(&mut snapshot, 50, -1);
    let held = gate(&snapshot, "cost");
    assert_eq!(held.mark, Mark::Fail, "the present load is within it: {held:?}");
    assert!(held.evidence[0].contains(" a month at 50 % of the traffic"), "{held:?}");
    assert!(held.evidence[1].ends_with("a month at the present load"), "{held:?}");
    // Nobody knows yet whether the percentage is read: 100 % is judged, and what 50 % are within waits for that.
    let mut unknown = snapshot.clone();
    changed(&mut unknown, 500);
    budget(&mut unknown, 50, 1);
    let waits = gate(&unknown, "cost");
    assert_eq!(waits.mark, Mark::NotEnoughData, "{waits:?}");
    assert!(waits.evidence[0].contains("a month at 100 % of the traffic"), "{waits:?}");
    assert!(waits.evidence[0].contains(", judged until the observed percentage has followed, most of it "), "{waits:?}");
    assert!(waits.evidence[1].ends_with("a month at 50 %, the next stage"), "{waits:?}");
    assert!(waits.waits_seconds.is_some_and(|seconds| 0 < seconds), "{waits:?}");
    budget(&mut unknown, 100, 1);
    assert_eq!(mark(&unknown), Mark::Pass);
    budget(&mut unknown, 50, -1);
    assert_eq!(mark(&unknown), Mark::Fail);
    // At the ladder's end the present load is judged.
    let mut top = snapshot.clone();
    top.pipeline.rollout.stages = vec![10];
    assert_eq!(mark(&top), Mark::Pass);
    snapshot.pipeline.flag = None;
    budget(&mut snapshot, 50, -1);
    assert_eq!(mark(&snapshot), Mark::Pass, "without a flag there is no next stage");
    snapshot.pipeline.limits.budget = None;
    assert_eq!(mark(&snapshot), Mark::NotApplicable);
}

#[test]
fn what_a_stage_may_cost_more_or_less_is_no_false_alarm() {
    // One run a second of two polls: whether each finds records at 50 %, and how long fuller runs become, cannot be told.
    let runs = Build { snapshot: well() }.steady(&of(Metric::FunctionInvocations, "PriceAnalytics"), 60.0);
    let mut snapshot = runs.steady(&of(Metric::FunctionDuration, "PriceAnalytics"), 500.0).snapshot;
    snapshot.functions.get_mut("PriceAnalytics").unwrap().value.as_mut().unwrap().memory_mb = 1024;
    snapshot.mappings.get_mut("PriceAnalytics").unwrap().value.as_mut().unwrap()[0].batch_size = 1000;
    let stage = at(&snapshot, 50);
    let (least, most) = stage.range;
    assert!(least < stage.bill.total() && stage.bill.total() < most, "{stage:?}");
    let mut judged = |budget: Decimal| {
        snapshot.pipeline.limits.budget = Some(budget.round_dp(2));
        gate(&snapshot, "cost")
    };
    assert_eq!(judged(most).mark, Mark::Pass);
    let likely = judged((stage.bill.total() + most) / Decimal::TWO);
    assert_eq!(likely.mark, Mark::Pass);
    assert!(
        likely.evidence[0].contains(&format!(" at 50 % of the traffic ({} to {}), most of it ", cost::cents(least), cost::cents(most))),
        "{likely:?}"
    );
    let between = judged((least + stage.bill.total()) / Decimal::TWO);
    assert_eq!((between.mark, between.waits_seconds), (Mark::NotEnoughData, None), "{between:?}");
    assert!(between.waits_for.unwrap().starts_with("a larger budget"));
    assert_eq!(judged(least - Decimal::ONE).mark, Mark::Fail);
}

#[test]
fn the_cost_waits_for_minutes_of_the_newest_stage() {
    let mut snapshot = well();
    budget(&mut snapshot, 100, 1);
    changed(&mut snapshot, 10);
    let waits = gate(&snapshot, "cost");
    assert_eq!((waits.mark, waits.evidence.len()), (Mark::NotEnoughData, 0), "{waits:?}");
    let seconds = waits.waits_seconds.unwrap();
    assert!((290..=480).contains(&seconds), "{waits:?}");
    changed(&mut snapshot, 10 + seconds);
    assert_eq!(gate(&snapshot, "cost").mark, Mark::Pass);
}

#[test]
fn without_a_table_the_cost_does_not_wait_for_ever() {
    let mut snapshot = well();
    snapshot.pipeline.table = None;
    budget(&mut snapshot, 50, 1);
    let passes = gate(&snapshot, "cost");
    assert_eq!(passes.mark, Mark::Pass, "{passes:?}");
    assert!(passes.evidence.iter().any(|line| line.contains("set table = ")), "{passes:?}");
    budget(&mut snapshot, 50, -1);
    assert_eq!(gate(&snapshot, "cost").mark, Mark::Fail);
    // While the flag is off nothing tells what all of the traffic is.
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.enabled = Some("false".to_owned());
    let off = gate(&snapshot, "cost");
    assert_eq!(off.mark, Mark::Pass, "the present load is judged: {off:?}");
    assert!(off.evidence[0].contains("at the present load"), "{off:?}");
    assert!(off.evidence[1].starts_with("what 1 % would cost cannot be told without the table: set table = "), "{off:?}");
}

#[test]
fn the_first_stage_does_not_wait_for_what_only_it_can_show() {
    let mut snapshot = well();
    budget(&mut snapshot, 50, 1);
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.enabled = Some("false".to_owned());
    let first = gate(&snapshot, "cost");
    assert_eq!(first.mark, Mark::Pass, "{first:?}");
    assert!(first.evidence[1].ends_with("a month if the writer does not read the percentage: parity tells it"), "{first:?}");
}

#[test]
fn the_evidence_of_cost_is_a_sentence_and_not_the_bill() {
    let mut snapshot = well();
    snapshot.pipeline.limits.budget = Some(Decimal::from(10_000));
    let cost = gate(&snapshot, "cost");
    assert!(cost.evidence.iter().all(|line| line.len() < 180) && cost.evidence.len() <= 2, "{cost:?}");
    assert!(cost.evidence[0].contains(", most of it Lambda $") && !cost.evidence[0].contains('×'), "{cost:?}");
    snapshot.pipeline.rollout.stages = vec![10];
    let present = gate(&snapshot, "cost");
    assert!(present.evidence.len() == 1 && present.evidence[0].len() < 180, "{present:?}");
}

#[test]
fn refusals_are_a_ratio() {
    let refused = of(Metric::WriteThrottles, "PriceTicks");
    for (count, mark) in [(5.0, Mark::Pass), (60.0, Mark::Fail)] {
        let build = Build { snapshot: well() }.steady(&refused, count);
        assert_eq!(gate(&build.snapshot, "stream-throttles").mark, mark, "{count} of 6,944 a minute");
    }
}

#[test]
fn the_table_is_compared_with_the_stage_before() {
    // The flag changed two hours ago.
    let latency = MetricId::part(Metric::TableLatency, "PriceTimeSeriesTable", "PutItem");
    let build = Build { snapshot: well() }.minutes(&latency, |ago| Some(if ago < 100 { 30.0 } else { 5.0 }));
    let slower = gate(&build.snapshot, "table-unharmed");
    assert_eq!(slower.mark, Mark::Fail);
    assert!(slower.evidence.iter().any(|line| line.contains("in the hour before the last change 5.0 ms")), "{slower:?}");
    let build = Build { snapshot: well() }.steady(&latency, 30.0);
    assert_eq!(gate(&build.snapshot, "table-unharmed").mark, Mark::Pass);
}

#[test]
fn an_alarm_without_data_is_no_pass_and_one_that_cannot_ring_is_no_evidence() {
    let mut snapshot = well();
    let state = |snapshot: &mut Snapshot, state: &str, metric: &str| {
        let alarm = &mut snapshot.alarms.value.as_mut().unwrap()[0];
        (alarm.state, alarm.metric) = (state.to_owned(), metric.to_owned());
    };
    assert_eq!(gate(&snapshot, "alarms").mark, Mark::Pass);
    state(&mut snapshot, "INSUFFICIENT_DATA", "GetRecords.IteratorAgeMilliseconds");
    assert_eq!(gate(&snapshot, "alarms").mark, Mark::NotEnoughData);
    state(&mut snapshot, "INSUFFICIENT_DATA", "UserRecordsPut");
    assert_eq!(gate(&snapshot, "alarms").mark, Mark::Pass);
    state(&mut snapshot, "ALARM", "WriteProvisionedThroughputExceeded");
    assert_eq!(gate(&snapshot, "alarms").mark, Mark::Fail);
}

/// The calm pipeline whose consumer's mapping counts its events.
fn counting() -> Build {
    Build { snapshot: well() }.counting().steady(&of(Metric::MappingPolled, MAPPING), 6_944.0).silent(&of(Metric::MappingDropped, MAPPING))
}

const MAPPING: &str = "0c5c1f0e";

#[test]
fn one_dropped_event_fails_the_consumers_and_says_which_mapping_and_since_when() {
    let drops = |ago: i64| counting().minutes(&of(Metric::MappingDropped, MAPPING), move |minute| (minute == ago).then_some(1.0));
    let failed = gate(&drops(3).snapshot, "consumers");
    let said = "PriceAnalytics: mapping 0c5c1f0e dropped 1 event in 15 minutes, since 03:08 UTC";
    assert_eq!((failed.mark, failed.evidence[0].as_str()), (Mark::Fail, said), "what fails is said first: {failed:?}");
    assert_eq!(gate(&drops(14).snapshot, "consumers").mark, Mark::Fail);
    assert_eq!(gate(&drops(15).snapshot, "consumers").mark, Mark::Pass, "beyond the newest quarter of an hour");
}

#[test]
fn drops_before_the_last_change_are_not_the_new_stages() {
    let mut snapshot = counting().minutes(&of(Metric::MappingDropped, MAPPING), |ago| (8 <= ago).then_some(40.0)).snapshot;
    assert_eq!(gate(&snapshot, "consumers").mark, Mark::Fail);
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.last_modified = Some(shift(complete(), -7 * 60));
    assert_eq!(gate(&snapshot, "consumers").mark, Mark::Pass);
}

#[test]
fn a_count_without_data_holds_a_zero_passes_and_no_count_is_said() {
    let zero = gate(&counting().snapshot, "consumers");
    assert_eq!(zero.mark, Mark::Pass);
    assert!(zero.evidence.iter().any(|line| line == "PriceAnalytics: no event dropped in 15 minutes"), "{zero:?}");
    // The control is missing too: nobody knows whether anything was dropped.
    let silent = gate(&counting().silent(&of(Metric::MappingPolled, MAPPING)).snapshot, "consumers");
    assert_eq!((silent.mark, silent.evidence[0].as_str()), (Mark::NotEnoughData, "PriceAnalytics: nothing new of its dropped events"));
    // Switched on four minutes ago, and five.
    let since = |minutes: i64| counting().minutes(&of(Metric::MappingPolled, MAPPING), move |ago| (ago < minutes).then_some(9.0)).snapshot;
    assert_eq!(gate(&since(4), "consumers").mark, Mark::NotEnoughData);
    assert_eq!(gate(&since(5), "consumers").mark, Mark::Pass);
    let never_asked = gate(&Build { snapshot: well() }.counting().snapshot, "consumers");
    assert_eq!(never_asked.mark, Mark::NotEnoughData);
    let off = gate(&well(), "consumers");
    let said = "PriceAnalytics: dropped events are not counted, EventCount of its mapping is off";
    assert_eq!(off.mark, Mark::Pass, "what is not switched on does not hold");
    assert!(off.evidence.iter().any(|line| line == said), "and does not pass silently: {off:?}");
}

#[test]
fn nothing_known_is_never_a_pass() {
    for build in [Build::bare(), Build::named()] {
        let gates = gate::judge(&build.snapshot, &[]);
        assert!(gates.iter().all(|gate| gate.mark != Mark::Pass && gate.mark != Mark::Fail), "{gates:#?}");
        assert_eq!(gate::verdict(&gates), Mark::NotEnoughData);
    }
}

#[test]
fn a_latency_that_doubles_is_harm_however_small_it_was() {
    let latency = MetricId::part(Metric::TableLatency, "PriceTimeSeriesTable", "PutItem");
    let mark = |before: f64, now: f64| {
        let build = Build { snapshot: well() }.minutes(&latency, |ago| Some(if ago < 100 { now } else { before }));
        gate(&build.snapshot, "table-unharmed").mark
    };
    assert_eq!(mark(4.5, 9.4), Mark::Fail);
    assert_eq!(mark(4.5, 6.6), Mark::Pass);
    // Less than a millisecond is jitter.
    assert_eq!(mark(0.6, 1.3), Mark::Pass);
    // What was usual in the worst minute before is no harm now.
    let build = Build { snapshot: well() }.minutes(&latency, |ago| {
        Some(match ago {
            ..100 => 9.4,
            150 => 9.5,
            _ => 4.5,
        })
    });
    assert_eq!(gate(&build.snapshot, "table-unharmed").mark, Mark::Pass);
}

#[test]
fn a_shard_whose_records_nobody_reads_fails_and_an_idle_or_unknown_one_does_not() {
    let reference = || Build { snapshot: well() }.shards(2).calm();
    let part = |metric, shard: u32| MetricId::part(metric, "PriceTicks", &format!("shardId-{shard:012}"));
    let told = |build: &Build| {
        let gate = gate(&build.snapshot, "consumers");
        let shards = gate.evidence.iter().find(|words| words.contains("shard"));
        (gate.mark, shards.cloned().unwrap_or_default())
    };
    let read = reference();
    assert_eq!(told(&read), (Mark::Pass, "each of 2 shards is read by some reader".to_owned()));
    let unread = reference().minutes(&part(Metric::ShardAge, 1), |ago| (5 < ago).then_some(800.0));
    let (mark, words) = told(&unread);
    assert_eq!(mark, Mark::Fail, "{words}");
    assert!(words.starts_with("records arrive on shard 1, and no reader took any in 5 complete minutes"), "{words}");
    let idle = reference().silent(&part(Metric::ShardAge, 1)).steady(&part(Metric::ShardRecords, 1), 0.0);
    assert_eq!(told(&idle), (Mark::Pass, "the one shard with records is read by some reader; nothing arrives on shard 1".to_owned()));
    // A new shard is read once its parents are.
    let new = reference()
        .silent(&part(Metric::ShardAge, 1))
        .minutes(&part(Metric::ShardRecords, 1), |ago| Some(if ago < 12 { 9.0 } else { 0.0 }));
    assert_eq!(told(&new).0, Mark::NotEnoughData);
    // Shard metrics that are on and do not answer are not off.
    let mut silent = reference();
    for shard in 0..2 {
        let ids = [part(Metric::ShardAge, shard), part(Metric::ShardRecords, shard)];
        for id in &ids {
            *silent.snapshot.metrics.track_mut(id) = tidegate::domain::metrics::Track::default();
        }
        silent.snapshot.metrics.fail(&ids, &super::build::denied("cloudwatch:GetMetricData"));
    }
    let blind = gate(&silent.snapshot, "consumers");
    assert_eq!(blind.mark, Mark::NotEnoughData);
    assert_eq!(blind.waits_for.as_deref(), Some("cloudwatch:GetMetricData, which is denied"));
    assert!(!blind.evidence.iter().any(|line| line.contains("are off")), "{blind:?}");
}

#[test]
fn a_way_back_that_cannot_be_read_is_not_told() {
    let unread = plan::Check { id: "holders-readable".to_owned(), verdict: Verdict::Block, evidence: "denied".to_owned() };
    let of = |checks: &[plan::Check]| gate::judge(&well(), checks).into_iter().find(|gate| gate.id == "way-back").unwrap().mark;
    assert_eq!(of(std::slice::from_ref(&unread)), Mark::NotEnoughData);
    // What is known to be missing fails all the same.
    assert_eq!(of(&[&way_back(Verdict::Block)[..], &[unread]].concat()), Mark::Fail);
}
