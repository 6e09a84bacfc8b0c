//! The first line of a tape: what the model was made of.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::app::keys::KeyTable;
use crate::app::model::{Begin, Options};
use crate::domain::pipeline::{FlagStore, Pipeline};

/// What a run began with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// The program that wrote it.
    version: String,
    now: Timestamp,
    #[serde(with = "jiff::fmt::serde::tz::required")]
    zone: TimeZone,
    pipelines: Vec<Pipeline>,
    current: usize,
    theme: String,
    themes: Vec<String>,
    /// Rebound commands, as in `[keys]`.
    keys: Vec<(String, Vec<String>)>,
    size: (u16, u16),
    options: Options,
}

impl Head {
    /// The head of a run that begins like this, with `keys` as the configuration has them.
    /// What could hold a secret and changes no frame is left out: deploy commands, and addresses with a password.
    pub fn of(begin: &Begin, keys: &[(String, Vec<String>)]) -> Self {
        // A zone without a name is known by what it says now.
        let zone = match begin.zone.iana_name() {
            Some(_) => begin.zone.clone(),
            None => TimeZone::fixed(begin.zone.to_offset(begin.now)),
        };
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            now: begin.now,
            zone,
            pipelines: begin.pipelines.iter().map(harmless).collect(),
            current: begin.current,
            theme: begin.theme.clone(),
            themes: begin.themes.clone(),
            keys: keys.to_vec(),
            size: begin.size,
            options: begin.options.clone(),
        }
    }

    /// What the model is made of. Fails when the keys are not those of this version.
    pub(super) fn begin(&self) -> Result<Begin, String> {
        let keys = KeyTable::with(&self.keys).map_err(|problem| format!("its keys do not fit this version: {problem}"))?;
        Ok(Begin {
            now: self.now,
            zone: self.zone.clone(),
            pipelines: self.pipelines.clone(),
            current: self.current,
            theme: self.theme.clone(),
            themes: self.themes.clone(),
            keys,
            size: self.size,
            options: self.options.clone(),
        })
    }
}

fn harmless(pipeline: &Pipeline) -> Pipeline {
    let mut pipeline = pipeline.clone();
    if let Some(FlagStore::Command { argv, .. }) = &mut pipeline.flag {
        argv.clear();
    }
    pipeline.endpoint_url = pipeline.endpoint_url.filter(|address| !address.contains('@'));
    pipeline
}
