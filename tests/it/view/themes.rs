//! Themes: complete, readable, safe for every eye, and clear about their errors.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use ratatui::style::{Color, Modifier};
use tidegate::domain::finding::Level;
use tidegate::view::markers::{Glyphs, Marker};
use tidegate::view::theme::colour::{self, Rgb};
use tidegate::view::theme::{Depth, Role, Theme};

const IN_COLOUR: [&str; 4] = ["tide", "paper", "contrast", "daltonic"];

fn theme(name: &str) -> Theme {
    Theme::parse(name, &format!("themes/{name}.toml"), Theme::text_of(name).unwrap()).unwrap()
}

fn ink(theme: &Theme, role: Role) -> Rgb {
    colour::rgb(theme.style(role).fg.unwrap()).unwrap()
}

fn behind(theme: &Theme, role: Role) -> Rgb {
    colour::rgb(theme.style(role).bg.unwrap()).unwrap()
}

#[test]
fn every_compiled_in_theme_is_complete() {
    let names: Vec<_> = Theme::names().collect();
    assert_eq!(names, ["tide", "paper", "contrast", "daltonic", "ansi", "mono"]);
    for name in names {
        assert_eq!(theme(name), Theme::built_in(name).unwrap());
        assert_eq!(theme(name).mono, name == "mono", "{name}");
    }
    assert_eq!(Theme::built_in("storm"), None);
}

#[test]
fn roles_have_names_and_letters_of_their_own() {
    let names: BTreeSet<_> = Role::ALL.iter().map(|role| role.name()).collect();
    let letters: BTreeSet<_> = Role::ALL.iter().map(|role| role.letter()).collect();
    assert_eq!((names.len(), letters.len()), (Role::COUNT, Role::COUNT));
}

#[test]
fn words_can_be_read_on_everything_that_is_behind_them() {
    for name in IN_COLOUR {
        let theme = theme(name);
        for role in Role::ALL.iter().filter(|role| role.is_text()) {
            for area in [Role::Background, Role::Surface, Role::Overlay] {
                let contrast = colour::contrast(ink(&theme, *role), behind(&theme, area));
                assert!(4.5 <= contrast, "{name}: {} on {} has {contrast:.2}", role.name(), area.name());
            }
        }
        for role in [Role::Text, Role::Dim, Role::Accent, Role::Ok, Role::Warn, Role::Alarm, Role::Unknown] {
            let contrast = colour::contrast(ink(&theme, role), behind(&theme, Role::Selection));
            assert!(4.5 <= contrast, "{name}: {} on the selected row has {contrast:.2}", role.name());
        }
        for role in [Role::Text, Role::Accent] {
            let contrast = colour::contrast(ink(&theme, role), behind(&theme, Role::Tab));
            assert!(4.5 <= contrast, "{name}: {} on the current tab has {contrast:.2}", role.name());
        }
    }
}

#[test]
fn heat_grows_in_one_direction_and_can_be_written_on() {
    for name in IN_COLOUR {
        let theme = theme(name);
        let light = Role::HEAT.map(|role| colour::oklab(behind(&theme, role))[0]);
        let rises = light[0] < light[7];
        for (step, pair) in light.windows(2).enumerate() {
            let grown = if rises { pair[1] - pair[0] } else { pair[0] - pair[1] };
            assert!(0.03 < grown, "{name}: heat-{} and heat-{} differ by {grown:.3}", step + 1, step + 2);
        }
        for (step, role) in Role::HEAT.into_iter().enumerate() {
            let contrast = colour::contrast(colour::rgb(theme.heat_ink(step).fg.unwrap()).unwrap(), behind(&theme, role));
            assert!(3.0 <= contrast, "{name}: the mark on {} has {contrast:.2}", role.name());
        }
    }
}

