//! Keys that expire and are replaced while the console runs: each operation takes the new ones by itself.

use std::fs;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use tidegate::domain::fault::FaultKind;
use tidegate::edge::aws::operation::Operation;
use tidegate::edge::aws::{Aws, Connection};
use tidegate::sim::Sim;
use tidegate::sim::world::fault::{WireFault, WireFaultKind};

use super::questions::{ask, question, world};

/// The world behind a gate that knows one key: who comes with another meets expired credentials.
#[derive(Debug, Clone)]
struct Gate {
    sim: Sim,
    inner: SharedHttpClient,
}

impl HttpClient for Gate {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Guarded { sim: self.sim.clone(), inner })
    }
}

#[derive(Debug, Clone)]
struct Guarded {
    sim: Sim,
    inner: SharedHttpConnector,
}

impl HttpConnector for Guarded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let known = request.headers().get("authorization").is_some_and(|header| header.contains("Credential=AKIANEWNEWNEWNEWNEW0/"));
        let expired = WireFault::always(None, None, WireFaultKind::ExpiredCredentials);
        self.sim.with_world(|world| world.faults = if known { Vec::new() } else { vec![expired] });
        self.inner.call(request)
    }
}

const KEYS: &str = "[prod]\naws_access_key_id = AKIAOLDOLDOLDOLDOLD0\naws_secret_access_key = s\n";

#[tokio::test(start_paused = true)]
async fn every_operation_takes_up_rotated_keys() {
    let sim = world();
    let home = tempfile::tempdir().unwrap();
    let (config, credentials) = (home.path().join("config"), home.path().join("credentials"));
    fs::write(&config, "[profile prod]\nregion = us-east-1\n").unwrap();
    for operation in Operation::ALL {
        fs::write(&credentials, KEYS).unwrap();
        let gate = SharedHttpClient::new(Gate { sim: sim.clone(), inner: sim.http_client() });
        let aws = Aws::new(Connection {
            profile: Some("prod".to_owned()),
            http_client: Some(gate),
            files: Some((config.clone(), credentials.clone())),
            ..Connection::default()
        });
        let question = question(*operation);
        let before = ask(&sim, &aws, &question).await.map_err(|fault| fault.kind);
        assert_eq!(before, Err(FaultKind::Credentials), "{operation}");
        fs::write(&credentials, KEYS.replace("OLD", "NEW")).unwrap();
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!(ask(&sim, &aws, &question).await, Ok(()), "{operation}");
    }
    println!("{} operations took up rotated keys", Operation::ALL.len());
}
