//! The world as the SDK's HTTP client: no socket, no port.
