//! Whether a change stands is told by the world alone, and never by a reading that failed.

use tidegate::app::ask::witnesses;
use tidegate::domain::action::Action;
use tidegate::domain::call::Call;
use tidegate::domain::fault::{Fault, FaultKind};
use tidegate::domain::standing::{Standing, hindrance, standing};

use super::bed::bed;

#[tokio::test(start_paused = true)]
async fn a_count_stands_only_when_the_stream_is_active_with_it() {
    let bed = bed();
    let mut snapshot = bed.snapshot(&Action::Reshard { to: 4 }).await;
    let open = bed.open_shards();
    let call = |to| Call::UpdateShardCount { stream: bed.pipeline.stream.clone(), from: open, to };
    assert!(standing(&call(open), &snapshot).stands());
    assert!(matches!(standing(&call(2 * open), &snapshot), Standing::NotYet(_)));
    assert_eq!(hindrance(&call(2 * open), &snapshot), None);
    snapshot.stream.value.as_mut().unwrap().status = "UPDATING".to_owned();
    assert!(matches!(standing(&call(open), &snapshot), Standing::Changing(_)));
    assert!(hindrance(&call(2 * open), &snapshot).unwrap().contains("UPDATING"));
}

#[tokio::test(start_paused = true)]
async fn a_reading_that_failed_tells_nothing() {
    let bed = bed();
    let wish = Action::Reshard { to: 4 };
    let mut snapshot = bed.snapshot(&wish).await;
    let fault = Fault { kind: FaultKind::TimedOut, call: "x:Y".to_owned(), code: None, message: "no answer".to_owned(), at: bed.now() };
    let call = Call::UpdateShardCount { stream: bed.pipeline.stream.clone(), from: 2, to: bed.open_shards() };
    assert_eq!(witnesses(&call, &bed.pipeline).len(), 2);
    // The value of before is still held, as on the screen; it is no witness any more.
    snapshot.stream.fault = Some(fault);
    assert!(matches!(standing(&call, &snapshot), Standing::CannotTell(said) if said.contains("no answer")));
    assert!(hindrance(&call, &snapshot).is_some());
}
