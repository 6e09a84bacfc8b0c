//! A buffer as SVG, for screenshots.
