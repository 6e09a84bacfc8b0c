//! Tests of edge.

mod aws;
