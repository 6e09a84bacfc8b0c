//! Text into columns: cut, aligned, wrapped by display width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `columns`; what does not fit is cut and marked with `…`.
pub fn fit(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut kept = head(text, columns - 1).trim_end().to_owned();
    kept.push('…');
    kept
}

/// The text in at most `columns`, its middle left out where it must be: `Price…hose`.
pub fn ends(text: &str, columns: usize) -> String {
    if text.width() <= columns || columns < 3 {
        return fit(text, columns);
    }
    let last = (columns - 1) / 2;
    format!("{}…{}", head(text, columns - 1 - last), tail(text, last))
}

/// As much of the start as fits into `columns`.
fn head(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += character.width().unwrap_or(0);
        if columns < used {
            return &text[..at];
        }
    }
    text
}

/// As much of the end as fits into `columns`.
pub(super) fn tail(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, character) in text.char_indices().rev() {
        used += character.width().unwrap_or(0);
        if columns < used {
            return &text[at + character.len_utf8()..];
        }
    }
    text
}

/// As many whole clauses of a sentence as fit into `columns`: what is left out is a circumstance, and the rest stands without it.
/// Where the first clause is too long, who it is about goes first; after that it is cut between two words and marked.
pub fn gist(sentence: &str, columns: usize) -> String {
    if sentence.width() <= columns {
        return sentence.to_owned();
    }
    let bare = sentence.split_once(": ").map_or(sentence, |(_, rest)| rest);
    let whole = [sentence, bare]
        .into_iter()
        .find_map(|words| clauses(words).filter(|end| words[..*end].width() <= columns).last().map(|end| &words[..end]));
    if let Some(words) = whole {
        return words.to_owned();
    }
    let kept = head(bare, columns.saturating_sub(1));
    let is_between = bare[kept.len()..].chars().next().is_none_or(char::is_whitespace);
    let between = if is_between { kept.len() } else { kept.rfind(' ').unwrap_or(kept.len()) };
    fit(&format!("{}…", kept[..between].trim_end_matches([' ', ',', ':', ';'])), columns)
}

/// A reason in so many columns; what would mend it, which stands after a colon, only where there is room for both.
pub fn reason(why: &str, columns: usize) -> String {
    if why.width() <= columns { why.to_owned() } else { gist(why.split(": ").next().unwrap_or_default(), columns) }
}

/// Where the clauses of a sentence end, outside of brackets.
fn clauses(sentence: &str) -> impl Iterator<Item = usize> {
    let mut depth = 0_usize;
    let ends = sentence.char_indices().filter_map(move |(at, sign)| {
        let is_outside = depth == 0;
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let opens = sign == ' ' && sentence[at..].starts_with(" (");
        let parts = matches!(sign, ',' | ';') && sentence[at + 1..].starts_with(' ');
        (is_outside && 0 < at && (opens || parts)).then_some(at)
    });
    ends.chain([sentence.len()])
}

/// The first sentences of a text, as many as stand whole in so many lines; nothing where not even the first one does.
/// Advice that is cut in the middle may say the opposite.
pub fn sentences(text: &str, columns: usize, lines: usize) -> Vec<String> {
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]);
    let whole = ends.map(|end| wrap(&text[..end], columns)).take_while(|wrapped| wrapped.len() <= lines).last();
    whole.unwrap_or_default()
}

/// Exactly `columns` wide, the text at the left.
pub fn left(text: &str, columns: usize) -> String {
    let mut kept = fit(text, columns);
    kept.extend(std::iter::repeat_n(' ', columns.saturating_sub(kept.width())));
    kept
}

/// Exactly `columns` wide, the text at the right.
pub fn right(text: &str, columns: usize) -> String {
    let kept = fit(text, columns);
    let mut padded = " ".repeat(columns.saturating_sub(kept.width()));
    padded.push_str(&kept);
    padded
}

/// The words of a line; a number and the `%` behind it are one.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line.trim_start();
    std::iter::from_fn(move || {
        let end_from = |at: usize| rest[at..].find(char::is_whitespace).map_or(rest.len(), |found| at + found);
        let bare = end_from(0);
        let is_share = rest[..bare].ends_with(|sign: char| sign.is_ascii_digit())
            && rest[bare..].strip_prefix(" %").is_some_and(|after| !after.starts_with(char::is_alphanumeric));
        // What stands close to the sign belongs to it: `4.2 %),`.
        let (word, left) = rest.split_at(if is_share { end_from(bare + 1) } else { bare });
        rest = left.trim_start();
        (!word.is_empty()).then_some(word)
    })
}

/// The text in lines of at most `columns`, broken at spaces; a word that is too long is broken where it must be.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for mut word in words(paragraph) {
            let needed = if line.is_empty() { word.width() } else { line.width() + 1 + word.width() };
            if needed <= columns {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            while columns < word.width() {
                let part = head(word, columns);
                // A character that is wider than the line is left out.
                let part = if part.is_empty() { &word[..word.chars().next().map_or(0, char::len_utf8)] } else { part };
                lines.push(if part.width() <= columns { part.to_owned() } else { String::new() });
                word = &word[part.len()..];
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}
