//! The daily rhythm of the traffic, alike in what is played and in the past that is told of.

use jiff::Timestamp;

/// A daily rhythm around 1: quiet at night, two humps by day (UTC).
pub(in crate::sim) fn rhythm(at: Timestamp) -> f64 {
    let turn = std::f64::consts::TAU * (at.as_second().rem_euclid(86_400) as f64 / 86_400.0);
    1.0 + 0.22 * (turn - 2.6).sin() + 0.06 * (2.0 * turn - 0.8).sin()
}
