//! Where it touches the world: the only I/O.

pub mod aws;
pub mod change;
pub mod cli;
pub mod clock;
pub mod config;
pub mod execute;
pub mod init;
pub mod journal;
pub mod log;
pub mod once;
pub mod paths;
pub mod prices;
pub mod queries;
pub mod runtime;
pub mod tape;
pub mod terminal;
