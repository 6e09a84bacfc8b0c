//! The flag's way into the traffic, and Lambda's refusals.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use jiff::Timestamp;
use pretty_assertions::assert_eq;
use tidegate::sim::world::World;
use tidegate::sim::world::lambda::{FunctionPatch, MappingPatch};

use super::{STREAM, TABLE_PUT, between, last_hour, mean, world};

const WRITER: &str = "HeliusPriceWebhook";

fn wait(world: &mut World, seconds: i64) {
    world.advance_to(Timestamp::from_second(world.now.as_second() + seconds).unwrap());
}

fn with(world: &World, changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut environment = world.function(WRITER).unwrap().environment.clone();
    environment.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    environment
}

fn set(world: &mut World, changes: &[(&str, &str)]) {
    let patch = FunctionPatch { environment: Some(with(world, changes)), ..FunctionPatch::default() };
    world.update_function_configuration(WRITER, patch).unwrap();
}

fn observed(world: &World) -> f64 {
    let records = last_hour(world, ("AWS/Kinesis", "IncomingRecords", "Sum"), &STREAM);
    let writes = last_hour(world, ("AWS/DynamoDB", "SuccessfulRequestLatency", "SampleCount"), &TABLE_PUT);
    100.0 * mean(&between(&records, 12, 4)) / mean(&between(&writes, 12, 4))
}

#[test]
fn records_follow_the_percentage_and_writes_hold() {
    let mut world = world("calm", 2);
    assert!((observed(&world) - 10.0).abs() < 0.8, "{}", observed(&world));
    set(&mut world, &[("KINESIS_PERCENTAGE", "50")]);
    wait(&mut world, 900);
    assert!((observed(&world) - 50.0).abs() < 1.5, "{}", observed(&world));
    set(&mut world, &[("USE_KINESIS", "false")]);
    wait(&mut world, 900);
    let records = last_hour(&world, ("AWS/Kinesis", "IncomingRecords", "Sum"), &STREAM);
    let writes = last_hour(&world, ("AWS/DynamoDB", "SuccessfulRequestLatency", "SampleCount"), &TABLE_PUT);
    assert_eq!(between(&records, 12, 0), Vec::<f64>::new(), "no record, no value");
    assert_eq!(between(&writes, 12, 4).len(), 9);
}

#[test]
fn a_stale_revision_is_refused_and_changes_nothing() {
    let mut world = world("calm", 2);
    let seen = world.function(WRITER).unwrap().revision.clone();
    let environment = with(&world, &[("KINESIS_PERCENTAGE", "50")]);
    let patch = FunctionPatch { revision: Some(seen.clone()), environment: Some(environment), ..FunctionPatch::default() };
    let fresh = world.update_function_configuration(WRITER, patch.clone()).unwrap().revision.clone();
    assert_ne!(fresh, seen);
    wait(&mut world, 60);
    let refusal = world.update_function_configuration(WRITER, patch).unwrap_err();
    assert_eq!((refusal.code, refusal.status), ("PreconditionFailedException", 412));
    assert_eq!(world.function(WRITER).unwrap().environment["KINESIS_PERCENTAGE"], "50");
}

#[test]
fn an_update_in_progress_conflicts_until_it_settles() {
    let mut world = world("calm", 2);
    set(&mut world, &[("KINESIS_PERCENTAGE", "50")]);
    assert_eq!(world.function(WRITER).unwrap().last_update_status, "InProgress");
    let refusal = world.update_function_configuration(WRITER, FunctionPatch::default()).unwrap_err();
    assert_eq!((refusal.code, refusal.status), ("ResourceConflictException", 409));
    wait(&mut world, 15);
    assert_eq!(world.function(WRITER).unwrap().last_update_status, "Successful");
}

#[test]
fn the_environment_is_replaced_whole_and_limited() {
    let mut world = world("calm", 2);
    let only = BTreeMap::from([("USE_KINESIS".to_owned(), "true".to_owned())]);
    let patch = FunctionPatch { environment: Some(only.clone()), ..FunctionPatch::default() };
    world.update_function_configuration(WRITER, patch).unwrap();
    assert_eq!(world.function(WRITER).unwrap().environment, only);
    wait(&mut world, 60);
    let big = BTreeMap::from([("X".to_owned(), "y".repeat(4096))]);
    let refusal = world.update_function_configuration(WRITER, FunctionPatch { environment: Some(big), ..FunctionPatch::default() });
    assert_eq!(refusal.unwrap_err().code, "InvalidParameterValueException");
    assert_eq!(world.function("Nobody").unwrap_err().status, 404);
}

#[test]
fn a_disabled_mapping_lets_the_lag_grow_by_the_clock_and_back() {
    let mut world = world("calm", 2);
    let uuid = world.mappings[0].uuid.clone();
    let off = MappingPatch { enabled: Some(false), ..MappingPatch::default() };
    world.update_mapping(&uuid, off.clone()).unwrap();
    assert_eq!(world.mapping(&uuid).unwrap().state, "Disabling");
    assert_eq!(world.update_mapping(&uuid, off).unwrap_err().code, "ResourceInUseException");
    wait(&mut world, 600);
    assert_eq!(world.mapping(&uuid).unwrap().state, "Disabled");
    let age = world.readers()[0].worst_age();
    assert!((540.0..601.0).contains(&age), "{age}");
    world.update_mapping(&uuid, MappingPatch { enabled: Some(true), ..MappingPatch::default() }).unwrap();
    wait(&mut world, 120);
    assert!(world.readers()[0].worst_age() < 1.0);
}

