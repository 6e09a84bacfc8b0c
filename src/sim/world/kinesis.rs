//! The commands that change a stream, with AWS's own rules and refusals.

use crate::domain::facts::StreamMode;
use crate::domain::shard::HashKey;

use super::World;
use super::refusal::Refusal;
use super::stream::{Change, Step, Stream};

/// The seven shard-level metrics.
pub const SHARD_METRICS: [&str; 7] = [
    "IncomingBytes",
    "IncomingRecords",
    "OutgoingBytes",
    "OutgoingRecords",
    "WriteProvisionedThroughputExceeded",
    "ReadProvisionedThroughputExceeded",
    "IteratorAgeMilliseconds",
];

/// Most shards that UpdateShardCount may ask for.
const MOST_SHARDS: u32 = 10_000;

impl World {
    /// The stream with this name or ARN.
    pub fn stream(&self, name_or_arn: &str) -> Result<&Stream, Refusal> {
        let name = stream_name(name_or_arn);
        self.streams.get(name).ok_or_else(|| self.no_stream(name))
    }

    /// The same, to be changed.
    pub(super) fn stream_mut(&mut self, name_or_arn: &str) -> Result<&mut Stream, Refusal> {
        let name = stream_name(name_or_arn);
        let missing = self.no_stream(name);
        self.streams.get_mut(name).ok_or(missing)
    }

    fn no_stream(&self, name: &str) -> Refusal {
        Refusal::bad("ResourceNotFoundException", format!("Stream {name} under account {} not found.", self.account))
    }

    /// The account's shard limit and its open shards on provisioned streams (DescribeLimits).
    pub fn account_limits(&self) -> (u32, u32) {
        let provisioned = self.streams.values().filter(|stream| stream.mode == StreamMode::Provisioned);
        (self.shard_limit, provisioned.map(Stream::open_count).sum())
    }

    /// The stream, if it may be changed now: ACTIVE.
    fn active(&self, name: &str) -> Result<&Stream, Refusal> {
        let stream = self.stream(name)?;
        if stream.updating_until.is_some() {
            let message = format!("Stream {} under account {} not ACTIVE, instead in state {}", stream.name, self.account, stream.status());
            return Err(Refusal::bad("ResourceInUseException", message));
        }
        Ok(stream)
    }

    /// The stream, if its shards may be changed now: ACTIVE and provisioned.
    fn reshardable(&self, name: &str, operation: &str) -> Result<&Stream, Refusal> {
        if self.stream(name)?.mode == StreamMode::OnDemand {
            let message = format!("Request is invalid. {operation} is not supported for a stream in ON_DEMAND mode.");
            return Err(Refusal::bad("ValidationException", message));
        }
        self.active(name)
    }

    /// Refuses when the account would have more shards than it may, at the busiest moment of a change.
    fn room_for(&self, more: u32) -> Result<(), Refusal> {
        let (limit, open) = self.account_limits();
        if open + more > limit {
            let message = format!(
                "This request would exceed the shard limit for the account {} in {}. Current shard count for the account: {open}. Limit: {limit}. \
                 Number of additional shards that would have resulted from this request: {more}.",
                self.account, self.region
            );
            return Err(Refusal::bad("LimitExceededException", message));
        }
        Ok(())
    }

    /// UpdateShardCount with UNIFORM_SCALING. Answers the current and the target count.
    pub fn update_shard_count(&mut self, stream: &str, target: u32) -> Result<(u32, u32), Refusal> {
        if target == 0 || target > MOST_SHARDS {
            let message = format!("TargetShardCount must be from 1 to {MOST_SHARDS}; it is {target}.");
            return Err(Refusal::bad(if target == 0 { "ValidationException" } else { "InvalidArgumentException" }, message));
        }
        let now = self.now;
        let subject = self.reshardable(stream, "UpdateShardCount")?;
        let current = subject.open_count();
        let name = subject.name.clone();
        if target == current {
            let message = format!("TargetShardCount {target} is the current open shard count of stream {name}.");
            return Err(Refusal::bad("InvalidArgumentException", message));
        }
        if target > 2 * current || target < current.div_ceil(2) {
            let message = format!(
                "UpdateShardCount cannot scale over double or under half of the current open shard count. Current open shard count: {current}. \
                 Target shard count: {target}."
            );
            return Err(Refusal::bad("LimitExceededException", message));
        }
        if subject.reshards_used(now) >= 10 {
            let message = format!(
                "Request is invalid. Stream {name} has already been scaled 10 times in a rolling 24 hour period. Current shard count: {current}, \
                 target: {target}."
            );
            return Err(Refusal::bad("LimitExceededException", message));
        }
        let plan = super::reshard::uniform(subject, target);
        self.room_for(plan.peak.saturating_sub(current))?;
        self.settle();
        let wait = self.step_seconds();
        let subject = self.stream_mut(&name)?;
        subject.reshard_calls.push(now);
        subject.begin(now, wait, plan.changes);
        self.trace("UpdateShardCount", &name);
        Ok((current, target))
    }

