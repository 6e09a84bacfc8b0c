//! Checks against the tables of others: the commands that have keys, the items that have prices.

use super::Problem;
use super::tree::Node;

/// What is wrong with `[keys]`: unknown commands, unreadable keys, one key for two commands.
pub(super) fn keys(said: &Node, keys: &[(String, Vec<String>)]) -> Vec<Problem> {
    let _ = (said, keys);
    Vec::new()
}

/// What is wrong with `[prices]`: items that are not in the price table.
pub(super) fn prices(said: &Node) -> Vec<Problem> {
    let _ = said;
    Vec::new()
}
