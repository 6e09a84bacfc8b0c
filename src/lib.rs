//! tidegate: a terminal console for teams that put Kinesis beside their DynamoDB writes.
//!
//! Read in this order: [`domain`] (what we operate), [`app`] (what can happen), [`view`] (what it looks
//! like), [`edge`] (where it touches the world), [`sim`] (an AWS of our own). Arrows point down only:
//! `domain` knows none of the others, `app` knows `domain`, `view` knows both, `edge` knows all;
//! `sim` knows `domain` alone and is reached through the wire.

#![forbid(unsafe_code)]

pub mod app;
pub mod domain;
pub mod edge;
pub mod sim;
pub mod view;
