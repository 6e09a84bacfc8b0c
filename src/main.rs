//! Takes the terminal, runs, gives it back.

#![forbid(unsafe_code)]

fn main() {}
