//! Which configuration is in force, and which of its pipelines is meant.

use std::path::{Path, PathBuf};

use super::arguments::Common;
use super::around::Around;
use super::exit::Failure;
use crate::domain::pipeline::Pipeline;
use crate::edge::config::check::nearest;
use crate::edge::config::layers::{Inputs, Setting, Source, assemble};
use crate::edge::config::tree::Origin;
use crate::edge::config::{Config, Problem, Problems, trust};
use crate::edge::paths::Paths;
use crate::edge::prices;
use crate::view::theme::Theme;

/// The project's file, in the working directory.
pub(super) const PROJECT_FILE: &str = "tidegate.toml";

/// Everything that files, environment and flags say together.
pub(super) fn configuration(common: &Common, around: &Around<'_>) -> Result<Config, Failure> {
    let user = Paths::of(&around.environment).map(|paths| paths.config_file());
    let user = user.map(|path| source(&path.display().to_string(), path, false)).transpose()?.flatten();
    let project = match &common.config {
        Some(path) => source(&path.display().to_string(), around.here.join(path), true)?,
        None => source(PROJECT_FILE, around.here.join(PROJECT_FILE), false)?,
    };
    let stream = common.stream.clone().map(|stream| (stream, None));
    let inputs = Inputs { user, project, settings: settings(common, around), stream };
    let config = assemble(&inputs)?;
    theme(&config, around)?;
    let config = trust::trusting(config, Paths::of(&around.environment).as_ref(), &around.here);
    Ok(refreshed(config, around))
}

/// The configuration with the prices that were read from AWS's files. A table that cannot be read is as if there were none:
/// it can be made again, and the compiled prices say their own day.
fn refreshed(config: Config, around: &Around<'_>) -> Config {
    let Some(path) = Paths::of(&around.environment).map(|paths| prices::path(&paths)) else { return config };
    match prices::load(&path) {
        Ok(Some(quotes)) => config.with_refreshed(&quotes),
        Ok(None) => config,
        Err(why) => {
            tracing::warn!("the prices in {} are not used: {why}", path.display());
            config
        }
    }
}

/// What environment and flags say alone, of the named stream or of none.
pub(super) fn without_files(common: &Common, around: &Around<'_>) -> Result<Config, Failure> {
    let stream = common.stream.clone().unwrap_or_else(|| "none".to_owned());
    let inputs = Inputs { settings: settings(common, around), stream: Some((stream, None)), ..Inputs::default() };
    Ok(assemble(&inputs)?)
}

fn source(name: &str, path: PathBuf, wanted: bool) -> Result<Option<Source>, Failure> {
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(Source { name: name.to_owned(), path, text })),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !wanted => Ok(None),
        Err(error) => Err(Failure::usage(format!("failed to read the configuration {name}: {}", plain(&error)))),
    }
}

/// The operating system's sentence without its number.
pub(in crate::edge) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let bare = text.split(" (os error").next().unwrap_or_default();
    bare.strip_suffix('.').unwrap_or(bare).to_lowercase()
}

/// Environment first, flags over it.
fn settings(common: &Common, around: &Around<'_>) -> Vec<Setting> {
    let variables: [(&'static str, bool, &[&str]); 5] = [
        ("theme", false, &["TIDEGATE_THEME"]),
        ("refresh", false, &["TIDEGATE_REFRESH"]),
        ("region", true, &["AWS_REGION", "AWS_DEFAULT_REGION"]),
        ("profile", true, &["AWS_PROFILE"]),
        ("endpoint_url", true, &["AWS_ENDPOINT_URL"]),
    ];
    let flags = [
        ("theme", false, &common.theme, "--theme"),
        ("refresh", false, &common.refresh, "--refresh"),
        ("region", true, &common.region, "--region"),
        ("profile", true, &common.profile, "--profile"),
        ("endpoint_url", true, &common.endpoint_url, "--endpoint-url"),
    ];
    let of_variable = |(key, of_pipeline, names): (&'static str, bool, &[&str])| {
        let (name, value) = names.iter().find_map(|name| Some((*name, around.variable(name)?)))?;
        Some(Setting { key, of_pipeline, value: value.to_owned(), origin: Origin::Environment(name.to_owned()) })
    };
    let of_flag = |(key, of_pipeline, value, flag): (&'static str, bool, &Option<String>, &str)| {
        Some(Setting { key, of_pipeline, value: value.clone()?, origin: Origin::Flag(flag.to_owned()) })
    };
    variables.into_iter().filter_map(of_variable).chain(flags.into_iter().filter_map(of_flag)).collect()
}

/// The one pipeline that a command without a screen is about.
pub(super) fn chosen<'a>(config: &'a Config, common: &Common) -> Result<&'a Pipeline, Failure> {
    match (config.pipelines.as_slice(), &common.pipeline) {
        ([only], None) => Ok(only),
        (several, None) if !several.is_empty() => {
            let text = format!("several pipelines are configured: choose one with --pipeline NAME: {}", names(config));
            Err(Failure::usage(text))
        }
        _ => Ok(&config.pipelines[first(config, common)?]),
    }
}

/// The pipeline that the console opens with: the one named, else the first.
pub(super) fn first(config: &Config, common: &Common) -> Result<usize, Failure> {
    if config.pipelines.is_empty() {
        return Err(Failure::usage(
            "no pipeline is configured: name a stream with --stream NAME, or write a configuration with `tidegate init`",
        ));
    }
    let Some(wanted) = &common.pipeline else { return Ok(0) };
    let found = config.pipelines.iter().position(|pipeline| pipeline.name == *wanted);
    found.ok_or_else(|| {
        let near = nearest(wanted, config.pipelines.iter().map(|pipeline| pipeline.name.as_str()));
        let hint = near.map_or_else(|| format!("there is {}", names(config)), |near| format!("did you mean `{near}`?"));
        Failure::usage(format!("there is no pipeline `{wanted}`; {hint}"))
    })
}

fn names(config: &Config) -> String {
    let names: Vec<&str> = config.pipelines.iter().map(|pipeline| pipeline.name.as_str()).collect();
    names.join(", ")
}

/// The theme in force: compiled in, or the user's own file of that name.
pub(super) fn theme(config: &Config, around: &Around<'_>) -> Result<Option<Theme>, Failure> {
    let Some(name) = config.theme.as_deref() else { return Ok(None) };
    if let Some(theme) = Theme::built_in(name) {
        return Ok(Some(theme));
    }
    let own = Paths::of(&around.environment).map(|paths| paths.themes());
    if let Some(path) = own.as_deref().map(|themes| themes.join(format!("{name}.toml"))).filter(|path| !name.contains('/') && path.exists())
    {
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Failure::usage(format!("failed to read the theme {}: {}", path.display(), plain(&error))))?;
        return Theme::parse(name, &path.display().to_string(), &text).map(Some).map_err(|error| Failure::usage(error.to_string()));
    }
    let mut known: Vec<String> = Theme::names().map(str::to_owned).collect();
    known.extend(own.map(|themes| own_themes(&themes)).unwrap_or_default());
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let hint = nearest(name, known.iter().copied())
        .map_or_else(|| format!("there is {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
    let origin = config.said.get("theme").map_or(Origin::BuiltIn, |node| node.origin.clone());
    let problem = Problem { origin, text: format!("`theme` is \"{name}\": there is no theme of that name; {hint}") };
    Err(Problems(vec![problem]).into())
}

/// The names of the user's own themes.
pub(super) fn own_themes(directory: &Path) -> Vec<String> {
    let files = std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let themes = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let mut names: Vec<String> = themes.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    names
}
