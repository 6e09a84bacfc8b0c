//! Every hermetic test, one binary.

mod app;
mod cost;
mod domain;
mod edge;
mod execute;
mod faults;
mod figures;
mod findings;
mod pty;
mod readme;
mod scenarios;
mod screens;
mod screenshots;
mod sim;
mod tidy;
mod view;
