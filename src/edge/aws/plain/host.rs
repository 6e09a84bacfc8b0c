//! Where a service is reached: at the endpoint that was configured for it, or at AWS's own.

use aws_sdk_applicationautoscaling::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_smithy_runtime::client::orchestrator::endpoints::StaticUriEndpointResolver;
use aws_smithy_runtime_api::client::endpoint::{EndpointFuture, EndpointResolverParams, ResolveEndpoint, SharedEndpointResolver};
use aws_smithy_types::endpoint::Endpoint;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::service_config::ServiceConfigKey;

use super::service::{Home, Manner, Names, Reach};

/// As the SDK's own clients do it: a flag first, then the service's own setting of environment or profile,
/// then the setting for all services, then AWS's rules for the Region.
pub(super) fn resolver(config: &SdkConfig, names: &'static Names) -> SharedEndpointResolver {
    let for_all = || config.endpoint_url().map(str::to_owned);
    let url = if config.get_origin("endpoint_url").is_client_config() { for_all() } else { own(config, names).or_else(for_all) };
    let of_partition = || {
        let home = home(config.region()?, names)?;
        Some(if config.use_fips() == Some(true) { home.fips } else { home.url }.to_owned())
    };
    match url.or_else(of_partition) {
        Some(url) => SharedEndpointResolver::new(StaticUriEndpointResolver::uri(url)),
        None => SharedEndpointResolver::new(Neighbour { config: config.clone(), names, rules: DefaultResolver::new() }),
    }
}

/// The endpoint of a service that has one for all Regions of a partition.
fn home(region: &Region, names: &Names) -> Option<&'static Home> {
    match names.reach {
        Reach::Regions { .. } => None,
        Reach::Partitions(homes) => homes.iter().find(|home| home.regions.iter().any(|begin| region.as_ref().starts_with(begin))),
    }
}

/// The Region that calls are signed for, where it is another than the one that they are about.
pub(super) fn signing_region(region: &Region, names: &Names) -> Option<&'static str> {
    home(region, names).map(|home| home.signed_for)
}

/// The endpoint that environment or profile name for this service alone.
fn own(config: &SdkConfig, names: &Names) -> Option<String> {
    let key = ServiceConfigKey::builder().service_id(names.id).env("AWS_ENDPOINT_URL").profile("endpoint_url").build().ok()?;
    config.service_config()?.load_config(key)
}

/// AWS's rules as the client of another service has them: partitions, their domains, dual stack and FIPS are the
/// same for both, so that only the name at the beginning of the host is exchanged.
#[derive(Debug)]
struct Neighbour {
    config: SdkConfig,
    names: &'static Names,
    rules: DefaultResolver,
}

impl ResolveEndpoint for Neighbour {
    fn resolve_endpoint<'a>(&'a self, _params: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        EndpointFuture::new(async {
            let dual_stack = self.config.use_dual_stack().filter(|_| self.names.manner == Manner::Usual);
            let params = Params::builder()
                .set_region(self.config.region().map(ToString::to_string))
                .set_use_fips(self.config.use_fips())
                .set_use_dual_stack(dual_stack)
                .build()?;
            let found = self.rules.resolve_endpoint(&params).await?;
            let is_fips = self.config.use_fips() == Some(true);
            Ok(Endpoint::builder().url(host_of(self.names, found.url(), is_fips)).build())
        })
    }
}

/// What begins every host of the neighbour.
const NEIGHBOUR: &str = "application-autoscaling";

/// The neighbour's address with this service's name in it. In GovCloud its ordinary hosts are its FIPS hosts as well, which
/// is not so for every service.
fn host_of(names: &Names, url: &str, is_fips: bool) -> String {
    let in_gov_cloud = url.contains(".us-gov-") && url.ends_with(".amazonaws.com");
    let name = match names.reach {
        Reach::Regions { fips_in_gov_cloud } if is_fips && in_gov_cloud => fips_in_gov_cloud,
        _ => names.name,
    };
    url.replacen(NEIGHBOUR, name, 1)
}
