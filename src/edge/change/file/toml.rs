//! Where a key's value stands in a TOML file.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// The bytes of a value: a key of the top level, or a dotted one below it. `None` when there is none.
pub(super) fn find(text: &str, key: &str) -> Result<Option<Range<usize>>, String> {
    let document = DeTable::parse(text).map_err(|error| format!("it is not TOML: {}", error.message()))?;
    let table = document.get_ref();
    if let Some(value) = table.get(key) {
        return Ok(Some(value.span()));
    }
    let mut levels = key.split('.');
    let mut found = levels.next().and_then(|level| table.get(level));
    for level in levels {
        found = found.and_then(|value| match value.get_ref() {
            DeValue::Table(inner) => inner.get(level),
            _ => None,
        });
    }
    Ok(found.map(toml::Spanned::span))
}
