//! Prints the figures that the console is held to: `cargo bench`; those of the comparison alone, which take minutes: `cargo bench -- parity`.
//! What the verdicts and the way back are held to stands at the end, and alone: `cargo bench -- lists`.
//!
//! Nothing here fails for being slow: a figure is read by a person, on the machine that it was taken on.

#![expect(clippy::unwrap_used, reason = "a figure that cannot be taken ends the run")]
#![expect(clippy::print_stdout, reason = "printing is what this is for")]
#![expect(clippy::disallowed_methods, reason = "figures are taken of real time")]

#[expect(dead_code, reason = "the tests use the rest of it")]
#[path = "../it/domain/build.rs"]
mod build;
mod cost;
mod inner;
mod lists;
mod parity;
mod terminal;

use std::time::{Duration, Instant};

/// Milliseconds of the middle and of the slowest hundredth.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize].as_secs_f64() * 1000.0;
    format!("p50 {:.2} ms · p99 {:.2} ms · worst {:.2} ms · {} taken", at(0.5), at(0.99), at(1.0), times.len())
}

fn line(what: &str, figure: &str, bar: &str) {
    println!("{what:<44} {figure}   (bar: {bar})");
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if words.iter().any(|word| word == "--memory") {
        println!("{}", inner::memory());
        return;
    }
    if words.iter().any(|word| word == "parity") {
        parity::print();
        return;
    }
    if words.iter().any(|word| word == "lists") {
        lists::print();
        return;
    }
    line("build of the demo's world with 24 h", &format!("{} ms", inner::world().as_millis()), "none");
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
        line(&format!("drawing {columns}×{rows}"), &spread(inner::drawing(columns, rows)), "2 ms at 200×60");
    }
    let snapshot = inner::settled().watch.snapshot;
    line("a whole bill of a what-if", &spread(cost::bills(&snapshot)), "1 ms");
    line("a whole estimate from a day of metrics", &spread(cost::estimates(&snapshot)), "none");
    line("the price of a change, for a plan", &spread(cost::triangles(&snapshot)), "none");
    line("judging a snapshot", &spread(inner::judging()), "none");
    let own = std::env::current_exe().unwrap();
    let told = std::process::Command::new(own).arg("--memory").output().unwrap();
    line("memory, 24 h × 60 series and 200 shards", String::from_utf8_lossy(&told.stdout).trim(), "60 MB");
    line("first frame after start, nothing hangs", &spread(terminal::first_frames(20)), "50 ms");
    let hanging = terminal::Hanging::listen();
    line("first frame after start, every call hangs", &spread(hanging.first_frames(20)), "50 ms");
    line("key to frame, every call hangs", &spread(hanging.keys(500)), "p99 16 ms");
    let rest = terminal::rest(Duration::from_secs(20));
    line("idle demo, its embedded AWS included", &rest, "0.4 % of a core, 30 MB");
    let rest = hanging.rest(Duration::from_secs(20));
    line("idle console, every call hangs", &rest, "0.4 % of a core, 30 MB");
    let rest = terminal::served(Duration::from_secs(20));
    line("idle console, AWS served by another process", &rest, "0.4 % of a core, 30 MB");
    lists::print();
}

/// How long something takes.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}
