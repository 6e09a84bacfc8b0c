//! Services of which only a call or two is needed, on the SDK's own runtime: members in, members out.
//!
//! A generated client costs a build of every operation that its service has. What makes a call behave is below
//! those clients, in the runtime, and is the same here: signing, retries, time limits, correction of the clock,
//! the same HTTP client, credentials and endpoint settings, and errors that [`super::faults`] tells apart.
//! A protocol is a file of its own that makes requests and reads answers; [`json`] is the only one so far.

mod host;
mod json;

use std::fmt::Debug;

use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::{ServiceClockSkewClassifier, ServiceClockSkewInterceptor};
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_runtime::client::http::connection_poisoning::ConnectionPoisoningInterceptor;
use aws_smithy_runtime::client::orchestrator::operation::{Operation as Orchestrated, OperationBuilder};
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::endpoint::EndpointResolverParams;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError, SensitiveOutput};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::{SharedRuntimePlugin, StaticRuntimePlugin};
use aws_smithy_types::config_bag::{FrozenLayer, Layer};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_types::region::SigningRegion;
use aws_types::request_id::RequestId;
use aws_types::{SdkConfig, SigningName};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::operation::Operation;

/// What must be known of a service to call it.
#[derive(Debug)]
pub(super) struct Service {
    /// Its id: `AWS_ENDPOINT_URL_SSM` and the `services` section of a profile are found by it.
    id: &'static str,
    /// Its name in signatures and at the beginning of its host.
    name: &'static str,
    /// What begins the host of its FIPS endpoints in GovCloud, where services do not agree.
    fips_in_gov_cloud: &'static str,
    /// What stands before an operation's name in `X-Amz-Target`.
    target: &'static str,
}

/// AWS Systems Manager.
pub(super) const SSM: Service = Service { id: "SSM", name: "ssm", fips_in_gov_cloud: "ssm", target: "AmazonSSM" };

/// AWS CloudTrail.
pub(super) const CLOUDTRAIL: Service = Service {
    id: "CloudTrail",
    name: "cloudtrail",
    fips_in_gov_cloud: "cloudtrail",
    target: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
};

/// Amazon Athena.
pub(super) const ATHENA: Service = Service { id: "Athena", name: "athena", fips_in_gov_cloud: "athena-fips", target: "AmazonAthena" };

/// Amazon CloudWatch Logs.
pub(super) const LOGS: Service = Service { id: "CloudWatch Logs", name: "logs", fips_in_gov_cloud: "logs", target: "Logs_20140328" };

/// The answer to a call that left once: it was of the right kind, and nothing of it is needed.
#[derive(Debug)]
pub(super) struct Once {
    request_id: Option<String>,
}

impl RequestId for Once {
    fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

/// A client of one service. Clones share what was learned of the server's clock.
#[derive(Debug, Clone)]
pub(super) struct Client {
    service: &'static Service,
    behaviour: SharedRuntimePlugin,
}

impl Client {
    pub(super) fn new(config: &SdkConfig, service: &'static Service) -> Self {
        let behaviour = StaticRuntimePlugin::new().with_config(settings(config, service)).with_runtime_components(parts(config, service));
        Self { service, behaviour: SharedRuntimePlugin::new(behaviour) }
    }

    /// One call. Members that `O` does not name are passed over; members of another kind make the answer unreadable.
    pub(super) async fn call<O>(&self, operation: Operation, input: Value) -> Result<O, SdkError<ErrorMetadata, HttpResponse>>
    where
        O: DeserializeOwned + Debug + Send + Sync + 'static,
    {
        self.prepared(operation, json::answer::<O>).build().invoke(input).await
    }

    /// One call that changes something: it leaves once. Members of another kind than `O` make the answer unreadable.
    pub(super) async fn call_once<O>(&self, operation: Operation, input: Value) -> Result<Once, SdkError<ErrorMetadata, HttpResponse>>
    where
        O: DeserializeOwned + Debug + Send + Sync + 'static,
    {
        let mut layer = Layer::new("once");
        layer.store_put(RetryConfig::disabled());
        let once = StaticRuntimePlugin::new().with_config(layer.freeze());
        let answer = |response: &HttpResponse| {
            let request_id = response.headers().get("x-amzn-requestid").map(str::to_owned);
            json::answer::<O>(response).map(|_| Once { request_id })
        };
        self.prepared(operation, answer).runtime_plugin(once).build().invoke(input).await
    }

    /// A call with everything but its input.
    fn prepared<O: Debug + Send + Sync + 'static>(
        &self,
        operation: Operation,
        answer: impl Fn(&HttpResponse) -> Result<O, OrchestratorError<ErrorMetadata>> + Send + Sync + 'static,
    ) -> OperationBuilder<Value, O, ErrorMetadata> {
        let service = self.service;
        Orchestrated::builder()
            .service_name(service.id)
            .operation_name(operation.name())
            .runtime_plugin(self.behaviour.clone())
            .serializer(move |input: Value| json::request(service, operation, &input))
            .deserializer(answer)
    }
}

/// What the runtime reads while it makes a call.
fn settings(config: &SdkConfig, service: &'static Service) -> FrozenLayer {
    let mut layer = Layer::new("plain");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(EndpointResolverParams::new(()));
    layer.store_put(SigV4OperationSigningConfig::default());
    layer.store_put(SigningName::from_static(service.name));
    layer.store_put(ApiMetadata::new(service.name, env!("CARGO_PKG_VERSION")));
    // Values of parameters do not belong into any log.
    layer.store_put(SensitiveOutput);
    if let Some(region) = config.region() {
        layer.store_put(region.clone());
        layer.store_put(SigningRegion::from(region.clone()));
    }
    if let Some(name) = config.app_name() {
        layer.store_put(name.clone());
    }
    if let Some(retries) = config.retry_config() {
        layer.store_put(retries.clone());
    }
    if let Some(limits) = config.timeout_config() {
        layer.store_put(limits.clone());
    }
    layer.freeze()
}

/// Who does what in a call: the parts that a generated client puts together in the same way.
fn parts(config: &SdkConfig, service: &'static Service) -> RuntimeComponentsBuilder {
    let mut parts = RuntimeComponentsBuilder::new("plain")
        .with_http_client(config.http_client())
        .with_sleep_impl(config.sleep_impl())
        .with_time_source(config.time_source())
        .with_identity_cache(config.identity_cache())
        .with_endpoint_resolver(Some(host::resolver(config, service)))
        .with_auth_scheme(SigV4AuthScheme::new())
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])))
        .with_interceptor(ConnectionPoisoningInterceptor::new())
        .with_interceptor(ServiceClockSkewInterceptor::new())
        .with_interceptor(RequestInfoInterceptor::new())
        .with_interceptor(UserAgentInterceptor::new())
        .with_interceptor(InvocationIdInterceptor::new())
        .with_retry_classifier(HttpStatusCodeClassifier::default())
        .with_retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new())
        .with_retry_classifier(AwsErrorCodeClassifier::<ErrorMetadata>::new())
        .with_retry_classifier(ServiceClockSkewClassifier::<ErrorMetadata>::new());
    if let Some(credentials) = config.credentials_provider() {
        parts.set_identity_resolver(SCHEME_ID, credentials);
    }
    parts
}
