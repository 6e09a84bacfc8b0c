//! What it looks like: model, theme and size in, cells out. Changes nothing.

pub mod chart;
pub mod dialog;
pub mod footer;
pub mod header;
pub mod heatmap;
pub mod layout;
pub mod markers;
pub mod panel;
pub mod picture;
pub mod screen;
pub mod text;
pub mod theme;
