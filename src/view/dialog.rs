//! What lies over the screen.
