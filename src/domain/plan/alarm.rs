//! The plan of an alarm: it is created under a name that is free, and never takes the place of another.

use super::draft::Draft;
use super::{Until, preflight};
use crate::domain::alarm::{AlarmOf, Definition};
use crate::domain::call::Call;
use crate::domain::cost::region;
use crate::domain::facts::Alarm;
use crate::domain::finding::words;
use crate::domain::price::Item;

const SECONDS: (u64, u64) = (1, 5);
const BASIS: &str = "the answer is enough: the alarm is there, and is judged for the first time within two minutes";

/// Longest name of an alarm. Source: CloudWatch API reference, PutMetricAlarm.
const LONGEST_NAME: usize = 255;

/// One of the alarms that a stream should have.
pub(super) fn create(draft: &mut Draft<'_>, of: AlarmOf, notify: Option<&str>) {
    let pipeline = &draft.snapshot.pipeline;
    let (name, definition) = (of.name(pipeline), of.definition(pipeline));
    if LONGEST_NAME < name.len() {
        return draft.block("wish", format!("{name} is longer than the {LONGEST_NAME} characters of an alarm's name"));
    }
    if let Some(arn) = notify.filter(|arn| !arn.starts_with("arn:")) {
        return draft.block("wish", format!("{arn} is no ARN: an SNS topic's is arn:aws:sns:REGION:ACCOUNT:NAME"));
    }
    let Some(alarms) = known(draft, &name) else { return };
    match alarms.iter().find(|alarm| alarm.name == name) {
        Some(alarm) if definition.is(alarm) => return draft.say(format!("The alarm {name} is there already: there is nothing to do.")),
        Some(alarm) => {
            let evidence =
                format!("{name} is another alarm: {}. AWS would overwrite it whole: rename or delete it first", alarm.in_words());
            return draft.block("alarm-name", evidence);
        }
        None => {
            draft.pass("alarm-name", format!("no alarm on these resources is called {name}; it is looked for once more before it is sent"));
        }
    }
    told(draft, &name, notify);
    helps(draft, of, alarms);
    draft.say(format!("The alarm {name} is created on {}: {}.", pipeline.stream, definition.in_words()));
    draft.say(silence(of));
    price(draft);
    close(draft, name, definition, notify);
}

/// The alarms, guarded by who has the name; a check says when they are not known.
fn known<'a>(draft: &mut Draft<'a>, name: &str) -> Option<&'a [Alarm]> {
    let held = &draft.snapshot.alarms;
    let owner = |alarms: &Vec<Alarm>| alarms.iter().find(|alarm| alarm.name == name).map_or_else(|| "nobody's".to_owned(), Alarm::in_words);
    draft.rest_on("alarms.name", held, owner);
    if held.get().is_none() {
        let why = held.fault.as_ref().map_or_else(|| "they were not read yet".to_owned(), ToString::to_string);
        draft.block("alarm-name", format!("whether the name {name} is free is not known: {why}"));
    }
    held.get().map(Vec::as_slice)
}

/// Whom it tells.
fn told(draft: &mut Draft<'_>, name: &str, notify: Option<&str>) {
    match notify {
        Some(arn) => draft.pass("alarm-told", format!("{name} tells {arn}; whether that may be told is not checked")),
        None => {
            draft.warn("alarm-told", "nobody is told when it rings, it only shows here and in CloudWatch: --notify ARN names an SNS topic");
        }
    }
}

/// Whether it adds anything.
fn helps(draft: &mut Draft<'_>, of: AlarmOf, alarms: &[Alarm]) {
    let pipeline = &draft.snapshot.pipeline;
    let able = |alarm: &&Alarm| of.is_served_by(alarm, pipeline);
    let others: Vec<&str> = alarms.iter().filter(able).map(|alarm| alarm.name.as_str()).collect();
    if of == AlarmOf::Lag && pipeline.consumers.is_empty() && pipeline.firehose.is_none() {
        draft.warn(
            "will-help",
            "no reader is configured: the age is published only while somebody polls, and without data this alarm rings",
        );
    }
    if !others.is_empty() {
        draft.warn("will-help", format!("{} watches that already: this would be one more", words::list(&others)));
    }
}

fn silence(of: AlarmOf) -> &'static str {
    match of {
        AlarmOf::Lag => "The age is published only while somebody polls the stream: when nobody does, the alarm rings as well.",
        AlarmOf::Throttles => "It counts refused records of the whole stream, whichever shard refused them.",
    }
}

fn price(draft: &mut Draft<'_>) {
    let price = draft.snapshot.pipeline.prices.of(&region(draft.snapshot), Item::Alarm);
    draft.cost().notes.push(match price {
        Ok(price) => format!("the alarm itself costs ${:.2} a month, which is not in the figures above", price.amount),
        Err(_) => "what the alarm itself costs is not known here".to_owned(),
    });
}

fn close(draft: &mut Draft<'_>, name: String, definition: Definition, notify: Option<&str>) {
    let delete = format!("aws{} cloudwatch delete-alarms --alarm-names {name}", draft.region_option());
    draft.call(Call::PutMetricAlarm { name, definition, notify: notify.map(str::to_owned) }, Until::Answered);
    draft.takes(SECONDS.0, SECONDS.1, BASIS);
    preflight::permission(draft);
    draft.way_back(format!("This console deletes no alarms; a shell does: {delete}"), None);
}