#[test]
fn a_maximum_age_below_the_lag_discards_and_finite_retries_pass_the_poison() {
    let mut world = world("poison-pill", 2);
    let uuid = world.mappings[0].uuid.clone();
    assert!(world.readers()[0].worst_age() > 500.0);
    let bad = MappingPatch { maximum_record_age: Some(30), ..MappingPatch::default() };
    assert_eq!(world.update_mapping(&uuid, bad).unwrap_err().code, "InvalidParameterValueException");
    let careful = MappingPatch { maximum_retries: Some(2), bisect: Some(true), ..MappingPatch::default() };
    world.update_mapping(&uuid, careful).unwrap();
    wait(&mut world, 300);
    assert!(world.readers()[0].worst_age() < 1.0);
    assert!((world.readers()[0].missed - 1.0).abs() < 1e-6, "only the bad record is lost: {}", world.readers()[0].missed);
}

#[test]
fn a_short_record_age_loses_the_healthy_backlog() {
    let mut world = world("poison-pill", 2);
    let uuid = world.mappings[0].uuid.clone();
    world.update_mapping(&uuid, MappingPatch { maximum_record_age: Some(60), ..MappingPatch::default() }).unwrap();
    wait(&mut world, 300);
    assert!(world.readers()[0].missed > 100.0, "{}", world.readers()[0].missed);
}

/// A metric of the consumer's mapping over the last hour.
fn of_mapping(world: &World, name: &str) -> Vec<(i64, f64)> {
    last_hour(world, ("AWS/Lambda", name, "Sum"), &[("EventSourceMappingUUID", &world.mappings[0].uuid)])
}

fn publish(metrics: &[&str]) -> MappingPatch {
    MappingPatch { metrics: Some(metrics.iter().map(|group| (*group).to_owned()).collect()), ..MappingPatch::default() }
}

#[test]
fn events_are_counted_from_the_moment_that_they_are_asked_for_and_no_longer() {
    let mut world = world("checkpoint-gap", 2);
    let uuid = world.mappings[0].uuid.clone();
    assert!(!world.list_metrics().iter().any(|metric| metric.dimensions.iter().any(|(name, _)| *name == "EventSourceMappingUUID")));
    world.update_mapping(&uuid, publish(&["EventCount"])).unwrap();
    wait(&mut world, 1200);
    let polled = of_mapping(&world, "PolledEventCount");
    assert!((18..=21).contains(&polled.len()), "nothing of the time before: {polled:?}");
    let (read, lost) = (mean(&between(&polled, 10, 4)), mean(&between(&of_mapping(&world, "DroppedEventCount"), 10, 4)));
    assert!((0.04..0.32).contains(&(lost / read)), "the share that is given up: {lost} of {read}");
    world.update_mapping(&uuid, publish(&[])).unwrap();
    wait(&mut world, 600);
    assert_eq!(between(&of_mapping(&world, "PolledEventCount"), 7, 0), Vec::<f64>::new());
}

#[test]
fn every_event_that_is_given_up_is_counted_once() {
    let world = world("dropped-events", 3);
    let uuid = world.mappings[0].uuid.clone();
    let newest = world.now.as_second() / 60;
    let minutes = (newest - 24 * 60..newest).filter_map(|minute| {
        world.metrics.truth("AWS/Lambda", "DroppedEventCount", &[("EventSourceMappingUUID", &uuid)], minute).map(|sample| sample.sum)
    });
    let (counts, missed) = (minutes.collect::<Vec<f64>>(), world.readers()[0].missed);
    let counted: f64 = counts.iter().sum();
    // Half an event a minute is lost in rounding, and the minute that is filling is not published yet.
    assert!((missed - counted).abs() <= 0.5 * counts.len() as f64 + 600.0 && 100.0 < counted, "{counted} of {missed}");
    assert!(between(&of_mapping(&world, "PolledEventCount"), 50, 4).len() >= 46, "an empty poll is a zero, not a gap");
}

#[test]
fn what_a_failure_destination_takes_is_not_dropped() {
    let mut world = world("dropped-events", 3);
    let uuid = world.mappings[0].uuid.clone();
    let told =
        MappingPatch { failure_destination: Some("arn:aws:sqs:us-east-1:123456789012:Dropped".to_owned()), ..MappingPatch::default() };
    world.update_mapping(&uuid, told).unwrap();
    wait(&mut world, 1200);
    assert_eq!(between(&of_mapping(&world, "DroppedEventCount"), 17, 0), Vec::<f64>::new());
    assert!(mean(&between(&of_mapping(&world, "OnFailureDestinationDeliveredEventCount"), 10, 4)) > 50.0);
}

#[test]
fn a_disabled_mapping_counts_nothing_and_unknown_groups_are_refused() {
    let mut world = world("dropped-events", 3);
    let uuid = world.mappings[0].uuid.clone();
    assert_eq!(world.update_mapping(&uuid, publish(&["EventCounts"])).unwrap_err().code, "InvalidParameterValueException");
    world.update_mapping(&uuid, MappingPatch { enabled: Some(false), ..MappingPatch::default() }).unwrap();
    wait(&mut world, 900);
    assert_eq!(between(&of_mapping(&world, "PolledEventCount"), 10, 0), Vec::<f64>::new());
    assert!(world.mappings[0].counts_events(), "the switch stays where it is");
}
