//! Servers and clients that nobody here wrote.
