//! What others wrote, made safe to show: one sentence, one line, bounded, without secrets or control characters.

/// The most characters of a message.
const LONGEST: usize = 240;

/// A word longer than this that is neither an ARN nor an address may be a token.
const LONGEST_WORD: usize = 60;

/// The first sentence of the first line, without secrets, at most 240 characters.
pub fn sentence(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let words: Vec<String> = first_sentence(line).split_whitespace().map(word).collect();
    shorten(&words.join(" "), LONGEST)
}

/// The first line, without what looks like a secret, at most so many characters.
pub fn line(text: &str, longest: usize) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let words: Vec<String> = line.split_whitespace().map(word).collect();
    shorten(&words.join(" "), longest)
}

/// Up to the first full stop that ends a sentence. Stops inside names, numbers and abbreviations are followed by no capital.
fn first_sentence(line: &str) -> &str {
    line.match_indices(". ")
        .find(|(at, _)| *at >= 15 && line[at + 2..].starts_with(|next: char| next.is_uppercase()))
        .map_or(line, |(at, _)| &line[..at])
        .trim_end_matches('.')
}

/// One word with what may be secret taken out.
fn word(word: &str) -> String {
    let clean: String = word.chars().filter(|c| !c.is_control() && !is_direction_mark(*c)).collect();
    for secret in ["Credential=", "Signature=", "Token=", "token=", "SecretAccessKey=", "secret="] {
        if let Some(at) = clean.find(secret) {
            return format!("{}…", &clean[..at + secret.len()]);
        }
    }
    let bare = clean.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if is_key_id(bare) {
        return clean.replace(bare, "(key id)");
    }
    if clean.chars().count() > LONGEST_WORD && !clean.contains("arn:") && !clean.contains("://") {
        return "…".to_owned();
    }
    clean
}

/// Access key ids and unique ids start with four known letters and go on in capitals and digits.
fn is_key_id(word: &str) -> bool {
    let known = ["AKIA", "ASIA", "AROA", "AIDA", "ABIA", "ACCA"].iter().any(|start| word.starts_with(start));
    known && word.len() >= 12 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Marks that turn the direction of text could make a line read as something else.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn shorten(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
