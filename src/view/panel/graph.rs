//! The charts of the first screen: what comes in, who is behind, what is refused, what the table fails.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cell, Scene};
use crate::app::model::Panel;
use crate::domain::reading::{Reading, State, Unit};
use crate::domain::snapshot::Snapshot;
use crate::domain::{readings, rollout};
use crate::view::chart::{self, Blind, ChartData, Line, Mark, Note, Threshold};
use crate::view::frame::Frame;
use crate::view::theme::Role;

/// One line: what it is called and which reading it shows.
struct Traced {
    label: String,
    name: String,
}

impl Traced {
    fn new(label: &str, name: impl Into<String>) -> Self {
        Self { label: label.to_owned(), name: name.into() }
    }
}

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let traced = lines(scene);
    let lead = leading(scene, &traced);
    let reading = lead.and_then(|lead| readings::get(scene.snapshot, &lead.name));
    let cell = reading.as_ref().map(Cell::of);
    let about = if scene.panel == Panel::Lag { lead.map(|lead| lead.label.as_str()).unwrap_or_default() } else { "" };
    let frame = Frame {
        title: title(scene.panel),
        about,
        value: cell.as_ref().map(|cell| (cell.words.as_str(), cell.role)),
        age: cell.as_ref().map(|cell| cell.age.as_str()).unwrap_or_default(),
        focus: scene.focus(),
        ..Frame::default()
    };
    let inner = frame.draw(scene.look, area, buffer);
    let data = data(scene, &traced, reading.as_ref());
    chart::draw(&data, scene.look, inner, buffer);
}

fn title(panel: Panel) -> &'static str {
    match panel {
        Panel::Lag => "lag",
        Panel::Throttles => "refused writes",
        Panel::TableErrors => "DynamoDB errors",
        _ => "incoming records",
    }
}

fn lines(scene: Scene<'_>) -> Vec<Traced> {
    match scene.panel {
        Panel::Lag => readers(scene.snapshot),
        Panel::Throttles => {
            vec![Traced::new("writes", "stream.write_throttles_per_minute"), Traced::new("reads", "stream.read_throttles_per_minute")]
        }
        Panel::TableErrors => {
            vec![Traced::new("errors", "table.system_errors_per_minute"), Traced::new("throttled", "table.throttles_per_minute")]
        }
        _ => vec![Traced::new("records", "stream.incoming_records_per_second")],
    }
}

/// Every reader that has an age of its own.
fn readers(snapshot: &Snapshot) -> Vec<Traced> {
    let pipeline = &snapshot.pipeline;
    let fan_out = snapshot.fan_out.get().into_iter().flatten().map(|consumer| &consumer.name);
    let of_consumer = |name: &String| Traced::new(name, format!("consumer.{name}.lag_seconds"));
    let mut traced: Vec<Traced> = pipeline.consumers.iter().chain(fan_out).map(of_consumer).collect();
    traced.extend(pipeline.firehose.iter().map(|name| Traced::new(name, "firehose.lag_seconds")));
    if traced.is_empty() {
        traced.push(Traced::new("polling readers", "stream.iterator_age_seconds"));
    }
    traced
}

/// The line whose value stands on the frame: the worst reader, else the first line.
fn leading<'a>(scene: Scene<'_>, traced: &'a [Traced]) -> Option<&'a Traced> {
    let number = |traced: &&Traced| readings::number(scene.snapshot, &traced.name).unwrap_or(f64::NEG_INFINITY);
    if scene.panel == Panel::Lag { traced.iter().rev().max_by(|one, other| number(one).total_cmp(&number(other))) } else { traced.first() }
}

fn data(scene: Scene<'_>, traced: &[Traced], reading: Option<&Reading>) -> ChartData {
    let moment = scene.snapshot.now;
    let window = &scene.model.chart;
    let (from, to) = (window.left(moment), window.right(moment));
    let unit = reading.map_or(Unit::Count, |reading| reading.unit);
    let mut data = ChartData::window(unit, from, to);
    let mut complete = to;
    for (index, traced) in traced.iter().enumerate() {
        let Some(series) = readings::series(scene.snapshot, &traced.name, from, to) else { continue };
        complete = complete.min(series.complete_until);
        let role = Role::SERIES[index % Role::SERIES.len()];
        data.series.push(Line { name: traced.label.clone(), role, points: series.points, partial: series.partial.first().copied() });
        for line in series.thresholds {
            let known = data.thresholds.iter().any(|other| (other.value - line.value).abs() < f64::EPSILON);
            if !known && useful(line.label, line.value, &data) {
                data.thresholds.push(Threshold { value: line.value, label: line.label.to_owned() });
            }
        }
    }
    if scene.panel == Panel::Records {
        data.series.extend(expected(scene.snapshot, from, to));
    }
    data.cursor = window.cursor;
    data.marks = marks(scene, from, to);
    note(&mut data, reading, complete);
    data
}

/// A limit far above all that is seen would press the lines flat: it is drawn once they come near it.
fn useful(label: &str, value: f64, data: &ChartData) -> bool {
    let highest = data.series.iter().flat_map(|line| &line.points).filter_map(|(_, value)| *value).fold(0.0, f64::max);
    label == "limit" && value <= (highest * 20.0).max(100.0) || value <= highest * 2.0
}

/// What the stream should carry: the table's writes times the set percentage.
fn expected(snapshot: &Snapshot, from: Timestamp, to: Timestamp) -> Option<Line> {
    let stand = rollout::stand(snapshot);
    let share = stand.effective?;
    let writes = readings::series(snapshot, "table.writes_per_second", from, to)?;
    let since = stand.unchanged_since.unwrap_or(from);
    let points =
        writes.points.into_iter().map(|(start, value)| (start, value.filter(|_| since <= start).map(|value| value * share / 100.0)));
    Some(Line { name: format!("table writes × {share} %"), role: Role::Series2, points: points.collect(), partial: None })
}

fn marks(scene: Scene<'_>, from: Timestamp, to: Timestamp) -> Vec<Mark> {
    let events = scene.model.shown().timeline.all().iter();
    let seen = events.filter(|event| from <= event.at && event.at < to);
    seen.map(|event| Mark { at: event.at, label: event.text.clone() }).collect()
}

/// Says why there is less to see than there could be, and hatches what could not be read.
fn note(data: &mut ChartData, reading: Option<&Reading>, complete: Timestamp) {
    let Some(reading) = reading else { return };
    let text = match (&reading.fault, reading.state) {
        (Some(fault), _) => fault.to_string(),
        (None, State::NotConfigured) => reading.source.field.clone(),
        (None, State::NoData) => "no data yet".to_owned(),
        (None, _) => return,
    };
    let trouble = reading.fault.is_some() && complete < data.to;
    if trouble {
        data.blind.push(Blind { from: complete.max(data.from), to: data.to });
    }
    let state = reading.fault.as_ref().map_or(reading.state, State::of_fault);
    data.note = Some(Note { state, text });
}
