//! `rollout watch`: looks on unattended, tells what changes, and acts only with standing consent. It never ends in silence.

mod end;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use self::end::End;
use super::arguments::{Common, Output, Watch};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{change, gate, paint};
use crate::domain::action::Action;
use crate::domain::approval::{Arming, Consent, Grounds, Refused, approve};
use crate::domain::checklist::{Check, Mark};
use crate::domain::finding::words;
use crate::domain::journal::Event;
use crate::domain::outcome::Outcome;
use crate::domain::pipeline::{Pipeline, Writes};
use crate::domain::plan::plan;
use crate::domain::rollout::machine::phase;
use crate::domain::rollout::stand;
use crate::domain::rollout::watch::{Decision, Reading, Terms, decide};
use crate::domain::series::{seconds_between, shift};
use crate::domain::verify::look_for;
use crate::edge::config::Notifications;
use crate::edge::journal::Note;
use crate::edge::once::{Watching, gather};
use crate::view::text;

/// How long an automatic step is proved at the most before looking on goes on. The gates of the new stage say nothing of it for
/// eight minutes anyway, and the observed percentage something after eleven; what is not proved by then the gates go on judging.
const PROVED_FOR: Duration = Duration::from_mins(12);

/// Looks on until something is decided that ends it.
pub(super) async fn run(
    arguments: &Watch,
    pipeline: &Pipeline,
    notifications: Notifications,
    common: &Common,
    around: &mut Around<'_>,
) -> Result<Exit, Failure> {
    let terms = terms(arguments, pipeline, common)?;
    let base = change::Base::of(pipeline, around).await?;
    let begun = base.clock.now();
    let over = shift(begun, i64::try_from(arguments.timeout.as_secs()).unwrap_or(i64::MAX / 4));
    let mut watcher = Watcher {
        pipeline,
        terms,
        paint: paint::Paint::of(common, around),
        json: common.output == Output::Json,
        over,
        watching: Watching::of(pipeline, begun),
        readings: Vec::new(),
        gates: Vec::new(),
        cause: None,
        who: None,
        notifications,
        told: String::new(),
        refused: String::new(),
        base,
    };
    let ended = watcher.look_on(around).await?;
    watcher.end(ended, around).await
}

/// What may be done: both the flag and the configuration say so, and `--write` does.
fn terms(arguments: &Watch, pipeline: &Pipeline, common: &Common) -> Result<Terms, Failure> {
    let standing = Terms::of(pipeline);
    let refused = |text: String| Err(Failure { exit: Exit::Refused, text });
    for (asked, given, name) in
        [(arguments.auto_promote, standing.promote, "auto_promote"), (arguments.auto_rollback, standing.roll_back, "auto_rollback")]
    {
        let flag = name.replace('_', "-");
        if asked && !given {
            return refused(format!(
                "--{flag} takes standing consent, and the configuration gives none: set {name} = true under [pipeline.rollout]"
            ));
        }
        if asked && !common.write {
            return refused(format!("--{flag} changes {}: it takes --write", pipeline.name));
        }
        if asked && pipeline.writes == Writes::Never {
            return refused(format!("--{flag}: {}", Refused::Never));
        }
    }
    Ok(Terms {
        promote: arguments.auto_promote,
        roll_back: arguments.auto_rollback,
        until: arguments.until.unwrap_or(standing.until),
        patience: arguments.patience.unwrap_or(standing.patience),
    })
}

/// One watch.
struct Watcher<'a> {
    pipeline: &'a Pipeline,
    terms: Terms,
    paint: paint::Paint,
    json: bool,
    /// When the time for it is over.
    over: Timestamp,
    watching: Watching,
    /// Oldest first.
    readings: Vec<Reading>,
    /// The gates of the last reading.
    gates: Vec<Check>,
    /// What did not answer at the last reading.
    cause: Option<Failure>,
    /// Who looks on, as far as AWS said.
    who: Option<String>,
    notifications: Notifications,
    /// What was told of the last reading.
    told: String,
    /// Why the last automatic step was refused.
    refused: String,
    base: change::Base,
}

