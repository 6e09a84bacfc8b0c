//! The gate of capacity: the busiest minute of 14 days, and what must be known of them before anything fits.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use jiff::Timestamp;
use proptest::prelude::*;
use tidegate::domain::checklist::{Check, Mark};
use tidegate::domain::fortnight::{FORTNIGHT, Fortnight};
use tidegate::domain::gate::busiest_minute;
use tidegate::domain::metric::Metric;
use tidegate::domain::metrics::Track;
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::snapshot::Snapshot;

use super::build::{Build, complete, denied, now, of, table_part};
use super::gate::{gate, well};

const DAY: i64 = 86_400;

/// Writes of a calm minute.
const CALM: f64 = 69_440.0;

/// The least writes a minute of which half are more than two shards carry at 70 %.
const TOO_MANY: f64 = 2_800.0 * 60.0 + 60.0;

fn capacity(snapshot: &Snapshot) -> Check {
    gate(snapshot, "capacity")
}

/// What was answered of these days before the newest complete minute, calm in each minute that `has_writes`.
fn answered(from: i64, until: i64, has_writes: impl Fn(i64) -> bool) -> Fortnight {
    let mut fortnight = Fortnight::over(shift(complete(), -from), shift(complete(), -until));
    let minutes = (until / 60 + 1..=from / 60).filter(|minute| has_writes(*minute));
    fortnight.extend(minutes.map(|minute| (shift(complete(), -60 * minute), CALM)));
    fortnight
}

fn with(fortnight: Fortnight) -> Snapshot {
    Snapshot { fortnight: Held::fresh(fortnight, now()), ..well() }
}

/// The table was made so many seconds before now.
fn made(snapshot: Snapshot, ago: i64) -> Snapshot {
    let mut snapshot = snapshot;
    snapshot.table.value.as_mut().unwrap().created = Some(shift(now(), -ago));
    snapshot
}

fn busy(snapshot: &mut Snapshot, at: Timestamp, count: f64) {
    snapshot.fortnight.value.as_mut().unwrap().extend([(at, count)]);
}

#[test]
fn it_is_of_the_busiest_minute_and_as_100_percent_until_the_percentage_was_followed() {
    let mut snapshot = well();
    let track = snapshot.metrics.track_mut(&table_part(Metric::TableRequests));
    track.series.put(shift(complete(), -60 * 600), 120_000.0);
    let busiest = busiest_minute(&snapshot).unwrap();
    assert_eq!((busiest.per_second, busiest.known, busiest.wanted), (2000.0, FORTNIGHT, FORTNIGHT));
    // 2,000/s × 50 % over two shards is 50 % of each, 70 % is the target.
    let passes = capacity(&snapshot);
    assert_eq!(passes.mark, Mark::Pass, "{passes:?}");
    // Everything reaches the stream: the percentage is not read, and two shards do not carry 100 %.
    let all = Build { snapshot: snapshot.clone() }.steady(&of(Metric::IncomingRecords, "PriceTicks"), CALM);
    let ignored = capacity(&all.snapshot);
    assert_eq!(ignored.mark, Mark::Fail);
    assert!(ignored.evidence.iter().any(|line| line.contains("judged as 100 %")), "{ignored:?}");
    // Nobody knows yet whether it is read.
    let writer = snapshot.functions.get_mut("HeliusPriceWebhook").unwrap().value.as_mut().unwrap();
    writer.last_modified = Some(shift(now(), -400));
    assert_eq!(capacity(&snapshot).mark, Mark::NotEnoughData);
}

#[test]
fn a_busy_minute_nine_days_ago_fails_and_is_named_with_its_day() {
    let mut snapshot = well();
    let calm = capacity(&snapshot);
    assert_eq!((calm.mark, calm.evidence[0].as_str()), (Mark::Pass, "busiest minute of 14 days: 1157.3 writes/s at 03:11 UTC"));
    busy(&mut snapshot, shift(complete(), -9 * DAY), TOO_MANY);
    let fails = capacity(&snapshot);
    assert_eq!((fails.mark, fails.evidence[0].as_str()), (Mark::Fail, "busiest minute of 14 days: 2801.0 writes/s at Nov 5 03:12 UTC"));
}

#[test]
fn a_fortnight_that_is_denied_holds_and_says_what_is_known() {
    let mut snapshot = well();
    snapshot.fortnight = Held { fault: Some(denied("cloudwatch:GetMetricData")), ..Held::default() };
    let holds = capacity(&snapshot);
    assert_eq!(holds.mark, Mark::NotEnoughData);
    assert_eq!(holds.evidence[0], "busiest minute of 1 of 14 days known: 1157.3 writes/s at 03:11 UTC");
    let waits = holds.waits_for.unwrap();
    assert!(waits.starts_with("the minutes of the table's last 14 days: ") && waits.contains("cloudwatch:GetMetricData"), "{waits}");
    // Too much is too much, however little is known beside it.
    snapshot.metrics.track_mut(&table_part(Metric::TableRequests)).series.put(shift(complete(), -60 * 600), TOO_MANY);
    assert_eq!(capacity(&snapshot).mark, Mark::Fail);
    // What was read before the denial stands while the held day joins it.
    let before = Held { fault: Some(denied("cloudwatch:GetMetricData")), ..Held::fresh(answered(FORTNIGHT, 6 * 3600, |_| true), now()) };
    assert_eq!(capacity(&Snapshot { fortnight: before, ..well() }).mark, Mark::Pass);
}

