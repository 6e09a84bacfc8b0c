//! The SDK's configuration and its clients, with time limits fit for a console.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::identity::IdentityCache;
use aws_config::imds::region::ImdsRegionProvider;
use aws_config::meta::region::ProvideRegion;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::section::EnvConfigSections;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_types::os_shim_internal::{Env, Fs};
use jiff::Timestamp;

use super::operation::Operation;
use super::origin::Origin;
use super::{Connection, faults, plain};
use crate::domain::fault::{Fault, FaultKind};

/// The behaviour that these settings were measured with.
fn behaviour() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

/// One set of clients that share credentials, connection and settings.
#[derive(Debug)]
pub(super) struct Session {
    /// The Region of every client.
    pub(super) region: String,
    /// Who gives the credentials.
    pub(super) origin: Origin,
    pub(super) sts: aws_sdk_sts::Client,
    pub(super) kinesis: aws_sdk_kinesis::Client,
    pub(super) cloudwatch: aws_sdk_cloudwatch::Client,
    pub(super) scaling: aws_sdk_applicationautoscaling::Client,
    pub(super) lambda: plain::Client<plain::Rest>,
    pub(super) dynamodb: plain::Client<plain::Json>,
    pub(super) firehose: plain::Client<plain::Json>,
    pub(super) sqs: plain::Client<plain::Json>,
    pub(super) ssm: plain::Client<plain::Json>,
    pub(super) cloudtrail: plain::Client<plain::Json>,
    /// Athena.
    pub(super) athena: plain::Client<plain::Json>,
    /// CloudWatch Logs.
    pub(super) logs: plain::Client<plain::Json>,
    pub(super) appconfig: plain::Client<plain::Rest>,
    pub(super) iam: plain::Client<plain::Query>,
    pub(super) s3: plain::Client<plain::Rest>,
    /// ARNs of streams by name; another account has others, so they live and die with the session.
    arns: Mutex<BTreeMap<String, String>>,
}

/// Why there is no session.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    kind: FaultKind,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(kind: FaultKind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into() }
    }

    /// As the fault of the call that could not be made.
    pub(super) fn fault(&self, operation: Operation, at: Timestamp) -> Fault {
        faults::fault(operation, self.kind.clone(), Some(self.code), &self.message, at)
    }
}

impl Session {
    /// Loads configuration and makes the clients. Takes no credentials yet: they come with the first call.
    pub(super) async fn load(connection: &Connection) -> Result<Self, Refusal> {
        if connection.embedded {
            let region = connection.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
            let config = embedded(&region, connection.http_client.clone());
            return Ok(Self::of(&config, region, Origin::Embedded));
        }
        let limit = Duration::from_secs(10);
        let loading = Box::pin(from_the_machine(connection));
        tokio::time::timeout(limit, loading).await.unwrap_or_else(|_| {
            Err(Refusal::new(FaultKind::TimedOut, "ConfigurationTimeout", "the AWS configuration could not be read within 10 s"))
        })
    }

    fn of(config: &SdkConfig, region: String, origin: Origin) -> Self {
        Self {
            region,
            origin,
            sts: aws_sdk_sts::Client::new(config),
            kinesis: aws_sdk_kinesis::Client::new(config),
            cloudwatch: aws_sdk_cloudwatch::Client::new(config),
            scaling: aws_sdk_applicationautoscaling::Client::new(config),
            lambda: plain::Client::new(config, &plain::LAMBDA),
            dynamodb: plain::Client::new(config, &plain::DYNAMODB),
            firehose: plain::Client::new(config, &plain::FIREHOSE),
            sqs: plain::Client::new(config, &plain::SQS),
            ssm: plain::Client::new(config, &plain::SSM),
            cloudtrail: plain::Client::new(config, &plain::CLOUDTRAIL),
            athena: plain::Client::new(config, &plain::ATHENA),
            logs: plain::Client::new(config, &plain::LOGS),
            appconfig: plain::Client::new(config, &plain::APPCONFIG),
            iam: plain::Client::new(config, &plain::IAM),
            s3: plain::Client::new(config, &plain::S3),
            arns: Mutex::default(),
        }
    }

    /// The stream's ARN, when it was seen before.
    pub(super) fn stream_arn(&self, stream: &str) -> Option<String> {
        self.arns.lock().unwrap_or_else(PoisonError::into_inner).get(stream).cloned()
    }

    /// Keeps the stream's ARN.
    pub(super) fn keep_stream_arn(&self, stream: &str, arn: &str) {
        self.arns.lock().unwrap_or_else(PoisonError::into_inner).insert(stream.to_owned(), arn.to_owned());
    }
}

/// Two attempts, and no wait that outlasts an operator's patience.
fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(2).with_initial_backoff(Duration::from_millis(200)).with_max_backoff(Duration::from_secs(2))
}

fn limits() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(8))
        .operation_attempt_timeout(Duration::from_secs(10))
        .operation_timeout(Duration::from_secs(20))
        .build()
}

/// The time limits above end a stalled answer. The SDK's own watch over each stream wakes every second for each call
/// that is out, which costs more of a core than all else while nobody answers.
fn no_stream_watch() -> StalledStreamProtectionConfig {
    StalledStreamProtectionConfig::disabled()
}

/// The client for everything that is not the embedded world: TLS by ring, certificates of the system.
fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// The name under which calls stand in CloudTrail.
fn app_name() -> Option<AppName> {
    AppName::new("tidegate").ok()
}

