//! AppConfig's operations as they travel: paths, and of each answer what is looked at.

use std::fmt;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::edge::aws::plain::Output;
use crate::edge::aws::plain::rest::Request;

/// Most entries of one page of a list that is not read to its end.
const PAGE: &str = "50";

/// One page of things that have a name and an id: applications, environments, configuration profiles.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Named {
    pub(in crate::edge::aws) items: Option<Vec<Name>>,
    pub(in crate::edge::aws) next_token: Option<String>,
}

/// A thing by its name and its id.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Name {
    pub(in crate::edge::aws) id: Option<String>,
    pub(in crate::edge::aws) name: Option<String>,
}

/// A page of deployments.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Deployments {
    pub(in crate::edge::aws) items: Option<Vec<Deployment>>,
}

/// One deployment, in a list or just begun or stopped.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Deployment {
    #[serde(rename = "DeploymentNumber")]
    number: Option<i32>,
    pub(in crate::edge::aws) configuration_profile_id: Option<String>,
    pub(in crate::edge::aws) configuration_name: Option<String>,
    pub(in crate::edge::aws) configuration_version: Option<String>,
    pub(in crate::edge::aws) state: Option<String>,
    pub(in crate::edge::aws) percentage_complete: Option<f64>,
    pub(in crate::edge::aws) started_at: Option<Timestamp>,
    pub(in crate::edge::aws) completed_at: Option<Timestamp>,
}

impl Deployment {
    /// Its number in its environment, from 1; 0 when it is not told.
    pub(in crate::edge::aws) fn number(&self) -> i32 {
        self.number.unwrap_or_default()
    }
}

/// A page of hosted versions.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Versions {
    pub(in crate::edge::aws) items: Option<Vec<Version>>,
}

/// One hosted version.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::edge::aws) struct Version {
    pub(in crate::edge::aws) version_number: Option<i32>,
}

/// The document of a hosted version: the body of its answer, whose members are headers.
pub(in crate::edge::aws) struct Document {
    pub(in crate::edge::aws) content: Vec<u8>,
    pub(in crate::edge::aws) content_type: Option<String>,
    /// Its number, from 1, when it is told.
    pub(in crate::edge::aws) number: Option<i32>,
}

impl fmt::Debug for Document {
    /// Without the content, which is the user's own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Output for Document {
    fn of(response: &HttpResponse) -> Result<Self, BoxError> {
        let header = |name| response.headers().get(name);
        Ok(Self {
            content: response.body().bytes().unwrap_or_default().to_vec(),
            content_type: header("content-type").map(str::to_owned),
            number: header("version-number").map(|number| number.trim().parse()).transpose()?,
        })
    }
}

/// A list below the path.
fn list(path: &[&str], token: Option<String>) -> Request {
    Request::new("GET", path).query("next_token", token)
}

/// ListApplications.
pub(in crate::edge::aws) fn list_applications(token: Option<String>) -> Request {
    list(&["applications"], token)
}

/// ListEnvironments.
pub(in crate::edge::aws) fn list_environments(application: &str, token: Option<String>) -> Request {
    list(&["applications", application, "environments"], token)
}

/// ListConfigurationProfiles.
pub(in crate::edge::aws) fn list_profiles(application: &str, token: Option<String>) -> Request {
    list(&["applications", application, "configurationprofiles"], token)
}

/// ListDeployments, one page.
pub(in crate::edge::aws) fn list_deployments(application: &str, environment: &str) -> Request {
    list(&["applications", application, "environments", environment, "deployments"], None).query("max_results", Some(PAGE))
}

/// ListHostedConfigurationVersions, one page.
pub(in crate::edge::aws) fn list_versions(application: &str, profile: &str) -> Request {
    let path = ["applications", application, "configurationprofiles", profile, "hostedconfigurationversions"];
    list(&path, None).query("max_results", Some(PAGE))
}

/// GetHostedConfigurationVersion.
pub(in crate::edge::aws) fn get_version(application: &str, profile: &str, number: i32) -> Request {
    let number = number.to_string();
    Request::new("GET", &["applications", application, "configurationprofiles", profile, "hostedconfigurationversions", &number])
}

/// CreateHostedConfigurationVersion: a document of this type, on top of the version `latest`.
pub(in crate::edge::aws) fn create_version(application: &str, profile: &str, latest: i32, kind: &str, content: Vec<u8>) -> Request {
    Request::new("POST", &["applications", application, "configurationprofiles", profile, "hostedconfigurationversions"])
        .header("latest-version-number", latest.to_string())
        .payload(kind, content)
}

/// StartDeployment of a version of the profile.
pub(in crate::edge::aws) fn start_deployment(application: &str, environment: &str, profile: &str, version: i32, strategy: &str) -> Request {
    Request::new("POST", &["applications", application, "environments", environment, "deployments"]).members(json!({
        "DeploymentStrategyId": strategy,
        "ConfigurationProfileId": profile,
        "ConfigurationVersion": version.to_string(),
        "Description": "tidegate",
    }))
}

/// StopDeployment.
pub(in crate::edge::aws) fn stop_deployment(application: &str, environment: &str, number: u32) -> Request {
    Request::new("DELETE", &["applications", application, "environments", environment, "deployments", &number.to_string()])
}
