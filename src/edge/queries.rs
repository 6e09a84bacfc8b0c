//! The last run of each archive's query, kept in the state directory: when, in which workgroup, what it scanned and how it
//! came out, so that another command judges it. Rows are not kept, for they are the archive's data.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::paths;
use crate::domain::checklist::Mark;
use crate::domain::digest::sha256_hex;
use crate::domain::facts::QueryRun;
use crate::domain::pipeline::Pipeline;
use crate::domain::query;

/// Most runs that are kept: one of each query of each pipeline, the newest of them.
const MOST: usize = 32;

/// Bytes of the longest file that is read; a longer one was not written here.
const LONGEST: u64 = 256 * 1024;

/// Characters that are kept of AWS's words on why a run failed.
const WORDS: usize = 300;

/// The file of kept runs. Clones are the same file.
#[derive(Debug, Clone)]
pub struct Queries {
    path: PathBuf,
}

/// One kept run.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    /// What it was asked of: a digest of place, stream, workgroup and query, so that no other query's run is taken for it.
    of: String,
    stream: String,
    workgroup: String,
    /// How the checklist judged it, for who reads the file.
    verdict: String,
    run: QueryRun,
}

impl Queries {
    /// Runs that are kept in this file, which need not exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The last run of the pipeline's own query. A file that cannot be read keeps nothing.
    pub fn last(&self, pipeline: &Pipeline) -> Option<QueryRun> {
        let of = fingerprint(pipeline)?;
        self.read().into_iter().find(|kept| kept.of == of).map(|kept| kept.run)
    }

    /// Keeps a run in place of the one before. Nothing is kept for a pipeline without a query.
    pub fn keep(&self, pipeline: &Pipeline, run: &QueryRun) -> io::Result<()> {
        let (Some(of), Some(athena)) = (fingerprint(pipeline), &pipeline.athena) else { return Ok(()) };
        let mut kept = self.read();
        kept.retain(|other| other.of != of);
        let problem = run.problem.as_ref().map(|words| words.chars().take(WORDS).collect());
        let run = QueryRun { problem, columns: Vec::new(), first: Vec::new(), ..run.clone() };
        let verdict = (if query::is_good(&run) { Mark::Pass } else { Mark::Fail }).word().to_owned();
        kept.insert(0, Kept { of, stream: pipeline.stream.clone(), workgroup: athena.workgroup.clone(), verdict, run });
        kept.truncate(MOST);
        self.write(&kept)
    }

    fn read(&self) -> Vec<Kept> {
        let Ok(file) = fs::File::open(&self.path) else { return Vec::new() };
        let mut text = Vec::new();
        match file.take(LONGEST + 1).read_to_end(&mut text) {
            Ok(length) if length as u64 <= LONGEST => serde_json::from_slice(&text).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Puts the new file in place of the old one; there is always one or the other.
    fn write(&self, kept: &[Kept]) -> io::Result<()> {
        paths::private_directory(self.path.parent().unwrap_or(Path::new(".")))?;
        let new = self.path.with_extension(format!("new-{}", std::process::id()));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(&serde_json::to_vec_pretty(kept)?)?;
        file.sync_data()?;
        fs::rename(&new, &self.path)
    }
}

/// What a run belongs to; nothing for a pipeline without a query.
fn fingerprint(pipeline: &Pipeline) -> Option<String> {
    let athena = pipeline.athena.as_ref()?;
    let place = (&pipeline.region, &pipeline.profile, &pipeline.endpoint_url, &pipeline.stream);
    let text = serde_json::to_vec(&(place, &athena.workgroup, &athena.query)).ok()?;
    Some(sha256_hex(&text))
}
