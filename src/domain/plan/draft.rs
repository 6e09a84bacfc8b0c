//! A plan while it is being made: calls, checks and guards are added, then it is closed and sealed.

use std::collections::BTreeSet;

use super::{Basis, Check, Cost, Expected, Guards, Piece, Plan, Redraw, Step, Until, Verdict, WayBack, preflight, seal, triangle};
use crate::domain::action::{Action, Tier};
use crate::domain::call::Call;
use crate::domain::cost::{ShapeChange, region};
use crate::domain::facts::{StreamMode, StreamSummary};
use crate::domain::ids;
use crate::domain::reading::Held;
use crate::domain::snapshot::Snapshot;

/// Seconds after which a described fact is too old to plan on: preflight reads anew just before.
const FRESH: i64 = 60;

/// The plan so far.
pub(super) struct Draft<'a> {
    /// What is known.
    pub(super) snapshot: &'a Snapshot,
    plan: Plan,
    shape: ShapeChange,
    wave: u32,
}

impl<'a> Draft<'a> {
    /// An empty plan of a wish.
    pub(super) fn of(wish: &Action, snapshot: &'a Snapshot) -> Self {
        let identity = snapshot.identity.get();
        let plan = Plan {
            digest: String::new(),
            action: wish.to_string(),
            wish: wish.clone(),
            pipeline: snapshot.pipeline.name.clone(),
            account: identity.map(|identity| identity.account.clone()),
            region: region(snapshot),
            made: snapshot.now,
            basis: Vec::new(),
            guards: Guards::default(),
            steps: Vec::new(),
            checks: Vec::new(),
            duration_seconds: 0,
            expected: Expected::default(),
            cost: Cost::default(),
            way_back: WayBack::default(),
            tier: Tier::Slow,
            confirm: snapshot.pipeline.stream.clone(),
            summary: Vec::new(),
            redraw: Redraw::default(),
            blocked: false,
        };
        let mut draft = Self { snapshot, plan, shape: ShapeChange::default(), wave: 0 };
        draft.rest_on("identity.account", &snapshot.identity, |identity| identity.account.clone());
        draft
    }

    /// Adds a check.
    pub(super) fn check(&mut self, id: &'static str, verdict: Verdict, evidence: impl Into<String>) {
        self.plan.checks.push(Check { id: id.to_owned(), verdict, evidence: evidence.into() });
    }

    /// Adds a check that holds.
    pub(super) fn pass(&mut self, id: &'static str, evidence: impl Into<String>) {
        self.check(id, Verdict::Pass, evidence);
    }

    /// Adds a check that is worth knowing.
    pub(super) fn warn(&mut self, id: &'static str, evidence: impl Into<String>) {
        self.check(id, Verdict::Warn, evidence);
    }

    /// Adds a check that stands in the way.
    pub(super) fn block(&mut self, id: &'static str, evidence: impl Into<String>) {
        self.check(id, Verdict::Block, evidence);
    }

    /// Notes a fact that the plan rests on, with its age, without guarding it: it may change for reasons that are none of this plan's.
    pub(super) fn note<T, V: ToString>(&mut self, fact: &str, held: &Held<T>, value: impl FnOnce(&T) -> V) -> Option<String> {
        let now = self.snapshot.now;
        let words = held.get().map(value).map(|value| value.to_string());
        self.plan.basis.push(Basis {
            fact: fact.to_owned(),
            value: words.clone().unwrap_or_else(|| "not known".to_owned()),
            age_seconds: held.at.map(|at| now.duration_since(at).as_secs()),
            state: held.state(now),
        });
        words
    }

    /// Notes and guards a fact that the plan rests on. One that is older than a minute, or was never read, is said by a check.
    pub(super) fn rest_on<T, V: ToString>(&mut self, fact: &str, held: &Held<T>, value: impl FnOnce(&T) -> V) {
        let words = self.note(fact, held, value);
        self.plan.guards.add(fact, words);
        self.aged(fact, held);
    }

