//! The screens as they look, glyph by glyph and role by role.

use tidegate::app::model::{Model, Options};
use tidegate::sim::Sim;
use tidegate::view::Look;
use tidegate::view::markers::Marker;
use tidegate::view::theme::{Theme, dump};

use super::bed::{Bed, after, blank, demo, draw, watched};

/// Columns and rows of the main sizes.
const STANDARD: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);

fn snapshot(name: &str, model: &Model, size: (u16, u16)) {
    let buffer = draw(model, &Look::new(Theme::probe(), Marker::Braille), size);
    insta::assert_snapshot!(name, dump(&buffer));
}

#[test]
fn the_first_screen() {
    snapshot("overview_calm_standard", &watched("calm"), STANDARD);
    snapshot("overview_calm_wide", &watched("calm"), WIDE);
    snapshot("overview_poison_pill_standard", &watched("poison-pill"), STANDARD);
    snapshot("overview_before_any_answer", &blank(Sim::pipeline(), demo()), STANDARD);
    snapshot("overview_paused", &after(watched("poison-pill"), "space"), STANDARD);
}

#[test]
fn the_other_screens() {
    let hot = watched("hot-shard");
    snapshot("shards_standard", &after(hot.clone(), "2"), STANDARD);
    snapshot("shards_wide", &after(hot, "2"), WIDE);
    snapshot("pipeline_dropping", &after(watched("dropped-events"), "5 down down down"), WIDE);
    let calm = watched("calm");
    for (name, keys) in [("rollout", "3"), ("cost", "4"), ("pipeline", "5"), ("checklist", "6"), ("activity", "7")] {
        snapshot(name, &after(calm.clone(), keys), WIDE);
    }
}

#[test]
fn what_lies_over_a_screen() {
    let poison = watched("poison-pill");
    for (name, keys) in [("findings", "!"), ("actions", "a"), ("why", "tab tab w")] {
        snapshot(name, &after(poison.clone(), keys), WIDE);
    }
    snapshot("sample", &after(watched("hot-shard"), "2 a down enter"), STANDARD);
    snapshot("full_chart_with_cursor", &after(poison, "tab tab f v left left left"), STANDARD);
}

#[test]
fn what_could_not_be_read() {
    snapshot("denied", &watched("denied"), STANDARD);
    snapshot("cloudwatch_outage", &watched("cloudwatch-outage"), STANDARD);
}

#[test]
fn a_past_moment() {
    let past = tidegate::domain::series::shift(super::bed::night(), -7 * 3600);
    let bed = Bed::open("calm", Sim::pipeline(), Options { at: Some(past), ..demo() });
    snapshot("at_a_past_moment", &bed.model, STANDARD);
}

#[test]
fn small_and_plain_terminals() {
    let poison = watched("poison-pill");
    snapshot("compact", &poison, (60, 18));
    snapshot("line", &poison, (60, 3));
    let ascii = Look::new(Theme::probe(), Marker::Ascii);
    let buffer = draw(&poison, &ascii, STANDARD);
    assert!(buffer.content().iter().all(|cell| cell.symbol().is_ascii()));
    insta::assert_snapshot!("overview_ascii", dump(&buffer));
}
