//! Prints figures.
fn main() {}
