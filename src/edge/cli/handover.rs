//! `handover`: where the rollout stands, for who takes it over.

use super::arguments::{Common, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{gate, write_json};
use crate::domain::handover::handover;
use crate::edge::once::Purpose;

/// Prints it as Markdown; `--output json` wraps the same text.
pub(super) async fn run(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let look = gate::see(Purpose::Gates, common, around).await?;
    let text = handover(&look.snapshot, &gate::gates(&look.snapshot), &look.findings);
    match common.output {
        Output::Json => write_json(around, &serde_json::json!({ "markdown": text }))?,
        Output::Text => write!(around.out, "{text}")?,
    }
    Ok(Exit::Done)
}
