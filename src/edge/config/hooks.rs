//! Checks against the tables of others: the commands that have keys, the items that have prices.

use super::Problem;
use super::check::did_you_mean;
use super::tree::{Kind, Node, Origin};
use crate::app::keys::{KeyProblem, KeyTable};
use crate::domain::price::Item;

/// What is wrong with `[keys]`: unknown commands, unreadable keys, one key for two commands.
pub(super) fn keys(said: &Node, keys: &[(String, Vec<String>)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let problem = |command: &str, why: &KeyProblem| {
        let node = said.at(&["keys", command]).or_else(|| said.get("keys"));
        let origin = node.map_or(Origin::BuiltIn, |node| node.origin.clone());
        Problem { origin, text: format!("`keys.{command}`: {why}") }
    };
    for one in keys {
        // Alone, a key may meet one that another line binds anew: conflicts are told of all lines together.
        match KeyTable::with(std::slice::from_ref(one)) {
            Ok(_) | Err(KeyProblem::Conflict { .. }) => {}
            Err(why) => problems.push(problem(&one.0, &why)),
        }
    }
    if problems.is_empty()
        && let Err(why) = KeyTable::with(keys)
    {
        let pair = match &why {
            KeyProblem::Conflict { first, second, .. } => [*first, *second],
            _ => [""; 2],
        };
        let blamed = keys.iter().rfind(|(command, _)| pair.contains(&command.as_str()));
        problems.push(problem(blamed.map_or("", |(command, _)| command), &why));
    }
    problems
}

/// What is wrong with `[prices]`: items that are not in the price table.
pub(super) fn prices(said: &Node) -> Vec<Problem> {
    let Some(Node { kind: Kind::Table(entries), .. }) = said.get("prices") else { return Vec::new() };
    let known: Vec<&str> = Item::ALL.iter().map(|item| item.key()).collect();
    let mut problems = Vec::new();
    let mut check = |path: &str, item: &str, node: &Node| {
        if Item::of_key(item).is_none() {
            let text = format!("`{path}` is not an item with a price; {}", did_you_mean(item, &known));
            problems.push(Problem { origin: node.origin.clone(), text });
        }
    };
    for (key, node) in entries {
        match &node.kind {
            Kind::Table(items) => items.iter().for_each(|(item, node)| check(&format!("prices.{key}.{item}"), item, node)),
            _ => check(&format!("prices.{key}"), key, node),
        }
    }
    problems
}
