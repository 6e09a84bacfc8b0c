//! The JSON document of `status` and `check`: its names are fixed, so that scripts can rely on them.

use jiff::Timestamp;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value as Json;

use crate::domain::finding::{Finding, Level, Verdict};
use crate::domain::reading::{Provenance, Reading, State, Unit, Value};
use crate::domain::readings;
use crate::edge::once::Look;

/// How a pipeline stands at one moment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "tidegate status")]
pub(super) struct Document {
    /// The pipeline's name.
    pipeline: String,
    /// The moment that was looked at.
    #[schemars(with = "String", extend("format" = "date-time"))]
    at: Timestamp,
    /// The worst thing in words.
    verdict: Verdict,
    /// Everything that is worth saying, worst first.
    findings: Vec<Found>,
    /// Every value by its name.
    readings: Readings,
}

/// One finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Found {
    /// From the table of `tidegate ids`.
    id: String,
    /// How bad.
    level: Level,
    /// One sentence with the figures that matter.
    text: String,
    /// What it rests on, one figure a line.
    evidence: Vec<String>,
    /// What helps.
    advice: String,
}

/// One value.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Read {
    /// The value; null when there is none, never a zero in its place.
    value: Option<Value>,
    /// What it counts.
    unit: Unit,
    /// When the sample ended.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    at: Option<Timestamp>,
    /// Seconds from then to now.
    age_seconds: Option<i64>,
    /// How far it can be trusted.
    state: State,
    /// Where it comes from.
    source: Provenance,
}

/// Name and value, in the order of the names' table.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(with = "std::collections::BTreeMap<String, Read>", inline)]
struct Readings(Vec<(String, Read)>);

impl Serialize for Readings {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, read)| (name, read)))
    }
}

impl From<&Finding> for Found {
    fn from(finding: &Finding) -> Self {
        Self {
            id: finding.id.to_owned(),
            level: finding.level,
            text: finding.text.clone(),
            evidence: finding.evidence.clone(),
            advice: finding.advice.clone(),
        }
    }
}

impl From<Reading> for Read {
    fn from(reading: Reading) -> Self {
        let Reading { value, unit, at, age_seconds, state, source, fault: _ } = reading;
        Self { value, unit, at, age_seconds, state, source }
    }
}

impl From<&Look> for Document {
    fn from(look: &Look) -> Self {
        let readings = readings::all(&look.snapshot).into_iter().map(|(name, reading)| (name, reading.into())).collect();
        Self {
            pipeline: look.snapshot.pipeline.name.clone(),
            at: look.snapshot.now,
            verdict: look.verdict.clone(),
            findings: look.findings.iter().map(Found::from).collect(),
            readings: Readings(readings),
        }
    }
}

/// The published schema.
pub(super) fn schema() -> Json {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<Document>().to_value()
}
