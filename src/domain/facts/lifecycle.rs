//! What becomes of a bucket's objects by themselves, by its lifecycle configuration.

use serde::{Deserialize, Serialize};

/// GetBucketLifecycleConfiguration. A bucket without one has no rules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lifecycle {
    /// In the order of the answer.
    pub rules: Vec<LifecycleRule>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LifecycleRule {
    /// What its owner calls it; may be empty.
    pub id: String,
    /// Whether it acts.
    pub is_enabled: bool,
    /// Objects whose keys begin like this; empty is every object.
    pub prefix: String,
    /// Whether it is about tagged objects alone. What Firehose writes has no tags.
    pub is_tagged: bool,
    /// Where current objects move, in the order of the answer.
    pub moves: Vec<Move>,
    /// When current objects are deleted.
    pub expires: Option<After>,
}

/// A move to another storage class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// `GLACIER`, `DEEP_ARCHIVE`, `GLACIER_IR`, `STANDARD_IA`, …
    pub class: String,
    /// When.
    pub after: After,
}

/// When a rule acts on an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// Days after it was written.
    Days(u32),
    /// On a day, whenever it was written; as AWS writes it.
    Date(String),
}

impl Move {
    /// Whether Athena skips what has moved there, without a word, unless it is restored.
    /// Source: Athena user guide, "Querying restored Amazon S3 Glacier objects".
    pub fn is_out_of_reach(&self) -> bool {
        matches!(self.class.as_str(), "GLACIER" | "DEEP_ARCHIVE")
    }
}

impl After {
    /// Days after an object was written; `None` for a fixed day.
    pub fn days(&self) -> Option<u32> {
        if let After::Days(days) = self { Some(*days) } else { None }
    }
}
