//! The journal's laws: whatever is done to it is found, a power loss is mended, and many writers keep one chain.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;
use tidegate::domain::journal::chain::{self, Broken};
use tidegate::domain::journal::{Entry, Event};
use tidegate::domain::outcome::{Answer, Outcome};
use tidegate::edge::journal::{Account, Journal, Note};

fn note(nth: u64, stream: &str) -> Note {
    let event = match nth % 4 {
        0 => Event::Sending { run: 1, step: 0, call: "kinesis:UpdateShardCount".to_owned(), subject: stream.to_owned() },
        1 => Event::Answered { run: 1, step: 0, answer: Answer::Taken { request_id: Some(format!("id-{nth}")) } },
        2 => Event::Settled { run: 1, outcome: Outcome::Stopped { step: 3 } },
        _ => Event::Closed { run: 1, reason: format!("„nth\" {nth}\n") },
    };
    let at = jiff::Timestamp::from_second(1_795_000_000 + i64::try_from(nth).unwrap()).unwrap();
    Note { at, who: Some("arn:aws:iam::1:user/a".to_owned()), pipeline: "prices".to_owned(), stream: stream.to_owned(), event }
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A journal of so many entries.
fn written(count: u64) -> (TempDir, Journal) {
    let home = tempfile::tempdir().unwrap();
    let journal = Journal::at(home.path().join("a/b/journal.jsonl"));
    wait(async {
        for nth in 0..count {
            journal.append(note(nth, "PriceTicks")).await.unwrap();
        }
    });
    (home, journal)
}

fn read(journal: &Journal) -> Account {
    wait(journal.read()).unwrap()
}

fn beside(journal: &Journal, ending: &str) -> PathBuf {
    journal.path().with_extension(ending)
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn put(journal: &Journal, lines: &[String]) {
    fs::write(journal.path(), lines.join("\n") + if lines.is_empty() { "" } else { "\n" }).unwrap();
}

#[test]
fn what_is_written_is_read_and_for_its_owner_alone() {
    let (_home, journal) = written(9);
    let account = read(&journal);
    assert_eq!((account.entries.len(), account.broken.as_slice(), account.torn), (9, [].as_slice(), None));
    assert_eq!(account.entries.last().unwrap().seq, 9);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(journal.path()), mode(&beside(&journal, "head"))), (0o600, 0o600));
    assert_eq!(mode(journal.path().parent().unwrap()), 0o700);
}

#[test]
fn nothing_was_written_yet() {
    let journal = Journal::at("/nowhere/at/all/journal.jsonl");
    let account = read(&journal);
    assert!(account.entries.is_empty() && account.broken.is_empty());
    assert!(wait(journal.history("x")).unwrap().entries().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_edit_is_found(at in 0.0..1.0_f64, with in any::<u8>()) {
        let (_home, journal) = written(6);
        let mut bytes = fs::read(journal.path()).unwrap();
        let at = (bytes.len() as f64 * at) as usize;
        prop_assume!(bytes[at] != with);
        bytes[at] = with;
        fs::write(journal.path(), &bytes).unwrap();
        let account = read(&journal);
        prop_assert!(!account.broken.is_empty() || account.torn.is_some(), "byte {at} became {with}");
        // The last line's end is put back; everything else is named by its line.
        let line = bytes[..at].split(|byte| *byte == b'\n').count();
        let named = match account.broken.first() {
            Some(Broken::Unreadable { line, .. } | Broken::Edited { line } | Broken::Moved { line, .. }) => *line,
            _ => 6,
        };
        prop_assert!(named == line || named == line + 1, "{:?} instead of line {line}", account.broken);
    }

    #[test]
    fn any_inserted_space_is_found(at in 0.0..1.0_f64) {
        let (_home, journal) = written(5);
        let mut bytes = fs::read(journal.path()).unwrap();
        let at = (bytes.len() as f64 * at) as usize;
        bytes.insert(at, b' ');
        fs::write(journal.path(), &bytes).unwrap();
        prop_assert!(!read(&journal).broken.is_empty());
    }

    #[test]
    fn any_removal_is_found(from in 0_usize..8, count in 1_usize..8) {
        let (_home, journal) = written(8);
        let mut all = lines(journal.path());
        all.drain(from..(from + count).min(8));
        put(&journal, &all);
        let broken = read(&journal).broken;
        prop_assert!(matches!(broken.as_slice(), [Broken::Moved { .. } | Broken::Cut { .. }]), "{broken:?}");
    }

    #[test]
    fn any_new_order_is_found(one in 0_usize..8, two in 0_usize..8) {
        prop_assume!(one != two);
        let (_home, journal) = written(8);
        let mut all = lines(journal.path());
        all.swap(one, two);
        put(&journal, &all);
        let broken = read(&journal).broken;
        let first = one.min(two) + 1;
        prop_assert!(matches!(broken.as_slice(), [Broken::Moved { line, .. }] if *line == first), "{broken:?}");
    }

    #[test]
    fn a_journal_cut_off_anywhere_is_found_for_ever(at in 0.0..1.0_f64) {
        let (_home, journal) = written(6);
        let mut bytes = fs::read(journal.path()).unwrap();
        let length = (bytes.len() as f64 * at) as usize;
        prop_assume!(length + 1 < bytes.len());
        bytes.truncate(length);
        fs::write(journal.path(), &bytes).unwrap();
        prop_assert!(!read(&journal).broken.is_empty());
        // Who writes on does not cover it up, and is not held up.
        wait(async {
            for nth in 0..3 {
                journal.append(note(nth, "PriceTicks")).await.unwrap();
            }
        });
        let broken = read(&journal).broken;
        prop_assert!(matches!(broken.as_slice(), [Broken::Moved { .. }]), "{broken:?}");
    }

    #[test]
    fn a_power_loss_while_writing_is_mended(count in 0_u64..4, written_part in 0.0..1.0_f64, zeroes in any::<bool>()) {
        let (_home, journal) = written(count + 1);
        // The state of the disk before the last append, and a part of its line.
        let (head, bytes) = (fs::read(beside(&journal, "head")).unwrap(), fs::read(journal.path()).unwrap());
        let whole = bytes[..bytes.len() - 1].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let part = whole + ((bytes.len() - whole) as f64 * written_part) as usize;
        let mut torn = bytes[..part].to_vec();
        if zeroes {
            torn.resize(bytes.len(), 0);
        }
        fs::write(journal.path(), &torn).unwrap();
        let before = serde_json::from_slice::<serde_json::Value>(&head).unwrap();
        prop_assert_eq!(before["seq"].as_u64(), Some(count + 1));
        if count == 0 {
            fs::remove_file(beside(&journal, "head")).unwrap();
        } else {
            let last: serde_json::Value = serde_json::from_str(&lines_of(&bytes)[usize::try_from(count).unwrap() - 1]).unwrap();
            fs::write(beside(&journal, "head"), serde_json::json!({ "seq": count, "hash": last["hash"] }).to_string()).unwrap();
        }
        let account = read(&journal);
        prop_assert_eq!(account.broken, []);
        prop_assert!(account.entries.len() as u64 == count || account.entries.len() as u64 == count + 1);
        if part > whole && part + 1 < bytes.len() {
            prop_assert!(account.torn.is_some());
            prop_assert!(fs::read(beside(&journal, "torn")).unwrap().starts_with(&bytes[whole..part]));
        }
        let entry = wait(journal.append(note(9, "PriceTicks"))).unwrap();
        prop_assert_eq!(entry.seq, account.entries.len() as u64 + 1);
        prop_assert_eq!(read(&journal).broken, []);
    }
}

fn lines_of(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect()
}

#[test]
fn many_writers_keep_one_chain() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("journal.jsonl");
    std::thread::scope(|scope| {
        for writer in 0..6 {
            let path = path.clone();
            scope.spawn(move || {
                let journal = Journal::at(path);
                for nth in 0..40 {
                    wait(journal.append(note(nth, &format!("stream-{writer}")))).unwrap();
                }
            });
        }
    });
    let journal = Journal::at(path);
    let account = read(&journal);
    assert_eq!((account.entries.len(), account.broken.as_slice()), (240, [].as_slice()));
    assert_eq!(wait(journal.history("stream-3")).unwrap().entries().len(), 40);
}

