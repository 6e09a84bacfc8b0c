//! A bucket's lifecycle rules as S3 tells them.

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What its owner calls it.
    pub id: String,
    /// What the keys of its objects begin with; empty for every object.
    pub prefix: String,
    /// Whether it acts.
    pub is_enabled: bool,
    /// Storage classes, and the days after which objects move there.
    pub moves: Vec<(String, u32)>,
    /// Days after which objects are deleted.
    pub expires_days: Option<u32>,
}
