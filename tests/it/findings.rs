//! Tests of the findings: each rule by series in and sentence out, and the laws that hold for all of them.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod boundary;
mod days;
mod drops;
mod ids;
mod lag;
mod laws;
mod parity;
mod readers;
mod rules;
mod sources;
pub(crate) mod support;
mod words;
