//! The rollout as it stands in the world: who holds the flag, what each says, which stage that is.

mod fallen;
mod flag;
pub mod machine;
mod rise;
mod stand;
pub mod store;
pub mod watch;

pub use fallen::{Fallen, OURS, fallen, proven};
pub use flag::{flag_of_function, flag_of_functions, flags, parse_enabled, parse_percentage, spelled};
pub(in crate::domain) use rise::went_up;
pub(in crate::domain) use stand::agreed;
pub use stand::{Stand, stand};
