//! The entries of the action menu: what can be done now, and why the rest cannot.

mod changes;

use super::model::Model;
use super::rows;
use crate::domain::action::Action as Wish;

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Acknowledge a finding for half an hour.
    Acknowledge(String),
    /// Take an acknowledgement back.
    Remind(String),
    /// Ask whether to sample the keys of a shard.
    Sample(String),
    /// Ask whether to run the archive's query.
    Query,
    /// Ask whether to read a function's errors from its log group.
    Errors(String),
    /// Copy the selected value or finding.
    CopySelected,
    /// Copy every finding with evidence and advice, for a ticket.
    CopyReport,
    /// Copy the AWS CLI commands that show the same facts.
    CopyCommands,
    /// Begin a change: its plan comes first.
    Begin(Wish),
    /// The same, since it helps with a finding.
    Advised(Wish),
    /// Open the command bar with a change that can still be altered.
    Write(String),
    /// Open the arming dialog.
    Arm,
    /// Read-only again.
    Disarm,
    /// Show a change that runs or is over.
    Show(u64),
    /// Stop a change before its next step.
    Stop(u64),
    /// Ask for the reason for which a run of the journal is closed.
    Close(u64),
}

impl Action {
    /// Whether it leads to a change of the pipeline.
    pub fn leads_to_change(&self) -> bool {
        matches!(
            self,
            Action::Begin(_) | Action::Write(_) | Action::Arm | Action::Disarm | Action::Show(_) | Action::Stop(_) | Action::Close(_)
        )
    }
}

/// What can be done with a run of the journal that did not come to an end.
pub const TORN: [(&str, &str); 2] = [
    ("Go on with it", "The same wish is planned anew from the world as it is now; what stands already is not done again."),
    ("Close it", "A reason is typed, and the journal keeps it. Nothing else changes."),
];

/// One line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub action: Action,
    /// Its line.
    pub label: String,
    /// What more there is to know before it is chosen.
    pub note: String,
    /// Whether it can be done, and if not, why.
    pub enabled: Result<(), String>,
    /// What it does not help with although it looks as if it would.
    pub helps_not: Option<HelpsNot>,
}

/// A finding that an action does not help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpsNot {
    /// The finding's name.
    pub finding: String,
    /// Why, in one clause.
    pub why: &'static str,
}

/// The action that helps with a finding of the board.
pub fn helps(model: &Model, index: usize) -> Option<Wish> {
    model.shown().board.standing.get(index).and_then(|standing| standing.finding.wish.clone())
}

/// The action that makes good what a check finds missing or different.
pub fn makes_good(model: &Model, id: &str) -> Option<Wish> {
    model.shown().judged.check(id).and_then(|check| check.wish.clone())
}

/// How long an acknowledgement from the menu lasts.
pub const ACKNOWLEDGED: std::time::Duration = std::time::Duration::from_mins(30);

/// Every entry of the menu.
pub fn entries(model: &Model) -> Vec<Entry> {
    let board = &model.shown().board;
    let mut entries = changes::advised(model);
    let leading = board.leading().next();
    entries.push(Entry {
        action: Action::Acknowledge(leading.map(super::board::Standing::name).unwrap_or_default()),
        label: match leading {
            Some(standing) => format!("Acknowledge {} for 30 minutes", standing.name()),
            None => "Acknowledge the leading finding for 30 minutes".to_owned(),
        },
        note: "It stays on the list and does not lead the verdict; if it gets worse it comes back. :ack takes other times.".to_owned(),
        enabled: leading.map(|_| ()).ok_or_else(|| "nothing is found that is not acknowledged".to_owned()),
        helps_not: None,
    });
    for standing in board.standing.iter().filter(|standing| standing.acknowledged_until.is_some()) {
        entries.push(Entry {
            action: Action::Remind(standing.name()),
            label: format!("Take back the acknowledgement of {}", standing.name()),
            note: "It leads the verdict again when it is the worst.".to_owned(),
            enabled: Ok(()),
            helps_not: None,
        });
    }
    let shard = rows::selected_shard(model).or_else(|| {
        let map = model.shown().snapshot.shards.get()?;
        map.open().next().map(|shard| shard.id.clone())
    });
    let shard = shard.unwrap_or_default();
    entries.push(Entry {
        label: if shard.is_empty() { "Sample the keys of a shard".to_owned() } else { format!("Sample the keys of {shard}") },
        note: "Tells one hot key from many: CloudWatch never shows keys. What it takes is said before it is done.".to_owned(),
        enabled: can_sample(model, &shard),
        action: Action::Sample(shard),
        helps_not: None,
    });
    entries.extend(requests(model));
    let selected = if rows::selected_readings(model).is_empty() { Err("nothing with a value is selected".to_owned()) } else { Ok(()) };
    entries.push(Entry {
        action: Action::CopySelected,
        label: "Copy the selected value".to_owned(),
        note: "With its time, its state and where it comes from.".to_owned(),
        enabled: selected,
        helps_not: None,
    });
    entries.push(Entry {
        action: Action::CopyReport,
        label: "Copy a report of every finding".to_owned(),
        note: "Verdict, findings, evidence and advice as plain text, for a ticket or a chat.".to_owned(),
        enabled: board.verdict.as_ref().map(|_| ()).ok_or_else(|| "nothing has been judged yet".to_owned()),
        helps_not: None,
    });
    entries.push(Entry {
        action: Action::CopyCommands,
        label: "Copy AWS CLI commands that show the same facts".to_owned(),
        note: "They only read: stream, shards, consumers, alarms.".to_owned(),
        enabled: Ok(()),
        helps_not: None,
    });
    entries.extend(changes::entries(model));
    entries
}

