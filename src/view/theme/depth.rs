//! A theme for terminals that show fewer colours than it has.

use ratatui::style::{Color, Style};

use super::{Role, Theme, colour};

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None, by `NO_COLOR` or by a terminal that has none.
    None,
    /// The sixteen named ones.
    Sixteen,
    /// The 256 numbered ones.
    Indexed,
    /// All of them.
    True,
}

pub(super) fn convert(theme: &Theme, depth: Depth) -> Theme {
    match depth {
        Depth::True => theme.clone(),
        // Without colours the mono theme tells by weight and reverse what the others tell by hue.
        Depth::None => Theme { name: theme.name.clone(), ..Theme::built_in("mono").unwrap_or_else(|| theme.clone()) },
        Depth::Indexed => with(theme, |colour, _| colour::rgb(colour).map_or(colour, colour::nearest_indexed)),
        Depth::Sixteen => {
            let behind = theme.style(Role::Background).bg.and_then(colour::rgb).map(|rgb| colour::nearest_named(rgb, None));
            with(theme, |colour, role| {
                // Ink must not become the colour that is behind it.
                let unlike = if role.is_area() { None } else { behind };
                colour::rgb(colour).map_or(colour, |rgb| colour::nearest_named(rgb, unlike))
            })
        }
    }
}

fn with(theme: &Theme, change: impl Fn(Color, Role) -> Color) -> Theme {
    let mut styles = theme.styles;
    for role in Role::ALL {
        let style = &mut styles[*role as usize];
        // Named colours are already what every depth can show.
        let keep = |colour: Color| matches!(colour, Color::Rgb(..) | Color::Indexed(16..));
        let turned = |ink: Option<Color>| ink.map(|colour| if keep(colour) { change(colour, *role) } else { colour });
        *style = Style { fg: turned(style.fg), bg: turned(style.bg), ..*style };
    }
    Theme::of_styles(&theme.name, &styles)
}
