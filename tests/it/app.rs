//! The pure core: what keys, time and answers change, and what they can never do.

mod allowed;
mod bar;
mod bed;
mod board;
mod feeds;
mod fortnight;
mod guard;
mod guard_bed;
mod guard_walk;
mod invariants;
mod keys;
mod said;
mod screens;
mod timeline;
mod torn;
mod walk;
mod what_if;
mod windows;
