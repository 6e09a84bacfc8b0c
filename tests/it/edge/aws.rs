//! The AWS adapter against answers written down by hand: the SDK is real, only the other end of the wire is not.

mod canned;
mod classes;
mod clock;
mod credentials;
mod flag;
mod metrics;
mod neighbours;
mod plain;
mod rest;
mod simulate;
mod stream;
mod words;
mod world;
