//! AWS Security Token Service, query protocol.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::service::{Operation, operation};
use super::value::Input;
use crate::sim::world::World;

/// Every operation that is served.
pub(super) const OPERATIONS: &[Operation] = &[operation("GetCallerIdentity", identity)];

#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
fn identity(world: &mut World, _input: Input<'_>) -> Result<Value, Refusal> {
    let session = world.caller.rsplit('/').next().unwrap_or_default();
    Ok(json!({ "Arn": world.caller, "UserId": format!("AROATIDEGATE000000000:{session}"), "Account": world.account }))
}
