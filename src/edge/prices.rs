//! Prices read from AWS's public files, kept in the cache directory: what can be fetched again.

pub mod fetch;
pub mod reader;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::paths::{Paths, private_directory};
use crate::domain::price::{Item, Quote, Quotes};

/// The cached file: a version, so that a later program can tell an older one, and the quotes.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    version: u32,
    quotes: Quotes,
}

/// The version that this program writes.
const VERSION: u32 = 1;

/// The largest cached file that is read: some thousand quotes are far below it.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Where the cached prices lie.
pub fn path(paths: &Paths) -> PathBuf {
    paths.cache.join("prices.json")
}

/// The cached prices; `Ok(None)` when there are none. The error is one clause.
pub fn load(path: &Path) -> Result<Option<Quotes>, String> {
    let size = match std::fs::metadata(path) {
        Ok(meta) => meta.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    if LARGEST < size {
        return Err("it is too large to be a table of prices".to_owned());
    }
    let text = std::fs::read(path).map_err(|error| error.to_string())?;
    let file: File = serde_json::from_slice(&text).map_err(|error| format!("it is not a table of prices: {error}"))?;
    if file.version != VERSION {
        return Err(format!("it is of version {}, this program reads {VERSION}", file.version));
    }
    Ok(Some(file.quotes))
}

/// Puts new quotes of a Region over the cached ones and writes the file whole: at any moment it is the old one or the new one.
pub fn store(path: &Path, region: &str, found: impl IntoIterator<Item = (Item, Quote)>) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    // A broken file holds nothing that could be kept.
    let mut quotes = load(path).ok().flatten().unwrap_or_default();
    quotes.entry(region.to_owned()).or_default().extend(found);
    let text = serde_json::to_vec_pretty(&File { version: VERSION, quotes }).map_err(|error| error.to_string())?;
    let folder = path.parent().unwrap_or(Path::new("."));
    private_directory(folder).map_err(failed)?;
    let mut file = tempfile_in(folder, path)?;
    file.1.write_all(&text).and_then(|()| file.1.sync_all()).map_err(failed)?;
    std::fs::rename(&file.0, path).map_err(failed)
}

/// A new file beside the one that it will replace, readable by its owner alone.
fn tempfile_in(folder: &Path, path: &Path) -> Result<(PathBuf, std::fs::File), String> {
    use std::os::unix::fs::OpenOptionsExt;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("prices.json");
    let place = folder.join(format!(".{name}.{}", std::process::id()));
    let file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&place);
    file.map(|file| (place, file)).map_err(|error| error.to_string())
}
