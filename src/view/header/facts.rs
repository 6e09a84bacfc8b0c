//! What the header tells, read from the model.

use ratatui::style::{Modifier, Style};

use super::super::theme::Role;
use super::super::{Look, text};
use crate::app::arm;
use crate::app::ask::Feed;
use crate::app::model::Model;
use crate::domain::fault::Fault;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::metrics::GRACE;
use crate::domain::pipeline::Writes;
use crate::domain::reading::Unit;
use crate::domain::readings;
use crate::domain::snapshot::Snapshot;

/// The newest minute that changes no more.
pub(super) struct Minute {
    pub(super) utc: String,
    /// The user's own time, where it is another.
    pub(super) local: Option<String>,
    pub(super) age: String,
    pub(super) is_stale: bool,
}

/// Whether the screen moves, and if not, why.
enum Motion {
    Live,
    Paused,
    At(String),
    /// The newest ask for metrics failed.
    Failing(&'static str),
    /// Nothing was answered yet.
    Starting,
}

/// Whether anything can be changed from here.
pub(super) enum Safety {
    ReadOnly,
    /// The time that is left.
    Armed(String),
    /// The configuration rules it out.
    Never,
}

impl Safety {
    fn of(model: &Model) -> Self {
        let arming = arm::arming(model);
        if arming.is_armed(model.now) {
            return Safety::Armed(text::minutes_seconds(arm::left(model)));
        }
        if arming.writes == Writes::Never { Safety::Never } else { Safety::ReadOnly }
    }
}

/// Whether an environment is one in which mistakes reach users.
pub(in crate::view) fn is_production(environment: &str) -> bool {
    ["prod", "production", "live"].contains(&environment.to_lowercase().as_str())
}

/// Every fact of the header.
pub(super) struct Facts {
    pub(super) pipeline: String,
    /// Empty when it is the pipeline's own name.
    pub(super) environment: String,
    pub(super) is_production: bool,
    pub(super) region: String,
    pub(super) account: String,
    motion: Motion,
    pub(super) minute: Option<Minute>,
    /// `next 18 s`, or `asking`.
    pub(super) next_ask: Option<String>,
    /// Of the watching itself.
    pub(super) cost: Option<String>,
    pub(super) is_demo: bool,
    pub(super) safety: Safety,
}

impl Facts {
    pub(super) fn of(model: &Model) -> Self {
        let watch = model.shown();
        let snapshot = &watch.snapshot;
        let pipeline = &snapshot.pipeline;
        let identity = snapshot.identity.get();
        let region = pipeline.region.clone().or_else(|| identity.map(|identity| identity.region.clone()));
        let id = MetricId::of(Metric::IncomingRecords, &pipeline.stream);
        let track = snapshot.metrics.track(&id);
        let fault = track.and_then(|track| track.fault.as_ref());
        let answered = track.is_some_and(|track| track.answered_until.is_some());
        Self {
            pipeline: pipeline.name.clone(),
            environment: if pipeline.environment == pipeline.name { String::new() } else { pipeline.environment.clone() },
            is_production: is_production(&pipeline.environment),
            region: region.unwrap_or_default(),
            account: identity.map(|identity| text::account(&identity.account)).unwrap_or_default(),
            motion: motion(model, answered, fault),
            minute: answered.then(|| minute(model, &id)),
            next_ask: next_ask(model),
            cost: cost(snapshot),
            is_demo: model.options.demo,
            safety: Safety::of(model),
        }
    }

    /// Glyph and word of the motion.
    pub(super) fn state(&self, look: &Look) -> (String, Style) {
        let glyphs = &look.glyphs;
        let (glyph, word, style) = match &self.motion {
            Motion::Live => (glyphs.live, "live".to_owned(), look.style(Role::Ok)),
            Motion::Paused => (glyphs.paused, "PAUSED".to_owned(), look.chip(Role::Warn)),
            Motion::At(time) => (glyphs.paused, format!("at {time}"), look.chip(Role::Accent)),
            Motion::Failing(word) => ("?", (*word).to_owned(), look.style(Role::Unknown).add_modifier(Modifier::BOLD)),
            Motion::Starting => (glyphs.partial, "first data on its way".to_owned(), look.style(Role::Dim)),
        };
        (format!("{glyph} {word}"), style)
    }
}

fn motion(model: &Model, answered: bool, fault: Option<&Fault>) -> Motion {
    if let Some(at) = model.options.at {
        // A time of day names a moment of the last day only.
        let days_ago = 23 <= model.now.duration_since(at).as_hours();
        Motion::At(if days_ago { format!("{} UTC", text::date_clock(at)) } else { text::clock_both(at, &model.zone) })
    } else if model.frozen.is_some() {
        Motion::Paused
    } else if let Some(fault) = fault {
        Motion::Failing(fault.word())
    } else if answered {
        Motion::Live
    } else {
        Motion::Starting
    }
}

fn minute(model: &Model, id: &MetricId) -> Minute {
    let metrics = &model.shown().snapshot.metrics;
    let now = model.options.at.unwrap_or(model.now);
    let end = metrics.complete_until(id, now);
    // By its end, as every value's sample time and every age.
    let (utc, local) = (text::clock(end), text::clock_local(end, &model.zone));
    let age = now.duration_since(end).as_secs();
    Minute { local: (utc != local).then_some(local), utc, age: text::age(age), is_stale: metrics.delay(id.metric) + GRACE < age }
}

/// What the watching costs: `$0.028/h $20/mo`.
fn cost(snapshot: &Snapshot) -> Option<String> {
    let hour = readings::number(snapshot, "watching.cost_usd_per_hour")?;
    let month = readings::number(snapshot, "watching.cost_usd_per_month")?;
    Some(format!("{} ${month:.0}/mo", text::quantity(hour, Unit::UsdPerHour)))
}

fn next_ask(model: &Model) -> Option<String> {
    if model.options.at.is_some() {
        return None;
    }
    let feed = model.watch.feeds.states.get(&Feed::Metrics)?;
    if feed.in_flight.is_some() {
        return Some("asking".to_owned());
    }
    let seconds = feed.due?.duration_since(model.now).as_secs();
    Some(if seconds <= 0 { "next now".to_owned() } else { format!("next {}", text::minutes_seconds(seconds)) })
}