    /// SplitShard.
    pub fn split_shard(&mut self, stream: &str, shard: &str, new_starting_hash_key: HashKey) -> Result<(), Refusal> {
        let subject = self.reshardable(stream, "SplitShard")?;
        let name = subject.name.clone();
        let parent = open_shard(subject, shard, &self.account)?;
        if new_starting_hash_key <= parent.0 || new_starting_hash_key > parent.1 {
            let message = format!(
                "NewStartingHashKey {new_starting_hash_key} used in SplitShard() on shard {shard} in stream {name} under account {} is not both \
                 greater than one plus the shard's StartingHashKey {} and less than the shard's EndingHashKey {}.",
                self.account, parent.0, parent.1
            );
            return Err(Refusal::bad("InvalidArgumentException", message));
        }
        self.room_for(1)?;
        self.one_change(&name, Change::Split(vec![(shard.to_owned(), new_starting_hash_key)]))
    }

    /// MergeShards.
    pub fn merge_shards(&mut self, stream: &str, shard: &str, adjacent: &str) -> Result<(), Refusal> {
        let subject = self.reshardable(stream, "MergeShards")?;
        let name = subject.name.clone();
        let (one, two) = (open_shard(subject, shard, &self.account)?, open_shard(subject, adjacent, &self.account)?);
        if one.1.checked_add(1) != Some(two.0) && two.1.checked_add(1) != Some(one.0) {
            let message = format!(
                "Shards {shard} and {adjacent} in stream {name} under account {} are not an adjacent pair of shards eligible for merging",
                self.account
            );
            return Err(Refusal::bad("InvalidArgumentException", message));
        }
        self.one_change(&name, Change::Merge(vec![(shard.to_owned(), adjacent.to_owned())]))
    }

    /// UpdateStreamMode; takes the ARN.
    pub fn update_stream_mode(&mut self, arn: &str, mode: StreamMode) -> Result<(), Refusal> {
        if !arn.starts_with("arn:") {
            return Err(Refusal::bad("ValidationException", format!("StreamARN {arn} is not an ARN.")));
        }
        let now = self.now;
        let subject = self.active(arn)?;
        let name = subject.name.clone();
        if subject.mode == mode {
            let message = format!("Stream {name} is already in the requested stream mode.");
            return Err(Refusal::bad("ValidationException", message));
        }
        if subject.mode_changes_used(now) >= 2 {
            let message = format!("Request is invalid. The stream mode of {name} can be switched twice within 24 hours.");
            return Err(Refusal::bad("LimitExceededException", message));
        }
        if mode == StreamMode::Provisioned {
            self.room_for(subject.open_count())?;
        }
        self.one_change(&name, Change::Mode(mode))?;
        self.stream_mut(&name)?.mode_calls.push(now);
        self.trace("UpdateStreamMode", &name);
        Ok(())
    }

    /// IncreaseStreamRetentionPeriod.
    pub fn increase_retention(&mut self, stream: &str, hours: u32) -> Result<(), Refusal> {
        let subject = self.active(stream)?;
        let (name, have) = (subject.name.clone(), subject.retention_hours);
        if hours < have || hours > 8760 {
            let message = format!(
                "Requested retention period ({hours} hours) for stream {name} must be from the current one ({have} hours) to 8760 hours."
            );
            return Err(Refusal::bad("InvalidArgumentException", message));
        }
        self.one_change(&name, Change::Retention(hours))
    }

