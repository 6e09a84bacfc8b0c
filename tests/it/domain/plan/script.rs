//! Scripts of what is known: lines of a word and its arguments, applied to the reference pipeline in order.

use tidegate::domain::action::{Action, Tier};
use tidegate::domain::approval::Consent;
use tidegate::domain::call::Call;
use tidegate::domain::facts::{
    AccountLimits, KeySample, Scaling, ScalingActivity, ScalingPolicy, ScalingTarget, StreamMode, StreamSummary,
};
use tidegate::domain::journal::{Entry, Event, Intent};
use tidegate::domain::metric::{Metric, MetricId};
use tidegate::domain::outcome::{Answer, Outcome};
use tidegate::domain::plan::Guards;
use tidegate::domain::reading::Held;
use tidegate::domain::reshard::cuts;
use tidegate::domain::series::shift;
use tidegate::domain::shard::{Shard, ShardMap};
use tidegate::domain::snapshot::Snapshot;

use crate::domain::build::{Build, denied, now, of};

/// The reference pipeline on two equal shards, changed by lines parted by `;`.
pub(crate) fn snapshot(script: &str) -> Snapshot {
    let mut build = Build::reference();
    even(&mut build, 2);
    for line in script.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        build = apply(build, words[0], &words[1..]);
    }
    build.snapshot
}

fn apply(mut build: Build, word: &str, rest: &[&str]) -> Build {
    let number = |index: usize| rest[index].parse::<u32>().unwrap();
    let at = shift(now(), -10);
    match word {
        "calm" => return build.calm(),
        "shards" => even(&mut build, number(0)),
        // Open shards by the first keys of all but the first.
        "cuts" => ring(&mut build, rest.iter().map(|key| key.parse().unwrap()).collect()),
        "shard-metrics" => {
            let all = ["IncomingBytes", "IncomingRecords", "WriteProvisionedThroughputExceeded", "IteratorAgeMilliseconds"];
            with_stream(&mut build, |stream| stream.shard_metrics = all.map(str::to_owned).to_vec());
        }
        "status" => with_stream(&mut build, |stream| rest[0].clone_into(&mut stream.status)),
        "mode" => with_stream(&mut build, |stream| stream.mode = StreamMode::OnDemand),
        "retention" => with_stream(&mut build, |stream| stream.retention_hours = number(0)),
        "counts" => with_stream(&mut build, |stream| stream.open_shards = number(0)),
        "limits" => build.snapshot.limits = Held::fresh(AccountLimits { shard_limit: number(0), open_shards: number(1) }, at),
        "unknown" => forget(&mut build.snapshot, rest[0]),
        "old" => build.snapshot.stream.at = Some(shift(now(), -i64::from(number(0)))),
        "made" => made(&mut build.snapshot, rest[0], &rest[1..]),
        "torn" => torn(&mut build.snapshot),
        "target" => target(&mut build.snapshot, rest),
        "policy" => with_scaling(&mut build.snapshot, |scaling| {
            scaling.policies.as_mut().unwrap().push(ScalingPolicy { name: rest[0].to_owned(), tracks: None });
        }),
        "activity" => activity(&mut build.snapshot, rest[0], i64::from(number(1))),
        "lag" => {
            let milliseconds = f64::from(number(1)) * 1000.0;
            let id = if rest[0] == "firehose" {
                of(Metric::FirehoseBehind, "PriceArchiveFirehose")
            } else {
                of(Metric::FunctionIteratorAge, rest[0])
            };
            return build.steady(&id, milliseconds);
        }
        // Percent of the write limit of all shards together.
        "load" => {
            let shards = f64::from(build.snapshot.stream.get().unwrap().open_shards);
            return build.steady(&of(Metric::IncomingRecords, "PriceTicks"), f64::from(number(0)) * 600.0 * shards);
        }
        // Percent of the write limit of one shard.
        "shard" => {
            let id = MetricId::part(Metric::ShardRecords, "PriceTicks", &format!("shardId-{:012}", number(0)));
            return build.steady(&id, f64::from(number(1)) * 600.0);
        }
        "refused" => {
            let shard = MetricId::part(Metric::ShardThrottles, "PriceTicks", &format!("shardId-{:012}", number(0)));
            return build.steady(&of(Metric::WriteThrottles, "PriceTicks"), 60.0).steady(&shard, 60.0);
        }
        "unread" => {
            let shard = format!("shardId-{:012}", number(0));
            return build.silent(&MetricId::part(Metric::ShardAge, "PriceTicks", &shard));
        }
        "one-key" => {
            let shard = format!("shardId-{:012}", number(0));
            let sample = KeySample { shard: shard.clone(), records: 100, keys: vec![("SOL".to_owned(), 92)], calls: 2 };
            build.snapshot.samples.insert(shard, Held::fresh(sample, at));
        }
        "region" => build.snapshot.pipeline.region = Some(rest[0].to_owned()),
        other => panic!("a script has no word {other}"),
    }
    build
}

fn with_stream(build: &mut Build, change: impl FnOnce(&mut StreamSummary)) {
    change(build.snapshot.stream.value.as_mut().unwrap());
}

fn with_scaling(snapshot: &mut Snapshot, change: impl FnOnce(&mut Scaling)) {
    change(snapshot.scaling.value.as_mut().unwrap());
}

fn even(build: &mut Build, count: u32) {
    ring(build, cuts(count).into_iter().skip(1).collect());
}

