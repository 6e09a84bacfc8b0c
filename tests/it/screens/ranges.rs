//! The ranges that a split or merge redraws, in its review.

use tidegate::app::model::Model;
use tidegate::domain::action::Action;
use tidegate::view::Look;
use tidegate::view::markers::Marker;
use tidegate::view::theme::Theme;

use super::bed::draw;
use super::guard::{STANDARD, WIDE, plan_of, production, reviewing, snapshot};

fn reviewed(wish: &Action) -> Model {
    let model = production();
    let plan = plan_of(wish, &model);
    reviewing(model, plan)
}

fn split(at: Option<u128>) -> Action {
    Action::Split { shard: "0".to_owned(), at }
}

#[test]
fn a_split_is_drawn_to_scale() {
    snapshot("ranges_split", &reviewed(&split(None)), STANDARD);
    snapshot("ranges_split_at", &reviewed(&split(Some(1 << 124))), WIDE);
}

#[test]
fn a_merge_is_drawn_to_scale() {
    snapshot("ranges_merge", &reviewed(&Action::Merge { shard: "0".to_owned(), adjacent: "1".to_owned() }), WIDE);
}

/// Where a stroke's walls stand: `count` of them, from its word on.
fn walls(row: &str, word: &str, count: usize) -> Vec<usize> {
    let from = row.find(word).expect("the stroke has its word");
    row.char_indices().filter(|(at, sign)| from < *at && *sign == '|').map(|(at, _)| at).take(count).collect()
}

#[test]
fn both_strokes_span_the_same_columns_at_every_width_and_cut() {
    for exponent in [1, 60, 120, 124, 126] {
        let model = reviewed(&split(Some(1 << exponent)));
        for columns in (80..=200).step_by(8) {
            let buffer = draw(&model, &Look::new(Theme::probe(), Marker::Ascii), (columns, 40));
            let rows: Vec<String> = (0..40).map(|y| (0..columns).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>()).collect();
            let find = |word: &str| rows.iter().find(|row| row.contains(&format!(" {word}"))).expect("the stroke is drawn");
            let (now, then) = (walls(find("now  |"), "now  |", 2), walls(find("then |"), "then |", 3));
            assert_eq!((now.first(), now.last()), (then.first(), then.last()), "2^{exponent} in {columns} columns");
            assert!(then[0] + 1 < then[1] && then[1] + 1 < then[2], "2^{exponent} in {columns} columns: {then:?}");
        }
    }
}
