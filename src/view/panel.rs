//! One file per panel.
