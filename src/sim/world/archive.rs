//! Queries over the archive: each ends when it is looked at for the second time, so that a world whose clock stands ends it too.

use jiff::Timestamp;

use super::World;

/// Looks after which a query has ended.
const LOOKS: u32 = 2;

/// One query that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// Its id.
    pub id: String,
    /// The token that keeps a start that is tried again from being another query.
    pub token: Option<String>,
    /// The query.
    pub query: String,
    /// When it was started.
    pub submitted: Timestamp,
    /// How often it was looked at.
    looks: u32,
}

impl Execution {
    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        LOOKS <= self.looks
    }
}

impl World {
    /// Starts a query, or finds the one with the same token; answers its id.
    pub fn start_query(&mut self, query: &str, token: Option<&str>) -> String {
        let same = |execution: &&Execution| token.is_some() && execution.token.as_deref() == token;
        if let Some(found) = self.executions.iter().find(same) {
            return found.id.clone();
        }
        let id = self.new_uuid();
        let (token, query) = (token.map(str::to_owned), query.to_owned());
        self.executions.push(Execution { id: id.clone(), token, query, submitted: self.now, looks: 0 });
        id
    }

    /// Looks at a query. When it ends, it is the archive's last run.
    pub fn look_at_query(&mut self, id: &str) {
        let now = self.now;
        let Some(found) = self.executions.iter_mut().find(|execution| execution.id == id) else { return };
        found.looks += 1;
        if found.looks == LOOKS {
            self.query.ended = now;
        }
    }

    /// What every query returns: the best-known tokens with their records; nothing when the archive is empty.
    pub fn archive_rows(&self) -> Vec<(String, u64)> {
        let count = usize::try_from(self.query.rows).unwrap_or(usize::MAX).min(8);
        self.engine.crowd.tokens.iter().take(count).enumerate().map(|(nth, token)| (token.key.clone(), 48_000 / (nth as u64 + 1))).collect()
    }
}
