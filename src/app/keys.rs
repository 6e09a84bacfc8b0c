//! The one table of commands and their keys.

/// Which key does what. Filled by the app helper.
#[derive(Debug, Clone, Default)]
pub struct KeyTable {}
