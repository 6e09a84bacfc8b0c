//! The mouse: a press focuses, the wheel scrolls. It never opens, runs or confirms anything.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::{key, movement};
use crate::app::effect::Effect;
use crate::app::keys::Command;
use crate::app::model::Model;
use crate::app::msg::Spot;

pub(super) fn act(model: &mut Model, event: MouseEvent, over: Option<Spot>) -> Vec<Effect> {
    if model.bar.is_some() {
        return Vec::new();
    }
    match event.kind {
        MouseEventKind::ScrollUp => scroll(model, over, Command::Up),
        MouseEventKind::ScrollDown => scroll(model, over, Command::Down),
        MouseEventKind::Down(MouseButton::Left) if model.dialog.is_none() => point(model, over),
        _ => {}
    }
    Vec::new()
}

fn point(model: &mut Model, over: Option<Spot>) {
    match over {
        Some(Spot::Tab(screen)) => key::go_to(model, screen),
        Some(Spot::Panel(panel)) if model.screen.panels().contains(&panel) => movement::focus(model, panel),
        _ => {}
    }
}

fn scroll(model: &mut Model, over: Option<Spot>, command: Command) {
    if model.dialog.is_none() {
        point(model, over.filter(|spot| matches!(spot, Spot::Panel(_))));
    }
    movement::step(model, command);
}
