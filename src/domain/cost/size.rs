//! Sizes as people write them.

use rust_decimal::Decimal;

/// A size in bytes as people write it: 300B, 25KiB, 10GiB; KB counts 1,000 and KiB 1,024 bytes.
pub fn size(text: &str) -> Result<u64, String> {
    let wrong = || "not a size; write it as 300B, 25KiB or 10GiB".to_owned();
    let text = text.trim();
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.' && sign != '_').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: Decimal = number.parse().map_err(|_| wrong())?;
    let times: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "kib" => 1 << 10,
        "mb" => 1_000_000,
        "mib" => 1 << 20,
        "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        "tb" => 1_000_000_000_000,
        "tib" => 1 << 40,
        _ => return Err(wrong()),
    };
    let bytes = number.checked_mul(Decimal::from(times)).ok_or_else(wrong)?;
    u64::try_from(bytes.round()).map_err(|_| wrong())
}
