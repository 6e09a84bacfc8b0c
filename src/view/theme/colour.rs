//! Colours as numbers: luminance and contrast by WCAG, distance in Oklab, the terminal's palettes.

use ratatui::style::Color;

/// Red, green, blue, 0 to 255.
pub type Rgb = [u8; 3];

/// What terminals show for the sixteen named colours, by xterm's defaults; each user's own differ.
pub const SIXTEEN: [(Color, &str, Rgb); 16] = [
    (Color::Black, "black", [0, 0, 0]),
    (Color::Red, "red", [205, 0, 0]),
    (Color::Green, "green", [0, 205, 0]),
    (Color::Yellow, "yellow", [205, 205, 0]),
    (Color::Blue, "blue", [0, 0, 238]),
    (Color::Magenta, "magenta", [205, 0, 205]),
    (Color::Cyan, "cyan", [0, 205, 205]),
    (Color::Gray, "white", [229, 229, 229]),
    (Color::DarkGray, "bright-black", [127, 127, 127]),
    (Color::LightRed, "bright-red", [255, 0, 0]),
    (Color::LightGreen, "bright-green", [0, 255, 0]),
    (Color::LightYellow, "bright-yellow", [255, 255, 0]),
    (Color::LightBlue, "bright-blue", [92, 92, 255]),
    (Color::LightMagenta, "bright-magenta", [255, 0, 255]),
    (Color::LightCyan, "bright-cyan", [0, 255, 255]),
    (Color::White, "bright-white", [255, 255, 255]),
];

/// A colour as people write it: `#rrggbb`, a name such as `bright-red`, `default`, or a number 0 to 255.
pub fn parse(text: &str) -> Option<Color> {
    if let Some(hex) = text.strip_prefix('#') {
        let digits = (hex.len() == 6 && hex.is_ascii()).then_some(hex)?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        return Some(Color::Rgb(channel(0)?, channel(2)?, channel(4)?));
    }
    if text == "default" {
        return Some(Color::Reset);
    }
    let named = SIXTEEN.iter().find(|(_, name, _)| *name == text).map(|(colour, ..)| *colour);
    named.or_else(|| text.parse().ok().map(Color::Indexed))
}

/// Red, green and blue of any colour but the terminal's own default.
pub fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Reset => None,
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index) => Some(indexed(index)),
        named => SIXTEEN.iter().find(|(other, ..)| *other == named).map(|(.., rgb)| *rgb),
    }
}

/// One of the 256 colours: sixteen named ones, a cube of 6×6×6, and 24 greys.
fn indexed(index: u8) -> Rgb {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    match index {
        0..=15 => SIXTEEN[usize::from(index)].2,
        16..=231 => {
            let cube = usize::from(index - 16);
            [STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6]]
        }
        232..=255 => [8 + 10 * (index - 232); 3],
    }
}

/// The channel as light, 0 to 1.
fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

/// Relative luminance, 0 (black) to 1 (white).
pub fn luminance(rgb: Rgb) -> f64 {
    let [red, green, blue] = rgb.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Contrast by WCAG, 1 (none) to 21 (black on white).
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Contrast of two colours; 1 when one of them is the terminal's own and not known.
pub fn contrast_of(one: Color, other: Color) -> f64 {
    rgb(one).zip(rgb(other)).map_or(1.0, |(one, other)| contrast(one, other))
}

/// Björn Ottosson's Oklab: equal distances look equally different.
pub fn oklab(rgb: Rgb) -> [f64; 3] {
    let [red, green, blue] = rgb.map(linear);
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let medium = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    [
        0.210_454_255_3 * long + 0.793_617_785_0 * medium - 0.004_072_046_8 * short,
        1.977_998_495_1 * long - 2.428_592_205_0 * medium + 0.450_593_709_9 * short,
        0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766_0 * short,
    ]
}

/// How different two colours look: 0 the same, 1 black and white.
pub fn difference(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (oklab(one), oklab(other));
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// The nearest of the 240 fixed colours; the first sixteen are the user's to change.
pub fn nearest_indexed(rgb: Rgb) -> Color {
    Color::Indexed(nearest(rgb, (16..=255).map(|index| (index, indexed(index)))).unwrap_or(15))
}

/// The nearest of the sixteen named colours, other than `unlike`.
pub fn nearest_named(rgb: Rgb, unlike: Option<Color>) -> Color {
    let offers = SIXTEEN.iter().filter(|(colour, ..)| Some(*colour) != unlike).map(|(colour, _, rgb)| (*colour, *rgb));
    nearest(rgb, offers).unwrap_or(Color::White)
}

fn nearest<T>(rgb: Rgb, offers: impl Iterator<Item = (T, Rgb)>) -> Option<T> {
    offers.min_by(|(_, one), (_, other)| difference(rgb, *one).total_cmp(&difference(rgb, *other))).map(|(offer, _)| offer)
}
