//! What is drawn: themes, text, charts, heat maps, frames, pictures.

mod charts;
mod edges;
mod heat;
mod paint;
mod pictures;
mod themes;
mod words;
