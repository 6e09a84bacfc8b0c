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
