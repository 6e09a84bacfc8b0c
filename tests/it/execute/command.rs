//! The deploy command: what it is given, what it says, how it ends, and that it takes its children along.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use tidegate::domain::action::Action;
use tidegate::domain::approval::Approved;
use tidegate::domain::call::Call;
use tidegate::domain::outcome::{Outcome, Progress};
use tidegate::domain::pipeline::FlagStore;
use tidegate::domain::plan::Until;

use super::bed::{Bed, at_speed};

fn bed() -> Bed {
    at_speed(5_000.0)
}

fn store() -> FlagStore {
    let (enabled, percentage) = ("USE_KINESIS".to_owned(), "KINESIS_PERCENTAGE".to_owned());
    FlagStore::Command { argv: Vec::new(), cwd: None, timeout: std::time::Duration::from_mins(1), enabled, percentage }
}

/// A deploy that runs this script; nothing of it is a shell's to the door.
async fn deploy(bed: &mut Bed, script: &str, timeout_seconds: u64) -> Approved {
    bed.pipeline.flag = Some(store());
    let call = Call::RunCommand {
        argv: vec!["sh".to_owned(), "-c".to_owned(), script.to_owned(), "$(touch never)".to_owned()],
        cwd: Some(bed.home.path().display().to_string()),
        set: BTreeMap::from([("USE_KINESIS".to_owned(), "false".to_owned()), ("KINESIS_PERCENTAGE".to_owned(), "0".to_owned())]),
        timeout_seconds,
    };
    bed.approved(&Action::Rollback, vec![(call, 0, Until::Answered)]).await
}

/// What it said, and how it ended.
async fn said(bed: &Bed, approved: &Approved) -> (Vec<String>, Outcome) {
    let mut lines = Vec::new();
    let outcome = bed
        .run_with(approved, None, |progress, _| {
            if let Progress::Output { line } = progress {
                lines.push(line.clone());
            }
        })
        .await;
    (lines, outcome.unwrap())
}

#[tokio::test]
async fn it_is_given_the_variables_the_directory_and_its_arguments_as_they_are() {
    let mut bed = bed();
    let script = "echo $USE_KINESIS $KINESIS_PERCENTAGE; pwd; echo \"$0\" >&2; printf '\\033[31mred\\n'; printf 'no end'";
    let approved = deploy(&mut bed, script, 20).await;
    let (mut lines, outcome) = said(&bed, &approved).await;
    assert!(outcome.is_applied(), "{outcome:?}");
    let home = std::fs::canonicalize(bed.home.path()).unwrap().display().to_string();
    let mut wanted = vec!["false 0".to_owned(), home, "$(touch never)".to_owned(), "[31mred".to_owned(), "no end".to_owned()];
    lines.sort();
    wanted.sort();
    assert_eq!(lines, wanted);
    assert!(!bed.home.path().join("never").exists());
}

#[tokio::test]
async fn what_it_wrote_is_not_in_the_journal() {
    let mut bed = bed();
    let approved = deploy(&mut bed, "echo token=hunter2; exit 3", 20).await;
    let (lines, outcome) = said(&bed, &approved).await;
    assert_eq!(lines, ["token=hunter2"]);
    let Outcome::Failed { why, .. } = outcome else { panic!("{outcome:?}") };
    assert!(why.starts_with("sh ended with exit status: 3; the change was not made"), "{why}");
    let journal = std::fs::read_to_string(bed.journal.path()).unwrap();
    assert!(journal.contains("echo token=hunter2; exit 3") && journal.matches("hunter2").count() == 1, "{journal}");
}

#[tokio::test]
async fn a_command_that_failed_after_its_work_is_found_to_have_done_it() {
    let mut bed = bed();
    let approved = deploy(&mut bed, "exit 1", 20).await;
    bed.sim.with_world(|world| {
        let held = &mut world.functions.get_mut(&bed.pipeline.writers[0]).unwrap().environment;
        held.insert("USE_KINESIS".to_owned(), "false".to_owned());
        held.insert("KINESIS_PERCENTAGE".to_owned(), "0".to_owned());
    });
    let (_, outcome) = said(&bed, &approved).await;
    assert!(outcome.is_applied(), "{outcome:?}");
}

#[tokio::test]
async fn one_that_is_not_there_is_refused() {
    let mut bed = bed();
    bed.pipeline.flag = Some(store());
    let call = Call::RunCommand { argv: vec!["no-such-program".to_owned()], cwd: None, set: BTreeMap::new(), timeout_seconds: 5 };
    let approved = bed.approved(&Action::Rollback, vec![(call, 0, Until::Answered)]).await;
    let (_, outcome) = said(&bed, &approved).await;
    assert!(matches!(&outcome, Outcome::Failed { why, .. } if why.starts_with("no-such-program cannot be started")), "{outcome:?}");
}

/// A command with a child that outlives it unless it is ended; both tell their ids.
const FAMILY: &str = "sleep 600 & echo child $!; echo parent $$; wait";

fn is_alive(line: &str) -> bool {
    let id = line.rsplit(' ').next().unwrap();
    // A process that ended and was not collected yet is none.
    std::fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|stat| !stat.rsplit(") ").next().unwrap().starts_with('Z'))
}

/// Processes end a moment after they were told to.
async fn assert_gone(lines: &[String]) {
    for _ in 0..500 {
        if !lines.iter().any(|line| is_alive(line)) {
            return;
        }
        tokio::task::yield_now().await;
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    panic!("still alive: {lines:?}");
}

#[tokio::test]
async fn it_is_ended_with_its_children_when_its_time_is_over() {
    let mut bed = bed();
    let approved = deploy(&mut bed, FAMILY, 1).await;
    let (lines, outcome) = said(&bed, &approved).await;
    assert_eq!(lines.len(), 2);
    assert!(matches!(&outcome, Outcome::Failed { why, .. } if why.contains("longer than 1 s")), "{outcome:?}");
    assert_gone(&lines).await;
}

#[tokio::test]
async fn it_is_ended_with_its_children_when_somebody_stops_it() {
    let mut bed = bed();
    let approved = deploy(&mut bed, FAMILY, 600).await;
    let mut lines = Vec::new();
    let outcome = bed
        .run_with(&approved, None, |progress, stop| {
            if let Progress::Output { line } = progress {
                lines.push(line.clone());
                if lines.len() == 2 {
                    stop.send_replace(true);
                }
            }
        })
        .await;
    assert!(matches!(&outcome, Some(Outcome::Failed { why, .. }) if why.contains("was stopped with its children")), "{outcome:?}");
    assert_gone(&lines).await;
}

#[tokio::test]
async fn it_is_ended_with_its_children_when_nobody_waits_any_more() {
    let mut bed = bed();
    let approved = deploy(&mut bed, FAMILY, 600).await;
    let mut lines = Vec::new();
    let outcome = bed
        .run_with(&approved, None, |progress, _| {
            if let Progress::Output { line } = progress {
                lines.push(line.clone());
                if lines.len() == 2 {
                    bed.gate.fallen.notify_one();
                }
            }
        })
        .await;
    assert_eq!(outcome, None);
    assert_gone(&lines).await;
}

#[tokio::test]
async fn endless_output_is_bounded() {
    let mut bed = bed();
    let approved = deploy(&mut bed, "yes | head -n 20000; head -c 100000 /dev/zero | tr '\\0' x", 60).await;
    let (lines, _) = said(&bed, &approved).await;
    assert_eq!(lines.len(), 5000);
    assert!(lines.iter().all(|line| line.len() <= 400));
    assert!(lines.last().unwrap().contains("the rest is not shown"));
}
