//! Findings over time: dwell times against flapping, acknowledgement, the verdict shown.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::finding::{self, Finding, Level, Verdict};
use crate::domain::ids;
use crate::domain::series::shift;
use crate::domain::snapshot::Snapshot;

/// Seconds that a finding must hold before it is shown, unless it is an alarm or was seen with two answers of the metrics.
pub const APPEARS: i64 = 30;

/// Seconds that a finding must be gone, or be milder, before the board believes it: two minutes of metrics.
pub const DISAPPEARS: i64 = 120;

/// One finding as it stands on the board.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// As it was judged last.
    pub finding: Finding,
    /// Since when, at this level.
    pub since: Timestamp,
    /// Until when it is acknowledged; it stays listed, but does not lead the verdict.
    pub acknowledged_until: Option<Timestamp>,
    /// When it was judged to hold at this level for the last time.
    pub seen: Timestamp,
}

/// A finding that was judged but is not shown yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Candidate {
    first: Timestamp,
    beat: u64,
}

/// What a judgement changed on the board.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A finding came.
    Came(Finding),
    /// A finding went.
    Went(Finding),
    /// A finding got worse or milder; the level is the one before.
    Moved(Level, Finding),
    /// The level of the verdict changed; the level is the one before, if there was one.
    Verdict(Option<Level>, Verdict),
}

/// Every finding that holds, worst first.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Board {
    /// Worst first; acknowledged ones last.
    pub standing: Vec<Standing>,
    /// The line on the first screen.
    pub verdict: Option<Verdict>,
    /// Findings that wait out their dwell time, by id and subject.
    waiting: BTreeMap<(String, String), Candidate>,
    /// Whether a first judgement was taken; it is believed at once, for a day of metrics stands behind it.
    judged: bool,
    /// Whether something was answered since the last judgement.
    news: bool,
}

impl Board {
    /// Notes that something was answered: the next tick judges it.
    pub fn note_news(&mut self) {
        self.news = true;
    }

    /// Whether something was answered since the last judgement.
    pub fn has_news(&self) -> bool {
        self.news
    }

    /// Whether a finding waits out its dwell time.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Takes a judgement. `beat` counts the answers of the metrics, so that two judgements of the same minutes are one.
    pub fn take(&mut self, found: Vec<Finding>, snapshot: &Snapshot, now: Timestamp, beat: u64) -> Vec<Change> {
        let mut changes = Vec::new();
        self.waiting.retain(|(id, subject), _| found.iter().any(|finding| finding.id == id && finding.subject == *subject));
        for finding in found {
            let place = self.standing.iter().position(|standing| same(&standing.finding, &finding));
            match place {
                Some(place) => changes.extend(self.standing[place].renew(finding, now)),
                None if self.believes(&finding, now, beat) => {
                    self.standing.push(Standing { finding: finding.clone(), since: now, acknowledged_until: None, seen: now });
                    changes.push(Change::Came(finding));
                }
                None => {}
            }
        }
        self.judged = true;
        self.news = false;
        self.standing.retain(|standing| {
            let stays = now.duration_since(standing.seen).as_secs() < DISAPPEARS;
            if !stays {
                changes.push(Change::Went(standing.finding.clone()));
            }
            stays
        });
        changes.extend(self.conclude(snapshot, now));
        changes
    }

    /// Whether a finding that is not on the board yet may come onto it.
    fn believes(&mut self, finding: &Finding, now: Timestamp, beat: u64) -> bool {
        if finding.level == Level::Alarm || !self.judged {
            return true;
        }
        let key = (finding.id.to_owned(), finding.subject.clone());
        let candidate = self.waiting.entry(key.clone()).or_insert(Candidate { first: now, beat });
        let believed = candidate.beat < beat || APPEARS <= now.duration_since(candidate.first).as_secs();
        if believed {
            self.waiting.remove(&key);
        }
        believed
    }

    /// Sorts the board and makes the verdict anew.
    fn conclude(&mut self, snapshot: &Snapshot, now: Timestamp) -> Option<Change> {
        for standing in &mut self.standing {
            standing.acknowledged_until = standing.acknowledged_until.filter(|until| now < *until);
        }
        // Among equals the table of ids decides, not who came first: a cause that shows later still leads what it causes.
        self.standing.sort_by_key(|standing| {
            (standing.acknowledged_until.is_some(), std::cmp::Reverse(standing.finding.level), ids::rank(standing.finding.id))
        });
        let leading: Vec<Finding> = self.leading().map(|standing| standing.finding.clone()).collect();
        let mut verdict = finding::verdict(&leading, snapshot);
        let acknowledged = self.standing.len() - leading.len();
        if leading.is_empty() && 0 < acknowledged {
            let count = if acknowledged == 1 { "1 finding is".to_owned() } else { format!("{acknowledged} findings are") };
            verdict = Verdict { level: Level::Ok, text: format!("Nothing else is wrong; {count} acknowledged: ! lists them.") };
        }
        let before = self.verdict.as_ref().map(|verdict| verdict.level);
        let change = (before != Some(verdict.level)).then(|| Change::Verdict(before, verdict.clone()));
        self.verdict = Some(verdict);
        change
    }

    /// The findings that may lead the verdict: those that nobody has acknowledged.
    pub fn leading(&self) -> impl Iterator<Item = &Standing> {
        self.standing.iter().filter(|standing| standing.acknowledged_until.is_none())
    }

    /// Acknowledges the findings of an id (`consumer-lag` or `consumer-lag:PriceAnalytics`) until a moment, or takes that back.
    pub fn acknowledge(&mut self, id: &str, until: Option<Timestamp>, snapshot: &Snapshot, now: Timestamp) -> (Vec<String>, Vec<Change>) {
        let mut names = Vec::new();
        for standing in &mut self.standing {
            let name = standing.name();
            if (name == id || standing.finding.id == id) && standing.acknowledged_until != until {
                standing.acknowledged_until = until;
                names.push(name);
            }
        }
        (names, self.conclude(snapshot, now).into_iter().collect())
    }
}

impl Standing {
    /// How the finding is called in `:ack`: its id, and its subject when it has one.
    pub fn name(&self) -> String {
        match self.finding.subject.as_str() {
            "" => self.finding.id.to_owned(),
            subject => format!("{}:{subject}", self.finding.id),
        }
    }

    /// Takes the same finding judged again. Worse counts at once, milder only after the dwell time.
    fn renew(&mut self, finding: Finding, now: Timestamp) -> Option<Change> {
        let before = self.finding.level;
        let milder = finding.level < before;
        if milder && now.duration_since(self.seen).as_secs() < DISAPPEARS {
            self.finding = Finding { level: before, ..finding };
            return None;
        }
        self.seen = now;
        self.finding = finding;
        if self.finding.level == before {
            return None;
        }
        self.since = now;
        if before < self.finding.level {
            self.acknowledged_until = None;
        }
        Some(Change::Moved(before, self.finding.clone()))
    }
}

fn same(one: &Finding, other: &Finding) -> bool {
    one.id == other.id && one.subject == other.subject
}

/// The end of an acknowledgement that begins now.
pub fn until(now: Timestamp, length: std::time::Duration) -> Timestamp {
    shift(now, i64::try_from(length.as_secs()).unwrap_or(i64::MAX))
}
