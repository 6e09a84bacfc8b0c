//! What-if on the Cost screen: keys turn figures in thought, and nothing else changes.

use pretty_assertions::assert_eq;
use rust_decimal::dec;
use tidegate::app::command::parse;
use tidegate::app::model::{Model, Panel};
use tidegate::domain::cost::{Mode, WhatIf};

use super::bed::{keys, run};
use crate::screens::bed::{after, watched};

fn at_the_knobs() -> Model {
    let model = after(watched("calm"), "4 tab");
    assert_eq!(model.focus, Panel::WhatIf);
    model
}

#[test]
fn left_and_right_turn_the_selected_figure_and_ask_for_nothing() {
    let mut model = at_the_knobs();
    let effects = keys(&mut model, "down l l down h");
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(model.what_if.mode, Some(Mode::Provisioned { shards: 4 }));
    assert!(model.what_if.records.is_some_and(|records| records < dec!(10)), "{:?}", model.what_if);
    // But for the thought and the selection everything is as it was.
    let mut plain = model.clone();
    keys(&mut plain, "u up up");
    assert_eq!(plain, at_the_knobs());
}

#[test]
fn the_command_bar_sets_a_figure_and_goes_there() {
    let mut model = watched("calm");
    run(&mut model, "what-if shards 143");
    assert_eq!((model.focus, model.what_if.mode), (Panel::WhatIf, Some(Mode::Provisioned { shards: 143 })));
    run(&mut model, "what-if rate 100,000");
    run(&mut model, "what-if size 25KiB");
    run(&mut model, "what-if retention 7days");
    let thought = model.what_if.clone();
    assert_eq!((thought.records, thought.size, thought.retention_hours), (Some(dec!(100_000)), Some(dec!(25_600)), Some(168)));
    run(&mut model, "what-if none");
    assert_eq!(model.what_if, WhatIf::default());
    for (line, said) in [
        ("what-if", "What can be changed in thought is mode, shards, rate,"),
        ("what-if shards 0", "shards takes a whole number from 1 to 10000."),
        ("what-if size big", "size takes the size of a record, such as 300B or 25KiB"),
        ("what-if retention 1h", "retention takes a time from 24h to 365days."),
        ("what-if mode cheap", "mode takes provisioned, on-demand or advantage."),
    ] {
        let told = parse(line, &model).unwrap_err();
        assert!(told.starts_with(said), "{line}: {told}");
    }
}
