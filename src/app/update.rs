//! One message in, the next model and its effects out.

use super::effect::Effect;
use super::model::Model;
use super::msg::Msg;

/// The effects of the start: the first ask of every feed.
pub fn start(_model: &mut Model) -> Vec<Effect> {
    Vec::new()
}

/// One message in, effects out.
pub fn update(_model: &mut Model, _msg: Msg) -> Vec<Effect> {
    Vec::new()
}
