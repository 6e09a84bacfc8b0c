//! Who we are to AWS.

use super::door::Door;
use super::operation::Operation;
use crate::domain::facts::Identity;
use crate::domain::fault::Fault;

/// Account, ARN and Region.
pub(super) async fn ask(door: &Door) -> Result<Identity, Fault> {
    let operation = Operation::GetCallerIdentity;
    let answer = door.send(operation, door.session.sts.get_caller_identity().send()).await?;
    let account = answer.account().unwrap_or_default();
    if account.is_empty() {
        return Err(door.unreadable(operation, "the answer names no account"));
    }
    Ok(Identity { account: account.to_owned(), arn: answer.arn().unwrap_or_default().to_owned(), region: door.session.region.clone() })
}
