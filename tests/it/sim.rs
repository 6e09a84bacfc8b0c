//! Tests of sim.

mod wire;
