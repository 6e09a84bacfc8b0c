//! The pure core: what keys, time and answers change, and what they can never do.

mod bar;
mod bed;
mod board;
mod feeds;
mod invariants;
mod keys;
mod screens;
mod walk;
mod what_if;
mod windows;
