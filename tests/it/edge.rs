//! Tests of edge.

mod cli;
mod config;
