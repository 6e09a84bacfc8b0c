//! Every operation that the adapter calls, times everything that can go wrong with an answer.
//!
//! The matrix is made of two tables, `Operation::ALL` and the kinds of wire fault; an operation or a kind that
//! nobody thought of here does not compile.

mod matrix;
mod questions;
mod rotation;
