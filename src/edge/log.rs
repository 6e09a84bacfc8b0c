//! Diagnostics into a file, without secrets.
