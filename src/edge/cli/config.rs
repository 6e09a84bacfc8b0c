//! `config print|validate|template|schema`.

use serde_json::json;

use super::arguments::{Common, ConfigAction, Output};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::{watched, write_json};
use crate::edge::config::{TEMPLATE, print, schema};

/// Runs one of them.
pub(super) fn run(action: ConfigAction, common: &Common, around: &mut Around<'_>) -> Result<Exit, Failure> {
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
    }
    Ok(Exit::Done)
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
