//! The wire protocols: one file per service.
