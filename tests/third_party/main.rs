//! Servers and clients that nobody here wrote: installed when missing, started on loopback, and asked.
//!
//! Opt-in, for they need a network, Node and Python: `cargo test --test third_party`. A server that does not start is
//! a failure and never a skip. What each server is good for, and where it is not AWS, stands at the head of its file.

mod changes;
mod clients;
mod install;
mod kinesis_mock;
mod ministack;
mod moto;
mod program;
mod server;