    /// Says by a check that a fact is older than a minute or was never read.
    pub(super) fn aged<T>(&mut self, fact: &str, held: &Held<T>) {
        let age_seconds = held.at.map(|at| self.snapshot.now.duration_since(at).as_secs());
        let fault = held.fault.as_ref().map(|fault| format!(": {fault}")).unwrap_or_default();
        // Values of one source are as old as each other: it is told once.
        let source = fact.rsplit_once('.').map_or(fact, |(source, _)| source);
        match age_seconds {
            Some(age) if age <= FRESH => {}
            // The way back is never blocked by what is old.
            Some(age) if self.plan.wish.is_way_back() => self.warn("facts-fresh", format!("{source} was read {age} s ago{fault}")),
            Some(age) => self.block("facts-fresh", format!("{source} was read {age} s ago, longer than a minute{fault}")),
            None => self.warn("facts-fresh", format!("{source} could not be read{fault}")),
        }
    }

    /// Guards a fact that is no basis of its own.
    pub(super) fn guard(&mut self, fact: &str, value: Option<impl ToString>) {
        self.plan.guards.add(fact, value);
    }

    /// Adds a call to the wave that is open.
    pub(super) fn call(&mut self, call: Call, then: Until) {
        let cli = call.cli(&self.plan.region);
        self.plan.steps.push(Step { call, cli, wave: self.wave, then });
    }

    /// The wish.
    pub(super) fn wish(&self) -> &Action {
        &self.plan.wish
    }

    /// Whether the wish goes back to safety.
    pub(super) fn is_way_back(&self) -> bool {
        self.plan.wish.is_way_back()
    }

    /// Adds a check that stands in the way of everything but the way back, which is only told of it.
    pub(super) fn hold(&mut self, id: &'static str, evidence: impl Into<String>) {
        let verdict = if self.is_way_back() { Verdict::Warn } else { Verdict::Block };
        self.check(id, verdict, evidence);
    }

    /// Lines for a shell, for what this plan does not do itself.
    pub(super) fn paste(&mut self, why: &str, call: &Call) {
        let lines = call.cli(&self.plan.region);
        self.say(format!("{why}\n{lines}"));
    }

    /// The Region's option of the AWS CLI with a space before it; empty when nobody said.
    pub(super) fn region_option(&self) -> String {
        if self.plan.region.is_empty() { String::new() } else { format!(" --region {}", self.plan.region) }
    }

    /// Whether a rule stands in the way that nobody can break: no call is made then.
    pub(super) fn is_impossible(&self) -> bool {
        self.plan.blocks().any(|check| !ids::can_be_overridden(&check.id))
    }

    /// Whether any call was added.
    pub(super) fn has_calls(&self) -> bool {
        !self.plan.steps.is_empty()
    }

    /// What is billed by and not told by a call: the share of the traffic.
    pub(super) fn shape(&mut self) -> &mut ShapeChange {
        &mut self.shape
    }

    /// What is said of its cost beside the figures.
    pub(super) fn cost(&mut self) -> &mut Cost {
        &mut self.plan.cost
    }

    /// The permission that going back needs: AWS allowed it before, IAM's simulation tells, or nobody knows.
    pub(super) fn back_needs(&mut self, call: &str) {
        let taken = |at| format!("AWS took {call} from here at {at}");
        let unknown = format!("whether {call} is allowed is not known: the journal has no such call that was taken");
        let (verdict, evidence) = preflight::allowed(self.snapshot, call, taken, unknown);
        self.back_check("permission", verdict, evidence);
    }

    /// Calls that follow are sent once those before have come about.
    pub(super) fn next_wave(&mut self) {
        self.wave = self.plan.waves();
    }

    /// Adds a sentence to what happens.
    pub(super) fn say(&mut self, sentence: impl Into<String>) {
        self.plan.summary.push(sentence.into());
    }

    /// The ceremony and the word that confirms.
    pub(super) fn ceremony(&mut self, tier: Tier, word: impl Into<String>) {
        self.plan.tier = tier;
        self.plan.confirm = word.into();
    }

