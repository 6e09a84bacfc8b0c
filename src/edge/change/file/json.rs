//! Where a key's value stands in a JSON file. The file was parsed before, so only the places are looked for here.

use std::ops::Range;

/// The bytes of a value: a key of the top level, or a dotted one below it. `None` when there is none.
pub(super) fn find(text: &str, key: &str) -> Result<Option<Range<usize>>, String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| format!("it is not JSON: {error}"))?;
    let top = text.len() - text.trim_start().len();
    if let Some(place) = member(text, top, key) {
        return Ok(Some(place));
    }
    let mut place = Some(top..text.len());
    for level in key.split('.') {
        place = place.and_then(|outer| member(text, outer.start, level));
    }
    Ok(place)
}

/// The value of a member of the object that begins at `at`. Of two members of one name the last counts, as for every reader.
fn member(text: &str, at: usize, key: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    let mut found = None;
    let mut here = skip(bytes, at + 1, b",");
    while bytes.get(here) == Some(&b'"') {
        let name = string_end(bytes, here);
        let is_it = serde_json::from_str::<String>(&text[here..name]).is_ok_and(|name| name == key);
        let value = skip(bytes, name, b":");
        let end = value_end(bytes, value);
        if is_it {
            found = Some(value..end);
        }
        here = skip(bytes, end, b",");
    }
    found
}

/// Over white space and one kind of separator.
fn skip(bytes: &[u8], from: usize, separator: &[u8]) -> usize {
    let more = bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace() || separator.contains(byte)).count();
    from + more
}

/// The end of the string that begins at `from`.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of the value that begins at `from`.
fn value_end(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0_u32);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            byte if depth == 0 && (*byte == b',' || byte.is_ascii_whitespace()) => return at,
            _ => {}
        }
        at += 1;
    }
    at
}
