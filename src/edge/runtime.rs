//! The loop: keys, clock and answers in, frames and asks out.
