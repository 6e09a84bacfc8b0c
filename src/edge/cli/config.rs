//! `config print|validate|template|schema|trust`.

use serde_json::json;

use super::arguments::{Common, ConfigAction, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{paint, watched, write_json};
use crate::edge::config::{TEMPLATE, print, schema, trust};
use crate::edge::paths::Paths;

/// Runs one of them.
pub(super) fn run(action: &ConfigAction, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    match action {
        ConfigAction::Template => around.out.write_all(TEMPLATE.as_bytes())?,
        ConfigAction::Schema => write_json(around, &schema::schema())?,
        ConfigAction::Print => {
            let config = watched::configuration(common, around)?;
            match common.output {
                Output::Json => write_json(around, &print::json(&config))?,
                Output::Text => around.out.write_all(print::toml(&config).as_bytes())?,
            }
        }
        ConfigAction::Validate => return validate(common, around),
        ConfigAction::Trust { confirm } => return trust(confirm.as_deref(), common, around),
    }
    Ok(Exit::Done)
}

/// Shows the deploy command as it would run, and trusts it when its pipeline is named.
fn trust(confirm: Option<&str>, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let config = watched::configuration(common, around)?;
    let pipeline = watched::chosen(&config, common)?;
    let name = &pipeline.name;
    let Some(command) = trust::Command::of(pipeline, &around.here) else {
        return Err(Failure::usage(format!("{name} has no deploy command to trust: its flag is not of `store = \"command\"`")));
    };
    let paint = paint::Paint::of(common, around);
    if pipeline.command_trusted {
        writeln!(around.out, "{}", paint.text(&format!("The deploy command of {name} may run already: {}", words(&command.argv))))?;
        return Ok(Exit::Done);
    }
    writeln!(around.out, "{}", paint.text(&format!("The deploy command of {name}")))?;
    for (number, word) in command.argv.iter().enumerate() {
        let what = if number == 0 { "runs" } else { "with" };
        writeln!(around.out, "  {what:<9}  {}", paint.text(word))?;
    }
    writeln!(around.out, "  in         {}", paint.text(&command.directory.display().to_string()))?;
    writeln!(around.out, "  variables  {}", paint.text(&command.variables.join(", ")))?;
    writeln!(around.out, "What the program does is not looked at, nor whether it changes later: read it first.")?;
    match confirm {
        Some(word) if word == name => {
            let paths = Paths::of(&around.environment)
                .ok_or_else(|| Failure::error("there is no home directory to keep it in: set HOME or XDG_STATE_HOME"))?;
            let failed = |error| Failure::error(format!("failed to write {}: {}", trust::path(&paths).display(), watched::plain(&error)));
            trust::trust(&command, &paths).map_err(failed)?;
            writeln!(around.out, "It is trusted from now on, until a word, its directory or a variable changes.")?;
            Ok(Exit::Done)
        }
        Some(word) => {
            Err(Failure { exit: Exit::Refused, text: format!("--confirm is {word}: nothing was trusted; the pipeline is {name}") })
        }
        None => {
            writeln!(around.out, "`tidegate config trust --confirm {name}` lets it run.")?;
            Ok(Exit::Refused)
        }
    }
}

/// Words with quotes where one has a space.
fn words(argv: &[String]) -> String {
    argv.iter()
        .map(|word| if word.contains(char::is_whitespace) { format!("{word:?}") } else { word.clone() })
        .collect::<Vec<_>>()
        .join(" ")
}

fn validate(common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let checked = watched::configuration(common, around);
    if common.output == Output::Json {
        let problems: Vec<String> =
            checked.as_ref().err().map(|failure| failure.text.lines().map(str::to_owned).collect()).unwrap_or_default();
        let files = checked.as_ref().map(|config| config.files.clone()).unwrap_or_default();
        write_json(around, &json!({ "valid": checked.is_ok(), "files": files, "problems": problems }))?;
        return Ok(checked.map_or_else(|failure| failure.exit, |_| Exit::Done));
    }
    let config = checked?;
    if config.files.is_empty() {
        writeln!(around.out, "there is no configuration file; `tidegate init` writes one")?;
    }
    for file in &config.files {
        writeln!(around.out, "{}: nothing is wrong", file.display())?;
    }
    Ok(Exit::Done)
}
