//! The glyphs of each capability: braille, block, ASCII.
