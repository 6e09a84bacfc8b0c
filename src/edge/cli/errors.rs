//! `errors`: what reading a function's last errors takes, and with `--run` their count and the newest one.

use serde_json::{Value, json};

use super::arguments::{Common, Errors, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{paint, reach, watched, write_json};
use crate::app::ask::{Answer, Ask, Feed, MetricsRequest};
use crate::domain::errors::{DIFFER, SPAN, TAKES, beside, failed_runs, lines};
use crate::domain::facts::ErrorLines;
use crate::domain::metric::{Metric, MetricId};
use crate::domain::pipeline::Pipeline;
use crate::domain::series::{floor, shift};
use crate::domain::snapshot::Snapshot;
use crate::edge::aws::Aws;

/// Says what it takes, and reads the lines when that is wanted. Errors that are found are no failure of this command.
pub(super) async fn run(asked: &Errors, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?;
    if common.at.is_some() {
        return Err(Failure::usage("--at: log lines of a past moment are not read"));
    }
    let known: Vec<&String> = pipeline.writers.iter().chain(&pipeline.consumers).collect();
    if !known.contains(&&asked.function) {
        let names = known.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        let there =
            if names.is_empty() { "the pipeline names neither writers nor consumers".to_owned() } else { format!("there is {names}") };
        return Err(Failure::usage(format!("no function `{}` is configured; {there}", asked.function)));
    }
    let paint = paint::Paint::of(common, around);
    if common.output == Output::Text {
        TAKES.iter().try_for_each(|sentence| writeln!(around.out, "{}", paint.text(sentence)))?;
    }
    let now = reach::clock(around).await?.now();
    let mut snapshot = Snapshot::blank(pipeline.clone(), now);
    if asked.run {
        read(&reach::aws(pipeline, around), pipeline, &asked.function, &mut snapshot).await;
    }
    let held = snapshot.errors.get(&asked.function);
    if let Some(fault) = held.and_then(|held| held.fault.as_ref()) {
        return Err(Failure { exit: Exit::from(fault), text: fault.to_string() });
    }
    let found = held.and_then(|held| held.get());
    match (common.output, found) {
        (Output::Json, found) => write_json(around, &document(asked, found, &snapshot))?,
        (Output::Text, None) => writeln!(around.out, "nothing was read: `tidegate errors {} --run` reads it", paint.text(&asked.function))?,
        (Output::Text, Some(found)) => {
            told(found, &snapshot).iter().try_for_each(|line| writeln!(around.out, "{}", paint.text(line)))?;
        }
    }
    Ok(Exit::Done)
}

/// The lines, and the metric that counts failed runs in the same time.
async fn read(aws: &Aws, pipeline: &Pipeline, function: &str, snapshot: &mut Snapshot) {
    let now = snapshot.now;
    let (from, to) = (floor(shift(now, -SPAN), 60), shift(floor(now, 60), 60));
    let ids = [Metric::FunctionErrors, Metric::FunctionInvocations].map(|metric| MetricId::of(metric, function)).to_vec();
    let metrics = MetricsRequest { ids: ids.clone(), from, to, period: 60 };
    let count = Ask { number: 1, pipeline: 0, feed: Feed::Metrics, metrics: Some(metrics) };
    let lines = Ask { number: 2, pipeline: 0, feed: Feed::Errors(function.to_owned()), metrics: None };
    let (counted, read) = tokio::join!(aws.perform(pipeline, &count, now), aws.perform(pipeline, &lines, now));
    match counted {
        Ok(Answer::Metrics { points, .. }) => points.iter().for_each(|one| snapshot.metrics.take_window(one, from, to, now)),
        Ok(_) => {}
        Err(fault) => snapshot.metrics.fail(&ids, &fault),
    }
    lines.feed.keep(read, snapshot, now);
}

fn document(asked: &Errors, found: Option<&ErrorLines>, snapshot: &Snapshot) -> Value {
    let found = found.map(|found| {
        let runs = failed_runs(snapshot, found);
        json!({
            "log_group": found.group, "from": found.from, "to": found.to, "lines": found.count, "is_complete": found.is_complete,
            "newest": found.newest.as_ref().map(|(at, line)| json!({ "at": at, "line": line })),
            "failed_runs": runs.map(|(failed, _)| failed), "complete_minutes": runs.map(|(_, minutes)| minutes), "note": DIFFER,
        })
    });
    json!({ "pipeline": snapshot.pipeline.name, "function": asked.function, "takes": TAKES, "found": found })
}

fn told(found: &ErrorLines, snapshot: &Snapshot) -> Vec<String> {
    let mut told = vec![
        String::new(),
        format!(
            "{} from {} to {}: {} error lines",
            found.group,
            found.from.strftime("%H:%M"),
            found.to.strftime("%H:%M UTC"),
            lines(found)
        ),
        format!("{} {DIFFER}", beside(snapshot, found)),
    ];
    if !found.is_complete {
        told.push("There is more than ten pages: a newer line may exist.".to_owned());
    }
    told.push(match &found.newest {
        Some((at, line)) => format!("newest, {}: {line}", at.strftime("%Y-%m-%d %H:%M:%S UTC")),
        None => "newest: none".to_owned(),
    });
    told
}
