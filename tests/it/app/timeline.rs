//! What the timeline tells of the flag and of the journal's outcomes.

use jiff::Timestamp;
use tidegate::app::timeline::{self, EventKind};
use tidegate::domain::facts::FlagReading;
use tidegate::domain::journal::{Entry, Event, History};
use tidegate::domain::outcome::Outcome;
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::{Check, Verdict};
use tidegate::domain::series::shift;

use super::bed::noon;

fn reading(percentage: f64, changed: Timestamp) -> FlagReading {
    FlagReading { enabled: Some(true), percentage: Some(percentage), changed: Some(changed), ..FlagReading::of("PriceWriter") }
}

fn store() -> FlagStore {
    FlagStore::LambdaEnv { enabled: "USE_KINESIS".to_owned(), percentage: "KINESIS_PERCENTAGE".to_owned() }
}

#[test]
fn the_first_reading_of_the_flag_tells_since_when_it_is_unchanged_and_no_more() {
    let deployed = shift(noon(), -7200);
    let told = timeline::flag(None, &[reading(10.0, deployed)], Some(&store()), noon());
    let [event] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((event.at, event.kind), (deployed, EventKind::Flag));
    assert_eq!(event.text, "PriceWriter: on, 10 %, unchanged since then");
    assert!(event.evidence.iter().any(|line| line.contains("LastModified") && line.contains("maybe not the flag")), "{event:?}");
    let unknown = FlagReading { changed: None, ..reading(10.0, deployed) };
    assert!(timeline::flag(None, &[unknown], Some(&store()), noon()).is_empty(), "without a moment there is nothing to tell");
}

#[test]
fn a_holder_that_is_changed_without_its_flag_is_told_for_the_stage_counts_from_there() {
    let (before, after) = (reading(10.0, shift(noon(), -7200)), reading(10.0, shift(noon(), -60)));
    let told = timeline::flag(Some(std::slice::from_ref(&before)), std::slice::from_ref(&after), Some(&store()), noon());
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].at, told[0].text.as_str()), (shift(noon(), -60), "PriceWriter: changed, and still on, 10 %"));
    assert!(timeline::flag(Some(std::slice::from_ref(&after)), std::slice::from_ref(&after), Some(&store()), noon()).is_empty());
    let raised = timeline::flag(Some(&[before]), &[reading(50.0, shift(noon(), -60))], Some(&store()), noon());
    assert_eq!(raised[0].text, "PriceWriter: percentage 10 % → 50 %");
}

#[test]
fn an_outcome_opens_what_was_seen_and_what_was_not() {
    let check = |id: &str, verdict, evidence: &str| Check { id: id.to_owned(), verdict, evidence: evidence.to_owned() };
    let checks = vec![
        check("read-back", Verdict::Pass, "PriceWriter says on and 50 %"),
        check("observed-follows", Verdict::Block, "31 % (29.0–33.0) observed, 50 % set"),
        check("writes-stopped", Verdict::Warn, "not verifiable: no table is named"),
    ];
    let outcome = Outcome::Applied { checks, waits_for: "observed-follows".to_owned() };
    let entry = Entry {
        seq: 4,
        at: noon(),
        who: None,
        pipeline: "prices".to_owned(),
        stream: "prices-stream".to_owned(),
        event: Event::Settled { run: 1, outcome },
        prev: String::new(),
        hash: String::new(),
    };
    let told = timeline::journal(&History::of("prices-stream", &[entry]));
    let evidence = told[0].evidence.join("\n");
    for line in [
        "Applied, not proven. Everything was taken; 1 of 3 checks verified.",
        "seen: PriceWriter says on and 50 % (read-back)",
        "not yet: 31 % (29.0–33.0) observed, 50 % set (observed-follows)",
        "not verifiable: no table is named (writes-stopped)",
    ] {
        assert!(evidence.contains(line), "{line} is missing in\n{evidence}");
    }
}
