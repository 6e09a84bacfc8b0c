//! The table of ids is complete and has nothing too much.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tidegate::domain::ids;

/// Every string of the rules that has the form of an id: words joined by hyphens.
fn used() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain/finding");
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        text.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let has_the_form =
        |word: &&str| word.contains('-') && word.split('-').all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase()));
    // These ids are single words.
    let single = |word: &&str| matches!(*word, "credentials" | "denied" | "unreachable" | "unreadable" | "rejected" | "bursting");
    let words: BTreeSet<&str> = text.split('"').collect();
    words.into_iter().filter(|word| has_the_form(word) || single(word)).map(str::to_owned).collect()
}

#[test]
fn each_used_id_is_in_the_table() {
    let strangers: Vec<String> = used().into_iter().filter(|id| ids::get(id).is_none()).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn each_id_of_the_table_is_used() {
    let used = used();
    let unused: Vec<&str> = ids::FINDINGS.iter().map(|row| row.id).filter(|id| !used.contains(*id)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn ids_are_single_and_have_one_line() {
    let mut seen = BTreeSet::new();
    for row in ids::all() {
        assert!(seen.insert((row.family.word(), row.id)), "{} is there twice", row.id);
        assert!(!row.meaning.is_empty() && !row.meaning.contains('\n') && !row.meaning.ends_with('.'), "{}", row.id);
        assert!(row.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", row.id);
    }
}
