//! Pages: opaque tokens that name the place to go on from.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

/// What a token says: whose list it belongs to, where to go on, when it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The stream, function, … that the list is about; empty when it is about the account.
    pub(super) about: String,
    /// How many items were told already.
    pub(super) told: usize,
    /// When it was given.
    pub(super) given: Timestamp,
}

impl Token {
    /// Writes it for an operation.
    pub(super) fn write(&self, operation: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{operation}|{}|{}|{}", self.told, self.given.as_second(), self.about))
    }

    /// Reads one that was written for the same operation.
    pub(super) fn read(operation: &str, text: &str) -> Option<Self> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut parts = plain.splitn(4, '|');
        if parts.next()? != operation {
            return None;
        }
        let (told, given) = (parts.next()?.parse().ok()?, Timestamp::from_second(parts.next()?.parse().ok()?).ok()?);
        Some(Self { about: parts.next()?.to_owned(), told, given })
    }
}

/// One page of a list: at most `limit` items after the first `told`; and how many are told then, when more follow.
pub(super) fn cut<T>(items: Vec<T>, told: usize, limit: usize) -> (Vec<T>, Option<usize>) {
    let all = items.len();
    let page: Vec<T> = items.into_iter().skip(told).take(limit).collect();
    let next = told + page.len();
    (page, (next < all).then_some(next))
}
