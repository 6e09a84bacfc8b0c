//! Other hands: what somebody else does to our resources while we are about to.

use jiff::Timestamp;

use super::World;
use super::function::Alias;
use super::lambda::FunctionPatch;
use super::stream::Stream;
use crate::domain::facts::StreamMode;

/// One deed of somebody else's. What AWS refuses them does not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foreign {
    /// All of these in the same moment.
    Several(Vec<Foreign>),
    /// UpdateShardCount.
    ShardCount {
        /// The stream's name.
        stream: String,
        /// The count that they want.
        to: u32,
    },
    /// SplitShard of the first open shard, in the middle of its range.
    Split {
        /// The stream's name.
        stream: String,
    },
    /// MergeShards of the first two open shards.
    Merge {
        /// The stream's name.
        stream: String,
    },
    /// UpdateStreamMode.
    Mode {
        /// The stream's name.
        stream: String,
        /// The mode that they want.
        to: StreamMode,
    },
    /// IncreaseStreamRetentionPeriod or DecreaseStreamRetentionPeriod, whichever leads there.
    Retention {
        /// The stream's name.
        stream: String,
        /// The hours that they want.
        hours: u32,
    },
    /// DeleteStream. The time in which AWS shows a stream as DELETING is left out.
    Deletion {
        /// The stream's name.
        stream: String,
    },
    /// DeleteFunction.
    FunctionDeletion {
        /// The function's name.
        function: String,
    },
    /// PublishVersion and CreateAlias: who calls the alias runs what was published, whatever is set afterwards.
    Alias {
        /// The function's name.
        function: String,
        /// The alias.
        name: String,
        /// The version that it points to.
        version: String,
    },
    /// UpdateFunctionConfiguration: one variable set, the others kept.
    Variable {
        /// The function's name.
        function: String,
        /// The variable.
        name: String,
        /// Its value.
        value: String,
    },
    /// PutParameter.
    Parameter {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// CreateHostedConfigurationVersion of the newest content again: the version number goes on.
    Version {
        /// The application's id.
        application: String,
        /// The profile's id.
        profile: String,
    },
}

impl Foreign {
    /// Does it, now.
    pub fn happen(&self, world: &mut World) {
        match self {
            Foreign::Several(deeds) => deeds.iter().for_each(|deed| deed.happen(world)),
            Foreign::ShardCount { stream, to } => drop(world.update_shard_count(stream, *to)),
            Foreign::Split { stream } => {
                let Some(shard) = world.streams.get(stream).and_then(|found| found.open().next()).map(|open| open.shard.clone()) else {
                    return;
                };
                drop(world.split_shard(stream, &shard.id, shard.first + (shard.last - shard.first) / 2 + 1));
            }
            Foreign::Merge { stream } => {
                let open: Vec<String> =
                    world.streams.get(stream).into_iter().flat_map(Stream::open).map(|open| open.shard.id.clone()).collect();
                let [one, two, ..] = open.as_slice() else { return };
                drop(world.merge_shards(stream, one, two));
            }
            Foreign::Mode { stream, to } => {
                let Some(arn) = world.streams.get(stream).map(|found| found.arn.clone()) else { return };
                drop(world.update_stream_mode(&arn, *to));
            }
            Foreign::Retention { stream, hours } => {
                let Some(have) = world.streams.get(stream).map(|found| found.retention_hours) else { return };
                drop(if have < *hours { world.increase_retention(stream, *hours) } else { world.decrease_retention(stream, *hours) });
            }
            Foreign::Deletion { stream } => drop(world.streams.remove(stream)),
            Foreign::FunctionDeletion { function } => drop(world.functions.remove(function)),
            Foreign::Alias { function, name, version } => {
                let Some(found) = world.functions.get_mut(function) else { return };
                found.aliases.push(Alias { name: name.clone(), version: version.clone() });
            }
            Foreign::Variable { function, name, value } => {
                let Some(mut environment) = world.functions.get(function).map(|found| found.environment.clone()) else { return };
                environment.insert(name.clone(), value.clone());
                let patch = FunctionPatch { environment: Some(environment), ..FunctionPatch::default() };
                drop(world.update_function_configuration(function, patch).map(|_| ()));
            }
            Foreign::Parameter { name, value } => drop(world.put_parameter(name, value, None, true)),
            Foreign::Version { application, profile } => {
                let found = world.applications.iter().find(|found| found.id == *application);
                let found = found.and_then(|found| found.profiles.iter().find(|found| found.id == *profile));
                let Some(newest) = found.and_then(|found| found.versions.last()).cloned() else { return };
                drop(world.create_version(application, profile, &newest.content, &newest.content_type, None).map(|_| ()));
            }
        }
    }
}

impl World {
    /// Lets somebody else do something at a moment of the future.
    pub fn somebody_will(&mut self, at: Timestamp, foreign: Foreign) {
        let place = self.foreign.partition_point(|(other, _)| *other <= at);
        self.foreign.insert(place, (at, foreign));
    }

    /// What other people do until now.
    pub(super) fn others_act(&mut self, now: Timestamp) {
        while self.foreign.first().is_some_and(|(at, _)| *at <= now) {
            let (_, foreign) = self.foreign.remove(0);
            foreign.happen(self);
        }
    }
}
