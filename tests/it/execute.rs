//! Executing what was approved: every call and every fault, races, crashes, the journal, the deploy command, the flag file.

mod bed;
mod command;
mod doors;
mod environment;
mod file;
mod hold;
mod journal;
mod kill;
mod ladder;
mod matrix;
mod races;
mod sent;
mod sigkill;
mod standing;
mod unread;
mod whole;
mod writers;
