//! Method and path of the REST services, and where their members travel.

use http::Method;
use serde_json::{Map, Value};

use super::service::Service;

/// One row: a method and a path name an operation.
struct Route {
    service: Service,
    method: Method,
    path: &'static str,
    operation: &'static str,
    status: u16,
}

const fn route(service: Service, method: Method, path: &'static str, operation: &'static str, status: u16) -> Route {
    Route { service, method, path, operation, status }
}

const ROUTES: &[Route] = &[
    route(Service::Lambda, Method::GET, "/2015-03-31/functions", "ListFunctions", 200),
    route(Service::Lambda, Method::GET, "/2015-03-31/functions/{FunctionName}/configuration", "GetFunctionConfiguration", 200),
    route(Service::Lambda, Method::PUT, "/2015-03-31/functions/{FunctionName}/configuration", "UpdateFunctionConfiguration", 200),
    route(Service::Lambda, Method::GET, "/2015-03-31/functions/{FunctionName}/aliases", "ListAliases", 200),
    route(Service::Lambda, Method::GET, "/2015-03-31/event-source-mappings", "ListEventSourceMappings", 200),
    route(Service::Lambda, Method::GET, "/2015-03-31/event-source-mappings/{UUID}", "GetEventSourceMapping", 200),
    route(Service::Lambda, Method::PUT, "/2015-03-31/event-source-mappings/{UUID}", "UpdateEventSourceMapping", 202),
    route(Service::AppConfig, Method::GET, "/applications", "ListApplications", 200),
    route(Service::AppConfig, Method::GET, "/applications/{ApplicationId}/environments", "ListEnvironments", 200),
    route(Service::AppConfig, Method::GET, "/applications/{ApplicationId}/environments/{EnvironmentId}", "GetEnvironment", 200),
    route(
        Service::AppConfig,
        Method::GET,
        "/applications/{ApplicationId}/environments/{EnvironmentId}/deployments",
        "ListDeployments",
        200,
    ),
    route(
        Service::AppConfig,
        Method::POST,
        "/applications/{ApplicationId}/environments/{EnvironmentId}/deployments",
        "StartDeployment",
        201,
    ),
    route(
        Service::AppConfig,
        Method::GET,
        "/applications/{ApplicationId}/environments/{EnvironmentId}/deployments/{DeploymentNumber}",
        "GetDeployment",
        200,
    ),
    route(
        Service::AppConfig,
        Method::DELETE,
        "/applications/{ApplicationId}/environments/{EnvironmentId}/deployments/{DeploymentNumber}",
        "StopDeployment",
        202,
    ),
    route(Service::AppConfig, Method::GET, "/deploymentstrategies", "ListDeploymentStrategies", 200),
    route(Service::AppConfig, Method::GET, "/applications/{ApplicationId}/configurationprofiles", "ListConfigurationProfiles", 200),
    route(
        Service::AppConfig,
        Method::GET,
        "/applications/{ApplicationId}/configurationprofiles/{ConfigurationProfileId}/hostedconfigurationversions",
        "ListHostedConfigurationVersions",
        200,
    ),
    route(
        Service::AppConfig,
        Method::POST,
        "/applications/{ApplicationId}/configurationprofiles/{ConfigurationProfileId}/hostedconfigurationversions",
        "CreateHostedConfigurationVersion",
        201,
    ),
    route(
        Service::AppConfig,
        Method::GET,
        "/applications/{ApplicationId}/configurationprofiles/{ConfigurationProfileId}/hostedconfigurationversions/{VersionNumber}",
        "GetHostedConfigurationVersion",
        200,
    ),
];

/// What a method and a path stand for.
pub(super) struct Found {
    pub(super) service: Service,
    pub(super) operation: &'static str,
    /// Members from the path and from the query string.
    pub(super) members: Map<String, Value>,
}

/// Finds the operation; `None` when no service has such a path.
pub(super) fn find(method: &Method, path: &str, query: &str) -> Option<Found> {
    let path = path.trim_end_matches('/');
    let (row, mut members) = ROUTES.iter().filter(|row| row.method == method).find_map(|row| Some((row, matches(row.path, path)?)))?;
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        members.insert(member(&name), Value::String(text.into_owned()));
    }
    Some(Found { service: row.service, operation: row.operation, members })
}

/// The service whose paths begin like this one.
pub(super) fn service_of(path: &str) -> Option<Service> {
    let first = path.trim_start_matches('/').split('/').next()?;
    match first {
        "2015-03-31" => Some(Service::Lambda),
        "applications" | "deploymentstrategies" => Some(Service::AppConfig),
        _ => None,
    }
}

/// Operations whose body is a document and whose other members travel as headers: member and header.
const DOCUMENTS: &[(&str, &[(&str, &str)])] = &[(
    "CreateHostedConfigurationVersion",
    &[("LatestVersionNumber", "latest-version-number"), ("ContentType", "content-type"), ("Description", "description")],
)];

/// The headers that are members, when the body of this operation is a document.
pub(super) fn document(operation: &str) -> Option<&'static [(&'static str, &'static str)]> {
    DOCUMENTS.iter().find(|(name, _)| *name == operation).map(|(_, headers)| *headers)
}

/// The status of a success.
pub(super) fn status(operation: &str) -> u16 {
    ROUTES.iter().find(|row| row.operation == operation).map_or(200, |row| row.status)
}

fn matches(pattern: &str, path: &str) -> Option<Map<String, Value>> {
    let mut members = Map::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(members),
            (Some(level), Some(text)) => match level.strip_prefix('{').and_then(|level| level.strip_suffix('}')) {
                Some(name) if !text.is_empty() => {
                    members.insert(name.to_owned(), Value::String(unescape(text)));
                }
                None if level == text => {}
                _ => return None,
            },
            _ => return None,
        }
    }
}

/// A path's level without its percent signs; ARNs come as `arn%3Aaws%3A…`. A plus stays a plus here.
fn unescape(text: &str) -> String {
    let form = format!("{}=", text.replace('+', "%2B"));
    form_urlencoded::parse(form.as_bytes()).next().map_or_else(|| text.to_owned(), |(name, _)| name.into_owned())
}

/// `max_results` becomes `MaxResults`; names that are already written so stay.
fn member(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split('_').map(word).collect()
}