fn ring(build: &mut Build, cuts: Vec<u128>) {
    let firsts: Vec<u128> = std::iter::once(0).chain(cuts).collect();
    let lasts = firsts.iter().skip(1).map(|first| first - 1).chain([u128::MAX]);
    let shard = |(index, (first, last)): (usize, (&u128, u128))| Shard {
        id: format!("shardId-{index:012}"),
        first: *first,
        last,
        parent: None,
        adjacent_parent: None,
        open: true,
    };
    let shards: Vec<Shard> = firsts.iter().zip(lasts).enumerate().map(shard).collect();
    let count = u32::try_from(shards.len()).unwrap();
    build.snapshot.shards = Held::fresh(ShardMap::of(shards), shift(now(), -10));
    with_stream(build, |stream| stream.open_shards = count);
}

fn forget(snapshot: &mut Snapshot, what: &str) {
    match what {
        "stream" => snapshot.stream = Held { fault: Some(denied("kinesis:DescribeStreamSummary")), ..Held::default() },
        "shards" => snapshot.shards = Held { fault: Some(denied("kinesis:ListShards")), ..Held::default() },
        "limits" => snapshot.limits = Held { fault: Some(denied("kinesis:DescribeLimits")), ..Held::default() },
        "scaling" => snapshot.scaling = Held { fault: Some(denied("application-autoscaling:DescribeScalableTargets")), ..Held::default() },
        other => panic!("nothing is called {other}"),
    }
}

/// `target 2 8` and what of it is suspended.
fn target(snapshot: &mut Snapshot, rest: &[&str]) {
    let words = ["scaling in", "scaling out", "scheduled scaling"];
    let suspended: &[&str] = match rest.get(2) {
        Some(&"frozen") => &words,
        Some(&"half-frozen") => &words[..1],
        _ => &[],
    };
    let target = ScalingTarget {
        resource_id: "https://abc.execute-api.us-east-1.amazonaws.com/prod/scalableTargetDimensions/PriceTicks".to_owned(),
        min: rest[0].parse().unwrap(),
        max: rest[1].parse().unwrap(),
        suspended: suspended.iter().map(|word| (*word).to_owned()).collect(),
    };
    with_scaling(snapshot, |scaling| scaling.targets.push(target));
}

fn activity(snapshot: &mut Snapshot, status: &str, minutes_ago: i64) {
    let activity = ScalingActivity {
        description: "Setting desired capacity to 4".to_owned(),
        cause: "alarm".to_owned(),
        status: status.to_owned(),
        started: shift(now(), -minutes_ago * 60),
        ended: None,
    };
    with_scaling(snapshot, |scaling| scaling.activities.as_mut().unwrap().push(activity));
}

fn add(snapshot: &mut Snapshot, hours_ago: i64, event: Event) -> u64 {
    let seq = snapshot.history.entries().len() as u64 + 1;
    snapshot.history.add(Entry {
        seq,
        at: shift(now(), -hours_ago * 3600),
        who: None,
        pipeline: "prices".to_owned(),
        stream: "PriceTicks".to_owned(),
        event,
        prev: String::new(),
        hash: String::new(),
    });
    seq
}

fn approved(snapshot: &mut Snapshot, hours_ago: i64, wish: Action, calls: Vec<Call>) -> u64 {
    let intent = Intent {
        digest: String::new(),
        action: wish.to_string(),
        wish,
        account: None,
        region: "us-east-1".to_owned(),
        tier: Tier::Slow,
        consent: Consent::Confirmed { word: "PriceTicks".to_owned() },
        overrides: Vec::new(),
        calls,
        guards: Guards::default(),
        continues: None,
        moves: None,
    };
    add(snapshot, hours_ago, Event::Approved(Box::new(intent)))
}

/// Calls that AWS took, so many hours ago each: `reshard/4` led to 4 shards.
fn made(snapshot: &mut Snapshot, what: &str, hours: &[&str]) {
    let stream = "PriceTicks".to_owned();
    let (wish, call) = match what.split_once('/') {
        Some(("reshard", to)) => {
            let to: u32 = to.parse().unwrap();
            (Action::Reshard { to: u64::from(to) }, Call::UpdateShardCount { stream, from: 1, to })
        }
        Some(("merge", _)) => {
            let (shard, adjacent) = ("0".to_owned(), "1".to_owned());
            (Action::Merge { shard: shard.clone(), adjacent: adjacent.clone() }, Call::MergeShards { stream, shard, adjacent })
        }
        _ => {
            let mode = StreamMode::Provisioned;
            (Action::Mode { to: mode }, Call::UpdateStreamMode { arn: String::new(), stream, mode })
        }
    };
    for hours in hours.iter().map(|hours| hours.parse::<i64>().unwrap()) {
        let run = approved(snapshot, hours, wish.clone(), vec![call.clone()]);
        let (name, subject) = (call.name().to_owned(), call.subject().to_owned());
        add(snapshot, hours, Event::Sending { run, step: 0, call: name, subject });
        add(snapshot, hours, Event::Answered { run, step: 0, answer: Answer::Taken { request_id: None } });
        add(snapshot, hours, Event::Settled { run, outcome: Outcome::Done { checks: Vec::new() } });
    }
}

/// A reshard that began and of which nothing more is known.
fn torn(snapshot: &mut Snapshot) {
    let call = Call::UpdateShardCount { stream: "PriceTicks".to_owned(), from: 2, to: 4 };
    let run = approved(snapshot, 1, Action::Reshard { to: 8 }, vec![call.clone()]);
    add(snapshot, 1, Event::Sending { run, step: 0, call: call.name().to_owned(), subject: call.subject().to_owned() });
}
