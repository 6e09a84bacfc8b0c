//! Traffic, writers, table, stream, consumers: minute by minute.
