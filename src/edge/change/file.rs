//! The flag file: two values change, every other byte stays, and the new file takes the place of the old one at once.

mod json;
mod toml;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::ops::Range;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::Sent;
use crate::domain::approval::Approved;
use crate::domain::call::Call;
use crate::domain::outcome::Refusal;

/// A flag file is small; what is longer is another file.
const LONGEST: u64 = 64 * 1024;

/// Writes the file of a step.
pub(super) async fn write(approved: &Approved, step: usize) -> Sent {
    let Some(Call::WriteFile { path, set }) = approved.plan().steps.get(step).map(|step| step.call.clone()) else {
        return Sent::refused(Refusal::Other, "this step writes no file");
    };
    let told = path.clone();
    let work = tokio::task::spawn_blocking(move || replace(Path::new(&path), &set));
    match work.await {
        Ok(Ok(())) => Sent::done(),
        Ok(Err(error)) if error.kind() == io::ErrorKind::PermissionDenied => {
            Sent::refused(Refusal::Denied, format!("{told} may not be written: {error}"))
        }
        Ok(Err(error)) => Sent::refused(Refusal::Other, format!("{told} was not changed: {error}")),
        Err(gone) => Sent::Lost(format!("{told}: {gone}")),
    }
}

/// The whole file with the values changed, put in place of the old one with its permissions.
fn replace(path: &Path, set: &BTreeMap<String, String>) -> io::Result<()> {
    // A link is followed, or it would be replaced by a file.
    let path = fs::canonicalize(path)?;
    let about = fs::metadata(&path)?;
    if !about.is_file() || LONGEST < about.len() {
        return Err(io::Error::other("it is no file of at most 64 KB"));
    }
    let text = fs::read_to_string(&path)?;
    let changed = edited(&path, &text, set).map_err(io::Error::other)?;
    let beside = beside(&path);
    // Left behind by a crash, with our own id of another time.
    let _ = fs::remove_file(&beside);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let done = (|| {
        file.write_all(changed.as_bytes())?;
        file.set_permissions(about.permissions())?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    })();
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done?;
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

/// A name of our own in the same directory, so that the rename stays on one file system.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.tidegate-{}", std::process::id()))
}

/// The text with the values of these keys changed and every other byte as it was.
fn edited(path: &Path, text: &str, set: &BTreeMap<String, String>) -> Result<String, String> {
    let is_json = path.extension().is_some_and(|end| end == "json") || text.trim_start().starts_with('{');
    let find = if is_json { json::find } else { toml::find };
    let mut places: Vec<(Range<usize>, String)> = Vec::new();
    for (key, value) in set {
        let place = find(text, key)?.ok_or_else(|| format!("it has no key {key}: add it by hand once"))?;
        // A value that was written as text stays text.
        let quoted = text[place.clone()].starts_with(['"', '\'']);
        let plain = value.parse::<f64>().is_ok() || ["true", "false"].contains(&value.as_str());
        places.push((place, if quoted || !plain { serde_json::Value::from(value.as_str()).to_string() } else { value.clone() }));
    }
    places.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut changed = text.to_owned();
    for (place, value) in places {
        changed.replace_range(place, &value);
    }
    Ok(changed)
}
