//! What can happen: messages in, a new model and effects out. No I/O, no clock, no widgets.

pub mod actions;
pub mod arm;
pub mod ask;
pub mod board;
pub mod command;
pub mod copy;
pub mod effect;
pub mod feed;
pub mod guard;
pub mod judged;
pub mod keys;
pub mod model;
pub mod msg;
pub mod rows;
pub mod timeline;
pub mod update;
pub mod what_if;
