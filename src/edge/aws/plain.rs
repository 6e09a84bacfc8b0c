//! Services of which only a few calls are needed, on the SDK's own runtime: members in, members out.
//!
//! A generated client costs a build of every operation that its service has, and memory for the code of them all.
//! What makes a call behave is below those clients, in the runtime, and is the same here: signing, retries, time limits,
//! correction of the clock, the same HTTP client, credentials and endpoint settings, and errors that [`super::faults`]
//! tells apart. A protocol is a file of its own that makes requests: [`json`], [`rest`] and [`query`]. Answers are members
//! as JSON in all but the last, which answers in XML.

mod answer;
mod host;
mod json;
mod query;
pub(super) mod rest;
mod service;

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
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::endpoint::EndpointResolverParams;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, SensitiveOutput};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::{SharedRuntimePlugin, StaticRuntimePlugin};
use aws_smithy_types::config_bag::{FrozenLayer, Layer};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_types::region::SigningRegion;
use aws_types::{SdkConfig, SigningName};
use serde_json::Value;

pub(super) use self::answer::{Once, Output};
pub(super) use self::json::Json;
pub(super) use self::query::{Document, Query, Xml};
pub(super) use self::rest::Rest;
pub(super) use self::service::{APPCONFIG, ATHENA, CLOUDTRAIL, DYNAMODB, FIREHOSE, IAM, LAMBDA, LOGS, S3, SQS, SSM, Service};
use self::service::{Manner, Names};
use super::operation::Operation;

/// How requests of one kind of service are made.
pub(super) trait Protocol: Copy + Debug + Send + Sync + 'static {
    /// What a call asks for.
    type Input: Debug + Send + Sync + 'static;

    /// The request of one call. Host and signature come later, from the runtime.
    fn request(&self, operation: Operation, input: Self::Input) -> Result<HttpRequest, BoxError>;
}

/// A client of one service. Clones share what was learned of the server's clock.
#[derive(Debug, Clone)]
pub(super) struct Client<P: 'static> {
    service: &'static Service<P>,
    behaviour: SharedRuntimePlugin,
}

impl<P: Protocol> Client<P> {
    pub(super) fn new(config: &SdkConfig, service: &'static Service<P>) -> Self {
        let names = &service.names;
        let behaviour = StaticRuntimePlugin::new().with_config(settings(config, names)).with_runtime_components(parts(config, names));
        Self { service, behaviour: SharedRuntimePlugin::new(behaviour) }
    }

    /// One call. Members that `O` does not name are passed over; members of another kind make the answer unreadable.
    pub(super) async fn call<O: Output>(&self, operation: Operation, input: P::Input) -> Answer<O> {
        self.prepared(operation).build().invoke(input).await
    }

    /// One call that changes something: it leaves once. Members of another kind than `O` make the answer unreadable.
    pub(super) async fn call_once<O: Output>(&self, operation: Operation, input: P::Input) -> Answer<Once<O>> {
        let mut layer = Layer::new("once");
        layer.store_put(RetryConfig::disabled());
        let once = StaticRuntimePlugin::new().with_config(layer.freeze());
        self.prepared(operation).runtime_plugin(once).build().invoke(input).await
    }

    /// A call with everything but its input.
    fn prepared<O: Output>(&self, operation: Operation) -> OperationBuilder<P::Input, O, ErrorMetadata> {
        let protocol = self.service.protocol;
        Orchestrated::builder()
            .service_name(self.service.names.id)
            .operation_name(operation.name())
            .runtime_plugin(self.behaviour.clone())
            .serializer(move |input| protocol.request(operation, input))
            .deserializer(answer::answer::<O>)
    }
}

/// The answer to a call, or why there is none.
type Answer<O> = Result<O, SdkError<ErrorMetadata, HttpResponse>>;

/// Members without those that are null: what is not said is not sent.
fn without_nulls(mut members: Value) -> Value {
    if let Value::Object(members) = &mut members {
        members.retain(|_, value| !value.is_null());
    }
    members
}

/// How requests are signed.
fn signing(manner: Manner) -> SigV4OperationSigningConfig {
    let mut signing = SigV4OperationSigningConfig::default();
    if manner == Manner::Storage {
        signing.signing_options.double_uri_encode = false;
        signing.signing_options.normalize_uri_path = false;
        signing.signing_options.content_sha256_header = true;
    }
    signing
}

/// What the runtime reads while it makes a call.
fn settings(config: &SdkConfig, names: &'static Names) -> FrozenLayer {
    let mut layer = Layer::new("plain");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(EndpointResolverParams::new(()));
    layer.store_put(signing(names.manner));
    layer.store_put(SigningName::from_static(names.name));
    layer.store_put(ApiMetadata::new(names.name, env!("CARGO_PKG_VERSION")));
    // Values of parameters do not belong into any log.
    layer.store_put(SensitiveOutput);
    if let Some(region) = config.region() {
        layer.store_put(region.clone());
        layer
            .store_put(host::signing_region(region, names).map_or_else(|| SigningRegion::from(region.clone()), SigningRegion::from_static));
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
fn parts(config: &SdkConfig, names: &'static Names) -> RuntimeComponentsBuilder {
    let mut parts = RuntimeComponentsBuilder::new("plain")
        .with_http_client(config.http_client())
        .with_sleep_impl(config.sleep_impl())
        .with_time_source(config.time_source())
        .with_identity_cache(config.identity_cache())
        .with_endpoint_resolver(Some(host::resolver(config, names)))
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