    /// DecreaseStreamRetentionPeriod: data beyond the new period is lost at once.
    pub fn decrease_retention(&mut self, stream: &str, hours: u32) -> Result<(), Refusal> {
        let subject = self.active(stream)?;
        let (name, have) = (subject.name.clone(), subject.retention_hours);
        if hours > have || hours < 24 {
            let message = format!(
                "Requested retention period ({hours} hours) for stream {name} must be from 24 hours to the current one ({have} hours)."
            );
            return Err(Refusal::bad("InvalidArgumentException", message));
        }
        self.one_change(&name, Change::Retention(hours))
    }

    /// EnableEnhancedMonitoring. Answers the shard-level metrics before and after; `ALL` means each of the seven.
    pub fn enable_monitoring(&mut self, stream: &str, metrics: &[String]) -> Result<(Vec<String>, Vec<String>), Refusal> {
        let wanted = shard_metrics(metrics)?;
        self.monitoring(stream, |metric, had| had || wanted.contains(&metric))
    }

    /// DisableEnhancedMonitoring. Answers the shard-level metrics before and after.
    pub fn disable_monitoring(&mut self, stream: &str, metrics: &[String]) -> Result<(Vec<String>, Vec<String>), Refusal> {
        let unwanted = shard_metrics(metrics)?;
        self.monitoring(stream, |metric, had| had && !unwanted.contains(&metric))
    }

    fn monitoring(&mut self, stream: &str, keep: impl Fn(&str, bool) -> bool) -> Result<(Vec<String>, Vec<String>), Refusal> {
        let subject = self.active(stream)?;
        let (name, before) = (subject.name.clone(), subject.shard_metrics.clone());
        let has = |metric: &str| before.iter().any(|have| have == metric);
        let after: Vec<String> =
            SHARD_METRICS.iter().filter(|metric| keep(metric, has(metric))).map(|metric| (*metric).to_owned()).collect();
        self.one_change(&name, Change::ShardMetrics(after.clone()))?;
        Ok((before, after))
    }

    /// Starts a change of one step.
    fn one_change(&mut self, stream: &str, change: Change) -> Result<(), Refusal> {
        self.settle();
        let (now, wait) = (self.now, self.step_seconds());
        self.stream_mut(stream)?.begin(now, wait, vec![change]);
        Ok(())
    }
}

impl Stream {
    /// Begins a change: each step takes `wait` seconds, and the stream is UPDATING until the last.
    fn begin(&mut self, now: jiff::Timestamp, wait: i64, changes: Vec<Change>) {
        let mut at = now;
        for change in changes {
            at = crate::domain::series::shift(at, wait);
            self.steps.push_back(Step { at, change });
        }
        self.updating_until = Some(at);
    }
}

/// The name in an ARN, or the name itself.
fn stream_name(name_or_arn: &str) -> &str {
    name_or_arn.split_once(":stream/").map_or(name_or_arn, |(_, name)| name)
}

/// First and last hash key of an open shard.
fn open_shard(stream: &Stream, id: &str, account: &str) -> Result<(HashKey, HashKey), Refusal> {
    let Some(found) = stream.shard(id) else {
        let message = format!("Could not find shard {id} in stream {} under account {account}.", stream.name);
        return Err(Refusal::bad("ResourceNotFoundException", message));
    };
    if !found.shard.open {
        let message = format!("Shard {id} in stream {} under account {account} is already closed.", stream.name);
        return Err(Refusal::bad("ResourceInUseException", message));
    }
    Ok((found.shard.first, found.shard.last))
}

/// The metrics named, `ALL` taken apart.
fn shard_metrics(names: &[String]) -> Result<Vec<&'static str>, Refusal> {
    let mut found = Vec::new();
    for name in names {
        if name == "ALL" {
            return Ok(SHARD_METRICS.to_vec());
        }
        let known = SHARD_METRICS.iter().find(|metric| *metric == name).ok_or_else(|| {
            let message = format!("{name} is not a shard-level metric: one of {} or ALL.", SHARD_METRICS.join(", "));
            Refusal::bad("ValidationException", message)
        })?;
        found.push(*known);
    }
    if found.is_empty() {
        return Err(Refusal::bad("ValidationException", "ShardLevelMetrics must name at least one metric."));
    }
    Ok(found)
}