impl Watcher<'_> {
    /// Reads, tells and acts until something ends it.
    async fn look_on(&mut self, around: &mut Around<'_>) -> Result<End, Failure> {
        let by_hand = || End::new(Exit::Interrupted, "ended by hand");
        loop {
            let ended = tokio::select! {
                read = self.read() => read?,
                _ = tokio::signal::ctrl_c() => return Ok(by_hand()),
            };
            if self.readings.len() == 1 {
                self.begin(around).await?;
            }
            self.tell_reading(around)?;
            if let Some(end) = ended {
                return Ok(end);
            }
            if let Some(end) = self.act(around).await? {
                return Ok(end);
            }
            let left = seconds_between(self.base.clock.now(), self.over).max(0.0);
            let pause = self.pipeline.refresh.min(Duration::try_from_secs_f64(left).unwrap_or(self.pipeline.refresh));
            tokio::select! {
                () = self.base.clock.sleep(pause) => {}
                _ = tokio::signal::ctrl_c() => return Ok(by_hand()),
            }
        }
    }

    /// That it began, in the journal.
    async fn begin(&self, around: &mut Around<'_>) -> Result<(), Failure> {
        let may = self.verbs();
        self.note(Event::WatchBegun { until: self.terms.until, may, over: self.over }, around).await
    }

    /// The verbs that it may do by standing consent.
    fn verbs(&self) -> Vec<String> {
        let verbs = [(self.terms.promote, Action::Promote), (self.terms.roll_back, Action::Rollback)];
        verbs.iter().filter(|(may, _)| *may).map(|(_, action)| action.verb().to_owned()).collect()
    }

    /// Keeps an entry. Looking on does not end because the journal cannot be written; a step would not begin then.
    async fn note(&self, event: Event, around: &mut Around<'_>) -> Result<(), Failure> {
        let (name, stream) = (self.pipeline.name.clone(), self.pipeline.stream.clone());
        let note = Note { at: self.base.clock.now(), who: self.who.clone(), pipeline: name, stream, event };
        if let Err(error) = self.base.journal.append(note).await {
            writeln!(around.err, "note: {error}")?;
        }
        Ok(())
    }

    /// One more reading; answers how the watch ends when nothing can come of any.
    async fn read(&mut self) -> Result<Option<End>, Failure> {
        let history = self.base.journal.history(&self.pipeline.stream).await.map_err(|error| Failure::error(error.to_string()))?;
        let snapshot = self.watching.look(&self.base.aws, history, self.base.clock.now()).await;
        let gates = gate::gates(snapshot);
        let phase = phase(snapshot, &gates);
        self.readings.push(Reading::of(snapshot, &gates, phase));
        (self.gates, self.cause) = (gates, end::cause(snapshot));
        self.who = snapshot.identity.get().map(|identity| identity.arn.clone()).or(self.who.take());
        let is_first = self.readings.len() == 1;
        Ok(end::at_once(snapshot).filter(|_| is_first))
    }

    /// Tells a reading that is not as the one before.
    fn tell_reading(&mut self, around: &mut Around<'_>) -> Result<(), Failure> {
        let Some(last) = self.readings.last() else { return Ok(()) };
        let share = last.effective.map_or_else(|| "percentage unknown".to_owned(), words::percent);
        let failing = if last.failing.is_empty() { String::new() } else { format!(": {}", last.failing_gates().join(", ")) };
        let cause = self.cause.as_ref().map(|cause| format!("  {}", cause.text)).unwrap_or_default();
        let told = format!("{share}  {}  gates {}{failing}{cause}", last.phase.word(), last.verdict.verdict());
        if told == self.told {
            return Ok(());
        }
        let document = json!({
            "event": "reading", "at": last.at, "percentage": last.effective, "evidence_until": last.evidence,
            "state": last.phase, "verdict": last.verdict.verdict(), "failing": last.failing_gates(),
            "cause": self.cause.as_ref().map(|cause| &cause.text),
        });
        self.told.clone_from(&told);
        self.tell(last.at, &told, &document, around)
    }

    /// One line at once: whoever reads a pipe is not kept waiting.
    fn tell(&self, at: Timestamp, line: &str, document: &Value, around: &mut Around<'_>) -> Result<(), Failure> {
        if self.json {
            writeln!(around.out, "{document}")?;
        } else {
            writeln!(around.out, "{}  {}", text::date_clock(at), self.paint.text(line))?;
        }
        around.out.flush()?;
        Ok(())
    }

    /// Does what follows from the readings; answers how the watch ends, when it does.
    async fn act(&mut self, around: &mut Around<'_>) -> Result<Option<End>, Failure> {
        let Some(last) = self.readings.last() else { return Ok(None) };
        let (verdict, share) = (last.verdict, last.effective);
        let ended = match decide(&self.readings, &self.terms) {
            Decision::Promote { to } => self.promote(to, around).await?,
            Decision::RollBack { gates } => self.roll_back(&gates, around).await?,
            Decision::Reached => Some(End::new(Exit::Done, format!("{} % is reached, and every gate passes", share.unwrap_or_default()))),
            Decision::Stopped => Some(End::stopped(&last.phase)),
            Decision::Inconclusive { seconds } => Some(End::inconclusive(seconds, self.cause.as_ref())),
            Decision::Wait => None,
        };
        if ended.is_some() || self.base.clock.now() < self.over {
            return Ok(ended);
        }
        Ok(Some(End::out_of_time(self.terms.until, verdict)))
    }

    async fn promote(&mut self, to: u8, around: &mut Around<'_>) -> Result<Option<End>, Failure> {
        let passing = self.gates.iter().filter(|gate| gate.mark == Mark::Pass);
        let grounds = Grounds::of("every gate passes", passing);
        let Some(outcome) = self.step(&Action::Promote, Some(to), grounds, around).await? else { return Ok(None) };
        Ok(match &outcome {
            outcome if outcome.is_applied() => None,
            Outcome::Stale { .. } | Outcome::InOtherHands { .. } => None,
            Outcome::Stopped { .. } => Some(End::new(Exit::Interrupted, "stopped by hand; `tidegate resume` goes on")),
            outcome => Some(End::new(change::exit(outcome), format!("the promotion to {to} % did not come about: {}", outcome.sentence()))),
        })
    }

    async fn roll_back(&mut self, gates: &[&str], around: &mut Around<'_>) -> Result<Option<End>, Failure> {
        let why = gates.join(", ");
        let failing = self.gates.iter().filter(|gate| gates.contains(&gate.id));
        let grounds = Grounds::of(format!("{why} failed twice in a row"), failing);
        let Some(outcome) = self.step(&Action::Rollback, None, grounds, around).await? else { return Ok(None) };
        Ok(match &outcome {
            outcome if outcome.is_applied() => Some(End::new(Exit::Bad, format!("rolled back, because {why} failed twice in a row"))),
            Outcome::Stale { .. } | Outcome::InOtherHands { .. } => None,
            outcome => Some(End::new(
                change::exit(outcome),
                format!("{why} failed twice, and the rollback did not come about: {}", outcome.sentence()),
            )),
        })
    }

    /// One automatic step, planned on facts read just now. Nothing comes of it when the world has moved on or a rule stands in the
    /// way: then it is looked on.
    async fn step(&mut self, wish: &Action, to: Option<u8>, grounds: Grounds, around: &mut Around<'_>) -> Result<Option<Outcome>, Failure> {
        let now = self.base.clock.now();
        let history = self.base.journal.history(&self.pipeline.stream).await.map_err(|error| Failure::error(error.to_string()))?;
        let snapshot = gather(&self.base.aws, self.pipeline, wish, history, now).await;
        // What was read before is old after a step: everything is read anew.
        self.watching = Watching::of(self.pipeline, self.base.clock.now());
        if to.is_some() && stand(&snapshot).next_stage != to {
            return Ok(None);
        }
        let (pipeline, actions) = (self.pipeline.name.clone(), self.verbs());
        let consent = Consent::Standing { pipeline, actions, until: self.over, grounds: Some(Box::new(grounds)) };
        let arming = Arming { writes: self.pipeline.writes, until: None };
        let approved = match approve(plan(wish, &snapshot), consent, Vec::new(), arming, now) {
            Ok(approved) => approved,
            Err(refused) => {
                let told = format!("{wish} is refused: {refused}");
                if told != self.refused {
                    self.refused.clone_from(&told);
                    self.tell(
                        now,
                        &told,
                        &json!({ "event": "refused", "at": now, "action": wish.verb(), "why": refused.to_string() }),
                        around,
                    )?;
                }
                return Ok(None);
            }
        };
        let goes_to = to.map(|to| format!(" to {to} %")).unwrap_or_default();
        let begins = json!({ "event": wish.verb(), "at": now, "to": to, "digest": approved.plan().digest });
        self.tell(now, &format!("{wish}{goes_to} begins, by standing consent"), &begins, around)?;
        let carried =
            change::carry_out(&approved, self.pipeline, &self.base, (look_for(wish).min(PROVED_FOR), None), self.paint, around).await?;
        let Some((run, outcome)) = carried else {
            return Err(Failure { exit: Exit::Interrupted, text: "left at once; the journal says what was in flight".to_owned() });
        };
        let at = self.base.clock.now();
        let settled = json!({ "event": "settled", "at": at, "run": run, "action": wish.verb(), "outcome": outcome });
        self.tell(at, &format!("{wish}{goes_to}: {}", outcome.sentence()), &settled, around)?;
        self.watching = Watching::of(self.pipeline, at);
        Ok(Some(outcome))
    }

    /// The last line, and the same as a notification on the error output unless all is well.
    async fn end(&self, end: End, around: &mut Around<'_>) -> Result<Exit, Failure> {
        let at = self.base.clock.now();
        let document = json!({ "event": "end", "at": at, "exit": end.exit.code(), "text": end.text });
        self.tell(at, &end.text, &document, around)?;
        self.note(Event::WatchEnded { text: end.text.clone(), exit: end.exit.code() }, around).await?;
        end::ring(&end.text, self.notifications, around)?;
        if end.exit == Exit::Done { Ok(Exit::Done) } else { Err(Failure { exit: end.exit, text: end.text }) }
    }
}
