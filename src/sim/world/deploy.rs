//! The commands of AppConfig: versions with their lock, deployments over virtual time, one at a time.

use jiff::Timestamp;

use super::World;
use super::flags::{Application, Deployment, Environment, HostedVersion, Profile, strategy};
use super::refusal::Refusal;
use crate::domain::series::shift;

/// Seconds that even a deployment to all at once takes.
const LEAST_SECONDS: i64 = 15;

/// States of a deployment that is still under way.
const UNDER_WAY: [&str; 3] = ["VALIDATING", "DEPLOYING", "BAKING"];

fn conflict(message: String) -> Refusal {
    Refusal::with_status("ConflictException", 409, message)
}

fn vanished(what: &str) -> Refusal {
    Refusal::with_status("ResourceNotFoundException", 404, format!("{what} does not exist."))
}

impl World {
    fn application_mut(&mut self, id: &str) -> Result<&mut Application, Refusal> {
        self.applications.iter_mut().find(|application| application.id == id).ok_or_else(|| vanished("Application"))
    }

    /// CreateHostedConfigurationVersion: `latest` is a lock against others who make versions too.
    pub fn create_version(
        &mut self,
        application: &str,
        profile: &str,
        content: &str,
        content_type: &str,
        latest: Option<u32>,
    ) -> Result<&HostedVersion, Refusal> {
        let now = self.now;
        let found = self.application_mut(application)?.profiles.iter_mut().find(|found| found.id == profile);
        let found = found.ok_or_else(|| vanished("ConfigurationProfile"))?;
        let newest = found.versions.last().map_or(0, |version| version.number);
        if latest.is_some_and(|latest| latest != newest) {
            return Err(conflict(format!(
                "Could not create the hosted configuration version: the latest version number is {newest}, and the request names another."
            )));
        }
        check(found, content)?;
        let (content, content_type) = (content.to_owned(), content_type.to_owned());
        found.versions.push(HostedVersion { number: newest + 1, content, content_type, created: now });
        found.versions.last().ok_or_else(|| vanished("HostedConfigurationVersion"))
    }

    /// StartDeployment: refused while another one is under way, baking included.
    pub fn start_deployment(
        &mut self,
        application: &str,
        environment: &str,
        profile: &str,
        version: &str,
        strategy_id: &str,
    ) -> Result<&Deployment, Refusal> {
        let now = self.now;
        if strategy(strategy_id).is_none() {
            return Err(Refusal::with_status(
                "ResourceNotFoundException",
                404,
                format!("DeploymentStrategy with ID {strategy_id} does not exist."),
            ));
        }
        let application = self.application_mut(application)?;
        let held = application.profiles.iter().find(|found| found.id == profile).ok_or_else(|| vanished("ConfigurationProfile"))?;
        if !held.versions.iter().any(|found| found.number.to_string() == version) {
            return Err(vanished("HostedConfigurationVersion"));
        }
        let profile_name = held.name.clone();
        let target = application.environments.iter_mut().find(|found| found.id == environment).ok_or_else(|| vanished("Environment"))?;
        if let Some(running) = target.deployments.iter().find(|one| UNDER_WAY.contains(&one.state.as_str())) {
            return Err(conflict(format!("Deployment number {} is already in progress in this environment.", running.number)));
        }
        let deployment = Deployment {
            number: target.deployments.first().map_or(1, |newest| newest.number + 1),
            profile_id: profile.to_owned(),
            profile_name,
            version: version.to_owned(),
            strategy: strategy_id.to_owned(),
            state: "DEPLOYING".to_owned(),
            percentage: 0.0,
            started: now,
            completed: None,
        };
        target.deployments.insert(0, deployment);
        Ok(&target.deployments[0])
    }

    /// StopDeployment: a deployment under way is rolled back to the version before.
    pub fn stop_deployment(&mut self, application: &str, environment: &str, number: &str) -> Result<&Deployment, Refusal> {
        let now = self.now;
        let application = self.application_mut(application)?;
        let target: &mut Environment =
            application.environments.iter_mut().find(|found| found.id == environment).ok_or_else(|| vanished("Environment"))?;
        let found = target.deployments.iter_mut().find(|one| one.number.to_string() == number).ok_or_else(|| vanished("Deployment"))?;
        if !UNDER_WAY.contains(&found.state.as_str()) {
            return Err(Refusal::bad("BadRequestException", format!("Deployment number {number} is not in progress: {}.", found.state)));
        }
        "ROLLED_BACK".clone_into(&mut found.state);
        found.percentage = 0.0;
        found.completed = Some(now);
        Ok(found)
    }

    /// Brings every deployment that is under way up to now.
    pub(super) fn deploy(&mut self) {
        let now = self.now;
        let environments = self.applications.iter_mut().flat_map(|application| &mut application.environments);
        for deployment in environments.flat_map(|environment| &mut environment.deployments) {
            deployment.go_on(now);
        }
    }
}

impl Deployment {
    fn go_on(&mut self, now: Timestamp) {
        let Some(pace) = strategy(&self.strategy).filter(|_| UNDER_WAY.contains(&self.state.as_str())) else { return };
        let takes = (pace.minutes * 60).max(LEAST_SECONDS);
        let (out, done) = (shift(self.started, takes), shift(self.started, takes + pace.bake_minutes * 60));
        if now < out {
            let share = now.duration_since(self.started).as_secs_f64() / takes as f64 * 100.0;
            self.percentage = (share / pace.factor).floor() * pace.factor;
        } else if now < done {
            "BAKING".clone_into(&mut self.state);
            self.percentage = 100.0;
        } else {
            "COMPLETE".clone_into(&mut self.state);
            self.percentage = 100.0;
            self.completed = Some(done);
        }
    }
}

/// A feature-flag document must be one.
fn check(profile: &Profile, content: &str) -> Result<(), Refusal> {
    let bad = |why: &str| Err(Refusal::bad("BadRequestException", format!("Error validating the configuration: {why}")));
    let Ok(document) = serde_json::from_str::<serde_json::Value>(content) else { return bad("it is not JSON.") };
    let has = |key: &str| document.get(key).is_some();
    if profile.kind == "AWS.AppConfig.FeatureFlags" && !(has("version") && has("flags") && has("values")) {
        return bad("a feature flag document has version, flags and values.");
    }
    Ok(())
}