/// What eyes without the long (protanopia) or the medium (deuteranopia) cones see, by Machado, Oliveira and Fernandes 2009.
fn seen_without(cones: &str, rgb: Rgb) -> Rgb {
    let matrix = match cones {
        "long" => [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
        _ => [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    };
    let to_light = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let to_channel = |light: f64| {
        let light = light.clamp(0.0, 1.0);
        let share = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (share * 255.0).round() as u8
    };
    let light = rgb.map(to_light);
    matrix.map(|row| to_channel(row.iter().zip(light).map(|(share, light)| share * light).sum()))
}

#[test]
fn levels_differ_for_eyes_without_red_or_green() {
    let theme = theme("daltonic");
    let levels = [Role::Ok, Role::Warn, Role::Alarm, Role::Unknown];
    for cones in ["long", "medium"] {
        for (index, one) in levels.iter().enumerate() {
            for other in &levels[index + 1..] {
                let [a, b] = [one, other].map(|role| seen_without(cones, ink(&theme, *role)));
                let difference = colour::difference(a, b);
                assert!(0.1 < difference, "without {cones} cones {} and {} differ by {difference:.3}", one.name(), other.name());
            }
        }
    }
    // The measure itself sees that pure red and green of equal lightness are hard to tell apart.
    let [red, green] = [[190, 80, 60], [110, 120, 40]].map(|rgb| seen_without("medium", rgb));
    assert!(colour::difference(red, green) < 0.1);
}

#[test]
fn no_level_is_told_by_colour_alone() {
    for marker in [Marker::Braille, Marker::Block, Marker::Ascii] {
        let glyphs = Glyphs::of(marker);
        let levels = [Level::Ok, Level::Warn, Level::Unknown, Level::Alarm];
        let shapes: BTreeSet<_> = levels.iter().map(|level| glyphs.level(*level)).collect();
        assert_eq!(shapes.len(), levels.len(), "{marker:?}");
    }
}

#[test]
fn ascii_glyphs_are_ascii() {
    let glyphs = Glyphs::of(Marker::Ascii);
    assert!(format!("{glyphs:?}").is_ascii());
    for symbol in ["…", "·", "→", "×", "é", "漢", "▲"] {
        assert!(Glyphs::fold(symbol).is_ascii());
    }
}

#[test]
fn errors_name_role_file_and_line() {
    let errors = [
        ("base = \"tide\"\n[roles]\nalrm = \"#ff0000\"\n", "my.toml:3: unknown role `alrm`; did you mean `alarm`?"),
        (
            "base = \"tide\"\n[roles]\nok = \"green\"\nalarm = \"#ff00zz bold\"\n",
            "my.toml:4: role `alarm`: `#ff00zz` is not a colour; write \"#rrggbb\", a name such as \"bright-red\", a number 0 to 255, or \"default\"",
        ),
        ("base = \"tide\"\n[roles]\nok = 7\n", "my.toml:3: role `ok`: integer found, a text such as \"#ff7a59 bold\" is wanted"),
        ("base = \"tide\"\n[roles]\nok = \"bold\"\n", "my.toml:3: role `ok`: no colour is named; write \"default\" for the terminal's own"),
        ("base = \"tied\"\n", "my.toml:1: no theme is called `tied`; did you mean `tide`?"),
        ("base = \"tide\"\n[role]\n", "my.toml:2: unknown key `role`; did you mean `roles`?"),
        (
            "[palette]\nsea = \"#0011\"\n",
            "my.toml:2: palette `sea`: `#0011` is not a colour; write \"#rrggbb\", a name such as \"bright-red\", a number 0 to 255, or \"default\"",
        ),
    ];
    for (text, message) in errors {
        assert_eq!(Theme::parse("my", "my.toml", text).unwrap_err().to_string(), message);
    }
    let near = Theme::parse("my", "my.toml", "base = \"tide\"\n[palette]\ncoral = \"#ff0000\"\n[roles]\nalarm = \"corl\"\n").unwrap_err();
    assert_eq!((near.line, near.what.ends_with("did you mean `coral`?")), (5, true), "{near}");
    let missing = Theme::parse("my", "my.toml", "[roles]\nok = \"green\"\n").unwrap_err();
    assert!(missing.what.starts_with("role `background`, `surface`"), "{missing}");
    let broken = Theme::parse("my", "my.toml", "base = \"tide\"\n[roles\n").unwrap_err();
    assert_eq!(broken.line, 2, "{broken}");
}

#[test]
fn a_theme_of_ones_own_names_only_what_it_changes() {
    let own = Theme::parse(
        "own",
        "own.toml",
        "base = \"tide\"\n[palette]\nhot = \"#ff0000\"\n[roles]\nalarm = \"bold hot on black\"\nselection = \"4\"\n",
    )
    .unwrap();
    let alarm = own.style(Role::Alarm);
    assert_eq!((alarm.fg, alarm.bg), (Some(Color::Rgb(255, 0, 0)), Some(Color::Black)));
    assert!(alarm.add_modifier.contains(Modifier::BOLD));
    assert_eq!(own.style(Role::Selection).bg, Some(Color::Indexed(4)));
    assert_eq!(own.style(Role::Ok), theme("tide").style(Role::Ok));
    assert_eq!(own.name, "own");
}

fn colours(theme: &Theme) -> impl Iterator<Item = Color> + '_ {
    Role::ALL.iter().flat_map(|role| [theme.style(*role).fg, theme.style(*role).bg]).flatten()
}

#[test]
fn fewer_colours_are_the_nearest_ones() {
    for name in IN_COLOUR {
        let theme = theme(name);
        assert_eq!(theme.at(Depth::True), theme);
        assert!(colours(&theme.at(Depth::Indexed)).all(|colour| matches!(colour, Color::Indexed(16..))));
        let sixteen = theme.at(Depth::Sixteen);
        assert!(colours(&sixteen).all(|colour| !matches!(colour, Color::Indexed(_) | Color::Rgb(..))));
        let page = sixteen.style(Role::Background).bg;
        for role in Role::ALL.iter().filter(|role| role.is_text()) {
            assert_ne!(sixteen.style(*role).fg, page, "{name}: {} cannot be seen", role.name());
        }
        let none = theme.at(Depth::None);
        assert!(none.mono && colours(&none).all(|colour| colour == Color::Reset));
        assert_eq!(none.name, name);
    }
    assert_eq!(colour::nearest_indexed([255, 95, 0]), Color::Indexed(202));
    assert_eq!(colour::nearest_named([250, 250, 250], None), Color::White);
    assert_eq!(colour::nearest_named([36, 65, 79], Some(Color::Black)), Color::DarkGray);
    assert_eq!(theme("ansi").at(Depth::Sixteen), theme("ansi"));
}

proptest! {
    #[test]
    fn the_nearest_colour_is_not_farther_than_any_other(rgb: Rgb, other in 16u8..) {
        let best = colour::rgb(colour::nearest_indexed(rgb)).unwrap();
        let rival = colour::rgb(Color::Indexed(other)).unwrap();
        prop_assert!(colour::difference(rgb, best) <= colour::difference(rgb, rival) + 1e-12);
    }

    #[test]
    fn any_text_is_a_theme_or_an_error(text in "(\\[roles\\]|base|palette|alarm|=|\"|#|[a-f0-9]|\\n| ){0,60}") {
        let _ = Theme::parse("any", "any.toml", &text);
    }
}
