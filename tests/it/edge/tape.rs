//! A run that was recorded is seen again as it was.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::os::unix::fs::PermissionsExt;

use jiff::Timestamp;
use ratatui::layout::Rect;
use tidegate::app::keys::parse_key;
use tidegate::app::model::Model;
use tidegate::app::msg::Msg;
use tidegate::domain::pipeline::FlagStore;
use tidegate::edge::tape::{Head, LARGEST, Recorder, Tape, replay};
use tidegate::sim::Sim;

use crate::screens::bed::{self, Bed};

fn begin(pipeline: tidegate::domain::pipeline::Pipeline) -> tidegate::app::model::Begin {
    bed::begin(pipeline, bed::demo())
}

/// A demo of some minutes with keys in between, as messages and as the model that they made.
fn run() -> Bed {
    let mut bed = Bed::open("poison-pill", Sim::pipeline(), bed::demo());
    for keys in ["!", "j w", "esc esc 2 j", "3", "1 tab tab v [ [", "/", "x enter", "space"] {
        bed.pass(35);
        for key in keys.split_whitespace() {
            let effects = bed.take(Msg::Key(parse_key(key).unwrap().into()));
            bed.perform(effects);
        }
    }
    bed.take(Msg::Resize(100, 30));
    bed
}

fn recorded(bed: &Bed, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut tape = Tape::begin(&mut bytes, &Head::of(&begin(Sim::pipeline()), &[]), most).unwrap();
    bed.messages.iter().for_each(|msg| tape.take(msg).unwrap());
    bytes
}

fn frame(model: &Model) -> ratatui::buffer::Buffer {
    let mut buffer = ratatui::buffer::Buffer::empty(Rect::new(0, 0, 100, 30));
    tidegate::view::draw(model, &bed::look("tide"), &mut buffer);
    buffer
}

#[test]
fn a_tape_makes_the_same_model_and_the_same_frame() {
    let bed = run();
    let tape = recorded(&bed, LARGEST);
    let seen = replay(tape.as_slice(), None).unwrap();
    assert_eq!((seen.messages, seen.cut), (bed.messages.len() as u64, None));
    assert!(seen.model == bed.model, "the models differ");
    assert_eq!(frame(&seen.model), frame(&bed.model));
    let half = replay(tape.as_slice(), Some(seen.messages / 2)).unwrap();
    assert_eq!(half.messages, seen.messages / 2);
    assert!(half.model.now < seen.model.now);
    assert_eq!(replay(tape.as_slice(), Some(0)).unwrap().model.now, bed::night());
}

#[test]
fn a_tape_that_is_full_or_broken_off_says_so() {
    let bed = run();
    let whole = recorded(&bed, LARGEST);
    let full = recorded(&bed, whole.len() as u64 - 200);
    assert!(full.len() < whole.len());
    let seen = replay(full.as_slice(), None).unwrap();
    assert!(seen.messages < bed.messages.len() as u64);
    assert_eq!(seen.cut.as_deref(), Some("the tape was full"));
    let seen = replay(&whole[..whole.len() - 5], None).unwrap();
    assert_eq!((seen.messages, seen.cut.as_deref()), (bed.messages.len() as u64 - 1, Some("its last line is cut off")));
    for (text, why) in [
        ("", "it is empty"),
        ("hello\n", "it does not begin like a tape of this version"),
        ("{\"msg\":{\"tick\":1}}\n", "it does not begin like a tape of this version"),
    ] {
        assert_eq!(replay(text.as_bytes(), None).err().as_deref(), Some(why));
    }
    let mut broken = whole.split_inclusive(|byte| *byte == b'\n').take(3).collect::<Vec<_>>().concat();
    broken.extend(b"{\"msg\":7}\n{}\n");
    assert_eq!(replay(broken.as_slice(), None).err().as_deref(), Some("line 4 is not a message of this version"));
}

#[test]
fn a_tape_holds_no_deploy_command_and_no_password() {
    let mut pipeline = Sim::pipeline();
    pipeline.endpoint_url = Some("https://user:hunter2@example.com".to_owned());
    pipeline.flag = Some(FlagStore::Command {
        enabled: "USE_KINESIS".to_owned(),
        percentage: "KINESIS_PERCENTAGE".to_owned(),
        argv: vec!["deploy".to_owned(), "--token=hunter2".to_owned()],
        cwd: None,
        timeout: std::time::Duration::from_mins(1),
    });
    let mut bytes = Vec::new();
    Tape::begin(&mut bytes, &Head::of(&begin(pipeline), &[]), LARGEST).unwrap();
    assert!(!String::from_utf8(bytes).unwrap().contains("hunter2"));
}

#[test]
fn a_recorder_writes_a_new_file_for_its_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("run.tape");
    let mut recorder = Recorder::start(Recorder::file(&path).unwrap(), &Head::of(&begin(Sim::pipeline()), &[])).unwrap();
    let later: Timestamp = "2026-11-23T03:20:00Z".parse().unwrap();
    recorder.take(&Msg::Tick(later));
    recorder.finish();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let seen = replay(std::fs::read(&path).unwrap().as_slice(), None).unwrap();
    assert_eq!((seen.messages, seen.model.now), (1, later));
    assert_eq!(Recorder::file(&path).unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
}
