//! Discovery of an account's streams, tables and functions into a commented configuration.