#[test]
fn a_table_younger_than_the_time_has_no_more_and_is_not_held_for_ever() {
    let young = made(with(answered(FORTNIGHT, 0, |minute| minute <= 3 * 1440)), 3 * DAY);
    let passes = capacity(&young);
    assert_eq!(passes.mark, Mark::Pass, "{passes:?}");
    assert_eq!(passes.evidence[0], "busiest minute of 3 days, the table's age: 1157.3 writes/s at 03:11 UTC");
    assert_eq!(passes.evidence.len(), 3, "what was before the table is no silence: {passes:?}");
    // Its three days must be known all the same.
    let unknown = made(Snapshot { fortnight: Held::default(), ..well() }, 3 * DAY);
    let holds = capacity(&unknown);
    assert_eq!((holds.mark, holds.waits_seconds), (Mark::NotEnoughData, None));
    assert!(holds.evidence[0].starts_with("busiest minute of 1 of 3 days known"), "{holds:?}");
}

#[test]
fn a_table_that_was_made_anew_goes_on_with_the_load_of_the_one_before() {
    let mut anew = made(well(), 3 * DAY);
    assert_eq!(capacity(&anew).evidence[0], "busiest minute of 14 days: 1157.3 writes/s at 03:11 UTC");
    busy(&mut anew, shift(complete(), -9 * DAY), TOO_MANY);
    assert_eq!(capacity(&anew).mark, Mark::Fail);
}

#[test]
fn less_than_a_day_of_writes_may_miss_the_peak_and_the_wait_is_told() {
    let hours = |hours: i64| {
        let mut snapshot = made(with(answered(FORTNIGHT, 0, |minute| minute <= 60 * hours)), 3600 * hours);
        let track = snapshot.metrics.track_mut(&table_part(Metric::TableRequests));
        track.series.forget_before(shift(complete(), -3600 * hours));
        capacity(&snapshot)
    };
    let new = hours(10);
    assert_eq!((new.mark, new.waits_seconds), (Mark::NotEnoughData, Some(13 * 3600)), "{new:?}");
    assert_eq!(hours(24).mark, Mark::Pass);
}

#[test]
fn minutes_without_a_write_are_no_holes_but_are_told() {
    // A market: six hours and a half on ten of fourteen days.
    let opens = |minute: i64| minute % 1440 < 390 && !(2..4).contains(&(minute / 1440 % 7));
    let mut snapshot = with(answered(FORTNIGHT, 0, opens));
    *snapshot.metrics.track_mut(&table_part(Metric::TableRequests)) =
        Track { answered_from: Some(shift(complete(), -DAY)), answered_until: Some(complete()), ..Track::default() };
    let passes = capacity(&snapshot);
    assert_eq!(passes.mark, Mark::Pass, "{passes:?}");
    assert_eq!(passes.evidence.last().unwrap(), "in 11.3 of these days CloudWatch counted no write");
    // Of no write at all there is no busiest minute.
    snapshot.fortnight = Held::fresh(answered(FORTNIGHT, 0, |_| false), now());
    let silent = capacity(&snapshot);
    assert_eq!((silent.mark, silent.waits_for.as_deref()), (Mark::NotEnoughData, Some("the table's requests by the minute")));
}

#[test]
fn minutes_that_do_not_arrive_any_more_hold_after_an_hour() {
    let mut snapshot = well();
    for (later, mark) in [(3000, Mark::Pass), (5400, Mark::NotEnoughData)] {
        snapshot.now = shift(now(), later);
        snapshot.stream.at = Some(snapshot.now);
        let held = capacity(&snapshot);
        assert_eq!(held.mark, mark, "{later} s: {held:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn one_minute_of_the_fortnight_decides_wherever_it_lies(ago in 1i64..20_160, count in 1.0f64..400_000.0) {
        let mut snapshot = well();
        busy(&mut snapshot, shift(complete(), -60 * ago), count.round());
        let fails = TOO_MANY - 60.0 < count.round();
        prop_assert_eq!(capacity(&snapshot).mark, if fails { Mark::Fail } else { Mark::Pass });
    }

    #[test]
    fn nothing_passes_but_by_what_was_answered(from in 0i64..15 * DAY, length in 0i64..15 * DAY, held in 600i64..DAY, age in 2 * DAY..20 * DAY) {
        let (from, until) = (from / 60 * 60, (from - length).max(0) / 60 * 60);
        let mut snapshot = made(with(answered(from, until, |minute| minute * 60 <= age)), age);
        let track = snapshot.metrics.track_mut(&table_part(Metric::TableRequests));
        track.answered_from = Some(shift(complete(), -held));
        track.series.forget_before(shift(complete(), -held));
        let wanted = FORTNIGHT.min(age - 120);
        // What neither of the two answers covers.
        let known = (from.min(wanted) - until.min(wanted)).max(0) + held.min(wanted) - (held.min(from) - until.min(held)).max(0);
        let is_whole = wanted - 3600 <= known;
        let mark = capacity(&snapshot).mark;
        if (wanted - 3600 - known).abs() > 240 {
            prop_assert_eq!(mark, if is_whole { Mark::Pass } else { Mark::NotEnoughData }, "{} of {} s known", known, wanted);
        }
        snapshot.fortnight = Held::default();
        prop_assert_eq!(capacity(&snapshot).mark, Mark::NotEnoughData);
    }
}
