//! A configuration as a tree in which each value knows where it was written.

use std::collections::BTreeMap;
use std::fmt;

use toml::de::{DeTable, DeValue};

use super::Problem;

/// Which layer a value came from; a later one covers an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// What stands when nobody says anything.
    BuiltIn,
    /// A file, as it is called in messages, and the line.
    File {
        /// The file's name as it was given or found.
        name: String,
        /// The line, counted from 1.
        line: usize,
    },
    /// A variable of the environment.
    Environment(String),
    /// A flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::BuiltIn => write!(f, "built-in"),
            Origin::File { name, line } => write!(f, "{name}:{line}"),
            Origin::Environment(name) => write!(f, "environment {name}"),
            Origin::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

/// One value with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it was written.
    pub origin: Origin,
}

/// The shapes of TOML that a configuration uses.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Keys and values.
    Table(BTreeMap<String, Node>),
    /// Values in order.
    List(Vec<Node>),
    /// Text, a number, a switch; dates are kept as their text.
    Leaf(serde_json::Value),
}

impl Node {
    /// A value that holds no others.
    pub fn leaf(value: impl Into<serde_json::Value>, origin: Origin) -> Self {
        Self { kind: Kind::Leaf(value.into()), origin }
    }

    /// An empty table.
    pub fn table(origin: Origin) -> Self {
        Self { kind: Kind::Table(BTreeMap::new()), origin }
    }

    /// The value under a key, when this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        if let Kind::Table(entries) = &self.kind { entries.get(key) } else { None }
    }

    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        if let Kind::Leaf(value) = &self.get(key)?.kind { value.as_str() } else { None }
    }

    /// The value under a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Sets a key; nothing happens when this is not a table.
    pub fn set(&mut self, key: &str, node: Node) {
        if let Kind::Table(entries) = &mut self.kind {
            entries.insert(key.to_owned(), node);
        }
    }

    /// The values of a list; empty when it is none.
    pub fn items(&self) -> &[Node] {
        if let Kind::List(items) = &self.kind { items } else { &[] }
    }

    /// Lays `upper` over this: tables key by key, everything else replaced whole.
    pub fn cover(&mut self, upper: Node) {
        match (&mut self.kind, upper) {
            (Kind::Table(mine), Node { kind: Kind::Table(theirs), origin }) => {
                self.origin = origin;
                for (key, node) in theirs {
                    match mine.get_mut(&key) {
                        Some(below) => below.cover(node),
                        None => drop(mine.insert(key, node)),
                    }
                }
            }
            (_, upper) => *self = upper,
        }
    }

    /// The bare value, without origins.
    pub fn value(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Table(entries) => entries.iter().map(|(key, node)| (key.clone(), node.value())).collect(),
            Kind::List(items) => items.iter().map(Node::value).collect(),
            Kind::Leaf(value) => value.clone(),
        }
    }
}

/// Reads a file's text into a tree; what is not TOML is told with its line, and the rest is read.
pub fn parse(name: &str, text: &str) -> (Node, Vec<Problem>) {
    let lines = Lines { name, text };
    let (table, errors) = DeTable::parse_recoverable(text);
    let root = Node { kind: lines.table(table.get_ref()), origin: lines.origin(0) };
    let problems = errors.iter().map(|error| lines.problem(error)).collect();
    (root, problems)
}

struct Lines<'a> {
    name: &'a str,
    text: &'a str,
}

impl Lines<'_> {
    fn origin(&self, offset: usize) -> Origin {
        let before = self.text.as_bytes().iter().take(offset);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        Origin::File { name: self.name.to_owned(), line }
    }

    fn problem(&self, error: &toml::de::Error) -> Problem {
        let origin = self.origin(error.span().map_or(0, |span| span.start));
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        Problem { origin, text: format!("this is not TOML: {message}") }
    }

    fn table(&self, table: &DeTable<'_>) -> Kind {
        let entry = |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| {
            let node = Node { kind: self.kind(value.get_ref()), origin: self.origin(key.span().start) };
            (key.get_ref().to_string(), node)
        };
        Kind::Table(table.iter().map(entry).collect())
    }

    fn kind(&self, value: &DeValue<'_>) -> Kind {
        match value {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(items) => {
                let item =
                    |item: &toml::Spanned<DeValue<'_>>| Node { kind: self.kind(item.get_ref()), origin: self.origin(item.span().start) };
                Kind::List(items.iter().map(item).collect())
            }
            DeValue::String(text) => Kind::Leaf(text.as_ref().into()),
            DeValue::Boolean(switch) => Kind::Leaf((*switch).into()),
            DeValue::Integer(whole) => {
                let number = i64::from_str_radix(whole.as_str(), whole.radix());
                Kind::Leaf(number.map_or_else(|_| whole.as_str().into(), Into::into))
            }
            DeValue::Float(fraction) => {
                let number = fraction.as_str().parse::<f64>().ok().and_then(serde_json::Number::from_f64);
                Kind::Leaf(number.map_or_else(|| fraction.as_str().into(), serde_json::Value::Number))
            }
            DeValue::Datetime(moment) => Kind::Leaf(moment.to_string().into()),
        }
    }
}
