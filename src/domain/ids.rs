//! The one table of finding ids, with what each means.
