//! Numbers and spans as people read them.

use tidegate::domain::finding::words::{about, banded, count, list, number, percent, span};
use tidegate::domain::lag::clock::Span;

#[test]
fn spans_have_at_most_two_units() {
    for (seconds, words) in [
        (0.9, "0.9 s"),
        (38.0, "38 s"),
        (200.0, "3 m 20 s"),
        (840.0, "14 m"),
        (85_560.0, "23 h 46 m"),
        (86_400.0, "24 h"),
        (532_800.0, "6 d 4 h"),
    ] {
        assert_eq!(span(seconds), words);
    }
}

#[test]
fn bands_share_one_unit() {
    assert_eq!(banded(&Span { value: 2820.0, low: 2280.0, high: 3660.0 }), "47 m (38–61 m)");
    assert_eq!(banded(&Span { value: 2820.0, low: 2280.0, high: f64::INFINITY }), "47 m (at least 38 m)");
}

#[test]
fn numbers_percents_and_lists() {
    assert_eq!(number(1_240_000.0), "1,240,000");
    assert_eq!(about(1_915_306.0), "1,920,000");
    assert_eq!(about(87.4), "87");
    assert_eq!(number(0.6), "0.6");
    assert_eq!(number(-1500.0), "-1,500");
    assert_eq!(percent(9.83), "9.8 %");
    assert_eq!(percent(100.0), "100 %");
    assert_eq!(count(1.0, "write"), "1 write");
    assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    assert_eq!(list(&["a", "b", "c", "d", "e", "f"]), "a, b, c, d and 2 more");
}