/// What is read on request only, because it costs money or may show data.
fn requests(model: &Model) -> [Entry; 2] {
    let function = likely_function(model);
    let whose = if function.is_empty() { "a function" } else { &function };
    let query = Entry {
        label: "Run the query over the archive".to_owned(),
        note: "It costs what it scans. What bounds that is shown before anything is run.".to_owned(),
        enabled: may_query(model),
        action: Action::Query,
        helps_not: None,
    };
    let errors = Entry {
        label: format!("Read the last errors of {whose}"),
        note: "From its log group, an hour at most. What that takes is said before it is done. :errors takes another function.".to_owned(),
        enabled: can_read_errors(model, &function),
        action: Action::Errors(function),
        helps_not: None,
    };
    [query, errors]
}

/// Whether the keys of a shard can be sampled now.
pub fn can_sample(model: &Model, shard: &str) -> Result<(), String> {
    if model.options.at.is_some() {
        return Err("a past moment cannot be sampled".to_owned());
    }
    let feed = super::ask::Feed::Sample(shard.to_owned());
    let Some(map) = model.watch.snapshot.shards.get() else { return Err("no shards are known yet".to_owned()) };
    match map.get(shard) {
        None => Err("there is no such shard".to_owned()),
        Some(shard) if !shard.open => Err("this shard is closed: no new records arrive".to_owned()),
        Some(_) if model.watch.feeds.state(&feed).in_flight.is_some() => Err("a sample of this shard is being read".to_owned()),
        Some(_) => Ok(()),
    }
}

/// Whether the query could be run at all.
pub fn may_query(model: &Model) -> Result<(), String> {
    if model.options.at.is_some() {
        return Err("the archive cannot be asked about a past moment".to_owned());
    }
    match model.watch.snapshot.pipeline.athena {
        None => Err("no query is configured: set athena = { workgroup = \"…\", query = \"…\" } for the pipeline".to_owned()),
        Some(_) => Ok(()),
    }
}

/// Whether the query can be run now. What bounds its cost, or that nothing does, must have been said before.
pub fn can_query(model: &Model) -> Result<(), String> {
    may_query(model)?;
    let is_out = |feed| model.watch.feeds.state(&feed).in_flight.is_some();
    if is_out(super::ask::Feed::Query) {
        return Err("the query runs".to_owned());
    }
    let workgroup = &model.watch.snapshot.workgroup;
    if is_out(super::ask::Feed::Workgroup) || (workgroup.get().is_none() && workgroup.fault.is_none()) {
        return Err("what bounds its cost is being read".to_owned());
    }
    Ok(())
}

/// Whether a function's errors can be read now.
pub fn can_read_errors(model: &Model, function: &str) -> Result<(), String> {
    if model.options.at.is_some() {
        return Err("log lines of a past moment are not read".to_owned());
    }
    let pipeline = &model.watch.snapshot.pipeline;
    if !pipeline.writers.iter().chain(&pipeline.consumers).any(|name| name == function) {
        return Err("no such function is configured".to_owned());
    }
    let feed = super::ask::Feed::Errors(function.to_owned());
    if model.watch.feeds.state(&feed).in_flight.is_some() { Err("its errors are being read".to_owned()) } else { Ok(()) }
}

/// The function that the leading finding is about, else the first writer, else the first consumer.
fn likely_function(model: &Model) -> String {
    let pipeline = &model.shown().snapshot.pipeline;
    let functions = || pipeline.writers.iter().chain(&pipeline.consumers);
    let mut subjects = model.shown().board.leading().map(|standing| &standing.finding.subject);
    let found = subjects.find(|subject| functions().any(|name| name == *subject)).or_else(|| functions().next());
    found.cloned().unwrap_or_default()
}