#[test]
fn a_missing_head_is_told() {
    let (_home, journal) = written(3);
    fs::remove_file(beside(&journal, "head")).unwrap();
    assert_eq!(read(&journal).broken, [Broken::Headless]);
    fs::remove_file(journal.path()).unwrap();
    assert!(read(&journal).broken.is_empty());
}

#[test]
fn a_journal_that_was_removed_is_missed() {
    let (_home, journal) = written(3);
    fs::remove_file(journal.path()).unwrap();
    assert_eq!(read(&journal).broken, [Broken::Cut { last: 0, head: 3 }]);
}

#[test]
fn a_line_without_an_end_does_not_fill_the_memory() {
    let (_home, journal) = written(2);
    let mut bytes = fs::read(journal.path()).unwrap();
    bytes.extend(std::iter::repeat_n(b'x', 5 * 1024 * 1024));
    bytes.push(b'\n');
    fs::write(journal.path(), &bytes).unwrap();
    let broken = read(&journal).broken;
    assert!(matches!(broken.as_slice(), [Broken::Unreadable { line: 3, .. }]), "{broken:?}");
    assert_eq!(wait(journal.history("PriceTicks")).unwrap().entries().len(), 2);
}

#[test]
fn a_disk_that_takes_nothing_is_told_in_one_sentence() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("file"), "").unwrap();
    let error = wait(Journal::at(home.path().join("file/journal.jsonl")).append(note(1, "x"))).unwrap_err().to_string();
    assert!(error.starts_with("the journal /") && error.contains("cannot be used: "), "{error}");
}

#[test]
fn a_long_journal_is_read_whole_and_its_end_at_once() {
    // Made in memory: a disk would take each of these entries apart.
    let home = tempfile::tempdir().unwrap();
    let journal = Journal::at(home.path().join("journal.jsonl"));
    wait(journal.append(note(0, "PriceTicks"))).unwrap();
    let mut last = read(&journal).entries.remove(0);
    let mut text = fs::read(journal.path()).unwrap();
    for nth in 1..30_000 {
        let event = note(nth, "PriceTicks").event;
        last = chain::link(Entry { event, ..last.clone() }, Some(&last));
        text.extend(chain::write(&last));
        text.push(b'\n');
    }
    fs::write(journal.path(), &text).unwrap();
    fs::write(beside(&journal, "head"), serde_json::json!({ "seq": last.seq, "hash": last.hash }).to_string()).unwrap();
    let account = read(&journal);
    assert_eq!((account.entries.len(), account.broken.as_slice()), (30_000, [].as_slice()));
    let history = wait(journal.history("PriceTicks")).unwrap();
    assert_eq!((history.entries().len(), history.entries().last().unwrap().seq), (10_000, 30_000));
}
