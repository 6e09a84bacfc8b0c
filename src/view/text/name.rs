//! Long names in few columns: accounts and ARNs.

use unicode_width::UnicodeWidthStr;

use super::fit::{fit, tail};

/// An account by its first and last four digits: `1234…9012`.
pub fn account(account: &str) -> String {
    match (account.get(..4), account.len().checked_sub(4).and_then(|at| account.get(at..))) {
        (Some(first), Some(last)) if 9 < account.len() => format!("{first}…{last}"),
        _ => account.to_owned(),
    }
}

/// The last part of an ARN, which is what people call the thing: `stream/PriceTicks`, `function:PriceAnalytics`.
pub fn short_arn(arn: &str) -> &str {
    if !arn.starts_with("arn:") {
        return arn;
    }
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}

/// An ARN in at most `columns`: whole, else the resource alone, else its end, which tells it from its neighbours.
pub fn arn(arn: &str, columns: usize) -> String {
    let short = short_arn(arn);
    if arn.width() <= columns {
        arn.to_owned()
    } else if short.width() <= columns {
        short.to_owned()
    } else if columns < 2 {
        fit(short, columns)
    } else {
        format!("…{}", tail(short, columns - 1))
    }
}
