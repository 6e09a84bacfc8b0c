//! Other hands: what somebody else does to our resources while we are about to.

use jiff::Timestamp;

use super::World;
use super::lambda::FunctionPatch;

/// One deed of somebody else's. What AWS refuses them does not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foreign {
    /// UpdateShardCount.
    ShardCount {
        /// The stream's name.
        stream: String,
        /// The count that they want.
        to: u32,
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
            Foreign::ShardCount { stream, to } => drop(world.update_shard_count(stream, *to)),
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
