//! The confusion matrix: scenario by leading finding, over seeds that no other test uses.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tidegate::domain::finding::Level;

use super::expected::{EXPECTED, judged};

/// Seeds of each scenario.
const SEEDS: u64 = 10;

/// How often which finding leads in each scenario and what is told beside it, as lines to be printed; and how many worlds are told wrongly.
pub(crate) fn told() -> (String, u64) {
    let (mut wrong, mut worlds) = (0, 0);
    let mut text = "scenario, and how often which finding leads; in brackets what stands beside it\n".to_owned();
    for (name, ids, ..) in EXPECTED {
        let mut leads: BTreeMap<&'static str, u64> = BTreeMap::new();
        let mut beside: BTreeMap<&'static str, u64> = BTreeMap::new();
        for seed in 200..200 + SEEDS {
            let (findings, ..) = judged(name, seed);
            // What is merely worth knowing leads nobody anywhere.
            let mut told = findings.iter().filter(|finding| Level::Ok < finding.level).map(|finding| finding.id);
            *leads.entry(told.next().unwrap_or("none")).or_default() += 1;
            told.for_each(|id| *beside.entry(id).or_default() += 1);
        }
        let right = |id: &str| if ids.is_empty() { id == "none" } else { ids.contains(&id) };
        wrong += leads.iter().filter(|(id, _)| !right(id)).map(|(_, count)| count).sum::<u64>();
        worlds += SEEDS;
        let lead = |(id, count): (&&str, &u64)| format!("{id} {count}{}", if right(id) { "" } else { " (wrong)" });
        let leads: Vec<String> = leads.iter().map(lead).collect();
        let beside: Vec<String> = beside.iter().map(|(id, count)| format!("{id} {count}")).collect();
        let beside = if beside.is_empty() { String::new() } else { format!("   [{}]", beside.join(", ")) };
        let _ = writeln!(text, "  {name:<20} {}{beside}", leads.join(", "));
    }
    let _ = write!(text, "  {} scenarios, {worlds} worlds, {wrong} told wrongly", EXPECTED.len());
    (text, wrong)
}
