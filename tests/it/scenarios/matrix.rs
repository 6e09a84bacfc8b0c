//! The confusion matrix: scenario by leading finding, over seeds that no other test uses.

use std::collections::BTreeMap;

use tidegate::domain::finding::Level;

use super::{EXPECTED, judged};

/// Seeds of each scenario.
const SEEDS: u64 = 10;

#[test]
fn the_confusion_matrix_has_nothing_beside_its_diagonal() {
    let (mut beside, mut worlds) = (0, 0);
    println!("scenario, and how often which finding leads");
    for (name, ids, ..) in EXPECTED {
        let mut leads: BTreeMap<&'static str, u64> = BTreeMap::new();
        for seed in 200..200 + SEEDS {
            let (findings, ..) = judged(name, seed);
            // What is merely worth knowing leads nobody anywhere.
            let leading = findings.first().filter(|finding| Level::Ok < finding.level);
            *leads.entry(leading.map_or("none", |finding| finding.id)).or_default() += 1;
        }
        let right = |id: &str| if ids.is_empty() { id == "none" } else { ids.contains(&id) };
        let wrong: u64 = leads.iter().filter(|(id, _)| !right(id)).map(|(_, count)| count).sum();
        let told: Vec<String> =
            leads.iter().map(|(id, count)| format!("{id} {count}{}", if right(id) { "" } else { " (wrong)" })).collect();
        println!("{name:<22} {}", told.join(", "));
        beside += wrong;
        worlds += SEEDS;
    }
    println!("{worlds} worlds, {beside} told wrongly");
    assert_eq!(beside, 0);
}