    /// How long it takes, in seconds.
    pub(super) fn takes(&mut self, low: u64, high: u64, basis: &str) {
        self.plan.expected = Expected { low, high, basis: basis.to_owned() };
    }

    /// How one gets back.
    pub(super) fn way_back(&mut self, text: impl Into<String>, action: Option<Action>) {
        self.plan.way_back.text = text.into();
        self.plan.way_back.action = action;
    }

    /// A rule that the way back is held against.
    pub(super) fn back_check(&mut self, id: &'static str, verdict: Verdict, evidence: impl Into<String>) {
        self.plan.way_back.checks.push(Check { id: id.to_owned(), verdict, evidence: evidence.into() });
    }

    /// What the plan of the way back was held against.
    pub(super) fn back_checks(&mut self, checks: Vec<Check>) {
        self.plan.way_back.checks.extend(checks);
    }

    /// The ranges that are redrawn, before and after.
    pub(super) fn redraw(&mut self, before: Vec<Piece>, after: Vec<Piece>) {
        self.plan.redraw = Redraw { before, after };
    }

    /// The names of the operations that are called, each once.
    pub(super) fn operations(&self) -> BTreeSet<&'static str> {
        self.plan.steps.iter().map(|step| step.call.name()).collect()
    }

    /// Something that cannot be undone.
    pub(super) fn loses(&mut self, what: impl Into<String>) {
        self.plan.way_back.lost.push(what.into());
    }

    /// The stream, guarded by status, mode, retention and open shards; a check says when it is not there or not ACTIVE.
    pub(super) fn active_stream(&mut self) -> Option<&'a StreamSummary> {
        let held = &self.snapshot.stream;
        self.rest_on("stream.arn", held, |stream| stream.arn.clone());
        self.rest_on("stream.mode", held, |stream| stream.mode.word());
        self.rest_on("stream.open_shards", held, |stream| stream.open_shards);
        self.rest_on("stream.retention_hours", held, |stream| stream.retention_hours);
        let Some(stream) = held.get() else {
            let why = held.fault.as_ref().map_or_else(|| "it was not read yet".to_owned(), ToString::to_string);
            self.block("stream-active", format!("the stream {} is not known: {why}", self.snapshot.pipeline.stream));
            return None;
        };
        if stream.status == "ACTIVE" {
            self.pass("stream-active", format!("{} is ACTIVE", stream.name));
        } else {
            self.block("stream-active", format!("{} is {}: AWS takes no change before it is ACTIVE", stream.name, stream.status));
        }
        Some(stream)
    }

    /// The same, provisioned.
    pub(super) fn provisioned_stream(&mut self) -> Option<&'a StreamSummary> {
        let stream = self.active_stream()?;
        if stream.mode == StreamMode::OnDemand {
            self.block("stream-provisioned", format!("{} is on-demand: AWS counts its shards, and no shard count can be set", stream.name));
            return None;
        }
        self.pass("stream-provisioned", format!("{} is provisioned", stream.name));
        Some(stream)
    }

    /// Closes and seals the plan: a rule that stands in the way and can be broken on purpose makes it tier 4.
    pub(super) fn finish(self) -> Plan {
        let mut plan = self.plan;
        let mut told = BTreeSet::new();
        plan.checks.retain(|check| check.id != "facts-fresh" || told.insert(check.evidence.clone()));
        let blocked = plan.blocks().next().is_some();
        plan.blocked = blocked;
        if plan.blocked && plan.blocks().all(|check| ids::can_be_overridden(&check.id)) {
            plan.tier = Tier::Breaking;
            plan.confirm.clone_from(&self.snapshot.pipeline.stream);
        }
        // A wish that cannot be is not half done.
        if plan.blocks().any(|check| !ids::can_be_overridden(&check.id)) {
            plan.steps.clear();
        }
        if !plan.steps.is_empty() {
            let change = triangle::changed(&plan.steps, self.snapshot.stream.get(), self.shape);
            triangle::fill(&mut plan.cost, self.snapshot, &change);
        }
        plan.duration_seconds = plan.expected.high;
        plan.digest = seal::of(&plan);
        plan
    }
}
