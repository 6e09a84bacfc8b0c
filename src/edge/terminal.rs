//! Taking the terminal and giving it back, whatever happens.
