//! The story that the journal tells of a rollout, and entries of before all of it was kept.

use pretty_assertions::assert_eq;
use rust_decimal::Decimal;
use tidegate::app::timeline::{self, EventKind};
use tidegate::domain::action::{Action, Tier};
use tidegate::domain::approval::{Consent, Grounds, Seen};
use tidegate::domain::journal::{Entry, Event, History, Intent, Moves};
use tidegate::domain::plan::Guards;

use super::build::{Build, now};

fn entry(seq: u64, event: Event) -> Entry {
    let (pipeline, stream) = ("prices".to_owned(), "PriceTicks".to_owned());
    Entry {
        seq,
        at: now(),
        who: Some("arn:aws:iam::1:user/me".to_owned()),
        pipeline,
        stream,
        event,
        prev: String::new(),
        hash: String::new(),
    }
}

fn rolled_back() -> Event {
    let seen = Seen { gate: "writer-functions".to_owned(), evidence: vec!["300 errors in 7,000 runs (4.29 %)".to_owned()] };
    let grounds = Grounds { reason: "writer-functions failed twice in a row".to_owned(), gates: vec![seen] };
    let actions = vec!["rollback".to_owned()];
    Event::Approved(Box::new(Intent {
        digest: "d".to_owned(),
        action: "rollback".to_owned(),
        wish: Action::Rollback,
        account: None,
        region: "us-east-1".to_owned(),
        tier: Tier::Reversible,
        consent: Consent::Standing { pipeline: "prices".to_owned(), actions, until: now(), grounds: Some(Box::new(grounds)) },
        overrides: Vec::new(),
        calls: Vec::new(),
        guards: Guards::default(),
        continues: None,
        moves: Some(Moves { from: Some(Decimal::from(50)), to: Some(Decimal::ZERO) }),
    }))
}

#[test]
fn an_unattended_step_says_from_where_to_where_and_why() {
    let told = rolled_back().sentence();
    let wanted = "approved: rollback from 50 % to off, by standing consent, because writer-functions failed twice in a row \
                  (300 errors in 7,000 runs (4.29 %))";
    assert_eq!(told, wanted);
    let history = History::of("PriceTicks", &[entry(1, rolled_back())]);
    let activity = timeline::journal(&history);
    assert_eq!(activity[0].text, "`rollback` from 50 % to off approved by me unattended, because writer-functions failed twice in a row");
    assert!(activity[0].evidence.iter().any(|line| line == "writer-functions: 300 errors in 7,000 runs (4.29 %)"), "{activity:#?}");
}

#[test]
fn each_wish_of_the_flag_says_where_it_goes() {
    let snapshot = Build::reference().calm().snapshot;
    let words = |wish: &Action| Moves::of(wish, &snapshot).map(|moves| (moves.words(), moves.rises()));
    let of = |words: &str, rises: bool| Some((words.to_owned(), Some(rises)));
    assert_eq!(words(&Action::Promote), of("from 10 % to 50 %", true));
    assert_eq!(words(&Action::Back), of("from 10 % to 1 %", false));
    assert_eq!(words(&Action::Rollback), of("from 10 % to off", false));
    assert_eq!(words(&Action::Percentage { to: 100 }), of("from 10 % to 100 %", true));
    assert_eq!(words(&Action::Flag { on: true }), of("from 10 % to 10 %", false));
    assert_eq!(words(&Action::Reshard { to: 4 }), None);
}

#[test]
fn going_up_is_no_new_hole() {
    let opened = |percentage, before| Event::HoleOpened {
        from: now(),
        percentage,
        before,
        missing_per_hour: Some(208_000),
        table_keeps_seconds: None,
    };
    let up = opened(50, Some(10)).sentence();
    assert_eq!(up, "more reaches the archive: 50 % of the writes instead of 10 %; about 208,000 records an hour are still missing");
    assert!(opened(0, Some(50)).sentence().starts_with("a hole opens in the archive: 0 % of the writes reach it instead of 50 %, about"));
    assert!(opened(1, None).sentence().starts_with("a hole opens in the archive: 1 % of the writes reach it, about"));
    let history = History::of("PriceTicks", &[entry(1, opened(50, Some(10))), entry(2, Event::HoleClosed { opened: 1, until: now() })]);
    let activity: Vec<String> = timeline::journal(&history).into_iter().map(|event| event.text).collect();
    assert_eq!(activity, ["more reaches the stream: 50 % of the writes instead of 10 %", "hole 1 ends"]);
}

#[test]
fn a_watch_is_told_from_its_beginning_to_its_end() {
    let begun = Event::WatchBegun { until: 100, may: vec!["promote".to_owned(), "rollback".to_owned()], over: now() };
    assert_eq!(begun.sentence(), "a watch begins, until 100 % or 2026-11-14 03:14 UTC: it may promote and roll back by standing consent");
    let ended = Event::WatchEnded { text: "nothing could be told for 51 m".to_owned(), exit: 5 };
    assert_eq!(ended.sentence(), "the watch ends: nothing could be told for 51 m (exit 5)");
    let history = History::of("PriceTicks", &[entry(1, begun), entry(2, ended)]);
    assert!(timeline::journal(&history).iter().all(|event| event.kind == EventKind::Rollout));
    assert!(history.runs().is_empty());
}

#[test]
fn entries_of_before_are_read_and_written_as_they_were() {
    let before = [
        r#"{"seq":1,"at":"2026-11-14T03:14:10Z","who":null,"pipeline":"prices","stream":"PriceTicks","event":"approved","digest":"d","action":"promote","wish":"promote","account":null,"region":"us-east-1","tier":"reversible","consent":{"consent":"standing","pipeline":"prices","actions":["promote"],"until":"2026-11-14T03:14:10Z"},"overrides":[],"calls":[],"guards":{},"prev":"","hash":""}"#,
        r#"{"seq":2,"at":"2026-11-14T03:14:10Z","who":null,"pipeline":"prices","stream":"PriceTicks","event":"hole-opened","from":"2026-11-14T03:14:10Z","percentage":10,"missing_per_hour":9,"table_keeps_seconds":null,"prev":"","hash":""}"#,
    ];
    let told = [
        "approved: promote, by standing consent",
        "a hole opens in the archive: 10 % of the writes reach it, about 9 records an hour are missing",
    ];
    // The wish and the tier are written as they are today; all else stands as it did.
    for (line, told) in before.iter().zip(told) {
        let wish = serde_json::to_string(&Action::Promote).unwrap();
        let tier = serde_json::to_string(&Tier::Reversible).unwrap();
        let line = line
            .replace("\"wish\":\"promote\"", &format!("\"wish\":{wish}"))
            .replace("\"tier\":\"reversible\"", &format!("\"tier\":{tier}"));
        let entry: Entry = serde_json::from_str(&line).unwrap();
        assert_eq!(entry.event.sentence(), told);
        assert_eq!(serde_json::to_string(&entry).unwrap(), line, "its hash would not fit any more");
    }
}
