//! The pictures in `screenshots/` are drawn from the real console, and still are what it looks like.
//!
//! `TIDEGATE_UPDATE_SCREENSHOTS=1 cargo test --release --test it screenshots` draws them anew.

use std::fs;
use std::path::{Path, PathBuf};

use resvg::tiny_skia::Pixmap;
use tidegate::app::model::Model;
use tidegate::view::picture;

use crate::screens::bed::{after, draw, look, watched};
use crate::view::paint::png;

/// The most that a picture may weigh in the repository.
const HEAVIEST: usize = 300_000;

/// Columns and rows of every picture.
const SIZE: (u16, u16) = (120, 40);

/// Name, scenario, keys, theme.
const PICTURES: [(&str, &str, &str, &str); 11] = [
    ("overview-calm", "calm", "", "tide"),
    ("overview-poison-pill", "poison-pill", "", "tide"),
    ("overview-paper", "slow-consumer", "", "paper"),
    ("shards-hot-shard", "hot-shard", "2", "tide"),
    ("rollout", "calm", "3", "tide"),
    ("cost", "calm", "4", "tide"),
    ("pipeline", "poison-pill", "5", "tide"),
    ("checklist", "calm", "6", "tide"),
    ("activity", "percentage-ignored", "7", "tide"),
    ("findings", "poison-pill", "!", "tide"),
    ("why", "slow-consumer", "tab tab tab w", "tide"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots")
}

fn updates() -> bool {
    std::env::var_os("TIDEGATE_UPDATE_SCREENSHOTS").is_some_and(|value| value == "1")
}

fn drawn(model: &Model, theme: &str) -> String {
    let look = look(theme);
    picture::svg(&draw(model, &look, SIZE), &look.theme, "tidegate demo")
}

/// The first line in which two documents differ.
fn difference(committed: &str, now: &str) -> String {
    let pairs = committed.lines().zip(now.lines()).enumerate();
    let differing = pairs.filter(|(_, (old, new))| old != new).map(|(at, (old, new))| format!("line {}\n  was {old}\n  is  {new}", at + 1));
    differing.take(1).next().unwrap_or_else(|| "one is longer".to_owned())
}

#[test]
fn screenshots_are_what_the_console_draws() {
    let mut stale = Vec::new();
    for (name, scenario, keys, theme) in PICTURES {
        let svg = drawn(&after(watched(scenario), keys), theme);
        let (document, pixels) = (folder().join(format!("{name}.svg")), folder().join(format!("{name}.png")));
        if updates() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&document, &svg).unwrap();
            fs::write(&pixels, png(&svg, 1.0)).unwrap();
        }
        let committed = fs::read_to_string(&document).unwrap_or_default();
        if committed != svg {
            stale.push(format!("{name}: {}", difference(&committed, &svg)));
        }
    }
    let again = "TIDEGATE_UPDATE_SCREENSHOTS=1 cargo test --release --test it screenshots";
    assert!(stale.is_empty(), "these no longer match; look at them after `{again}`:\n{}", stale.join("\n"));
}

#[test]
fn screenshots_are_light_and_each_has_its_pixels() {
    if updates() {
        return;
    }
    for (name, ..) in PICTURES {
        let svg = fs::read(folder().join(format!("{name}.svg"))).unwrap();
        let image = fs::read(folder().join(format!("{name}.png"))).unwrap();
        assert!(svg.len() < HEAVIEST && image.len() < HEAVIEST, "{name}: {} and {} bytes", svg.len(), image.len());
        let pixels = Pixmap::decode_png(&image).unwrap();
        let head = String::from_utf8_lossy(&svg[..200]).into_owned();
        assert!(head.contains(&format!("width=\"{}\" height=\"{}\"", pixels.width(), pixels.height())), "{name}");
    }
    let listed = fs::read_dir(folder()).unwrap().count();
    assert_eq!(listed, 2 * PICTURES.len(), "screenshots/ holds something that no test draws");
}
