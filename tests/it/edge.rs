//! Tests of edge.

mod aws;
mod cli;
mod config;
mod tape;
