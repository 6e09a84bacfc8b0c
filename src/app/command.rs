//! The grammar of the command bar and its completion.
