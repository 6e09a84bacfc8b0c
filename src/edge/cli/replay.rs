//! `replay`: shows what a recorded console showed.

use std::io::BufReader;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::arguments::{Common, Replay};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::paint;
use super::watched::plain;
use crate::app::msg::Msg;
use crate::app::update::update;
use crate::edge::tape;
use crate::view::theme::{Depth, Theme};
use crate::view::{self, Look, picture};

/// Prints the frame, or writes it as a picture.
pub(super) fn run(replay: &Replay, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let path = around.here.join(&replay.file);
    let name = replay.file.display();
    let file = std::fs::File::open(&path).map_err(|error| Failure::error(format!("failed to open the tape {name}: {}", plain(&error))))?;
    let seen =
        tape::replay(BufReader::new(file), replay.at_message).map_err(|why| Failure::error(format!("failed to replay {name}: {why}")))?;
    if let Some(wanted) = replay.at_message.filter(|wanted| seen.messages < *wanted) {
        let last = seen.messages;
        return Err(Failure::usage(format!("--at-message is {wanted}: the tape has {last} messages; name one from 0 to {last}")));
    }
    if let Some(why) = &seen.cut {
        writeln!(around.err, "tidegate: the run went on, but the tape ends after message {}: {why}", seen.messages)?;
    }
    let mut model = seen.model;
    if let Some((columns, rows)) = replay.size {
        // A model that was left takes no message any more, and still has a last frame.
        model.leaving = false;
        drop(update(&mut model, Msg::Resize(columns, rows)));
    }
    let (columns, rows) = model.size;
    let theme = Theme::built_in(&model.theme).or_else(|| Theme::built_in(super::console::THEME)).unwrap_or_else(Theme::probe);
    let look = Look::new(theme.at(Depth::True), paint::marker(common, around));
    let mut frame = Buffer::empty(Rect::new(0, 0, columns, rows));
    view::draw(&model, &look, &mut frame);
    if let Some(picture) = &replay.svg {
        let svg = picture::svg(&frame, &look.theme, &format!("tidegate {}", model.watch.snapshot.pipeline.name));
        std::fs::write(around.here.join(picture), svg)
            .map_err(|error| Failure::error(format!("failed to write {}: {}", picture.display(), plain(&error))))?;
        return Ok(Exit::Done);
    }
    for row in frame.content().chunks(usize::from(columns).max(1)) {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        writeln!(around.out, "{}", line.trim_end())?;
    }
    Ok(Exit::Done)
}
