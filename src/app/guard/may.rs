//! Whether an action may be begun now, and if not, why: only what is certain without a plan.

use crate::app::arm::can_arm;
use crate::app::model::Model;
use crate::domain::action::Action;
use crate::domain::journal::Run;

/// Whether an action may be begun, and if not, why, in one clause.
pub fn may_begin(wish: &Action, model: &Model) -> Result<(), String> {
    let pipeline = &model.watch.snapshot.pipeline;
    if model.options.at.is_some() {
        return Err("a past moment cannot be changed".to_owned());
    }
    // Where nothing may be changed from here, the way back still shows what to paste.
    if !wish.is_way_back() {
        can_arm(model)?;
    }
    let in_the_way = model.changes.running().find(|(change, _)| stands_in_the_way(&change.wish, wish));
    if let Some((change, _)) = in_the_way {
        return Err(format!("`{}` is running: one change at a time, and going back beside it", change.wish));
    }
    match wish {
        _ if wish.moves_flag() && pipeline.flag.is_none() => {
            Err("the configuration does not say where the flag lives: [pipeline.flag]".to_owned())
        }
        Action::Consumer { function, .. } | Action::Rescue { function, .. } if !pipeline.consumers.contains(function) => {
            Err(format!("{function} is not among the consumers of the configuration"))
        }
        _ => Ok(()),
    }
}

/// Whether a run of the journal can be gone on with or closed, and if not, why, in one clause.
pub fn may_take_up(run: u64, model: &Model) -> Result<(), String> {
    let open = model.watch.snapshot.history.open_runs();
    open.iter().find(|open| open.number == run).map_or(Ok(()), Run::is_free)
}

/// Whether a change that runs keeps another from beginning. Nothing but itself keeps a rollback from beginning.
fn stands_in_the_way(running: &Action, wish: &Action) -> bool {
    match wish {
        Action::Rollback => *running == Action::Rollback,
        Action::Back => running.is_way_back(),
        _ => true,
    }
}
