//! Fetches AWS's public price files over the SDK's own HTTP stack: no credentials, nothing held but what is being read.

use std::io::{self, Read};
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use bytes::{Buf, Bytes};
use tokio::sync::mpsc;

use super::reader::{self, Found};

/// Who serves the files.
pub const MIRROR: &str = "https://pricing.us-east-1.amazonaws.com";

/// Parts of a file on their way from the network to the reader.
const PARTS: usize = 16;

/// Longest wait for the next part.
const PATIENCE: Duration = Duration::from_secs(30);

/// Fetches and reads one file. The error is one clause. `progress` is told the bytes read so far, now and then.
pub async fn fetch(url: &str, region: &str, mut progress: impl FnMut(u64)) -> Result<Found, String> {
    let mut body = open(url).await?;
    let (parts, received) = mpsc::channel(PARTS);
    let wanted = region.to_owned();
    let (told, mut heard) = mpsc::unbounded_channel();
    let reading = tokio::task::spawn_blocking(move || {
        reader::read(Received { parts: received, part: Bytes::new() }, &wanted, &mut |bytes| {
            // Nobody listens any more when the fetching was given up.
            let _ = told.send(bytes);
        })
    });
    loop {
        let part = tokio::time::timeout(PATIENCE, body.next()).await;
        while let Ok(bytes) = heard.try_recv() {
            progress(bytes);
        }
        let part = match part {
            Err(_) => Err(format!("nothing more came within {} s", PATIENCE.as_secs())),
            Ok(None) => break,
            Ok(Some(part)) => part.map_err(|error| innermost(&error)),
        };
        let failed = part.is_err();
        // A reader that has seen enough is gone: what it says counts.
        if parts.send(part).await.is_err() || failed {
            break;
        }
    }
    drop(parts);
    let found = reading.await.map_err(|error| error.to_string())?;
    found.map_err(|error| error.to_string())
}

/// Asks for a file and waits until it begins to come.
async fn open(url: &str) -> Result<ByteStream, String> {
    let settings = HttpConnectorSettings::builder().connect_timeout(Duration::from_secs(5)).read_timeout(PATIENCE).build();
    let builder = Connector::builder().connector_settings(settings);
    let is_plain = url.starts_with("http://");
    let connector = if is_plain { builder.build_http() } else { builder.tls_provider(Provider::Rustls(CryptoMode::Ring)).build() };
    let request = http::Request::get(url).header("user-agent", "tidegate").body(SdkBody::empty());
    let request = request.ok().and_then(|request| HttpRequest::try_from(request).ok()).ok_or("that is not an address")?;
    let response = connector.call(request).await.map_err(|error| innermost(&error))?;
    match response.status().as_u16() {
        200 => Ok(ByteStream::new(response.into_body())),
        404 => Err("there is no such file: is the Region's name right?".to_owned()),
        status => Err(format!("the server answers {status}")),
    }
}

/// The cause that says most: the innermost.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// The parts of a body as something to read from.
struct Received {
    parts: mpsc::Receiver<Result<Bytes, String>>,
    part: Bytes,
}

impl Read for Received {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.part.is_empty() {
            match self.parts.blocking_recv() {
                Some(part) => self.part = part.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let count = self.part.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.part[..count]);
        self.part.advance(count);
        Ok(count)
    }
}
