//! The world as the SDK's HTTP client: no socket, no port.

use std::future::pending;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

use super::Sim;
use super::wire::Reply;

impl Sim {
    /// The world as an HTTP client for any SDK configuration: `.http_client(sim.http_client())`.
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(Client { sim: self.clone() })
    }
}

/// Makes connectors that share the world.
#[derive(Debug, Clone)]
struct Client {
    sim: Sim,
}

impl HttpClient for Client {
    fn http_connector(&self, settings: &HttpConnectorSettings, _components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector { sim: self.sim.clone(), read_timeout: settings.read_timeout() })
    }
}

/// One connector: as with a socket, the read time limit is its own to keep.
#[derive(Debug, Clone)]
struct Connector {
    sim: Sim,
    read_timeout: Option<Duration>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.exchange(request).await })
    }
}

impl Connector {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
        let (parts, body) = request.into_parts();
        let body = body.bytes().map(Bytes::copy_from_slice);
        let body = body.ok_or_else(|| ConnectorError::user("a request body that streams is not served in process".into()))?;
        match self.sim.reply(&http::Request::from_parts(parts, body)) {
            Reply::Response(response) => {
                HttpResponse::try_from(response.map(SdkBody::from)).map_err(|error| ConnectorError::other(error.into(), None))
            }
            Reply::Reset => Err(ConnectorError::io("connection reset by peer".into())),
            Reply::Silence => match self.read_timeout {
                None => pending().await,
                Some(limit) => {
                    tokio::time::sleep(limit).await;
                    let sentence = format!("HTTP read timeout occurred after {limit:?}");
                    Err(ConnectorError::timeout(sentence.into()))
                }
            },
        }
    }
}
