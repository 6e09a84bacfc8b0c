//! Where a service is reached: at the endpoint that was configured for it, or at AWS's own.

use aws_sdk_lambda::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_smithy_runtime::client::orchestrator::endpoints::StaticUriEndpointResolver;
use aws_smithy_runtime_api::client::endpoint::{EndpointFuture, EndpointResolverParams, ResolveEndpoint, SharedEndpointResolver};
use aws_smithy_types::endpoint::Endpoint;
use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use super::Service;

/// As the SDK's own clients do it: a flag first, then the service's own setting of environment or profile,
/// then the setting for all services, then AWS's rules for the Region.
pub(super) fn resolver(config: &SdkConfig, service: &'static Service) -> SharedEndpointResolver {
    let for_all = || config.endpoint_url().map(str::to_owned);
    let url = if config.get_origin("endpoint_url").is_client_config() { for_all() } else { own(config, service).or_else(for_all) };
    match url {
        Some(url) => SharedEndpointResolver::new(StaticUriEndpointResolver::uri(url)),
        None => SharedEndpointResolver::new(Neighbour { config: config.clone(), service, rules: DefaultResolver::new() }),
    }
}

/// The endpoint that environment or profile name for this service alone.
fn own(config: &SdkConfig, service: &Service) -> Option<String> {
    let key = ServiceConfigKey::builder().service_id(service.id).env("AWS_ENDPOINT_URL").profile("endpoint_url").build().ok()?;
    config.service_config()?.load_config(key)
}

/// AWS's rules as the client of another service has them: partitions, their domains, dual stack and FIPS are the
/// same for both, so that only the name at the beginning of the host is exchanged.
#[derive(Debug)]
struct Neighbour {
    config: SdkConfig,
    service: &'static Service,
    rules: DefaultResolver,
}

impl ResolveEndpoint for Neighbour {
    fn resolve_endpoint<'a>(&'a self, _params: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        EndpointFuture::new(async {
            let params = Params::builder()
                .set_region(self.config.region().map(ToString::to_string))
                .set_use_fips(self.config.use_fips())
                .set_use_dual_stack(self.config.use_dual_stack())
                .build()?;
            let found = self.rules.resolve_endpoint(&params).await?;
            Ok(Endpoint::builder().url(host_of(self.service, found.url())).build())
        })
    }
}

/// The neighbour's address with this service's name in it.
fn host_of(service: &Service, url: &str) -> String {
    let in_gov_cloud = url.contains(".us-gov-") && url.ends_with(".amazonaws.com");
    match url.strip_prefix("https://lambda-fips.") {
        Some(rest) if in_gov_cloud => format!("https://{}.{rest}", service.fips_in_gov_cloud),
        _ => url.replacen("lambda", service.name, 1),
    }
}
