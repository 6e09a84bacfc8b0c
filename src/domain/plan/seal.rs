//! The digest of a plan: what is done and what guards it, not the figures beside it.

use crate::domain::digest::sha256_hex;
use serde::Serialize;

use super::{Guards, Plan};
use crate::domain::action::{Action, Tier};
use crate::domain::call::Call;

/// What the digest covers, in this order.
#[derive(Serialize)]
struct Covered<'a> {
    wish: &'a Action,
    pipeline: &'a str,
    account: Option<&'a str>,
    region: &'a str,
    guards: &'a Guards,
    calls: Vec<(u32, &'a Call, &'a super::Until)>,
    tier: Tier,
    confirm: &'a str,
    /// Rules in the way, so that an override of one is an override of this plan.
    blocks: Vec<&'a str>,
}

/// The digest of a plan's content.
pub(super) fn of(plan: &Plan) -> String {
    let covered = Covered {
        wish: &plan.wish,
        pipeline: &plan.pipeline,
        account: plan.account.as_deref(),
        region: &plan.region,
        guards: &plan.guards,
        calls: plan.steps.iter().map(|step| (step.wave, &step.call, &step.then)).collect(),
        tier: plan.tier,
        confirm: &plan.confirm,
        blocks: plan.blocks().map(|check| check.id.as_str()).collect(),
    };
    // Maps are sorted and structures keep their order, so equal content gives equal text.
    let text = serde_json::to_vec(&covered).unwrap_or_default();
    sha256_hex(&text)
}
