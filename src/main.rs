//! Takes the terminal, runs, gives it back.

fn main() {}