/// Settings of the embedded world: nothing of this machine's configuration enters.
fn embedded(region: &str, http_client: Option<SharedHttpClient>) -> SdkConfig {
    let keys = Credentials::from_keys("embedded", "embedded", None);
    let mut config = SdkConfig::builder()
        .behavior_version(behaviour())
        .region(Region::new(region.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(keys))
        .identity_cache(IdentityCache::lazy().build())
        .retry_config(retries())
        .timeout_config(limits())
        .stalled_stream_protection(no_stream_watch());
    config.set_http_client(http_client);
    config.set_app_name(app_name());
    config.build()
}

/// Settings of this machine: environment, profiles, flags.
async fn from_the_machine(connection: &Connection) -> Result<Session, Refusal> {
    let files = files(connection);
    let profiles = profiles(&files, connection.profile.as_deref()).await?;
    let variable = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let origin = Origin::find(connection.profile.as_deref(), &profiles, variable);
    let Some(region) = region(connection, &profiles, &origin).await else {
        let how = "no Region is set: give --region, region in the configuration, AWS_REGION, or region in the profile";
        return Err(Refusal::new(FaultKind::Rejected, "MissingRegion", how));
    };
    let mut loader = aws_config::defaults(behaviour())
        .region(Region::new(region.clone()))
        .profile_files(files.clone())
        .retry_config(retries())
        .timeout_config(limits())
        .stalled_stream_protection(no_stream_watch())
        .identity_cache(IdentityCache::lazy().load_timeout(Duration::from_secs(10)).build());
    if let Some(profile) = &connection.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &connection.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    let https = connection.http_client.clone().unwrap_or_else(https);
    loader = loader.http_client(https.clone());
    if let Some(name) = app_name() {
        loader = loader.app_name(name);
    }
    let provider = provider(connection, files, &region, https).await;
    let config = loader.credentials_provider(provider).load().await;
    Ok(Session::of(&config, region, origin))
}

/// The usual files, or those that were named.
fn files(connection: &Connection) -> EnvConfigFiles {
    let Some((config, credentials)) = &connection.files else { return EnvConfigFiles::default() };
    let path = |path: &PathBuf| path.clone();
    EnvConfigFiles::builder()
        .with_file(EnvConfigFileKind::Config, path(config))
        .with_file(EnvConfigFileKind::Credentials, path(credentials))
        .build()
}

/// Every profile of the files; a profile asked for by name must be one of them.
async fn profiles(files: &EnvConfigFiles, chosen: Option<&str>) -> Result<EnvConfigSections, Refusal> {
    let loaded = aws_config::profile::load(&Fs::real(), &Env::real(), files, None).await;
    let profiles = loaded.map_err(|error| {
        let message = format!("the AWS configuration files cannot be read: {error}");
        Refusal::new(FaultKind::Credentials, "UnreadableConfiguration", message)
    })?;
    match chosen {
        Some(name) if profiles.get_profile(name).is_none() => {
            let mut known: Vec<&str> = profiles.profiles().collect();
            known.sort_unstable();
            let known = if known.is_empty() { "there is none".to_owned() } else { format!("there are {}", known.join(", ")) };
            Err(Refusal::new(FaultKind::Credentials, "ProfileNotFound", format!("there is no AWS profile {name}: {known}")))
        }
        _ => Ok(profiles),
    }
}

/// The Region by flag or configuration, then environment, then profile; the instance is asked only when nothing else is there.
async fn region(connection: &Connection, profiles: &EnvConfigSections, origin: &Origin) -> Option<String> {
    let of_profile = || {
        let name = connection.profile.as_deref().unwrap_or_else(|| profiles.selected_profile());
        profiles.get_profile(name).and_then(|profile| profile.get("region")).map(str::to_owned)
    };
    if let Some(region) = connection.region.clone() {
        return Some(region);
    }
    // A profile that was asked for by name speaks before the environment, as its credentials do.
    if let Some(region) = connection.profile.as_ref().and_then(|_| of_profile()) {
        return Some(region);
    }
    let of_environment = EnvironmentVariableRegionProvider::new().region().await.map(|region| region.to_string());
    if let Some(region) = of_environment.or_else(of_profile) {
        return Some(region);
    }
    if *origin != Origin::Instance {
        return None;
    }
    let asking = ImdsRegionProvider::builder().configure(&ProviderConfig::without_region().with_http_client(https())).build();
    let answer = tokio::time::timeout(Duration::from_millis(400), asking.region()).await;
    answer.ok().flatten().map(|region| region.to_string())
}

/// A profile named by flag or configuration wins over keys in the environment; otherwise the SDK's own chain.
async fn provider(connection: &Connection, files: EnvConfigFiles, region: &str, https: SharedHttpClient) -> SharedCredentialsProvider {
    let config = ProviderConfig::without_region().with_region(Some(Region::new(region.to_owned()))).with_http_client(https);
    if let Some(profile) = &connection.profile {
        let named = ProfileFileCredentialsProvider::builder().configure(&config).profile_files(files).profile_name(profile);
        return SharedCredentialsProvider::new(named.build());
    }
    let chain = DefaultCredentialsChain::builder().configure(config).region(Region::new(region.to_owned())).build().await;
    SharedCredentialsProvider::new(chain)
}
