//! Single gates: what each says of the reference pipeline when one thing changes.

use rust_decimal::Decimal;
use tidegate::domain::checklist::{Check, Mark};
use tidegate::domain::cost;
use tidegate::domain::gate::{self, busiest_minute};
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

fn gate(snapshot: &Snapshot, id: &str) -> Check {
    let gates = gate::judge(snapshot, &way_back(Verdict::Pass));
    gates.into_iter().find(|gate| gate.id == id).unwrap_or_else(|| panic!("no gate {id}"))
}

/// The calm pipeline with a whole day of the table's writes.
fn well() -> Snapshot {
    let mut snapshot = Build::reference().calm().snapshot;
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

#[test]
fn capacity_is_of_the_busiest_minute_and_as_100_percent_until_the_percentage_was_followed() {
    let mut snapshot = well();
    let track = snapshot.metrics.track_mut(&table_part(Metric::TableRequests));
    track.series.put(shift(complete(), -60 * 600), 120_000.0);
    let busiest = busiest_minute(&snapshot).unwrap();
    assert_eq!((busiest.per_second, busiest.minutes), (2000.0, 1440));
    // 2,000/s × 50 % over two shards is 50 % of each, 70 % is the target.
    let passes = gate(&snapshot, "capacity");
    assert_eq!(passes.mark, Mark::Pass, "{passes:?}");
    // Everything reaches the stream: the percentage is not read, and two shards do not carry 100 %.
    let all = Build { snapshot: snapshot.clone() }.steady(&of(Metric::IncomingRecords, "PriceTicks"), 69_440.0);
    let ignored = gate(&all.snapshot, "capacity");
    assert_eq!(ignored.mark, Mark::Fail);
    assert!(ignored.evidence.iter().any(|line| line.contains("judged as 100 %")), "{ignored:?}");
    // Nobody knows yet whether it is read.
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.last_modified = Some(shift(now(), -400));
    assert_eq!(gate(&snapshot, "capacity").mark, Mark::NotEnoughData);
}

/// The month's bill when so many percent of the traffic go to the stream.
fn at(snapshot: &Snapshot, percentage: u8) -> Option<Decimal> {
    let now = cost::estimate(snapshot).ok()?;
    let prices = (&snapshot.pipeline.prices, now.region.as_str());
    let stages = cost::stages(&now.load, &now.shape, now.traffic?, &[percentage], prices, 70).ok()?;
    Some(stages.first()?.bill.total())
}

/// Sets the budget so much above, or below, what so many percent cost.
fn budget(snapshot: &mut Snapshot, percentage: u8, above: i64) {
    snapshot.pipeline.limits.budget = at(snapshot, percentage).map(|total| total + Decimal::from(above));
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
    assert!(held.evidence[0].contains("a month at 50 % of the traffic, of a budget of $"), "{held:?}");
    assert!(held.evidence[1].ends_with("a month at the present load"), "{held:?}");
    // Nobody knows yet whether the percentage is read: 100 % is judged, and what 50 % are within waits for that.
    let mut unknown = snapshot.clone();
    let writer = unknown.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.last_modified = Some(shift(now(), -400));
    budget(&mut unknown, 50, 1);
    let waits = gate(&unknown, "cost");
    assert_eq!(waits.mark, Mark::NotEnoughData, "{waits:?}");
    assert!(waits.evidence[0].contains("at 100 % of the traffic, judged until the observed percentage has followed"), "{waits:?}");
    assert!(waits.evidence[1].ends_with("a month at 50 %, the next stage"), "{waits:?}");
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
fn less_than_a_day_of_the_table_does_not_show_its_peak() {
    let capacity = gate(&Build::reference().calm().snapshot, "capacity");
    assert_eq!(capacity.mark, Mark::NotEnoughData);
    assert!(0 < capacity.waits_seconds.unwrap());
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
        (gate.mark, gate.evidence.last().cloned().unwrap_or_default())
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
    assert_eq!(blind.waits_for.as_deref(), Some("the permission cloudwatch:GetMetricData, which is denied"));
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
