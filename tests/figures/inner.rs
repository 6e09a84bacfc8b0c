//! Figures taken inside this process: building, drawing, judging, memory.

use std::hint::black_box;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tidegate::app::ask::Ask;
use tidegate::app::effect::Effect;
use tidegate::app::keys::KeyTable;
use tidegate::app::model::{Begin, Model, Options, Screen};
use tidegate::app::msg::Msg;
use tidegate::app::update::{start, update};
use tidegate::domain::finding;
use tidegate::domain::metrics::Points;
use tidegate::domain::reading::Held;
use tidegate::domain::series::shift;
use tidegate::domain::shard::{Shard, ShardMap};
use tidegate::domain::watchlist;
use tidegate::edge::aws::{Aws, Connection};
use tidegate::sim::{self, Sim};
use tidegate::view::markers::Marker;
use tidegate::view::theme::Theme;
use tidegate::view::{self, Look};

use crate::timed;

fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn options() -> sim::Options {
    sim::Options { scenario: "calm".to_owned(), seed: 7, speed: 0.0, start: noon() }
}

/// Building the demo's world.
pub(crate) fn world() -> Duration {
    let (_world, time) = timed(|| Sim::start(&options()).unwrap());
    time
}

/// A model for which the embedded AWS has answered everything.
pub(crate) fn settled() -> Model {
    let world = Sim::start(&options()).unwrap();
    let pipeline = Sim::pipeline();
    let mut model = Model::new(Begin {
        now: world.now(),
        zone: TimeZone::UTC,
        pipelines: vec![pipeline.clone()],
        current: 0,
        theme: "tide".to_owned(),
        themes: Theme::names().map(str::to_owned).collect(),
        keys: KeyTable::default(),
        size: (200, 60),
        options: Options { demo: true, ..Options::default() },
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let aws = Aws::new(Connection::embedded(world.http_client()));
    let mut open = asks(start(&mut model));
    while let Some(ask) = open.pop() {
        let outcome = runtime.block_on(aws.perform(&pipeline, &ask, world.now()));
        let at = world.now();
        open.extend(asks(update(&mut model, Msg::Answered { ask, at, outcome })));
    }
    model
}

fn asks(effects: Vec<Effect>) -> Vec<Ask> {
    effects.into_iter().filter_map(|effect| if let Effect::Ask(ask) = effect { Some(ask) } else { None }).collect()
}

/// Drawing every screen of a model with a day of data.
pub(crate) fn drawing(columns: u16, rows: u16) -> Vec<Duration> {
    let mut model = settled();
    model.size = (columns, rows);
    let look = Look::new(Theme::built_in("tide").unwrap(), Marker::Braille);
    let area = Rect::new(0, 0, columns, rows);
    let mut times = Vec::new();
    for screen in Screen::ALL {
        model.screen = screen;
        model.focus = screen.panels()[0];
        for _ in 0..100 {
            let mut buffer = Buffer::empty(area);
            let ((), time) = timed(|| view::draw(&model, &look, &mut buffer));
            black_box(buffer);
            times.push(time);
        }
    }
    times
}

/// Judging that model's snapshot.
pub(crate) fn judging() -> Vec<Duration> {
    let model = settled();
    (0..100).map(|_| timed(|| black_box(finding::judge(&model.watch.snapshot))).1).collect()
}

/// What this process holds with a day of every series and 200 shards, in words.
pub(crate) fn memory() -> String {
    let mut model = settled();
    let step = u128::MAX / 200;
    let shard = |number: u128| Shard {
        id: format!("shardId-{number:012}"),
        first: number * step,
        last: if number == 199 { u128::MAX } else { (number + 1) * step - 1 },
        parent: None,
        adjacent_parent: None,
        open: true,
    };
    model.watch.snapshot.shards = Held::fresh(ShardMap::of((0..200).map(shard).collect()), model.now);
    if let Some(stream) = &mut model.watch.snapshot.stream.value {
        stream.shard_metrics = vec!["ALL".to_owned()];
        stream.open_shards = 200;
    }
    let ids = watchlist::metrics(&model.watch.snapshot);
    let day: Vec<(Timestamp, f64)> = (0..1440).map(|minute| (shift(model.now, -60 * minute), minute as f64)).collect();
    for id in &ids {
        model.watch.snapshot.metrics.take(&Points { id: id.clone(), points: day.clone(), fault: None }, model.now, model.now);
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, 200, 60));
    view::draw(&model, &Look::new(Theme::built_in("tide").unwrap(), Marker::Braille), &mut buffer);
    format!("{} with {} series, its embedded AWS included", resident(std::process::id()), ids.len())
}

/// What a process holds in memory, in words. All of it is "resident". Anonymous memory is its own: heap, stacks, and pages
/// of the program that were written to at the start. The rest are pages of files, most of them the program's code, which
/// other runs of the same program share and which the system takes back when it needs them.
pub(crate) fn resident(pid: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    };
    let (all, own, files) = (megabytes("VmRSS:"), megabytes("RssAnon:"), megabytes("RssFile:"));
    format!("{all:.1} MB resident: {own:.1} anonymous, {files:.1} of files")
}
