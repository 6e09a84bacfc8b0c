//! The archive's bucket: what becomes of its objects by themselves.

use serde::Deserialize;

use super::door::Door;
use super::operation::Operation;
use super::plain::Document;
use super::plain::rest::Request;
use crate::domain::facts::{After, Lifecycle, LifecycleRule, Move};
use crate::domain::fault::Fault;

/// GetBucketLifecycleConfiguration, by the name of its outermost element. What is called otherwise does not come from S3.
#[derive(Debug, Deserialize)]
enum Told {
    /// The rules; nothing in an empty one.
    LifecycleConfiguration(Option<Configuration>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    #[serde(default)]
    rule: Several<Rule>,
}

/// What may stand there once or more often: XML does not tell a list of one from one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Several<T> {
    Many(Vec<T>),
    One(Box<T>),
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Several::Many(Vec::new())
    }
}

impl<T> Several<T> {
    fn all(self) -> Vec<T> {
        match self {
            Several::Many(all) => all,
            Several::One(one) => vec![*one],
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    #[serde(rename = "ID")]
    id: Option<String>,
    status: Option<String>,
    /// As it was written before there were filters.
    prefix: Option<String>,
    filter: Option<Filter>,
    #[serde(default)]
    transition: Several<Transition>,
    expiration: Option<When>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    prefix: Option<String>,
    tag: Option<serde::de::IgnoredAny>,
    and: Option<And>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct And {
    prefix: Option<String>,
    tag: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Transition {
    storage_class: Option<String>,
    #[serde(flatten)]
    when: When,
}

/// Days after writing, or a day. An expiration may have neither: then it is about delete markers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct When {
    days: Option<String>,
    date: Option<String>,
}

/// GetBucketLifecycleConfiguration. A bucket that has none is refused with a word of its own, and has no rules.
pub(super) async fn lifecycle(door: &Door, bucket: &str) -> Result<Lifecycle, Fault> {
    let operation = Operation::GetBucketLifecycleConfiguration;
    let input = Request::new("GET", &[bucket]).query("lifecycle", Some(""));
    let answer: Result<Document<Told>, Fault> = door.send(operation, door.session.s3.call(operation, input)).await;
    match answer {
        Ok(Document(Told::LifecycleConfiguration(told))) => {
            Ok(Lifecycle { rules: told.map_or_else(Vec::new, |told| told.rule.all()).into_iter().map(rule).collect() })
        }
        Err(fault) if fault.code.as_deref() == Some("NoSuchLifecycleConfiguration") => Ok(Lifecycle::default()),
        Err(fault) => Err(fault),
    }
}

/// Text of the answer that is safe to show, and of a length that has an end. Source: the longest key of an object.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(1024).collect()
}

fn rule(found: Rule) -> LifecycleRule {
    let filter = found.filter.unwrap_or_default();
    let and = filter.and.unwrap_or_default();
    let prefix = found.prefix.or(filter.prefix).or(and.prefix).unwrap_or_default();
    let moves =
        found.transition.all().into_iter().filter_map(|to| Some(Move { class: plain(&to.storage_class?), after: to.when.after()? }));
    LifecycleRule {
        id: found.id.as_deref().map(plain).unwrap_or_default(),
        is_enabled: found.status.as_deref() == Some("Enabled"),
        prefix: plain(&prefix),
        is_tagged: filter.tag.is_some() || and.tag.is_some(),
        moves: moves.collect(),
        expires: found.expiration.and_then(When::after),
    }
}

impl When {
    fn after(self) -> Option<After> {
        let days = self.days.and_then(|days| days.parse().ok()).map(After::Days);
        days.or_else(|| self.date.as_deref().map(plain).map(After::Date))
    }
}
