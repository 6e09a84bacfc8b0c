//! What is drawn: themes, text, charts, heat maps, frames, pictures.

mod paint;
mod scratch;
